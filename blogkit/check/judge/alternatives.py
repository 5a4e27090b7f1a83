"""Cells that stand side by side, in tabs or columns, or in a box: a reader takes one, and we run them all."""

import builtins
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from blogkit.code import Unit, read_units
from blogkit.model import Cell, Post
from blogkit.values import frozen

_TAG = re.compile(
    r"\{\{[<%]-?\s*(?P<end>/|end-?)?\s*(?P<name>(?:[\w/-]*[-/])?(?:columns?|cols?|tabs?|tabpane|tab-?set|tab-?group|panels?))\b"
    r"|<(?P<end2>/)?(?P<name2>Tabs|TabItem|tabs|tab)\b"
    r"|^\s*:{3,}\s*\{(?P<name3>tab-set|tab-item)\}"
)
_OUTER = re.compile(r"(?:columns|cols|tabs|tabpane|tab-?set|tab-?group|panels)$", re.IGNORECASE)
_TAB = re.compile(r"(?P<margin>\s*)===[!+]?\s+\"")
"""How MkDocs begins a tab."""
_BOX = re.compile(r"(?P<margin>\s*)(?:!!!|\?\?\?\+?)\s+\w")
"""How MkDocs begins an admonition."""


@frozen
class _Place:
    """Where a cell stands: in a column of a group; a box is a group of one column."""

    group: int
    column: int
    is_box: bool = False


def contested(post: Post) -> Mapping[int, frozenset[str]]:
    """Line of a cell -> the names that it binds, and that a cell beside it binds as well."""
    beside: dict[int, dict[int, set[str]]] = {}
    places = _places(post)
    for cell in post.cells:
        if cell.line in places:
            place = places[cell.line]
            beside.setdefault(place.group, {}).setdefault(place.column, set()).update(_bound(cell))
    return {
        cell.line: frozenset(names)
        for cell in post.cells
        if cell.line in places and (names := _bound(cell) & _elsewhere(beside, places[cell.line]))
    }


def overtaken(post: Post) -> Mapping[int, frozenset[str]]:
    """Line of a cell -> the names that a tab or a box has changed, and that it may read as they were.

    A name that only the tab or box defines has no other value.
    """
    places = _places(post)
    if not places:
        return {}
    known: set[str] = set()
    changed: dict[_Place, set[str]] = {}
    found: dict[int, frozenset[str]] = {}
    for cell in post.cells:
        place = places.get(cell.line)
        others = (names for other, names in changed.items() if other != place)
        found[cell.line] = frozenset[str]().union(*others)
        units = [unit for unit in read_units(cell.fence.code) if not _defines(unit)]
        bound = {name for unit in units for name in unit.binds}
        if place is not None:
            grown = {name for unit in units for name in unit.changes | _consumed(unit)}
            grown |= bound if place.is_box else frozenset[str]()
            changed.setdefault(place, set()).update(grown & known)
        else:
            for names in changed.values():
                names.difference_update(bound)
        known |= bound if place is None or not place.is_box else set()
    return {line: names for line, names in found.items() if names}


def renewed(post: Post) -> Mapping[int, frozenset[str]]:
    """Line of a cell -> names that cells above it bind, each in its way, and that it does not bind itself.

    The last one stands below another heading: a reader may have the value of any of these in mind. What
    Python itself calls so, `list`, is one of them.
    """
    headings = [number for number, line in enumerate(post.lines, 1) if _HEADING.match(line)]
    fenced = {n for fence in post.fences for n in range(fence.line, fence.end_line + 1)}
    headings = [number for number in headings if number not in fenced]
    last: dict[str, int] = {}
    bound: Counter[str] = Counter(dir(builtins))
    imported: set[str] = set()
    found: dict[int, frozenset[str]] = {}
    for cell in post.cells:
        own = _bound(cell)
        start = max((number for number in headings if number < cell.line), default=0)
        found[cell.line] = frozenset(
            name for name, line in last.items() if bound[name] > 1 and line < start and name not in own
        )
        plain = {name for unit in read_units(cell.fence.code) if not _imports(unit) for name in unit.binds}
        bound.update(plain | (own - imported))
        imported |= own - plain
        last |= dict.fromkeys(own, cell.line)
    return {line: names for line, names in found.items() if names}


_HEADING = re.compile(r"#{1,6}\s")


def _imports(unit: Unit) -> bool:
    return type(unit.node).__name__ in {"Import", "ImportFrom"}


def _defines(unit: Unit) -> bool:
    return type(unit.node).__name__ in {"Import", "ImportFrom", "FunctionDef", "ClassDef"}


def _consumed(unit: Unit) -> frozenset[str]:
    """The names that a loop goes through: a generator is empty afterwards."""
    return unit.reads if type(unit.node).__name__ == "For" else frozenset()


def _elsewhere(beside: Mapping[int, Mapping[int, set[str]]], place: _Place) -> set[str]:
    """What the other columns of a group bind."""
    columns = beside[place.group].items()
    return {name for other, names in columns if other != place.column for name in names}


def _bound(cell: Cell) -> set[str]:
    return {name for unit in read_units(cell.fence.code) for name in unit.binds}


def _places(post: Post) -> Mapping[int, _Place]:
    """Line of a cell -> its place, where it stands in a group."""
    if not _MAY_GROUP.search(post.source.text):
        return {}
    return {cell.line: place for cell, place in (*_indented(post), *_tagged(post))}


_MAY_GROUP = re.compile(r"^\s*(?:===[!+]?\s+\"|!!!\s|\?\?\?|:{3,}\s*\{tab-|<[Tt]abs?\b)|\{\{", re.MULTILINE)


def _tagged(post: Post) -> Iterator[tuple[Cell, _Place]]:
    """The cells between tags: the number of the group, and that of the tag above them."""
    tags = [(number, tag) for number, line in enumerate(post.lines, 1) if (tag := _TAG.search(line))]
    for cell in post.cells:
        group = column = 0
        for number, tag in tags:
            if number > cell.line:
                break
            column += 1
            if _OUTER.search(tag["name"] or tag["name2"] or tag["name3"]):
                group = 0 if tag["end"] or tag["end2"] else number
        if group:
            yield cell, _Place(group, column)


def _indented(post: Post) -> Iterator[tuple[Cell, _Place]]:
    """The cells below `=== "Tab"` and `!!! note`, as far as these are indented."""
    spans = [*_blocks(post.lines)]
    for cell in post.cells:
        around = [(end - start, place) for start, end, place in spans if start < cell.line <= end]
        if around:
            yield cell, min(around, key=lambda one: one[0])[1]


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int, _Place]]:
    """First and last line of each tab and box, counted from 1; tabs one below the other are one group."""
    group = end = 0
    margin = ""
    for number, line in enumerate(lines, 1):
        tab, box = _TAB.match(line), _BOX.match(line)
        match = tab or box
        if match is None:
            continue
        last = _last_line(lines, number, len(match["margin"]))
        follows = tab and end and margin == match["margin"] and not "".join(lines[end : number - 1]).strip()
        group = group if follows else number
        yield number, last, _Place(group, number, is_box=tab is None)
        if tab:
            margin, end = match["margin"], last
        elif number > end:
            end = 0


def _last_line(lines: Sequence[str], start: int, margin: int) -> int:
    """The last line that is indented deeper than the one at `start`."""
    last = start
    for number in range(start, len(lines)):
        line = lines[number]
        if line.strip():
            if len(line) - len(line.lstrip()) <= margin:
                break
            last = number + 1
    return last
