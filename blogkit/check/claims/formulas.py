"""`$…$` in the prose -> claims and definitions; what they say is decided in `formulas`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from blogkit.check.claims.found import Found
from blogkit.model import Claim, ClaimKind, Post, Span

_INLINE = re.compile(
    r"(?<![\\$])\$\$(?P<display>[^$]+)\$\$|(?<![\\$\w])\$(?P<dollar>[^$\n]+?)(?<![\\\s])\$(?![\d$])"
    r"|\\\\?\((?P<round>.+?)\\\\?\)|\\\\?\[(?P<square>.+?)\\\\?\]"
)
_RELATION = re.compile(r"=|\\approx|\\simeq|\\doteq|≈")


@dataclass(frozen=True)
class Formula:
    """The LaTeX text of a formula and where it stands; display formulas may span lines."""

    text: str
    line: int
    start: int


def relations(post: Post) -> Found:
    """The formulas that relate two sides, each a claim until `formulas` knows better."""
    return Found(
        tuple(
            Claim(
                ClaimKind.MATH,
                "formula",
                formula.text,
                (Span(formula.line, formula.start, formula.start + len(formula.text)),),
                (formula.line, formula.line),
                labelled=False,
            )
            for formula in formulas(post)
            if _RELATION.search(formula.text)
        )
    )


def formulas(post: Post) -> Iterator[Formula]:
    """The formulas of a post on single lines, fences and inline code aside."""
    inside = {line for fence in post.fences for line in range(fence.line, fence.end_line + 1)}
    for number, line in enumerate(post.lines, 1):
        if number < post.front_matter.body_line or number in inside or ("$" not in line and "\\" not in line):
            continue
        readable = re.sub(r"(`+).*?\1", lambda match: " " * len(match[0]), line)
        for match in _INLINE.finditer(readable):
            group = match.lastgroup or "dollar"
            text = match[group]
            lead = len(text) - len(text.lstrip())
            yield Formula(text.strip(), number, match.start(group) + lead)
