r"""One link of a chain, `\frac{1}{7} \approx 0.143`: whether a careful reader calls its sides equal."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ulp

from blogkit.check.symbolic import latex
from blogkit.check.symbolic.budget import within
from blogkit.check.symbolic.expressions import same_expression
from blogkit.check.symbolic.library import Expression, library
from blogkit.check.symbolic.matrices import is_matrix
from blogkit.check.symbolic.notation import Chain
from blogkit.check.symbolic.reader import Definition
from blogkit.check.written.numbers import decimal, tolerance
from blogkit.values import frozen

_DIGITS = r"-?\s*(?:\d+(?:(?:\{,\}|\\,|,)\d{3})*(?:\.\d+)?|\.\d+)"
NUMERAL = re.compile(rf"(?P<number>{_DIGITS})(?P<behind>\s*(?:\\%|\\[lc]?dots|\.\.\.|…)?)")
"""A number as a result is written, with what stands behind its digits."""
_SCALED = re.compile(
    rf"(?P<number>{_DIGITS})"
    r"\s*(?:(?:\\times|\\cdot|×)\s*10\s*\^\s*\{?(?P<power>-?\d+)\}?)?\s*(?P<percent>\\%)?"
)
_ELIDED = re.compile(r"(-?\d+\.\d+)\s*(?:\\[lc]?dots|\.\.\.|…)")
_DECIMALS = re.compile(r"(?<![\d.])\d*\.\d{3,}(?![\d.])")
_MATRIX = re.compile(r"\\begin\{(?!vmatrix)(\w+)\}(?:(?!\\end\{).)*\\end\{\1\}", re.DOTALL)
_SUM_IN_LOGARITHM = re.compile(r"\\(?:log|ln)\s*(?:_\s*(?:\{[^{}]*\}|\w))?\s*\d[\d^{}]*\s*[+-]\s*\d")
r"""`\log 10^9 + 7`, which may be the logarithm of the sum."""
_CYCLES = re.compile(r"(?:\\left)?\(\d+(?:\\right)?\)(?:(?:\\left)?\(\d+(?:\\right)?\))*|\(\d\d+\)")
_BITS = re.compile(r"[01+\-\s\\a-z]*")
_UNKNOWN_BASE = re.compile(r"\\log(?![A-Za-z])(?!\s*_)")
_MOST_ROUNDED = 12


class LinkVerdict(Enum):
    """What a link states."""

    HOLDS = "holds"
    BROKEN = "broken"
    DEFINES = "defines"
    NOTHING = "nothing"
    """An equation to be solved, another notation, numbers that somebody measured."""


@frozen
class Context:
    """What the text has defined, and which letters are numbers in this formula."""

    functions: Mapping[str, Definition]
    variables: frozenset[str] = frozenset()


@frozen
class Link:
    """Two neighbours in a chain."""

    chain: Chain
    at: int

    @property
    def left(self) -> str:
        """The side before the relation."""
        return self.chain.sides[self.at]

    @property
    def right(self) -> str:
        """The side behind it."""
        return self.chain.sides[self.at + 1]

    @property
    def is_exact(self) -> bool:
        """Whether it says "equal", not "about"."""
        return self.chain.relations[self.at] == "="


def judge_link(link: Link, context: Context) -> LinkVerdict:
    """Hold the two sides against each other; a logarithm without a base has the one that fits."""
    if not (_may_state(link.left) and _may_state(link.right)):
        return LinkVerdict.NOTHING
    verdict = LinkVerdict.NOTHING
    for base in (0, 10, 2) if _UNKNOWN_BASE.search(link.left + link.right) else (0,):
        verdict = _judge(link, context, base)
        if verdict is not LinkVerdict.BROKEN:
            return verdict
    return verdict


def _may_state(side: str) -> bool:
    """Whether it is worth reading: a definition has a bare name on one side."""
    return (
        bool(side) and len(side) <= latex.LONGEST and bool(re.search(r"\d|\(|\\(?!text|mathrm|mathbf)", side))
    )


def read_side(side: str, context: Context, base: int = 0) -> tuple[Expression, bool]:
    """A side as SymPy has it, and whether something was carried out in it."""
    if match := _ELIDED.fullmatch(side):
        side = match[1]
    return latex.read(side, context.functions, context.variables, base)


def _judge(link: Link, context: Context, base: int) -> LinkVerdict:
    try:
        (one, first), (other, second) = (read_side(side, context, base) for side in (link.left, link.right))
    except (ValueError, ArithmeticError):
        return LinkVerdict.NOTHING
    try:
        with within(latex.SECONDS):
            if is_matrix(one) or is_matrix(other):
                return _matrices(link, one, other)
            if one.free_symbols or other.free_symbols:
                return _symbols(one, other, decisive=first or second)
            return _numbers(link, one, other, context)
    except (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError):
        return LinkVerdict.NOTHING


def _symbols(one: Expression, other: Expression, *, decisive: bool) -> LinkVerdict:
    """Formulas with letters: unequal ones are equations to be solved, unless something was carried out."""
    if same_expression(one, other):
        return LinkVerdict.HOLDS
    alone = (
        len(one.free_symbols) == 1 and one.free_symbols == other.free_symbols
    )  # several are under conditions
    stated = decisive and alone and not (one.has(library().Piecewise) or other.has(library().Piecewise))
    return LinkVerdict.BROKEN if stated else LinkVerdict.NOTHING


def _numbers(link: Link, one: Expression, other: Expression, context: Context) -> LinkVerdict:
    if not (one.is_number and other.is_number):
        return LinkVerdict.NOTHING
    if link.is_exact and same_expression(one, other):
        return LinkVerdict.HOLDS
    difference = abs((one - other).evalf(30))
    if not difference.is_number or not difference.is_finite:
        return LinkVerdict.NOTHING
    slack = max(_slack(side, rounded=not link.is_exact) for side in (link.left, link.right))
    if difference <= max(slack, _slack_of_sum(link.left, link.right), _slack_of_sum(link.right, link.left)):
        return LinkVerdict.HOLDS
    if _states_nothing(link, one, other):
        return LinkVerdict.NOTHING
    return LinkVerdict.NOTHING if difference <= slack + _doubt(link, context) else LinkVerdict.BROKEN


def _slack_of_sum(side: str, other: str) -> Expression:
    """How far the decimals of a sum, each rounded, may lead from what they stand for: `… = 0.26 + 0.46`."""
    rounds = _SUM.fullmatch(side) and not (_SUM.fullmatch(other) or _is_bare(other))
    numbers = _NUMBER.findall(side) if rounds else ()
    return _as_sympy(sum((tolerance(one, rounded=True) for one in numbers if "." in one), Decimal(0)))


_NUMBER = re.compile(r"\d{1,20}(?:\.\d{1,20})?")
_SUM = re.compile(rf"{_NUMBER.pattern}(?:\s?[-+]\s?{_NUMBER.pattern}){{1,20}}")
_MINUS_BEHIND_SIGN = re.compile(r"(?:\\times|\\cdot|[+*])\s{0,5}-\s{0,5}[\d.]{1,40}\s{0,5}\^")
"""Its brackets are left out, and nobody can say where they stood: `3 \\times -2^2`."""


_NOTHING_OF = re.compile(r"0\s?[a-z](?:_\{?\w\}?)?")
"""A row of a system of equations that has no solution: `0y = 8`."""


def _states_nothing(link: Link, one: Expression, other: Expression) -> bool:
    bare = [_is_bare(side) for side in (link.left, link.right)]
    if any(_MINUS_BEHIND_SIGN.search(side) for side in (link.left, link.right)):
        return True
    if any(_NOTHING_OF.fullmatch(side) for side in (link.left, link.right)):
        return True
    if all(bare):
        return True  # 0 = 1 is a contradiction somebody is led to; 5 ≈ 7 two measurements
    if not (link.is_exact or any(bare)):
        return True  # no digits say how close they are
    if any(_SUM_IN_LOGARITHM.search(side) for side in (link.left, link.right)):
        return True
    if any(_CYCLES.fullmatch(side) for side in (link.left, link.right)):
        return True  # permutations
    if link.is_exact and (_is_whole_part(one, other, link.right) or _is_whole_part(other, one, link.left)):
        return True
    if _BITS.fullmatch(link.left) and _BITS.fullmatch(link.right) and "+" in link.left + link.right:
        return True  # 1 + 1 = 0
    return any(
        _is_name(side) and abs((one - other).evalf(15)) > 0.05 for side in (link.left, link.right)
    )  # the letters e and π often stand for something else


def _is_whole_part(exact: Expression, whole: Expression, side: str) -> bool:
    """Whether a whole number stands for a fraction, up or down: `7/2 = 3`; or a power of ten for its size."""
    if re.fullmatch(r"10\s*\^\s*(?:\d|\{\d+\})", side):
        return bool(abs(exact - whole) <= whole / 2)
    return bool(whole.is_Integer and exact.is_Rational and not exact.is_Integer and abs(exact - whole) < 1)


def _is_name(side: str) -> bool:
    return side in {"e", "\\pi"}


def _is_bare(side: str) -> bool:
    return bool(_SCALED.fullmatch(side) or _ELIDED.fullmatch(side) or _MATRIX.fullmatch(side))


def _slack(side: str, *, rounded: bool) -> Expression:
    """How far the digits of a bare number allow the other side to be; 0 for anything else.

    Behind an equals sign whole numbers are exact, and decimals are rounded.
    """
    sympy = library()
    if match := _ELIDED.fullmatch(side):
        return 2 * _as_sympy(tolerance(match[1], rounded=True))
    match = _SCALED.fullmatch(side)
    number = plain_digits(match["number"]) if match else ""
    if match is None or decimal(number) is None or not (rounded or "." in number):
        return sympy.Integer(0)
    scale = max(-300, min(300, int(match["power"] or 0))) - (2 if match["percent"] else 0)
    slack = tolerance(number, rounded=True)
    if len(number.strip("-0.").replace(".", "")) >= _OF_FLOAT:
        slack = max(slack, _ULPS * Decimal(ulp(float(number))))
    return _as_sympy(slack) * sympy.Integer(10) ** scale


_OF_FLOAT, _ULPS = 16, 4
"""Digits of a float, as a computer has shown it, and how far its last ones may be off."""


def plain_digits(number: str) -> str:
    r"""The digits without what groups them: `1{,}250` is 1250."""
    return re.sub(r"\{,\}|\\,|[\s,]", "", number)


def _as_sympy(value: Decimal) -> Expression:
    exact = Fraction(value)
    return library().Rational(exact.numerator, exact.denominator)


def _doubt(link: Link, context: Context) -> Expression:
    r"""What the rounding of long decimals may do: `0.333 \cdot 300 = 100` is no slip."""
    total = library().Integer(0)
    for side in (link.left, link.right):
        if not _is_bare(side):
            total += sum(_changes(side, context))
    return total


def _changes(side: str, context: Context) -> Iterator[Expression]:
    value, _ = read_side(side, context)
    for match in list(_DECIMALS.finditer(side))[:_MOST_ROUNDED]:
        moved = Decimal(match[0]) + tolerance(match[0], rounded=True)
        other, _ = read_side(side[: match.start()] + str(moved) + side[match.end() :], context)
        yield abs((other - value).evalf(15))


def _matrices(link: Link, one: Expression, other: Expression) -> LinkVerdict:
    """Entry by entry, with the digits of the one that is written out."""
    if not (is_matrix(one) and is_matrix(other)) or one.shape != other.shape:
        return LinkVerdict.NOTHING
    if one.free_symbols or other.free_symbols:
        return LinkVerdict.HOLDS if one == other else LinkVerdict.NOTHING
    bare = [side for side in (link.left, link.right) if _is_bare(side) and side.count("\\begin") == 1]
    entries = [row for side in bare for row in [written_entries(side)] if len(row) == len(one)]
    for at, (first, second) in enumerate(zip(one, other, strict=True)):
        slack = max((_slack(row[at], rounded=not link.is_exact) for row in entries), default=0)
        if abs((first - second).evalf(30)) > slack:
            return LinkVerdict.BROKEN if len(bare) == 1 else LinkVerdict.NOTHING
    return LinkVerdict.HOLDS


def written_entries(side: str) -> list[str]:
    r"""The entries of a matrix as written, row by row.

    >>> written_entries(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}")
    ['1', '2', '3', '4']
    """
    inner = re.sub(r"^\\begin\{\w+\}(?:\{[lcr]+\})?|\\end\{\w+\}$", "", side.strip())
    return [entry.strip() for entry in re.split(r"&|\\\\(?:\[[^\]]*\])?", inner) if entry.strip()]
