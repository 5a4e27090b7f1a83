"""Headings -> the table of contents, nested as Hugo nests it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from blogkit.hugo.context import Heading
from blogkit.source import TableOfContents


@dataclass
class _Entry:
    """A place in the tree; without a heading where a level was left out."""

    heading: Heading | None = None
    below: list["_Entry"] = field(default_factory=list["_Entry"])


def contents(headings: Sequence[Heading], settings: TableOfContents) -> str:
    """Write the table of contents; a level that is left out leaves an empty entry.

    >>> contents([Heading(2, "a", "A", 1)], TableOfContents()).split()[:4]
    ['<nav', 'id="TableOfContents">', '<ul>', '<li><a']
    """
    tree = _tree(headings)
    return f'<nav id="TableOfContents">{_list(tree, 1, 0, settings)}</nav>'


_TAG = re.compile(r"(?is)<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?([a-z][a-z0-9-]*)\b[^>]*>")
_KEPT = re.compile(
    "abbr|b|bdi|bdo|br|cite|code|data|del|dfn|em|i|img|ins|kbd|mark|q|rp|rt|ruby|s|samp|"
    "small|span|strong|sub|sup|time|u|var|wbr"
)


def entry_text(html: str) -> str:
    """Leave out of a heading what Hugo keeps out of a table of contents: links, comments, foreign elements.

    >>> entry_text('1. <a href="/x">A <em>b</em></a> <!-- c -->')
    '1. A <em>b</em>'
    """
    if "<" not in html:
        return html
    kept = _TAG.sub(lambda tag: tag[0] if tag[2] and _KEPT.fullmatch(tag[2].lower()) else "", html)
    return re.sub(r"[\t\n\f\r ]+", " ", kept.strip())


def _tree(headings: Sequence[Heading]) -> list[_Entry]:
    rows: list[_Entry] = []
    for heading in headings:
        if heading.level == 1 or not rows:
            rows.append(_Entry())
        if heading.level == 1:
            rows[-1].heading = heading
        else:
            _below(rows[-1], heading.level - 2).below.append(_Entry(heading))
    return rows


def _below(entry: _Entry, levels: int) -> _Entry:
    """Go down along the last entries, adding empty ones where there are none."""
    for _ in range(levels):
        if not entry.below:
            entry.below.append(_Entry())
        entry = entry.below[-1]
    return entry


def _list(entries: Sequence[_Entry], level: int, indent: int, settings: TableOfContents) -> str:
    if level < settings.start_level:
        return "".join(_list(entry.below, level + 1, indent, settings) for entry in entries)
    if not entries or (settings.end_level != -1 and level > settings.end_level):
        return ""
    tag = "ol" if settings.ordered else "ul"
    space = "  " * (indent + 1)
    items = "".join(_item(entry, level, indent + 2, settings) for entry in entries)
    return f"\n{space}<{tag}>\n{items}{space}</{tag}>\n{'  ' * indent}"


def _item(entry: _Entry, level: int, indent: int, settings: TableOfContents) -> str:
    heading = entry.heading
    link = f'<a href="#{heading.id}">{heading.html}</a>' if heading and (heading.id or heading.html) else ""
    below = _list(entry.below, level + 1, indent, settings)
    return f"{'  ' * indent}<li>{link}{below}</li>\n"
