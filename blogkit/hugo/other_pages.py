"""How templates look at the other pages of the site."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from blogkit.values import frozen


@frozen
class Twin:
    """The same page in another language."""

    language: str
    language_name: str
    title: str
    url: str
    absolute_url: str


@frozen
class Listed:
    """What a page's header and place say of it; its body is not known while others are made."""

    path: str
    """As Hugo looks it up: "/posts/my-trip"."""
    kind: str
    title: str
    url: str
    """Seen from the host."""
    absolute_url: str
    section: str = ""
    type: str = ""
    weight: int = 0
    draft: bool = False
    date: datetime | None = None
    lastmod: datetime | None = None
    published: datetime | None = None
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    file: str = ""
    """Below the content folder; empty for a list without a file."""
    source: str = ""
    """The same file below the source folder."""
    body_line: int = 1
    """The line of it on which the body begins."""
    expires: datetime | None = None
    aliases: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    """The page in the other languages that have it."""


def _no_pages() -> Sequence[Listed]:
    return ()


def _no_members(_path: str) -> Sequence[Listed]:
    return ()


def _no_page(_path: str) -> None:
    """Know no page."""


@frozen
class Pages:
    """Functions that give pages; what was asked is noted by whoever gives them."""

    all: Callable[[], Sequence[Listed]] = _no_pages
    """Every page of the language, in Hugo's order."""
    members: Callable[[str], Sequence[Listed]] = _no_members
    """The pages that a list shows."""
    find: Callable[[str], Listed | None] = _no_page
    """`site.GetPage`."""
    near: Callable[[str], Listed | None] = _no_page
    """`.GetPage`, as seen from the page."""
