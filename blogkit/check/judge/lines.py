"""Comments whose every line has a mark of its own: one text, or each line one that was shown."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeGuard

from blogkit.check.claims.elsewhere import ELSEWHERE
from blogkit.model import Claim, Comment, Judgement, Verdict

Judging = Callable[[Claim], Verdict | Comment]


def holds(one: Verdict | Comment) -> TypeGuard[Verdict]:
    """Whether it is a claim that holds."""
    return isinstance(one, Verdict) and one.judgement is Judgement.HOLDS


def by_lines(whole: Verdict, judge: Judging) -> list[Verdict | Comment]:
    """Its lines, where some hold by themselves: those that do not are where the whole is wrong."""
    parts, shown = _lines(whole), _shown(whole)
    if len(parts) != len(shown):
        return [whole]
    lines = [judge(part) for part in parts]
    wrong = [line for line in lines if not holds(line)]
    if len(wrong) == len(lines) or holds(whole) == bool(wrong):
        return [whole]  # also where only their order is wrong
    return [
        one if holds(one) else replace(whole, claim=part, actual=line)
        for one, part, line in zip(lines, parts, shown, strict=True)
    ]


def is_reordered(whole: Verdict) -> bool:
    """Whether each line was shown, and another one in its place."""
    said, shown = [part.expected for part in _lines(whole)], _shown(whole)
    return said != shown and sorted(said) == sorted(shown)


def _lines(whole: Verdict) -> list[Claim]:
    parts = [part for part in whole.claim.narrower if part.syntax != ELSEWHERE]
    return parts if "\n".join(part.expected for part in parts) == whole.claim.expected else []


def _shown(whole: Verdict) -> list[str]:
    return whole.actual.strip("\n").split("\n")
