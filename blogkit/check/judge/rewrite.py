"""A broken link of a formula -> the formula with the number or the expression that is right."""

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

from blogkit.check.judge.links import (
    NUMERAL,
    Context,
    Link,
    LinkVerdict,
    judge_link,
    plain_digits,
    read_side,
    written_entries,
)
from blogkit.check.symbolic.budget import TooLongError
from blogkit.check.symbolic.library import Expression, library
from blogkit.check.symbolic.matrices import is_matrix
from blogkit.check.symbolic.notation import Chain, chains
from blogkit.check.written.numbers import decimal

_MOST_DECIMALS = 6
"""Of an exact value behind an equals sign, before it is rounded."""


def corrected(text: str, link: Link, context: Context) -> str:
    """Write the side anew that is only a result; empty where the formula as written cannot be mended.

    `9.1 ≈ 6 + 2` has its result in front.
    """
    in_front = NUMERAL.fullmatch(link.left) is not None and NUMERAL.fullmatch(link.right) is None
    wrong, other = (link.left, link.right) if in_front else (link.right, link.left)
    try:
        value, _ = read_side(other, context)
        new = _written(value, wrong, link)
    except (ValueError, ArithmeticError, TypeError, AttributeError, TooLongError):
        return ""
    for at in _places(text, wrong) if new else ():
        changed = text[:at] + new + text[at + len(wrong) :]
        if any(_is_mended(chain, link, new, wrong, context) for chain in chains(changed)):
            return changed
    return ""


def _places(text: str, wrong: str) -> list[int]:
    """Where a side stands, the last place first."""
    found = [match.start() for match in re.finditer(re.escape(wrong), text)]
    return found[::-1]


def _is_mended(chain: Chain, link: Link, new: str, wrong: str, context: Context) -> bool:
    """Whether the chain is the one that was broken, with the new side in the place of the wrong one."""
    sides = list(link.chain.sides)
    at = link.at if sides[link.at] == wrong and sides[link.at + 1] != wrong else link.at + 1
    if len(chain.sides) != len(sides) or chain.sides != (*sides[:at], new, *sides[at + 1 :]):
        return False
    return judge_link(Link(chain, link.at), context) is LinkVerdict.HOLDS


def _written(value: Expression, like: str, link: Link) -> str:
    """A value in the notation of what it takes the place of: decimals stay decimals."""
    if is_matrix(value):
        return _matrix(value, like, link)
    if match := NUMERAL.fullmatch(like):
        return _numeral(value, match, exact=link.is_exact) if value.is_real else ""
    return library().latex(value)


def _numeral(value: Expression, like: re.Match[str], *, exact: bool) -> str:
    """As many digits as the wrong number has, or as make it exact; its commas and its sign of per cent."""
    digits, behind = plain_digits(like["number"]), like["behind"]
    if decimal(digits) is None:
        return ""
    value = value * 100 if "%" in behind else value
    places = len(digits.partition(".")[2])
    number = Decimal(str(value.evalf(40)))
    if not places and exact and not value.is_integer:
        return "" if behind else library().latex(value)
    cut = "dots" in behind or "..." in behind
    if exact and places and not cut:
        places = next(
            (n for n in range(1, _MOST_DECIMALS + 1) if value == _rounded_exactly(number, n)), places
        )
    new = number.quantize(Decimal(1).scaleb(-places), ROUND_DOWN if cut else ROUND_HALF_EVEN)
    group = next((sign for sign in ("{,}", "\\,", ",") if sign in like["number"]), "")
    return (f"{new:,f}".replace(",", group) if group else f"{new:f}") + behind


def _rounded_exactly(number: Decimal, places: int) -> Expression:
    return library().Rational(str(number.quantize(Decimal(1).scaleb(-places))))


def _matrix(value: Expression, like: str, link: Link) -> str:
    """The entries that differ, each in its place."""
    entries = written_entries(like)
    if len(entries) != len(value) or like.count("\\begin") != 1:
        return ""
    done, rest = "", like
    for entry, right in zip(entries, value, strict=True):
        before, _, rest = rest.partition(entry)
        said, _ = read_side(entry, Context({}))
        done += before + (entry if said == right else _written(right, entry, link))
    return done + rest
