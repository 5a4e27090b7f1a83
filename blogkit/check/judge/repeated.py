"""Claims of a page that differ from what is shown in one and the same way: a notation, or another setting."""

from collections import Counter
from dataclasses import replace
from typing import TypeGuard

from blogkit.check.written.tokens import tokens
from blogkit.model import ClaimKind, Comment, Executed, Judgement, Verdict

RULE = "repeated difference"
_ENOUGH = 3
"""Claims that differ in one way; that an author errs so often in the same way was not seen on 90 sites."""
_FEW = 12
"""Tokens of a difference; white space alone is a slip, and what is longer no notation."""
_MOST = 4_000
"""Characters of a text that are looked at."""
_NOTHING = frozenset({"None", "[]", "{}", "()", "''", "0"})
_CONSTANTS = frozenset({"True", "False", "None"})

Run = tuple[str, ...]
"""Tokens that stand side by side."""
Difference = tuple[frozenset[Run], frozenset[Run]]
"""What of the claim is not shown, and what is shown in its place."""


def doubt_repeated(judged: list[Verdict | Comment], executed: Executed) -> list[Verdict | Comment]:
    """The verdicts, those unchecked that are broken in one way, which the page's own words do not explain."""
    if sum(map(_is_broken, judged)) < _ENOUGH:
        return judged
    ways = {id(one): _difference(one) for one in judged if _is_broken(one)}
    counts = Counter(way for way in ways.values() if way)
    own = frozenset(token.text for step in executed.steps for token in tokens(step.code))
    strange = {way for way, count in counts.items() if count >= _ENOUGH and not _is_of_page(way, own)}
    return [
        _unchecked(one, counts[ways[id(one)]]) if _is_broken(one) and ways[id(one)] in strange else one
        for one in judged
    ]


def _is_broken(one: Verdict | Comment) -> TypeGuard[Verdict]:
    return (
        isinstance(one, Verdict)
        and one.judgement is Judgement.BROKEN
        and one.claim.kind not in {ClaimKind.MATH, ClaimKind.PROSE}
    )


def _unchecked(verdict: Verdict, count: int) -> Verdict:
    why = (
        f"{count} claims here differ from what is shown in one and the same way: another version or notation?"
    )
    return replace(verdict, judgement=Judgement.UNCHECKED, reason=why, rule=RULE)


def _difference(verdict: Verdict) -> Difference | str:
    """What is exchanged for what, or the exception; empty where it is more than a few words."""
    if not verdict.actual:
        return verdict.reason
    if verdict.actual.strip() in _NOTHING:
        return f"shows {verdict.actual.strip()}"
    return _exchanged(verdict.claim.expected, verdict.actual)


def _exchanged(said: str, shown: str) -> Difference | str:
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (8 ms that most builds save)

    one, other = (tuple(token.text for token in tokens(text[:_MOST])) for text in (said, shown))
    steps = [step for step in Levenshtein.opcodes(one, other) if step.tag != "equal"]
    left_out = frozenset(one[step.src_start : step.src_end] for step in steps)
    put_in = frozenset(other[step.dest_start : step.dest_end] for step in steps)
    size = sum(map(len, left_out | put_in))
    return (left_out, put_in) if 0 < size <= _FEW else ""


def _is_of_page(way: Difference | str, own: frozenset[str]) -> bool:
    """Whether what is put in stands in the page's own code: its author has changed a word there."""
    runs = frozenset[Run]() if isinstance(way, str) else way[1]
    words = {word for run in runs for word in run if word[:1].isalnum()} - _CONSTANTS
    return bool(words) and words <= own
