"""What a page itself says of a form of its claims: one that never once holds is no form for outputs there."""

from collections import defaultdict
from dataclasses import replace
from typing import TypeGuard

from blogkit.check.judge.claimhood import kind, nearly_quotes, resembles
from blogkit.model import ClaimKind, Comment, Judgement, Verdict

RULE = "habit"
_ENOUGH = 3
"""Claims of one form that tell of a habit."""
_NEAR = 0.4
"""Share of common words from which on what is said is a version of what is shown."""
_WHY = "none of what the page states in this form is what its code shows: it seems to speak of something else"


def doubted(judged: list[Verdict | Comment]) -> list[Verdict | Comment]:
    """The verdicts, those of forms that never hold and are not even near left unchecked."""
    forms: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for one in filter(_is_decided, judged):
        forms[_form(one)].append(one)
    strange = {form for form, verdicts in forms.items() if _is_strange(verdicts)}
    return [_unchecked(one) if _is_decided(one) and _form(one) in strange else one for one in judged]


def _is_decided(one: Verdict | Comment) -> TypeGuard[Verdict]:
    return (
        isinstance(one, Verdict)
        and one.judgement in {Judgement.HOLDS, Judgement.BROKEN}
        and one.claim.kind not in {ClaimKind.MATH, ClaimKind.PROSE}
    )


def _form(verdict: Verdict) -> tuple[str, str]:
    return verdict.claim.kind, verdict.claim.syntax


def _unchecked(verdict: Verdict) -> Verdict:
    return replace(verdict, judgement=Judgement.UNCHECKED, reason=_WHY, rule=RULE)


def _is_strange(verdicts: list[Verdict]) -> bool:
    """Whether there are enough, and none is right or right but for a slip."""
    return len(verdicts) >= _ENOUGH and not any(map(_is_near, verdicts))


def _is_near(verdict: Verdict) -> bool:
    said, shown = verdict.claim.expected, verdict.actual
    return verdict.judgement is Judgement.HOLDS or (
        bool(shown)
        and (
            nearly_quotes(said, shown)
            or kind(said) == kind(shown) != "other"
            or resembles(said, shown) >= _NEAR
        )
    )
