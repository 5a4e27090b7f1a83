"""A formula directly below a cell, as a notebook shows an object of SymPy -> the claim that it makes."""

import re

from blogkit.model import Cell, Claim, ClaimKind, Post, Span

DISPLAYED = "displayed formula"
"""The syntax of what a notebook has written."""
_FORMULA = re.compile(r"\s*(?P<said>(?P<sign>\$\$?)\\displaystyle (?:[^$\\]|\\.)+(?P=sign))\s*")
"""`\\displaystyle` is SymPy's own word: an author writes a display."""


def below(post: Post, cell: Cell, end: int) -> Claim | None:
    """The claim of the first line of text below a cell, above line `end`."""
    lines = post.lines
    at = next((n for n in range(cell.fence.end_line, min(end - 1, len(lines))) if lines[n].strip()), None)
    found = _FORMULA.fullmatch(lines[at]) if at is not None else None
    if at is None or found is None:
        return None
    span = Span(at + 1, *found.span("said"))
    return Claim(ClaimKind.BLOCK, DISPLAYED, found["said"], (span,), cell.subject)
