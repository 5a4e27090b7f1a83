"""A new post: from the blog's own archetype as Hugo fills it in, or one that begins with a checked claim."""

from collections.abc import Callable
from pathlib import Path

import pytest

from blogkit.cli import main

Write = Callable[[str, str], None]


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "blog/content").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "blog")

    def write(name: str, text: str) -> None:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)

    write("hugo.toml", 'title = "T & Co"\ntheme = "plain"\n')
    return write


@pytest.mark.kernel
@pytest.mark.usefixtures("blog")
def test_a_new_post_states_a_claim_that_holds_and_draws_its_figure(capsys: pytest.CaptureFixture[str]):
    assert main(["new", "posts/my-first-post.md"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "content/posts/my-first-post.md",
        "content/posts/my-first-post.figures.py",
    ]
    assert 'title = "My First Post"\n' in Path("content/posts/my-first-post.md").read_text()
    assert main(["fix", "-D"]) == 0
    assert main(["check", "-D"]) == 0
    assert "1 claim: 1 hold; 1 figure" in capsys.readouterr().out


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("words", [["posts/a"], ["content", "posts/a"], ["content/posts/a/index.md"]])
def test_a_name_without_an_ending_is_a_folder_of_its_own(words: list[str]):
    assert main(["new", *words]) == 0
    assert "![The first five squares](squares.png)" in Path("content/posts/a/index.md").read_text()
    assert Path("content/posts/a/index.figures.py").is_file()


ARCHETYPE = """\
---
title: "{{ replace .File.ContentBaseName "-" " " | title }} & {{ .Site.Title }}"
kind: %s
---

{{ if eq .Type "posts" }}<p>{{ .Name }}</p>{{ end }}
"""


@pytest.mark.parametrize(
    ("names", "flags", "kind"),
    [
        (["archetypes/posts.md", "archetypes/default.md"], [], "archetypes/posts.md"),
        (
            ["archetypes/default.md", "themes/plain/archetypes/posts.md"],
            [],
            "themes/plain/archetypes/posts.md",
        ),
        (["archetypes/default.md"], [], "archetypes/default.md"),
        (["archetypes/posts.md", "archetypes/talk.md"], ["-k", "talk"], "archetypes/talk.md"),
    ],
)
def test_an_archetype_is_found_and_filled_in_as_by_hugo(
    blog: Write, names: list[str], flags: list[str], kind: str
):
    for name in names:
        blog(name, ARCHETYPE % name)
    assert main(["new", "posts/a-trip.md", *flags]) == 0
    text = Path("content/posts/a-trip.md").read_text()
    assert text == f'---\ntitle: "A Trip & T & Co"\nkind: {kind}\n---\n\n<p>a-trip</p>\n'
    assert not Path("content/posts/a-trip.figures.py").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["posts/there.md"], "content/posts/there.md: is there already; give another name"),
        (["../a.md"], "../a.md: is outside of the content folder; give a path like posts/my-post.md"),
        (["/a.md"], "/a.md: is outside of the content folder"),
        (["content"], "content: is outside of the content folder"),
        (["posts/a.txt"], "posts/a.txt: is no Markdown file; give a path like posts/my-post.md"),
        (["posts/a.md", "-k", "talk"], "--kind: there is no archetypes/talk.md; add it"),
        (["bad/a.md"], 'archetypes/bad.md:3: the function "nosuch"'),
        (["bytes/a.md"], "archetypes/bytes.md: is not UTF-8; save the file as UTF-8"),
        (["a", "b"], "Got 2 paths; give one"),
        ([], "Missing argument 'PATH'"),
    ],
)
def test_what_cannot_be_begun_says_why_in_one_line(
    blog: Write, capsys: pytest.CaptureFixture[str], words: list[str], says: str
):
    blog("content/posts/there.md", "mine")
    blog("archetypes/bad.md", "---\n---\n{{ nosuch 1 }}\n")
    Path("archetypes/bytes.md").write_bytes(b"\xff")
    assert main(["new", *words]) == 2
    said = capsys.readouterr()
    assert says in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert [path.read_text() for path in Path("content").rglob("*.md")] == ["mine"]
