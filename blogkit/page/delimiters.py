"""How many opening delimiters of a formula never close: each doubles the time of its converter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAMES = r"[a-zA-Z]*(?:angle|floor|ceil|brack|brace|bracket|paren|[vV]ert|group|moustache|corner)(?![A-Za-z])"
_SIGN = re.compile(
    rf"""
    (?P<paired>\\(?:left|right|middle)\s*(?:\\[A-Za-z]+|\\?.))
    |(?P<group>\{{|\\begin\b)|(?P<end>\}}|\\end\b)
    |(?P<cell>&|\\\\(?!\s*\*?\s*\[(?![^\[\](){{}}\\]*\])))  # its `[` that does not close holds what follows
    |(?P<close>[)\]⟩⌉⌋⟧⦆]|\\\}}|\\(?:r|u?rr?|lr){_NAMES})
    |(?P<open>[(\[⟨⌈⌊⟦⦅]|\\\{{|\\(?:l|u?ll?){_NAMES})
    |\\(?P<command>[A-Za-z]+)|\\.
    """,
    re.VERBOSE | re.DOTALL,
)
_MOST = 1000
"""More are not told apart, nor are macros within macros deeper than a few."""
_ROUNDS = 5


@dataclass
class _Group:
    """What stands within a pair of braces, up to now."""

    has_cells: bool = False
    """Whether it is an environment: elsewhere `\\\\` and `&` begin nothing new."""
    own: int = 0
    """Of the present cell."""
    inner: int = 0
    """Of the worst group in it, which is tried again for each of the cell's own."""
    worst: int = 0
    """Of the cells before."""

    def next_cell(self) -> None:
        if not self.has_cells:
            return
        self.worst = self.total()
        self.own = self.inner = 0

    def total(self) -> int:
        return max(self.worst, self.own + self.inner)


def unclosed(tex: str, macros: Mapping[str, str]) -> int:
    r"""Count the opening delimiters that stay open, in the worst place of a formula.

    >>> unclosed("f(x) = [0, 1)", {}), unclosed("((({[[}", {})
    (0, 5)
    >>> unclosed(r"\begin{cases}( & ( \\ (", {}), unclosed(r"\\(\\(", {}), unclosed(r"\\[(\\[(", {})
    (1, 2, 4)
    >>> unclosed(r"\a\a", {"a": "(("})
    4
    """
    known: dict[str, int] = {}
    for _ in range(_ROUNDS if macros else 0):
        known = {name: _count(body, known) for name, body in macros.items()}
    return _count(tex, known)


def _count(tex: str, known: Mapping[str, int]) -> int:
    groups = [_Group()]
    for sign in _SIGN.finditer(tex):
        kind, group = sign.lastgroup, groups[-1]
        if kind == "open":
            group.own += 1
        elif kind == "close":
            group.own = max(0, group.own - 1)
        elif kind == "command":
            group.own += known.get(sign["command"], 0)
        elif kind == "cell":
            group.next_cell()
        elif kind == "group":
            groups.append(_Group(has_cells=sign[0] != "{"))
        elif kind == "end" and len(groups) > 1:
            _leave(groups)
    while len(groups) > 1:
        _leave(groups)
    return min(groups[0].total(), _MOST)


def _leave(groups: list[_Group]) -> None:
    total = groups.pop().total()
    groups[-1].inner = max(groups[-1].inner, total)
