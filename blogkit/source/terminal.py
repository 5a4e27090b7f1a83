r"""What a terminal shows in the end of what was written to it: `\r`, `\b`, erasing, colours, links.

One reading for the page, for comparison and for `fix`. The terminal emulators on PyPI keep a screen of fixed
size, in which lines wrap and scroll away; an output has neither width nor height.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from blogkit.values import frozen

_CONTROL = re.compile(
    r"\x1b\[(?P<codes>[0-9;:?<=>]*)[ -/]*(?P<order>[@-~])"
    r"|\x1b\](?P<text>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\|$)"
    r"|\x1b[ -/]*[0-~]?"
    r"|(?P<sign>[\r\n\b\v\f])|[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]|\x07"
)
_MOVES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FARTHEST = 10_000
"""Columns and lines that an order may move the cursor to."""
_DIGITS = 6


@frozen
class Piece:
    """Signs next to each other that look the same."""

    text: str
    style: tuple[str, ...] = ()
    """The codes of its colours and weights, as `\\x1b[1;31m` gives them: "1", "31"."""
    link: str = ""
    """Where it leads to."""


def shown(text: str) -> str:
    r"""The plain text that stands there in the end.

    >>> shown("10%\r100%"), shown("\x1b[1;32mOK\x1b[0m 3 passed"), shown("ab\bc\x1b[K")
    ('100%', 'OK 3 passed', 'ac')
    """
    if not _MOVES.search(text):
        return text
    return "\n".join("".join(piece.text for piece in line) for line in pieces(text))


def pieces(text: str) -> list[list[Piece]]:
    """The lines that stand there in the end, with their colours and links."""
    screen = _Screen()
    at = 0
    for match in _CONTROL.finditer(text):
        screen.write(text[at : match.start()])
        screen.obey(match)
        at = match.end()
    screen.write(text[at:])
    return [list(_pieces(line)) for line in screen.lines]


Sign = tuple[str, tuple[str, ...], str]


def _pieces(line: list[Sign]) -> Iterator[Piece]:
    start = 0
    for end in range(1, len(line) + 1):
        if end == len(line) or line[end][1:] != line[start][1:]:
            yield Piece("".join(sign for sign, _, _ in line[start:end]), *line[start][1:])
            start = end


@dataclass
class _Screen:
    """Lines without an end, and where the next sign goes."""

    lines: list[list[Sign]] = field(default_factory=lambda: [[]])
    row: int = 0
    column: int = 0
    style: tuple[str, ...] = ()
    link: str = ""

    def write(self, text: str) -> None:
        """Put signs over what stands there."""
        if not text:
            return
        line = self.lines[self.row]
        line += [(" ", (), "")] * (self.column - len(line))
        line[self.column : self.column + len(text)] = [(sign, self.style, self.link) for sign in text]
        self.column += len(text)

    def obey(self, match: re.Match[str]) -> None:
        """Do what a control sign or an escape sequence asks for."""
        if match["sign"]:
            self._sign(match["sign"])
        elif match["order"]:
            self._order(match["order"], match["codes"])
        elif match["text"] and match["text"].startswith("8;"):
            self.link = match["text"].split(";", 2)[-1]

    def _sign(self, sign: str) -> None:
        if sign == "\b":
            self.column = max(self.column - 1, 0)
            return
        self.column = 0
        if sign != "\r":
            self._down(1)

    def _down(self, count: int) -> None:
        self.row = max(self.row + 1, min(self.row + count, _FARTHEST)) if count > 1 else self.row + 1
        self.lines += [[] for _ in range(self.row + 1 - len(self.lines))]

    def _order(self, order: str, codes: str) -> None:
        numbers = [int(code) if code.isdecimal() and len(code) < _DIGITS else 0 for code in codes.split(";")]
        count = min(max(numbers[0], 1), _FARTHEST)
        match order:
            case "m":
                self.style = _style(self.style, codes)
            case "K":
                self._erase_line(numbers[0])
            case "J":
                self._erase_below(numbers[0])
            case "H" | "f":
                self._to(count - 1, min(max([*numbers, 1][1], 1), _FARTHEST) - 1)
            case "A" | "B" | "C" | "D" | "E" | "F" | "G":
                self._move(order, count)
            case _:
                pass

    def _move(self, order: str, count: int) -> None:
        if order in "BE":
            self._down(count)
        elif order in "AF":
            self.row = max(self.row - count, 0)
        ahead = max(self.column, min(self.column + count, _FARTHEST))
        self.column = {"C": ahead, "D": max(self.column - count, 0), "G": count - 1, "E": 0, "F": 0}.get(
            order, self.column
        )

    def _to(self, row: int, column: int) -> None:
        self.row, self.column = row, column
        self.lines += [[] for _ in range(row + 1 - len(self.lines))]

    def _erase_line(self, which: int) -> None:
        line = self.lines[self.row]
        if which == 0:
            del line[self.column :]
        elif which == 1:
            line[: self.column + 1] = [(" ", (), "")] * min(self.column + 1, len(line))
        else:
            line.clear()

    def _erase_below(self, which: int) -> None:
        if which in {2, 3}:
            self.lines, self.row, self.column = [[]], 0, 0
        elif which == 0:
            del self.lines[self.row][self.column :]
            del self.lines[self.row + 1 :]


def _style(style: tuple[str, ...], codes: str) -> tuple[str, ...]:
    """The codes in force after some more; 0 ends all."""
    for code in codes.split(";"):
        style = () if code in {"", "0"} else (*style, code)
    return style
