"""The look: readable colours in light and dark, valid pages, nothing from other servers."""

import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import jinja2
import pytest
from justhtml import JustHTML

from blogkit.model import Judgement, Proof, Told
from blogkit.site.write.contexts import Entry, Neighbour, PageContext, Pager, SiteContext, Verified

TEMPLATES = Path(__file__).parent.parent / "blogkit/templates"
STYLE = (TEMPLATES / "style.css").read_text("utf-8")
PAPERS = ("paper", "code-paper", "highlighted-line")
INKS = ["ink", "quiet", "link", "good", "bad", "keyword", "string", "number", "name", "builtin", "comment"]


def palettes() -> dict[str, dict[str, str]]:
    """Read the named colours of the light scheme and of the dark one."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", STYLE)
    return {"light": {name: one for name, one, _ in pairs}, "dark": {name: two for name, _, two in pairs}}


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
    text = path.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")  # a name
    assert not re.search(r"https?://|//[a-z]+\.", text)


SITE = SiteContext(
    title="A & B",
    language="en",
    base_path="/blog/",
    home="/blog/",
    description="About <things>",
    menu=(("Posts", "/blog/posts/"), ("Tags", "/blog/tags/")),
    copyright="CC BY 4.0",
    search="/blog/search/",
    feeds=(("RSS", "/blog/index.xml"), ("Atom", "/blog/atom.xml"), ("JSON", "/blog/feed.json")),
    links=(("archive", "/blog/archive/"), ("verification", "/blog/verification/")),
    styles=("/blog/own.css",),
    logo="/blog/logo.svg",
    fonts=("/blog/text.woff2",),
)
PAGE = PageContext(
    title="1 < 2 & 3",
    url="/blog/posts/one/",
    permalink="/blog/posts/one/",
    date=datetime(2025, 12, 18, tzinfo=UTC),
    lastmod=datetime(2026, 1, 2, tzinfo=UTC),
    description='Said "so"',
    content="<p>Text</p>",
    toc='<nav id="TableOfContents"><ul><li><a href="#a">A</a></li></ul></nav>',
    tags=(("python", "/blog/tags/python/"),),
    reading_time=3,
    word_count=600,
    previous=Neighbour(title="Before", url="/blog/posts/zero/"),
    notebook_url="one.ipynb",
    script_url="one.py",
    trail=(("A & B", "/blog/"), ("Posts", "/blog/posts/")),
    section_url="/blog/posts/",
    author="A. Noether",
    author_url="/blog/about/",
    series=(
        ("Numbers", "/blog/series/numbers/", (("One", "/blog/posts/one/"), ("Two", "/blog/posts/two/"))),
    ),
    related=(Neighbour("Other", "/blog/posts/other/"),),
    image="/blog/card.png",
    schema='{"@type": "BlogPosting"}',
    claims_url="/blog/verification/#posts-one",
)
BARE = PageContext(title="1 < 2 & 3", url="/blog/posts/one/")
ENTRY = Entry(
    title="One & all",
    url="/blog/posts/one/",
    date=PAGE.date,
    summary="S",
    reading_time=3,
    picture='<img src="a.png" alt="">',
    tags=(("python", "/blog/tags/python/"),),
    proof=Proof(3, 3, 0),
)
FIRST = Pager(1, 2, "", "/blog/page/2/")
ONLY = Pager()
TERM = Entry("python", "/blog/tags/python/", count=2)
ALL_HOLD = Proof(17, 17, 0, day="2026-05-03", versions=(("Python", "3.12"), ("NumPy", "2.4")), defines=5)
SOME_UNDECIDED = Proof(37, 30, 0, unchecked=7)
ONE_BROKEN = Proof(17, 16, 1)
CLAIMS = (
    Told("c3-9", 3, Judgement.HOLDS, "[2 4 6]", "slopes: [2 4 6]", "rule_part"),
    Told("c4-1", 4, Judgement.HOLDS, "", check="x < 3", rule="rule_check"),
    Told("c5-1", 5, Judgement.BROKEN, "1 < 2", "<b>", reason="shows something else"),
    Told("c6-1", 6, Judgement.UNCHECKED, "7", reason="its cell was not run"),
)
LISTED = [Verified("1 < 2 & 3", "/blog/posts/one/", "posts-one", ALL_HOLD, CLAIMS)]

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "post": ("page.html", {"page": PAGE, "proof": ALL_HOLD, "claims": CLAIMS}),
    "post with a broken claim": ("page.html", {"page": PAGE, "proof": ONE_BROKEN, "claims": CLAIMS}),
    "post with claims nobody can decide": (
        "page.html",
        {"page": PAGE, "proof": SOME_UNDECIDED, "claims": ()},
    ),
    "page without anything optional": ("page.html", {"page": BARE, "proof": None, "claims": ()}),
    "list": ("list.html", {"page": PAGE, "entries": [ENTRY, ENTRY], "pager": FIRST}),
    "empty list": ("list.html", {"page": BARE, "entries": [], "pager": ONLY}),
    "taxonomy": ("taxonomy.html", {"page": PAGE, "terms": [TERM]}),
    "not found": ("404.html", {"page": BARE}),
    "search": ("search.html", {"page": BARE}),
    "archive": ("archive.html", {"page": PAGE, "years": [(2025, [ENTRY])]}),
    "list of claims": ("verification.html", {"page": PAGE, "posts": LISTED}),
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


def test_the_foot_of_a_post_says_when_and_with_what_it_was_checked():
    assert "Checked on 3 May 2026 with Python 3.12, NumPy 2.4: 17 hold, 5 define." in rendered("post")
    assert "30 hold, 7 could not be checked." in rendered("post with claims nobody can decide")


def test_a_mark_opens_what_was_stated_and_what_was_shown_without_a_script():
    page = rendered("post")
    assert '<div popover id="c3-9-" class="note holds">' in page
    assert "<dt>Stated</dt><dd><code>[2 4 6]</code></dd>" in page
    assert "<dt>Shown</dt><dd><code>slopes: [2 4 6]</code></dd>" in page
    assert "<dt>Checked with</dt><dd><code>x &lt; 3</code></dd>" in page
    assert '<a href="/blog/verification/#posts-one">' in page
    assert '<a class="verdict" href="/blog/posts/one/#c3-9">' in rendered("list of claims")


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
