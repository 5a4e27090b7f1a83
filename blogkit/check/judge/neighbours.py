"""What a claim is about by its neighbours: a fence for each print of a cell, a comment above a statement."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from blogkit.check.compare import FENCE, agree, agree_with_any
from blogkit.check.judge.observations import about, shown_in_order
from blogkit.code import read_units
from blogkit.model import Claim, ClaimKind, Executed, Observation


def share(claim: Claim, executed: Executed, index: int) -> Observation | None:
    """The lines that are a fence's own, where the fences together have as many as the cell shows.

    One of the fences at least must be right: else nothing tells that they share the lines.
    """
    if claim.kind is not ClaimKind.BLOCK:
        return None
    fences = [one for one in executed.steps[index].claims if one.kind is ClaimKind.BLOCK]
    if len(fences) < 2 or claim not in fences:
        return None
    shares = list(_shares(fences, _lines(shown_in_order(executed.results[index]))))
    right = any(agree(fence.expected, one, FENCE) for fence, one in zip(fences, shares, strict=False))
    return shares[fences.index(claim)] if right and len(shares) == len(fences) else None


def _shares(fences: list[Claim], lines: list[str]) -> Iterator[Observation]:
    """As many lines for each fence as it has itself; none where that does not come out."""
    sizes = [len(_lines(fence.expected)) for fence in fences]
    if sum(sizes) != len(lines):
        return
    start = 0
    for size in sizes:
        yield Observation("\n".join(lines[start : start + size]))
        start += size


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def headed(claim: Claim, executed: Executed, index: int) -> Claim:
    """A comment as a claim about the statement below it, where its author writes outputs above.

    So it is where the comment, or the first one in its cell, is wrong of the statement above it and
    right of the next: the one above shows nothing, or the text is too long for an accident.
    """
    comments = (one for one in executed.steps[index].claims if one.kind is ClaimKind.FOLLOWING)
    first = next(comments, None) if claim.kind is ClaimKind.FOLLOWING else None
    if first is None:
        return claim
    heads = any(_heads(one, executed, index) for one in (claim, first))
    return _of_next(claim, executed, index) if heads else claim


_LONG = 6
"""Signs of a text that two statements hardly show by accident."""


def _heads(claim: Claim, executed: Executed, index: int) -> bool:
    lower = _of_next(claim, executed, index)
    telling = len(claim.expected) >= _LONG or not _shows(claim, executed, index)
    return telling and _is_right(lower, executed, index) and not _is_right(claim, executed, index)


def _is_right(claim: Claim, executed: Executed, index: int) -> bool:
    return agree_with_any(claim.expected, about(claim, executed.results[index])) is not None


def _shows(claim: Claim, executed: Executed, index: int) -> bool:
    """Whether the statement above prints, or is a value."""
    line = claim.subject[0] - executed.steps[index].line + 1
    above = (unit.node for unit in read_units(executed.steps[index].code) if unit.line == line)
    return any(isinstance(node, ast.Expr) for node in above)


def _of_next(claim: Claim, executed: Executed, index: int) -> Claim:
    """The claim, about the statement on the next line."""
    step = executed.steps[index]
    line = claim.spans[-1].line - step.line + 2
    units = (unit for unit in read_units(step.code) if unit.line == line)
    ends = [unit.end_line for unit in units]
    return replace(claim, subject=(step.line + line - 1, step.line + min(ends) - 1)) if ends else claim
