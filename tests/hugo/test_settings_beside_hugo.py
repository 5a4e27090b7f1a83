"""Settings that change a page beside the real Hugo: guessed languages, summaries, lone images, ref."""

import re
import subprocess
from pathlib import Path

import pytest
from parsed import parsed

from blogkit.hugo.context import Context, PageFacts, Rendered
from blogkit.hugo.render import render
from blogkit.source import config, frontmatter
from tests.programs import HUGO

PAGE = "{{ .Content }}@@{{ .Summary }}@@{{ .Truncated }}"
CODES = (
    "bind = x", "templ x(", "name: var", "package main", "fmt. package main", "<?php", "#include <ab>", "abc",
    "ctl-opt", "relation x", "permission y", "`a`", "[a]", "`a` [b] `c`", "[a] `b`", "<% x", "SELECT a",
    "export x", "x\nexport y", "@ IN SOA ", "a var b package c", "using namespace x; const",
    "func _ready() extends x const", "load", "dcl-s", "*in12", "#!/bin/bash", "#ifdef x", "import numpy",
)  # fmt: skip
IMAGES = "\n\n".join(
    f"{start}![a](b.png){end}"
    for start, end in [("", ""), ("x ", ""), ("", "\n{.k}"), ("> ", ""), ("* ", ""), ("[", "](c)"), ("", "")]
)
ALONE = "[markup.goldmark.parser]\nwrapStandAloneImageWithinParagraph = false\nattribute.block = true\n"

ANCHORS = r'id="(hl-[^"]*)"><a [^>]*?href="#([^"]*)">([ \d]*)'

pytestmark = pytest.mark.hugo


def _built(folder: Path, toml: str, texts: dict[str, str]) -> dict[str, list[str]]:
    """Build a blog with the real Hugo; the parts of each page that it publishes."""
    files = {f"content/{name}.md": text for name, text in texts.items()}
    for name, content in {**files, "hugo.toml": toml, "layouts/all.html": PAGE}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    done = subprocess.run([HUGO, "-s", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {name: folder / f"public/{name}/index.html" for name in texts}
    return {name: page.read_text("utf-8").split("@@") for name, page in pages.items() if page.is_file()}


def _hugo(folder: Path, toml: str, text: str) -> list[str]:
    return _built(folder, toml, {"p": text})["p"]


def _ours(toml: str, text: str) -> Rendered:
    header = frontmatter.read(text, "p.md")
    page = PageFacts(path="p.md", url="/p/", params=header.raw)
    context = Context(settings=config.read({"hugo.toml": toml}), page=page)
    return render(frontmatter.body_of(text, header), header.body_line, context)


def test_languages_are_guessed_as_hugo_guesses(tmp_path: Path):
    toml = "[markup.highlight]\nguessSyntax = true\nlineNos = true\nanchorLineNos = true\n"
    text = "---\ntitle: x\n---\n" + "\n\n".join(f"```\n{code}\n```" for code in CODES)
    wanted, mine = _hugo(tmp_path, toml, text)[0], _ours(toml, text).html
    theirs = re.findall(r'class="language-([^"]*)"', wanted)
    ours = re.findall(r'class="language-([^"]*)"', mine)
    assert dict(zip(CODES, ours, strict=True)) == dict(zip(CODES, theirs, strict=True))
    assert re.findall(ANCHORS, mine) == re.findall(ANCHORS, wanted)


HEADERS = ("summary: S *x*", "summary: S\ndescription: D", "description: D", 'summary: ""')
BODIES = ("body", "body\n\n<!--more-->\n\nrest", "")


def test_a_given_summary_counts_unless_the_body_is_divided(tmp_path: Path):
    pairs = [f"---\ntitle: x\n{header}\n---\n{body}\n" for header in HEADERS for body in BODIES]
    texts = {f"p{number}": text for number, text in enumerate(pairs)}
    for name, (content, summary, truncated) in _built(tmp_path, "", texts).items():
        ours = _ours("", texts[name])
        assert (parsed(ours.html), parsed(ours.summary)) == (parsed(content), parsed(summary)), texts[name]
        assert str(ours.truncated).lower() == truncated.strip(), texts[name]


@pytest.mark.parametrize("toml", ["", ALONE])
def test_an_image_that_stands_alone_loses_its_paragraph_where_asked(tmp_path: Path, toml: str):
    text = f"---\ntitle: x\n---\n{IMAGES}"
    assert parsed(_ours(toml, text).html) == parsed(_hugo(tmp_path, toml, text)[0])


def test_notes_are_marked_by_their_page_where_asked(tmp_path: Path):
    toml = "[markup.goldmark.extensions.footnote]\nenableAutoIDPrefix = true\n"
    text = "---\ntitle: x\n---\na[^1] b[^1]\n\n[^1]: note\n"
    theirs, ours = _hugo(tmp_path, toml, text)[0], _ours(toml, text).html

    def bare(html: str) -> list[object]:
        return parsed(re.sub(r"h[0-9a-f]{16}fn", "HASHfn", html))

    assert bare(ours) == bare(theirs)
    assert "HASHfn" in str(bare(ours))


DRAFTS = ("yes", '"true"', '"yes"', "on", "1", '"1"', "True", "true", "false")


def test_a_draft_is_what_hugo_takes_for_one_and_a_text_is_doubted(tmp_path: Path):
    texts = {f"p{number}": f"---\ntitle: x\ndraft: {value}\n---\n" for number, value in enumerate(DRAFTS)}
    published = _built(tmp_path, "", texts)
    for (name, text), value in zip(texts.items(), DRAFTS, strict=True):
        header = frontmatter.read(text, "p.md")
        assert header.draft is (name not in published), value
        assert bool(frontmatter.doubts(text, header, "p.md")) == (name in published and value != "false"), (
            value
        )
