"""What the templates see: frozen values, every URL ready to stand in an attribute."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from blogkit.model import Proof, Told
from blogkit.source import ENGLISH, Words
from blogkit.values import frozen

Named = tuple[str, str]
"""(name, URL)"""


@frozen
class SiteContext:
    """What is the same on all pages."""

    title: str
    language: str
    base_path: str
    """With a slash at both ends."""
    home: str
    """URL of the front page: below the base, it is that of the language."""
    description: str = ""
    guarded: bool = False
    """The same, for all pages."""
    menu: tuple[Named, ...] = ()
    feeds: tuple[Named, ...] = ()
    copyright: str = ""
    search: str = ""
    """URL of the search page; empty when the blog has none."""
    words: Words = ENGLISH
    """The page's own words in the language of the blog."""
    icon: str = "data:,"
    logo: str = ""
    styles: tuple[str, ...] = ()
    """The blog's own style sheets."""
    fonts: tuple[str, ...] = ()
    """What the first lines of every page are set in, to be loaded early."""
    analytics: str = ""
    """HTML of the blog's own at the end of each head."""
    links: tuple[Named, ...] = ()
    """Pages that the tool makes: (the word for it, URL)."""
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])


@frozen
class Neighbour:
    """The page before or after."""

    title: str
    url: str
    heading: str = ""
    """The title as HTML, where it holds formulas."""


Series = tuple[str, str, tuple[Named, ...]]
"""Name and URL of a series, and its parts in order."""


@frozen
class PageContext:
    """One page, or the head of a list."""

    title: str
    url: str
    permalink: str = ""
    kind: str = "page"
    guarded: bool = False
    """Whether the browser is to run nothing but the site's own scripts."""
    date: datetime | None = None
    lastmod: datetime | None = None
    description: str = ""
    content: str = ""
    toc: str = ""
    tags: tuple[Named, ...] = ()
    categories: tuple[Named, ...] = ()
    terms: Mapping[str, tuple[Named, ...]] = field(default_factory=dict[str, tuple[Named, ...]])
    """Taxonomy -> the page's terms, for taxonomies other than tags and categories, too."""
    reading_time: int = 0
    word_count: int = 0
    previous: Neighbour | None = None
    next: Neighbour | None = None
    notebook_url: str = ""
    script_url: str = ""
    has_figures: bool = False
    """Whether a script draws figures of the page."""
    heading: str = ""
    """The title as HTML, where it holds formulas."""
    lead: str = ""
    """The description, the same."""
    translations: tuple[tuple[str, str, str], ...] = ()
    """Code, name and URL of every language that has the page; none where only one has it."""
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    trail: tuple[Named, ...] = ()
    """The lists above the page, the front page first."""
    section_url: str = ""
    """Where the page belongs in the menu."""
    author: str = ""
    author_url: str = ""
    series: tuple[Series, ...] = ()
    related: tuple[Neighbour, ...] = ()
    image: str = ""
    """The picture for those who link to the page, with the host."""
    image_size: tuple[int, int] | None = None
    schema: str = ""
    """What the page is, as JSON-LD that may stand in HTML."""
    claims_url: str = ""
    """Where the claims of the page are listed beside those of others."""
    comments: str = ""
    """HTML of the blog's own at the end of a post."""


@frozen
class Entry:
    """A page in a list."""

    title: str
    url: str
    date: datetime | None = None
    summary: str = ""
    reading_time: int = 0
    count: int = 0
    """For a term: how many pages have it."""
    heading: str = ""
    """The title as HTML, where it holds formulas."""
    picture: str = ""
    """The first picture of the page, as HTML."""
    tags: tuple[Named, ...] = ()
    proof: Proof | None = None


@frozen
class Verified:
    """What a page states of its code, for the list of all."""

    title: str
    url: str
    anchor: str
    proof: Proof
    claims: tuple[Told, ...]
    heading: str = ""


@frozen
class Pager:
    """One page of a list that is too long for one."""

    number: int = 1
    total: int = 1
    previous_url: str = ""
    next_url: str = ""
