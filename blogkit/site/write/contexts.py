"""What the templates see: frozen values, every URL ready to stand in an attribute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Named = tuple[str, str]
"""(name, URL)"""


@dataclass(frozen=True)
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
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Neighbour:
    """The page before or after."""

    title: str
    url: str
    heading: str = ""
    """The title as HTML, where it holds formulas."""


@dataclass(frozen=True)
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Pager:
    """One page of a list that is too long for one."""

    number: int = 1
    total: int = 1
    previous_url: str = ""
    next_url: str = ""
