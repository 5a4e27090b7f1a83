"""Where a session shows a name with another value than the post gave it: it goes on from elsewhere."""

import ast
from collections.abc import Mapping

from blogkit.check.compare import agree
from blogkit.check.compare.exceptions import raised_names
from blogkit.check.written.tokens import tokens
from blogkit.code import read_units
from blogkit.model import Claim, ClaimKind, Observation, Result, Step

_FEW = 3
"""Values that a text must hold: a single one may be a slip."""
_SAME = 0.5
"""Share of common values from which on the text is about what the post has computed."""
_MOST = 4_000


def staged(step: Step, result: Result) -> Mapping[int, str]:
    """Line within a session, counted from 1 -> the name that has a value of another origin there."""
    asked = {
        claim.subject[0] - step.line + 1: claim
        for claim in step.claims
        if claim.kind is ClaimKind.DOCTEST and claim.subject[0] == claim.subject[1]
    }
    if not asked:
        return {}
    found: dict[int, str] = {}
    made: set[str] = set()
    for unit in read_units(step.code):
        claim = asked.get(unit.line)
        match unit.node:
            case ast.Expr(value=ast.Name(id=name)) if claim and name not in made:
                if _is_another(claim, step.line + unit.line - 1, result):
                    found[unit.line] = name
            case _:
                made |= unit.binds | unit.changes
    return found


def _is_another(claim: Claim, line: int, result: Result) -> bool:
    """Whether hardly any value of the text stands in what is shown."""
    shown = next((one.value for one in result.shown if one.line == line and not one.name), None)
    if shown is None or raised_names(claim.expected):
        return False
    said, seen = _values(claim.expected), _values(shown.repr)
    if max(len(said), len(seen)) < _FEW or agree(claim.expected, Observation(shown.repr, shown)):
        return False
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  (8 ms that most builds save)

    return LCSseq.similarity(said, seen) < _SAME * max(len(said), len(seen))


def _values(text: str) -> list[str]:
    return [token.text for token in tokens(text[:_MOST]) if token.kind in {"number", "word"}]
