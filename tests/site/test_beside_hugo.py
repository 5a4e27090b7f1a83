"""The real Hugo builds the same blogs: the same files come out, and lists have the same order."""

import re
import subprocess
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.programs import HUGO
from tests.site.conftest import NOW, Blog, read_blog
from tests.site.random_blog import random_blog

BLOGS = sorted((Path(__file__).parent / "blogs").glob("*.txt"))
LINES = 'a list {{ range $pages }}<a class="u-url" href="{{ .RelPermalink }}"></a>{{ end }}'
LAYOUTS = {
    "page.html": "a page",
    "404.html": "missing",
    "home.html": '{{ $all := where site.RegularPages "Section" "in" site.MainSections }}'
    "{{ if not $all }}{{ $all = site.RegularPages }}{{ end }}{{ $pages := (.Paginate $all).Pages }}" + LINES,
    "section.html": "{{ $pages := (.Paginate .Pages).Pages }}" + LINES,
    "term.html": "{{ $pages := (.Paginate .Pages).Pages }}" + LINES,
    "taxonomy.html": "terms",
}
"""A theme that shows what ours shows."""
FONTS = {
    f"{face}{part}.woff2" for face in ("text", "text-bold", "text-italic", "code") for part in ("", "-more")
}
OURS = {"atom.xml", "feed.json", "style.css", "page.js", "icon.svg", "archive/index.html", *FONTS}
ENTRY = re.compile(r'<a class="u-url" href="([^"]*)"')


@pytest.mark.hugo
@pytest.mark.parametrize("file", BLOGS, ids=lambda file: file.stem)
def test_a_blog_gets_the_files_and_the_order_that_hugo_gives_it(file: Path, tmp_path: Path) -> None:
    blog = read_blog(file.read_text("utf-8"))
    _compare(blog, tmp_path, _switches(blog))


@pytest.mark.hugo
@pytest.mark.parametrize("seed", range(6))
def test_odd_names_go_where_hugo_sends_them(seed: int, tmp_path: Path) -> None:
    _compare(random_blog(seed), tmp_path, [])


def _compare(blog: Blog, folder: Path, switches: list[str]) -> None:
    theirs = _hugo(blog, folder, switches)
    planned = blog.plan(**dict.fromkeys(switches, True))
    assert not planned.problems
    site = blog.site(**dict.fromkeys(switches, True))
    ours = {**site.files, **dict.fromkeys(planned.resources, b"")}
    assert set(theirs) - set(ours) == set()
    assert set(ours) - set(theirs) - OURS == set()
    lists = [name for name in theirs if name.endswith(".html") and ENTRY.search(theirs[name].decode())]
    assert {name: _entries(ours[name]) for name in lists} == {name: _entries(theirs[name]) for name in lists}
    # Which spelling names a term that has two is a matter of chance in Hugo, and so is the order by them.
    terms = {"tags/index.xml", "categories/index.xml"} & set(theirs)
    assert {n: _named(ours[n]) for n in terms} == {n: _named(theirs[n]) for n in terms}
    feeds = [name for name in theirs if name.endswith("index.xml") and name not in terms]
    assert {name: _items(ours[name]) for name in feeds} == {name: _items(theirs[name]) for name in feeds}


def _named(feed: bytes) -> list[tuple[str, ...]]:
    return sorted((title.lower().replace("-", " "), *rest) for title, *rest in _items(feed))


def _items(feed: bytes) -> list[tuple[str, ...]]:
    """Title, address and date of each item of a feed; Hugo gives an undated one the year 1."""
    text = feed.decode().replace("<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate>", "")
    return [
        tuple(unescape(part) for part in re.findall(r"<(?:title|link|pubDate)>(.*?)<", item))
        for item in re.findall(r"<item>.*?</item>", text, re.DOTALL)
    ]


def _switches(blog: Blog) -> list[str]:
    """A blog may ask for drafts and the like in a file `switches`."""
    return blog.files.get("switches", "").split()


def _entries(html: bytes) -> list[str]:
    return [unquote(unescape(href)) for href in ENTRY.findall(html.decode())]


def _hugo(blog: Blog, folder: Path, switches: list[str]) -> dict[str, bytes]:
    source = folder / "blog"
    blog.write(source)
    Blog({f"layouts/{name}": text for name, text in LAYOUTS.items()}).write(source)
    flags = [f"--build{name.capitalize()}" for name in switches]
    command = [
        HUGO,
        "--quiet",
        "--noBuildLock",
        "--clock",
        NOW.isoformat(),
        "-s",
        str(source),
        *flags,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    public = source / "public"
    return {str(p.relative_to(public)): p.read_bytes() for p in public.rglob("*") if p.is_file()}
