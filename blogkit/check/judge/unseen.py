"""Where a name suddenly is something else, and nothing has changed it: code is missing that gave it anew."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, dropwhile
from typing import TypeGuard

from blogkit.check.judge.facts import Facts
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
        and one.claim.kind in {ClaimKind.DOCTEST, ClaimKind.TRAILING, ClaimKind.FOLLOWING}
        and one.claim.expected.strip() not in _EMPTY
    )


def _doubted(verdicts: list[Verdict], executed: Executed, known: Facts) -> Iterator[tuple[str, Verdict]]:
    for name, run in _runs(verdicts, executed, known):
        behind = [*dropwhile(_holds, run)]
        before = len(run) - len(behind)
        if before >= _BEFORE and len(behind) >= _BEHIND and not any(map(_holds, behind)):
            yield from ((name, one) for one in behind)


def _runs(verdicts: list[Verdict], executed: Executed, known: Facts) -> Iterator[tuple[str, list[Verdict]]]:
    """The verdicts about each name, as long as no code gives it another value or changes it."""
    at = {one.claim.subject[0]: one for one in verdicts}
    run: dict[tuple[str, int], list[Verdict]] = defaultdict(list)
    period: dict[str, Iterator[int]] = defaultdict(count)
    now: dict[str, int] = {}
    for line, unit in _units(executed, known):
        for name in unit.binds | unit.changes:
            now[name] = next(period[name])
        for name in unit.reads & now.keys() if line in at else ():
            run[name, now[name]].append(at[line])
    yield from ((name, one) for (name, _), one in run.items())


def _units(executed: Executed, known: Facts) -> Iterator[tuple[int, Unit]]:
    for step, marked in zip(executed.steps, known.marked, strict=True):
        if step.kind is StepKind.CELL:
            yield from ((step.line + one.unit.line - 1, one.unit) for one in marked)


def _holds(one: Verdict) -> bool:
    return one.judgement is Judgement.HOLDS


def _unchecked(verdict: Verdict, name: str) -> Verdict:
    why = f"the post does not show what has given {name} another value"
    return replace(verdict, judgement=Judgement.UNCHECKED, reason=why, rule=RULE)
