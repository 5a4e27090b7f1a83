"""Claims of a page that differ from what is shown in one and the same way: a notation, or another version.

A blog that is strict about its outputs calls them broken: there, they held once.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from blogkit.check.written.differences import exchanges
from blogkit.check.written.tokens import tokens
from blogkit.code import statements
from blogkit.model import ClaimKind, Judged, Judgement, Verdict

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


def doubt_repeated(judged: Judged) -> Judged:
    """The post, those of its claims unchecked that are broken in one way which its code does not explain."""
    ways = {one.claim: _difference(one) for one in judged.verdicts if _is_broken(one)}
    if len(ways) < _ENOUGH:
        return judged
    counts = Counter(way for way in ways.values() if way)
    code = [step.code for step in judged.executed.steps]
    strange = {way for way, count in counts.items() if count >= _ENOUGH and not _is_of_page(way, code)}
    verdicts = (
        _unchecked(one, counts[ways[one.claim]]) if ways.get(one.claim) in strange else one
        for one in judged.verdicts
    )
    return replace(judged, verdicts=tuple(verdicts))


def _is_broken(one: Verdict) -> bool:
    return one.judgement is Judgement.BROKEN and one.claim.kind not in {ClaimKind.MATH, ClaimKind.PROSE}


def _unchecked(verdict: Verdict, count: int) -> Verdict:
    why = f"{count} claims here differ in one and the same way: a notation? (strict = true calls that broken)"
    return replace(verdict, judgement=Judgement.UNCHECKED, reason=why, rule=RULE)


def _difference(verdict: Verdict) -> Difference | str:
    """What is exchanged for what, or the exception; empty where it is more than a few words."""
    if not verdict.actual:
        return verdict.reason
    if verdict.actual.strip() in _NOTHING:
        return f"shows {verdict.actual.strip()}"
    return _exchanged(verdict.claim.expected, verdict.actual)


def _exchanged(said: str, shown: str) -> Difference | str:
    one, other = (tuple(token.text for token in tokens(text[:_MOST])) for text in (said, shown))
    steps = exchanges(one, other)
    left_out, put_in = (frozenset(step[side] for step in steps) for side in (0, 1))
    size = sum(map(len, left_out | put_in))
    return (left_out, put_in) if 0 < size <= _FEW else ""


def _is_of_page(way: Difference | str, code: Sequence[str]) -> bool:
    """Whether what is put in stands in the page's own code: its author has changed a text there."""
    runs = [run for run in way[1] if run] if not isinstance(way, str) else []
    words = {word for run in runs for word in run if word[:1].isalnum()} - _CONSTANTS
    if words:
        return words <= {token.text for one in code for token in tokens(one)}
    texts = [text for one in code for text in _texts(one)]
    return bool(runs) and all(any("".join(run) in text for text in texts) for run in runs)


def _texts(code: str) -> Iterator[str]:
    """The texts in a cell, without their spaces."""
    for statement in statements(code):
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield "".join(node.value.split())
