"""Our rendering beside the real Hugo's, document by document: a new case is a new file in documents/."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from configurations import CONFIGURATIONS, CONTENTS, below_root, marked_math
from parsed import parsed

from blogkit.hugo.context import Context, PageFacts, Rendered
from blogkit.hugo.render import render
from blogkit.source import config, frontmatter
from blogkit.source.layouts import Layouts, Template
from tests.programs import HUGO

HERE = Path(__file__).parent
DOCUMENTS = sorted((HERE / "documents").glob("*.md"))
NAMES = ("default", "stdmath", "realblog_math", "realblog_blockattr")
PAGE = (
    "{{ .Content }}@@CUT@@{{ .TableOfContents }}@@CUT@@{{ .Summary }}@@CUT@@"
    "{{ .WordCount }} {{ .ReadingTime }} {{ .Truncated }}"
)
MATH = '<x-math data-type="{{ .Type }}">{{ .Inner | htmlEscape | safeHTML }}</x-math>'
BASE = 'baseURL = "https://example.org/"\ndisableKinds = ["taxonomy", "term", "rss", "sitemap", "section"]\n'

pytestmark = pytest.mark.hugo


def _settings(name: str) -> str:
    return BASE + CONFIGURATIONS[name] + CONTENTS


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    """Build all documents with Hugo, once for each configuration."""
    folders: dict[str, Path] = {}
    for name in NAMES:
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(HERE / "documents", folder / "content")
        shutil.copytree(HERE / "layouts", folder / "layouts")
        for document in (folder / "content").glob("*.md"):
            text = document.read_text(encoding="utf-8")
            if not text.startswith("---"):
                document.write_text(f"---\ntitle: x\n---\n{text}", encoding="utf-8")
        (folder / "hugo.toml").write_text(_settings(name), encoding="utf-8")
        for layout in ("page", "home", "all"):
            (folder / "layouts" / f"{layout}.html").write_text(PAGE, encoding="utf-8")
        (folder / "layouts" / "_markup").mkdir()
        (folder / "layouts" / "_markup" / "render-passthrough.html").write_text(MATH, encoding="utf-8")
        result = subprocess.run(
            [HUGO, "-s", folder, "-d", folder / "public"], capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr
        folders[name] = folder / "public"
    yield folders
    for folder in folders.values():
        shutil.rmtree(folder.parent)


@cache
def _ours(document: Path, name: str) -> Rendered:
    text = document.read_text(encoding="utf-8")
    front_matter = frontmatter.read(text, document.name)
    shortcodes = {
        path.stem: Template(path.read_text(encoding="utf-8"))
        for path in (HERE / "layouts" / "shortcodes").glob("*.html")
    }
    context = Context(
        settings=config.read({"hugo.toml": _settings(name)}),
        page=PageFacts(path=document.name, url=f"/{document.stem}/", params=front_matter.raw),
        resolve_ref=lambda reference: (
            "https://example.org" * (reference == "quotes.md") + below_root(reference)
        ),
        layouts=Layouts(shortcodes),
        math=marked_math,
    )
    return render(frontmatter.body_of(text, front_matter), front_matter.body_line, context)


def _hugo(built: dict[str, Path], document: Path, name: str) -> list[str]:
    text = (built[name] / document.stem / "index.html").read_text(encoding="utf-8")
    return [re.sub(r"\s+\Z", "", piece) for piece in text.split("@@CUT@@")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_renders_as_hugo_renders_it(built: dict[str, Path], document: Path, name: str):
    content, contents, summary, _ = _hugo(built, document, name)
    ours = _ours(document, name)
    assert all("two backslashes" in problem.message for problem in ours.problems)
    assert parsed(ours.html) == parsed(content)
    assert parsed(ours.toc) == parsed(contents)
    assert parsed(ours.summary) == parsed(summary)


@pytest.mark.parametrize("name", ["default", "stdmath"])
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_words_and_minutes_are_hugos(built: dict[str, Path], document: Path, name: str):
    ours = _ours(document, name)
    counted = f"{ours.word_count} {ours.reading_time} {str(ours.truncated).lower()}"
    assert counted == _hugo(built, document, name)[3]
