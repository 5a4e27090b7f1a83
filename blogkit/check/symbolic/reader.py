"""LaTeX text -> tokens, and the cursor over them that the parser of `latex` moves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from blogkit.check.symbolic.library import Expression
from blogkit.values import frozen

_TOKEN = re.compile(
    r"\s+|\\[,;:!> ]|\\quad|\\qquad|~"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:(?:\{,\}|\\,)\d{3})*(?:\.\d+)?|\.\d+)"
    r"|(?P<environment>\\(?:begin|end)\{\w+\*?\})|(?P<row>\\\\(?:\[[^\]\n]{0,10}\])?)|(?P<percent>\\%)"
    r"|(?P<command>\\[A-Za-z]+)"
    r"|(?P<letter>[A-Za-z])|(?P<sign>\S)"
)
_SAME = ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "exp", "log")
FUNCTIONS = {name: name for name in _SAME} | {
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "ln": "log",
}
GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "theta",
        "lambda",
        "mu",
        "sigma",
        "tau",
        "phi",
        "omega",
        "eta",
        "rho",
        "xi",
        "kappa",
    ]
)
IGNORED = frozenset({"\\left", "\\right", "\\displaystyle", "\\big", "\\Big", "\\bigl", "\\bigr", "\\limits"})
OPENING = {"(": ")", "[": "]", "{": "}"}


class UnknownError(ValueError):
    """The formula says something this reader does not know."""


@frozen
class Definition:
    """`f(x) = …`: the variable's name and the expression."""

    variable: str
    expression: Expression


@dataclass
class Reader:
    """A cursor over tokens. `decisive`: an operation was carried out, so equality is a statement."""

    row: list[str]
    known: Mapping[str, Definition]
    variables: frozenset[str] = frozenset()
    """Letters that are no functions: `x` of `f(x)`."""
    base: int = 0
    """Of a logarithm that names none; 0 for the natural one."""
    at: int = 0
    decisive: bool = field(default=False)

    def peek(self, ahead: int = 0) -> str:
        """Look at a token; empty behind the last."""
        index = self.at + ahead
        return self.row[index] if index < len(self.row) else ""

    def take(self, wanted: str = "") -> str:
        """Go over a token; raises UnknownError where it is not the one wanted."""
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise UnknownError(token)
        self.at += 1
        return token


def tokens(text: str) -> list[str]:
    """Numbers, commands, letters and signs; spaces and sizes of brackets left out."""
    text = (
        text.replace("\\dfrac", "\\frac")
        .replace("\\tfrac", "\\frac")
        .replace("\\lvert", "|")
        .replace("\\rvert", "|")
    )
    found = (match for match in _TOKEN.finditer(text) if match.lastgroup)
    return [
        match[0].replace("{,}", "").replace("\\,", "").replace(",", "")
        if match.lastgroup == "number"
        else "\\\\"
        if match.lastgroup == "row"
        else match[0]
        for match in found
        if match[0] not in IGNORED
    ]
