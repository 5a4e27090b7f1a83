"""Malformed content on the command line: the place, the remedy, the exit status, and the other pages."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
HOOK = "layouts/_markup/render-link.html"
GOOD = "---\ntitle: good\n---\ngood\n"


def _blog(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in {"hugo.toml": 'title = "T"\n', "content/good.md": GOOD, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def _built(command: Run, blog: Path) -> subprocess.CompletedProcess[str]:
    done = command("build", "--no-execute", "--source", blog, "--destination", blog / "out")
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\ntitle: x\n\ttags: [a]\n---\n", ":3:1: YAML: found a tab character"),
        ("---\ntitle: a: b\n---\n", '; put the value in quotes: title: "a: b"'),
        ("---\ntitle: a\ntitle: b\n---\n", ':3: YAML: the key "title" is given twice'),
        ('---\ntitle: "a\n---\n', ":2: YAML: found unexpected end of stream; put the value in quotes"),
        ("---\ntitle: a\ndate: 2024-13-45\n---\n", ':3: "date" is not a date: "2024-13-45"'),
        ("---\ntitle: a\nb\n", ':1: the front matter is not closed; end it with a line "---"'),
        ("---\n? [a]\n: b\n---\n", ":2: YAML: a list or a table cannot be the name of a key"),
        ("---\na: &x [*x]\n---\n", ":1: brackets stand too deep in each other, or a value contains itself"),
        ("---\na: " + "[" * 40_000 + "\n---\n", ":2: YAML: more than 200 lists within each other"),
        ("---\n- a\n---\n", ":1: this is not a table of keys and values"),
        ("+++\ntitle = a\n+++\n", ':2:9: TOML: invalid value; put the text in quotes: title = "a"'),
        ('{"title": "a",}\n', ":1:15: JSON: "),
        ('{"weight": ' + "9" * 5000 + "}\n", ":1: JSON: a number has too many digits; put it in quotes"),
        ("---\ntitle: a\nweight: heavy\n---\n", ':3: "weight" must be a whole number'),
        (b"---\ntitle: a\n---\nb\0c\n", ":4: holds a null byte"),
        (b"---\ntitle: a\n---\ncaf\xe9\n", ":4: is not UTF-8 (byte 0xe9)"),
        ("---\ntitle: big\n---\n" + "word " * 4_000_001, ": is larger than 20 MB"),
        ("---\ntitle: a\nurl: /good/\n---\n", ': has the URL "/good/", and so has content/good.md'),
    ],
    ids=range(18),
)  # fmt: skip
def test_a_malformed_post_is_named_and_the_others_are_built(
    command: Run, tmp_path: Path, text: str | bytes, says: str
):
    done = _built(command, _blog(tmp_path, {"content/posts.md": text}))
    assert done.returncode == 2
    assert "content/posts.md:" in done.stdout
    assert says in done.stdout
    assert (tmp_path / "out/good/index.html").is_file()


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"content/a.md": "\n\n{{< nope >}}"}, 'content/a.md:3: shortcode "nope": there is none; add'),
        ({"content/a.md": "a {{< nope x "}, "content/a.md:1: the shortcode {{< nope x cannot be read"),
        (
            {"content/a.md": "{{< t >}}", "layouts/shortcodes/t.html": "\n{{ nosuch 1 }}"},
            'content/a.md:1: shortcode "t": layouts/shortcodes/t.html:2: the function "nosuch"',
        ),
        (
            {"content/a.md": "[x](/)", "content/b.md": "[x](/)", HOOK: "{{ .No }}"},
            "layouts/_markup/render-link.html:1: .No is not supported here; each link is shown as without",
        ),
        ({"content/a.md": "---\ndraft: yes\n---\nx"}, 'content/a.md:2: "draft: yes" is a text to Hugo'),
    ],
    ids=range(5),
)  # fmt: skip
def test_what_is_beyond_us_is_said_once_and_the_page_is_built(
    command: Run, tmp_path: Path, files: dict[str, str | bytes], says: str
):
    done = _built(command, _blog(tmp_path, files))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(says) == 1, done.stdout
    assert (tmp_path / "out/a/index.html").is_file()


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ('title = "x\nb = 1\n', "hugo.toml:1:11: TOML: "),
        ('timeZone = "Mars/Olympus"\n', 'hugo.toml: timeZone "Mars/Olympus" is unknown'),
        ('paginate = "many"\n', 'hugo.toml: "paginate" must be a whole number, not "many"'),
        (b"title = '\xff'", "hugo.toml:1: is not UTF-8"),
    ],
)
def test_a_malformed_configuration_is_named(command: Run, tmp_path: Path, config: str | bytes, says: str):
    done = _built(command, _blog(tmp_path, {"hugo.toml": config}))
    assert done.returncode == 2
    assert says in done.stderr


def test_a_blog_without_content_is_told_where_posts_go(command: Run, tmp_path: Path):
    (tmp_path / "hugo.toml").write_text('title = "T"\n')
    done = _built(command, tmp_path)
    assert (done.returncode, "content: no such folder; make it" in done.stderr) == (2, True)


def test_odd_files_do_no_harm(command: Run, tmp_path: Path):
    blog = _blog(
        tmp_path,
        {
            "content/empty.md": "",
            "content/header-only.md": "---\ntitle: only\n---",
            "content/mark.md": b"\xef\xbb\xbf---\r\ntitle: bom\r\n---\r\nx",
            "content/page.html": "---\ntitle: html\n---\n<p>*as it is* {{< param title >}}</p>\n",
            "content/other.markdown": "---\ntitle: m\n---\n*m*\n",
        },
    )
    (blog / "content/loop").symlink_to(".")
    (blog / "content/dangling.md").symlink_to("nowhere.md")
    (blog / "content/folder.md").mkdir()
    Path(os.fsdecode(bytes(blog / "content") + b"/bad\xff.md")).write_text("---\ntitle: name\n---\n")
    done = _built(command, blog)
    assert done.returncode == 0, done.stdout
    assert "<p>*as it is* html</p>" in (blog / "out/page/index.html").read_text()
    assert "<em>m</em>" in (blog / "out/other/index.html").read_text()
    assert {"empty", "header-only", "mark", "good"} <= {path.name for path in (blog / "out").iterdir()}
