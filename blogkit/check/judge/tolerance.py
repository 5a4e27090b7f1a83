"""Rules about what differs only by what no two runs or machines share: turns of threads, rounding errors."""

import re
from collections import Counter

from blogkit.check.compare import agree
from blogkit.check.judge.case import Case
from blogkit.check.judge.claimhood import differ_by_one_sign
from blogkit.check.written.numbers import shortest32
from blogkit.check.written.tokens import tokens
from blogkit.model import Observation

_EPSILON = 16 * 2.0**-52
"""What a few operations of linear algebra may lose, of numbers about 1."""
_EPSILON_32 = 4 * 2.0**-23
"""The same of float32."""
_LARGEST = 1e3
_MOST = 100_000
"""Characters of a claim that are looked through."""


def other_turn(case: Case) -> str:
    """The claim has the lines that threads printed, in another order or with another count of threads."""
    said = _lines(case.claim.expected) if case.facts.threads[case.index] else []
    same = bool(said) and any(_is_of_other(said, _lines(one.text)) for one in case.seen)
    return "threads take turns as they like" if same else ""


def _is_of_other(said: list[str], shown: list[str]) -> bool:
    """Whether one has all lines of the other: what a thread prints later stands elsewhere, or nowhere."""
    few, many = map(Counter, sorted((said, shown), key=len))
    return few <= many and bool(few)


def _lines(text: str) -> list[str]:
    # how many threads were there before is the process's own affair
    return sorted(_NUMBERED.sub("Thread-", line.strip()) for line in text.split("\n") if line.strip())


_NUMBERED = re.compile(r"\bThread-\d+")


def rounding(case: Case) -> str:
    """The numbers of an array differ from those claimed by rounding errors: `4.4e-16` for `0.`.

    Python's own numbers are the same on every machine.
    """
    claim = case.claim.expected
    if (
        case.says_the_same
        or len(claim) > _MOST
        or not re.search(r"\d{7}|[\d.]e-", "\n".join([claim, *case.texts])[: 2 * _MOST])
    ):
        return ""
    if any(_is_last_digit(claim, one) for one in case.texts) and any(map(_COMPUTES.search, case.lines)):
        return "differs by rounding errors"
    single = any(_SINGLE.search(step.code) for step in case.steps)
    noise = any(_is_array(one) and _differ_by_noise(claim, one, single=single) for one in case.seen)
    noise = noise or any(_differ_beside_zero(claim, one) for one in case.texts)
    return "differs by rounding errors" if noise else ""


def _differ_beside_zero(claim: str, text: str) -> bool:
    """Whether all that differs in a printed text are numbers that should have been 0: `6.1e-17`."""
    said, shown = tokens(claim), tokens(text) if len(text) <= _MOST else ()
    if [one.kind for one in said] != [one.kind for one in shown]:
        return False
    pairs = [(one, other) for one, other in zip(said, shown, strict=True) if one.text != other.text]
    return bool(pairs) and all(
        one.kind == "number" and _are_both_little(float(one.text), float(other.text)) for one, other in pairs
    )


def _are_both_little(one: float, other: float) -> bool:
    """Whether both are next to nothing, or estimates of an error whose difference is: `7.866317248e-09`."""
    largest = max(abs(one), abs(other))
    return largest < _NOTHING or (largest < _LITTLE and abs(one - other) <= _EPSILON)


_NOTHING, _LITTLE = 1e-14, 1e-6


def rounded_alike(case: Case) -> str:
    """The author has rounded all numbers of an array to as many places: `array([0.1097, 0.0567, 0.0301])`."""
    said = case.claim.expected
    alike = len(said) <= _MOST and any(_is_array(one) and _are_rounded(said, one.text) for one in case.seen)
    return "shows an array with its numbers rounded" if alike else ""


def _are_rounded(claim: str, text: str) -> bool:
    said, shown = tokens(claim), tokens(text) if len(text) <= _MOST else ()
    if [one.kind for one in said] != [one.kind for one in shown]:
        return False
    pairs = [(a.text, b.text) for a, b in zip(said, shown, strict=True) if a.kind == "number"]
    words = all(a.text == b.text for a, b in zip(said, shown, strict=True) if a.kind != "number")
    places = {len(one.partition(".")[2]) for one, _ in pairs if "e" not in one}
    return (
        words
        and len(pairs) > _TWO <= max(places, default=0) == min(places)
        and all(abs(float(one) - float(other)) <= 0.51 * 10.0 ** -max(places) for one, other in pairs)
    )


_TWO = 2


def fitted(case: Case) -> str:
    """A library has fitted a model, or looked for a minimum: each version comes out a little elsewhere."""
    close = any(_come_close(case.claim.expected, one.text) for one in case.seen)
    came_close = close and _FITS.search(case.code)  # all the code above: of few claims only
    return (
        "follows from a fit, which other versions of a library end a little elsewhere" if came_close else ""
    )


_FITS = re.compile(
    r"\.(?:fit|train|partial_fit|fit_transform|fit_predict|backward)\(|\b(?:minimize|curve_fit|least_squares|linprog"
    r"|quad|dblquad|tplquad|nquad|solve_ivp|odeint|fsolve|newton|root|brentq|differential_evolution)\("
)
_NEAR = 0.02
_FITTED_DIGITS = 5
"""Digits of a number that nobody has rounded to a few."""


def _come_close(claim: str, text: str) -> bool:
    """Whether all numbers are near those shown, or every one is another, and the words are the same.

    A number with a mere slip is not near.
    """
    if len(claim) > _MOST or len(text) > _MOST:
        return False
    said, shown = tokens(claim), tokens(text)
    if [one.kind for one in said] != [one.kind for one in shown]:
        return False
    differing = [(one, other) for one, other in zip(said, shown, strict=True) if one.text != other.text]
    if not all(one.kind == "number" for one, _ in differing):
        return False
    every = len(differing) == sum(one.kind == "number" for one in said) > 1 and any(
        _is_long(one.text) for one, _ in differing
    )
    return bool(differing) and (every or all(_is_near(one.text, other.text) for one, other in differing))


def _is_near(one: str, other: str) -> bool:
    if not (_is_long(one) and _is_long(other)):
        return False
    return not differ_by_one_sign(one, other) and abs(float(one) - float(other)) <= _NEAR * abs(float(other))


def _is_long(number: str) -> bool:
    return sum(map(str.isdigit, number)) >= _FITTED_DIGITS


def _is_last_digit(claim: str, text: str) -> bool:
    """Whether one float is another but for its last digit: `-2.0` for `det: -2.0000000000000004`."""
    text = text.strip().rpartition(" ")[2]
    said, shown = (_FLOAT.fullmatch(part.strip()) for part in (claim, text))
    if said is None or shown is None or len(claim.strip()) > len(text.strip()) - _FEW:
        return False
    return abs(float(claim) - float(text)) <= _EPSILON * max(1.0, abs(float(text)))


_FLOAT = re.compile(r"-?\d{1,15}\.\d{1,20}")
_FEW = 4
_COMPUTES = re.compile(r"\b(?:linalg|np|numpy|math|scipy|stats|statistics)\.")
"""What computes in ways that differ from processor to processor."""
_SINGLE = re.compile(r"\b(?:jax|torch|tensorflow|tf|keras|float32|cupy|mlx)\b")
"""What computes with 24 bits."""


def _is_array(observation: Observation) -> bool:
    if observation.value is not None and observation.value.type.startswith(("numpy.", "jax")):
        return True
    text = observation.text.strip()
    return text.startswith(("array(", "matrix(", "Array(", "np.", "tensor(")) or (
        text.startswith("[") and "," not in text
    )


def _differ_by_noise(claim: str, observation: Observation, *, single: bool) -> bool:
    """Whether the numbers are close, and the claim holds with those shown in their places."""
    said, shown = (
        [token.text for token in tokens(text) if token.kind == "number"] for text in (claim, observation.text)
    )
    if not said or len(said) != len(shown):
        return False
    pairs = [(float(one), float(other)) for one, other in zip(said, shown, strict=True)]
    scale = min(max(abs(other) for _, other in pairs), _LARGEST)
    epsilon = _EPSILON_32 if single and _is_single(observation, shown) else _EPSILON
    close = all(
        abs(one - other) <= epsilon * max(scale, abs(other)) or _is_beside_zero(one, other)
        for one, other in pairs
    )
    return close and agree(_with_numbers(claim, said, shown), observation) is not None


def _is_single(observation: Observation, shown: list[str]) -> bool:
    """Whether the numbers are float32: so says their type, or each is the shortest text of one."""
    if observation.value is not None and observation.value.dtype:
        return observation.value.dtype == "float32"
    decimals = [text for text in shown if "." in text]
    return bool(decimals) and all(float(shortest32(float(text))) == float(text) for text in decimals)


def _is_beside_zero(one: float, other: float) -> bool:
    """Whether both are what is left of numbers about 1 that should cancel: `-9.5e-16` for `0.`."""
    differ = one == 0 or other == 0 or (one < 0) != (other < 0)
    return differ and max(abs(one), abs(other)) <= 4 * _EPSILON


def _with_numbers(text: str, said: list[str], shown: list[str]) -> str:
    done = ""
    for one, other in zip(said, shown, strict=True):
        before, _, text = text.partition(one)
        done += before + other
    return done + text
