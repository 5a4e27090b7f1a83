"""Addresses and titles of links: what they say, and how they are written, which is what templates get."""

from typing import Any, Self

from markdown_it import helpers


class Written(str):
    r"""A text, and its source: `/a?b&amp;c` and `/a\_b` are what Hugo hands to a link's template."""

    __slots__ = ("source",)
    source: str

    @classmethod
    def of(cls, text: str, source: str) -> Self:
        """Keep both."""
        written = cls(text)
        written.source = source
        return written


def source_of(text: object) -> str:
    """Give the text as it is written; it may be one without entities and escapes."""
    return text.source if isinstance(text, Written) else str(text)


def parse_destination(text: str, start: int, end: int) -> Any:  # noqa: ANN401 - markdown-it's private type
    """As markdown-it's `parseLinkDestination`."""
    found = helpers.parseLinkDestination(text, start, end)
    if found.ok:
        pointed = text[start] == "<"
        found.str = Written.of(found.str, text[start + pointed : found.pos - pointed])
    return found


def parse_title(text: str, start: int, end: int, before: Any = None) -> Any:  # noqa: ANN401 - the same
    """As markdown-it's `parseLinkTitle`; one that goes on from line to line has no source."""
    found = helpers.parseLinkTitle(text, start, end, before)
    if found.ok and before is None:
        found.str = Written.of(found.str, text[start + 1 : found.pos - 1])
    return found
