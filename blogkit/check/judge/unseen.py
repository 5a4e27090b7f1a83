"""Where a name suddenly is something else, and nothing has changed it: code is missing that gave it anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, dropwhile
from typing import TypeGuard

from blogkit.check.judge.facts import Facts
from blogkit.check.written.values import without_remarks
from blogkit.code import Unit
from blogkit.model import ClaimKind, Comment, Executed, Judgement, StepKind, Verdict

RULE = "unseen value"
_BEFORE, _BEHIND = 2, 3
"""Claims about a name that hold, and all those below them that do not, which tell of another value."""
_EMPTY = frozenset({"", "[]", "{}", "()", "set()", "''", '""', "None", "True", "False", "0"})
"""Answers that many values give."""


def given_anew(judged: list[Verdict | Comment], executed: Executed, known: Facts) -> list[Verdict | Comment]:
    """The verdicts, those about a value that the post does not show left unchecked.

    What is said of a name holds, nothing changes it, and from some place on nothing that is said of it
    holds any more: the author has given it another value there, and left that out.
    """
    verdicts = [one for one in judged if _is_decided(one)]
    doubted = {id(one): name for name, one in _doubted(verdicts, executed, known)}
    return [
        _unchecked(one, doubted[id(one)]) if isinstance(one, Verdict) and id(one) in doubted else one
        for one in judged
    ]


def _is_decided(one: Verdict | Comment) -> TypeGuard[Verdict]:
    return (
        isinstance(one, Verdict)
        and one.judgement in {Judgement.HOLDS, Judgement.BROKEN}
        and one.claim.kind not in {ClaimKind.MATH, ClaimKind.PROSE}
        and without_remarks(one.claim.expected).strip() not in _EMPTY
    )


def _doubted(verdicts: list[Verdict], executed: Executed, known: Facts) -> Iterator[tuple[str, Verdict]]:
    for name, run in _runs(verdicts, executed, known):
        behind = [*dropwhile(_holds, run)]
        before = len(run) - len(behind)
        if before >= _BEFORE and len(behind) >= _BEHIND and not any(map(_holds, behind)):
            yield from ((name, one) for one in behind)


def _runs(verdicts: list[Verdict], executed: Executed, known: Facts) -> Iterator[tuple[str, list[Verdict]]]:
    """The verdicts about each name, as long as no code gives it another value or changes it."""
    run: dict[tuple[str, int], list[Verdict]] = defaultdict(list)
    period: dict[str, Iterator[int]] = defaultdict(count)
    now: dict[str, int] = {}
    failed = {failure.line for failure in known.failures}
    for line, unit, one in _units(verdicts, executed, known):
        for name in unit.binds | unit.changes if line not in failed else ():
            now[name] = next(period[name])
        for name in unit.reads & now.keys() if one else ():
            run[name, now[name]] += [one] if one else []
    yield from ((name, one) for (name, _), one in run.items())


def _units(
    verdicts: list[Verdict], executed: Executed, known: Facts
) -> Iterator[tuple[int, Unit, Verdict | None]]:
    """The statements of the cells, each with the verdict about it; a block is about the last."""
    at = {one.claim.subject[0]: one for one in verdicts if one.claim.kind is not ClaimKind.BLOCK}
    blocks = {one.claim.subject[0]: one for one in verdicts if one.claim.kind is ClaimKind.BLOCK}
    for step, marked in zip(executed.steps, known.marked, strict=True):
        if step.kind is StepKind.CELL:
            last = max((one.unit.line for one in marked if one.unit.shows), default=0)
            for one in marked:
                line = step.line + one.unit.line - 1
                yield (
                    line,
                    one.unit,
                    at.get(line) or (blocks.get(step.line) if one.unit.line == last else None),
                )


def _holds(one: Verdict) -> bool:
    return one.judgement is Judgement.HOLDS


def _unchecked(verdict: Verdict, name: str) -> Verdict:
    why = f"the post does not show what has given {name} another value"
    return replace(verdict, judgement=Judgement.UNCHECKED, reason=why, rule=RULE)
