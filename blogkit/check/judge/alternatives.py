"""Cells that stand side by side, in tabs or columns: a reader takes one of them, and we run them all."""

import re
from collections.abc import Iterator, Mapping

from blogkit.code import read_units
from blogkit.model import Cell, Post

_TAG = re.compile(
    r"\{\{[<%]-?\s*(?P<end>/|end-?)?\s*(?P<name>(?:[\w/-]*[-/])?(?:columns?|cols?|tabs?|tabpane|tab-?set|tab-?group|panels?))\b"
)
_OUTER = re.compile(r"(?:columns|cols|tabs|tabpane|tab-?set|tab-?group|panels)$")


def contested(post: Post) -> Mapping[int, frozenset[str]]:
    """Line of a cell -> the names that it binds, and that a cell beside it binds as well."""
    beside: dict[int, dict[int, set[str]]] = {}
    places = {cell.line: place for cell, place in _places(post)}
    for cell in post.cells:
        if cell.line in places:
            group, column = places[cell.line]
            beside.setdefault(group, {}).setdefault(column, set()).update(_bound(cell))
    return {
        cell.line: frozenset(names)
        for cell in post.cells
        if cell.line in places and (names := _bound(cell) & _elsewhere(beside, *places[cell.line]))
    }


def _elsewhere(beside: Mapping[int, Mapping[int, set[str]]], group: int, column: int) -> set[str]:
    """What the other columns of a group bind."""
    return {name for other, names in beside[group].items() if other != column for name in names}


def _bound(cell: Cell) -> set[str]:
    return {name for unit in read_units(cell.fence.code) for name in unit.binds}


def _places(post: Post) -> Iterator[tuple[Cell, tuple[int, int]]]:
    """The cells in groups: the number of the group, and that of the tag above them."""
    if "{{" not in post.source.text:
        return
    tags = [(number, tag) for number, line in enumerate(post.lines, 1) if (tag := _TAG.search(line))]
    for cell in post.cells:
        group = column = 0
        for number, tag in tags:
            if number > cell.line:
                break
            column += 1
            if _OUTER.search(tag["name"]):
                group = 0 if tag["end"] else number
        if group:
            yield cell, (group, column)
