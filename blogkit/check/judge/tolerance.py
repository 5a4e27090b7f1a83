"""Rules about what differs only by what no two runs or machines share: turns of threads, rounding errors."""

import re

from blogkit.check.compare import agree
from blogkit.check.judge.case import Case
from blogkit.check.judge.claimhood import has_words_of
from blogkit.check.written.tokens import tokens
from blogkit.model import Observation

_SHORTENED = re.compile(r"\[\d+ rows x \d+ columns\]|^.*\s\.\.\.\s.*$", re.MULTILINE)


def shortened_frame(case: Case) -> str:
    """A table has nothing but what is shown of a frame of which columns or rows are left out."""
    claim = case.claim.expected
    if case.claim.syntax != "table" or len(claim) > _MOST:
        return ""
    short = (one.text for one in case.seen if _SHORTENED.search(one.text))
    return "shows a part of what the cell shortens" if any(has_words_of(claim, one) for one in short) else ""


_EPSILON = 16 * 2.0**-52
"""What a few operations of linear algebra may lose, of numbers about 1."""
_LARGEST = 1e3
_MOST = 100_000
"""Characters of a claim that are looked through."""


def other_turn(case: Case) -> str:
    """The claim has the lines that threads printed, in another order."""
    said = _lines(case.claim.expected) if case.facts.threads[case.index] else []
    same = len(said) > 1 and any(said == _lines(one.text) for one in case.seen)
    return "threads take turns as they like" if same else ""


def _lines(text: str) -> list[str]:
    return sorted(line.strip() for line in text.split("\n") if line.strip())


def rounding(case: Case) -> str:
    """The numbers of an array differ from those claimed by rounding errors: `4.4e-16` for `0.`.

    Python's own numbers are the same on every machine.
    """
    claim = case.claim.expected
    if len(claim) > _MOST or not re.search(r"\d{8}|\de-", claim):
        return ""
    noise = any(_is_array(one) and _differ_by_noise(claim, one) for one in case.seen)
    return "differs by rounding errors" if noise else ""


def _is_array(observation: Observation) -> bool:
    if observation.value is not None and observation.value.type.startswith(("numpy.", "jax")):
        return True
    text = observation.text.strip()
    return text.startswith(("array(", "matrix(", "Array(", "np.")) or (
        text.startswith("[") and "," not in text
    )


def _differ_by_noise(claim: str, observation: Observation) -> bool:
    """Whether the numbers are close, and the claim holds with those shown in their places."""
    said, shown = (
        [token.text for token in tokens(text) if token.kind == "number"] for text in (claim, observation.text)
    )
    if not said or len(said) != len(shown):
        return False
    pairs = [(float(one), float(other)) for one, other in zip(said, shown, strict=True)]
    scale = min(max(abs(other) for _, other in pairs), _LARGEST)
    close = all(abs(one - other) <= _EPSILON * max(scale, abs(other)) for one, other in pairs)
    return close and agree(_with_numbers(claim, said, shown), observation) is not None


def _with_numbers(text: str, said: list[str], shown: list[str]) -> str:
    done = ""
    for one, other in zip(said, shown, strict=True):
        before, _, text = text.partition(one)
        done += before + other
    return done + text
