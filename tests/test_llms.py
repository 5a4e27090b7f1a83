"""The Markdown of the pages and the list of them, for machines that read."""

from pathlib import Path

from tests.conftest import Run

POST = """\
+++
title = "A [first] post"
description = "What it is about"
+++

<!-- a note of the author's -->
Text ![a picture](../../dot.png)

~~~html
<!-- kept -->
~~~
"""


def test_each_page_has_its_markdown_beside_it_and_a_list_of_all(tmp_path: Path, command: Run):
    posts = tmp_path / "content/posts"
    posts.mkdir(parents=True)
    (posts / "a.md").write_text(POST)
    (tmp_path / "static").mkdir()
    (tmp_path / "static/dot.png").write_bytes(b"")
    (tmp_path / "hugo.toml").write_text(
        'baseURL = "https://example.org/b/"\ntitle = "T"\n[params]\ndescription = "All"\n'
        "[params.blogkit]\nllms = true\n"
    )
    done = command("build", "-s", tmp_path, "-d", tmp_path / "public")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "public/posts/a/index.md").read_text() == (
        "# A [first] post\n\nText ![a picture](https://example.org/b/dot.png)\n\n"
        "~~~html\n<!-- kept -->\n~~~\n"
    )
    assert (tmp_path / "public/llms.txt").read_text() == (
        "# T\n\n> All\n\n## Posts\n\n"
        "- [A \\[first\\] post](https://example.org/b/posts/a/index.md): What it is about\n"
    )
