"""The look: readable colours in light and dark, valid pages, nothing from other servers."""

import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from types import SimpleNamespace as Namespace
from typing import Any

import jinja2
import pytest
from justhtml import JustHTML

TEMPLATES = Path(__file__).parent.parent / "blogkit/templates"
STYLE = (TEMPLATES / "style.css").read_text("utf-8")
PAPERS = ("paper", "code-paper", "highlighted-line")
INKS = ["ink", "quiet", "link", "good", "bad", "keyword", "string", "number", "name", "builtin", "comment"]


def palettes() -> dict[str, dict[str, str]]:
    """Read the named colours of the light scheme, and of the dark one that overrides it."""
    roots = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root)) for root in roots[:2])
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("scheme", "ink", "paper"), [*product(("light", "dark"), INKS, PAPERS)])
def test_text_stands_out_from_its_background(scheme: str, ink: str, paper: str):
    colours = palettes()[scheme]
    assert contrast(colours[ink], colours[paper]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_message_about_a_broken_claim_stands_out(scheme: str):
    colours = palettes()[scheme]
    assert contrast(colours["bad"], colours["bad-paper"]) >= 4.5


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_nothing_is_asked_of_another_server(path: Path):
    assert not re.search(r"https?://|//[a-z]+\.", path.read_text("utf-8"))


SITE = Namespace(
    title="A & B",
    language="en",
    base_path="/blog/",
    home="/blog/",
    description="About <things>",
    menu=[("Posts", "/blog/posts/"), ("Tags", "/blog/tags/")],
    params={},
    copyright="CC BY 4.0",
    search="/blog/search/",
    feeds=[("RSS", "/blog/index.xml"), ("Atom", "/blog/atom.xml"), ("JSON", "/blog/feed.json")],
)
PAGE = Namespace(
    title="1 < 2 & 3",
    url="/blog/posts/one/",
    date=datetime(2025, 12, 18, tzinfo=UTC),
    lastmod=datetime(2026, 1, 2, tzinfo=UTC),
    description='Said "so"',
    content="<p>Text</p>",
    toc='<nav id="TableOfContents"><ul><li><a href="#a">A</a></li></ul></nav>',
    tags=[("python", "/blog/tags/python/")],
    categories=[],
    reading_time=3,
    word_count=600,
    previous=Namespace(title="Before", url="/blog/posts/zero/"),
    next=None,
    notebook_url="one.ipynb",
    script_url="one.py",
)
BARE = Namespace(
    **{
        **vars(PAGE),
        **dict.fromkeys(("date", "lastmod", "previous", "next")),
        **dict.fromkeys(("description", "content", "toc", "notebook_url", "script_url"), ""),
        "tags": [],
        "reading_time": 0,
    }
)
ENTRY = Namespace(
    title="One & all", url="/blog/posts/one/", date=PAGE.date, summary="<p>S</p>", reading_time=3
)
FIRST = Namespace(previous_url="", next_url="/blog/page/2/", number=1, total=2)
ONLY = Namespace(previous_url="", next_url="", number=1, total=1)
TERM = Namespace(title="python", url="/blog/tags/python/", count=2)
ALL_HOLD = Namespace(claims=17, holds=17, broken=0)
SOME_UNDECIDED = Namespace(claims=37, holds=30, broken=0)
ONE_BROKEN = Namespace(claims=17, holds=16, broken=1)

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "post": ("page.html", {"page": PAGE, "proof": ALL_HOLD}),
    "post with a broken claim": ("page.html", {"page": PAGE, "proof": ONE_BROKEN}),
    "post with claims nobody can decide": ("page.html", {"page": PAGE, "proof": SOME_UNDECIDED}),
    "page without anything optional": ("page.html", {"page": BARE, "proof": None}),
    "list": ("list.html", {"page": PAGE, "entries": [ENTRY, ENTRY], "pager": FIRST}),
    "empty list": ("list.html", {"page": BARE, "entries": [], "pager": ONLY}),
    "taxonomy": ("taxonomy.html", {"page": PAGE, "terms": [TERM]}),
    "not found": ("404.html", {"page": BARE}),
    "search": ("search.html", {"page": BARE}),
    "alias": ("alias.html", {"target": "/blog/posts/one/"}),
}


def rendered(case: str) -> str:
    """Fill a template in as strictly as Jinja2 can: an unknown name is an error."""
    name, context = CASES[case]
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    return environment.get_template(name).render(site=SITE, **context)


@pytest.mark.parametrize("case", CASES)
def test_a_filled_template_is_valid_html(case: str):
    assert JustHTML(rendered(case), collect_errors=True).errors == []


@pytest.mark.parametrize("case", CASES)
def test_titles_are_escaped(case: str):
    page = rendered(case)
    assert "1 < 2" not in page
    assert "A & B" not in page


def test_a_post_says_how_many_outputs_hold():
    assert "17 stated outputs checked, all hold" in rendered("post")
    assert "1 of 17 stated outputs no longer holds" in rendered("post with a broken claim")
    assert "30 stated outputs checked, all hold" in rendered("post with claims nobody can decide")
    assert "proof" not in rendered("page without anything optional")


def test_a_post_is_a_microformats_entry():
    page = rendered("post")
    assert '<article class="h-entry">' in page
    assert '<div class="e-content"><p>Text</p></div>' in page
    assert '<time class="dt-published" datetime="2025-12-18T00:00:00+00:00">18 December 2025</time>' in page


@pytest.mark.parametrize("case", [case for case in CASES if case != "alias"])
def test_the_first_thing_to_reach_by_keyboard_skips_to_the_content(case: str):
    page = rendered(case)
    links = re.findall(r'<a [^>]*href="([^"]*)"', page)
    assert links[0] == "#main"
    assert '<main id="main">' in page


def test_each_feed_has_its_media_type():
    types = re.findall(r'rel="alternate" type="([^"]*)"', rendered("list"))
    assert types == ["application/rss+xml", "application/atom+xml", "application/feed+json"]
