"""Text as a terminal leaves it -> HTML: colours by class, links, and what is long folded."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from blogkit.source import terminal

COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_RED, _GREEN, _BLUE = 1, 2, 4
_WEIGHTS = {1: "bold", 2: "faint", 3: "italic", 4: "underlined", 7: "inverse", 9: "struck"}
_ENDS = {22: {"bold", "faint"}, 23: {"italic"}, 24: {"underlined"}, 27: {"inverse"}, 29: {"struck"}}
_SLACK = 10
"""Fewer lines than these are not worth a fold."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def text_html(text: str, kind: str = "", fold: int = 0) -> str:
    """An output of text; `kind` is a class more, `fold` how many lines stand open (0: all of them).

    >>> text_html("a < b")
    '<div class="output"><pre tabindex="0">a &lt; b</pre></div>'
    """
    lines = _lines(sound(text).rstrip())
    if not any(lines):
        return ""
    name = f"output {kind}" if kind else "output"
    return f'<div class="{name}">{folded(lines, fold)}</div>'


def folded(lines: Sequence[str], fold: int) -> str:
    """Lines of HTML as one block, or as two: the second opens on demand."""
    if not fold or len(lines) <= fold + _SLACK:
        return _block(lines)
    more = f"<summary>{len(lines) - fold:,} more lines</summary>"
    return f'{_block(lines[:fold])}<details class="more">{more}{_block(lines[fold:])}</details>'


def _block(lines: Sequence[str]) -> str:
    text = "\n".join(lines)
    return f'<pre tabindex="0">{text}</pre>'


def sound(text: str) -> str:
    r"""Write halves of surrogate pairs, which no file can hold, as Python does.

    >>> sound("a\ud800")
    'a\\ud800'
    """
    return text.encode("utf-8", "backslashreplace").decode()


def _lines(text: str) -> list[str]:
    if not _CONTROLS.search(text):
        return escape(text, quote=False).split("\n")
    lines = ["".join(map(_piece, line)).rstrip() for line in terminal.pieces(text)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _piece(piece: terminal.Piece) -> str:
    html = escape(piece.text, quote=False)
    names = classes(piece.style)
    if names:
        html = f'<span class="{names}">{html}</span>'
    return f'<a href="{escape(piece.link)}">{html}</a>' if _LINK.match(piece.link) else html


def classes(style: Sequence[str]) -> str:
    """The classes for the codes of a style; of two colours the last counts.

    >>> classes(("1", "31")), classes(("38", "5", "196")), classes(("31", "39"))
    ('ansi-bold ansi-red', 'ansi-red', '')
    """
    weights: dict[str, None] = {}
    colour = paper = ""
    for code, name in _orders(iter(style)):
        if code in _WEIGHTS:
            weights[_WEIGHTS[code]] = None
        elif code in _ENDS:
            weights = {one: None for one in weights if one not in _ENDS[code]}
        elif code in {38, 39}:
            colour = name
        elif code in {48, 49}:
            paper = f"on-{name}" if name else ""
    return " ".join(f"ansi-{name}" for name in (*weights, colour, paper) if name)


def _orders(codes: Iterator[str]) -> Iterator[tuple[int, str]]:
    """Codes with their colours: 38 is any colour of signs, 48 any behind them, 39 and 49 end them."""
    for text in codes:
        code = int(text) if text.isdecimal() else 0
        if code in {38, 48}:
            yield code, _chosen(codes)
        elif code % 10 < len(COLOURS) and code // 10 in {3, 4, 9, 10}:
            yield (38 if code // 10 in {3, 9} else 48), COLOURS[code % 10]
        else:
            yield code, ""


def _chosen(codes: Iterator[str]) -> str:
    """The colour that `5;N` or `2;R;G;B` stands for, as the nearest of the eight."""
    how = next(codes, "")
    numbers = [
        int(code) if code.isdecimal() else 0
        for code, _ in zip(codes, range(3 if how == "2" else 1), strict=False)
    ]
    if how == "2":
        return _nearest(numbers)
    number = numbers[0] if numbers else 0
    if number < 2 * len(COLOURS):
        return COLOURS[number % len(COLOURS)]
    if number >= 232:  # from here on it is greys
        return "white" if number > 243 else "black"
    number -= 16
    return _nearest([number // 36 * 51, number // 6 % 6 * 51, number % 6 * 51])


def _nearest(parts: Sequence[int]) -> str:
    """Say which of red, green and blue stand out."""
    most = max(parts, default=0)
    bits = zip(parts, (_RED, _GREEN, _BLUE), strict=False)
    return COLOURS[sum(bit for part, bit in bits if part > most * 0.6)] if most else "black"
