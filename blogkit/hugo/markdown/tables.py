"""Lines of a paragraph -> table: cut where a bare `|` stands, whatever is around it."""

import re
from collections.abc import Iterator, Sequence

from blogkit.values import frozen

MOST_ADDED = 50_000
"""Cells that are added to the rows of a table: thousands of columns and of short rows are no table."""
_WHITE = " \t\n\r\v\f"
_DELIMITER_LINE = re.compile(r"[\s|:-]*[|:-][\s|:-]*")
_CELL_END = re.compile(r"(?<!\\)\|")
_ALIGNMENTS = (
    (re.compile(r"\s*:-+\s*"), "left"),
    (re.compile(r"\s*-+:\s*"), "right"),
    (re.compile(r"\s*:-+:\s*"), "center"),
    (re.compile(r"\s*-+\s*"), ""),
)


@frozen
class Table:
    """A table's cells; each row has as many as there are alignments."""

    first: int
    """Which of the lines is the header."""
    alignments: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    """None stands for a cell that the author left out at the end of a row."""


def find_table(lines: Sequence[str]) -> Table | None:
    """Find a line of dashes with a header of as many cells above it; text may stand above the header.

    >>> find_table(["a | b", "--|--", "1"]).rows
    (('1', None),)
    """
    for number, line in enumerate(lines[1:], 1):
        alignments = _alignments(line) if "-" in line and _DELIMITER_LINE.fullmatch(line) else None
        if alignments is None:
            continue
        header = _cells(lines[number - 1])
        if len(header) > len(alignments):
            return None
        header += [""] * (len(alignments) - len(header))
        rows = tuple(_rows(lines[number + 1 :], len(alignments)))
        return Table(number - 1, alignments, tuple(header), rows)
    return None


def _rows(lines: Sequence[str], count: int) -> Iterator[tuple[str | None, ...]]:
    """Give each row as many cells as there are columns, until too many had to be added."""
    added = 0
    for line in lines:
        cells = _cells(line)
        added += max(count - len(cells), 0)
        yield _fitted(cells, count if added <= MOST_ADDED else len(cells[:count]))


def _alignments(line: str) -> tuple[str, ...] | None:
    columns = line.strip().split("|")
    columns = columns[1:] if not columns[0].strip() else columns
    columns = columns[:-1] if columns and not columns[-1].strip() else columns
    found = [_alignment(column) for column in columns]
    return tuple(a for a in found if a is not None) if found and None not in found else None


def _alignment(column: str) -> str | None:
    return next((name for pattern, name in _ALIGNMENTS if pattern.fullmatch(column)), None)


def _cells(line: str) -> list[str]:
    line = line.strip(_WHITE)
    line = line.removeprefix("|")
    line = line.removesuffix("|")
    # A line that ends in "|" has no empty cell behind it, but "||" has one between.
    return [cell.strip(_WHITE) for cell in _CELL_END.split(line)] if line else []


def _fitted(cells: list[str], count: int) -> tuple[str | None, ...]:
    """Drop what is too many and fill up what is missing."""
    return (*cells[:count], *[None] * (count - len(cells)))
