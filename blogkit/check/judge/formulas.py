r"""Formulas -> verdicts: `$\sqrt{18} \approx 4.2426$`, `$f'(x) = 2x$` given `$f(x) = x^2$`."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from blogkit.check.symbolic import latex
from blogkit.check.symbolic.budget import TooLongError, within
from blogkit.check.symbolic.expressions import same_expression
from blogkit.check.symbolic.latex import Definition, UnknownError
from blogkit.check.symbolic.library import Expression, library
from blogkit.check.written.numbers import decimal, tolerance
from blogkit.model import TOO_LONG, Claim, Judgement, Verdict

_RELATION = re.compile(r"\\approx|\\simeq|\\doteq|≈|(?<![<>!:\\])=(?!=)")
_DEFINED = re.compile(r"^(?P<name>[A-Za-z])\s*\(\s*(?P<variable>[a-z])\s*\)$")
_DECIMAL = re.compile(r"^-?\d+(?:\.\d+)?$")
_FOREIGN = re.compile(
    r"\\(?:text|mathrm|begin|pmod|bmod|mod|equiv|leq?|geq?|neq|in|ldots|cdots|dots|pm|mathbb|vec|hat|bar|partial|nabla)\b|[<>&_?%]|\.\.\."
)
_ALLOWED_SUBSCRIPT = re.compile(r"\\(?:int|sum|lim|log)\s*_")


def decide(claims: Iterable[Claim]) -> dict[Claim, Verdict]:
    """Decide the formulas of a post in order, remembering what they define."""
    known: dict[str, Definition] = {}
    return {claim: _decide(claim, known) for claim in claims}


def _decide(claim: Claim, known: dict[str, Definition]) -> Verdict:
    try:
        return _decided(claim, known)
    except (ValueError, ArithmeticError):
        reason, rule = "not decidable", "not decidable"
    except TooLongError:
        reason, rule = TOO_LONG, "too long"
    _forget(claim.expected, known)
    return Verdict(claim, Judgement.UNCHECKED, reason=reason, rule=rule)


def _forget(text: str, known: dict[str, Definition]) -> None:
    """A definition that cannot be read makes its name unknown."""
    match = _DEFINED.match(_RELATION.split(text)[0].strip())
    if match:
        known.pop(match["name"], None)


def _decided(claim: Claim, known: dict[str, Definition]) -> Verdict:
    text = claim.expected.rstrip(" .,;")
    plain = _ALLOWED_SUBSCRIPT.sub("", text)
    sides = [side.strip() for side in _RELATION.split(_without_bounds(text))]
    if (
        _FOREIGN.search(plain)
        or len(sides) < 2
        or len(sides) > 4
        or not re.search(r"\d|[a-zA-Z]'?\(|\\", text)
    ):
        raise UnknownError(text)
    sides = [side.replace("\x00", "=") for side in sides]
    relations = [match[0] for match in _RELATION.finditer(_without_bounds(text))]
    defined = _DEFINED.match(sides[0])
    if defined:
        _define(defined, sides[1], known)
        if len(sides) == 2:
            return Verdict(claim, Judgement.UNCHECKED, reason="a definition", rule="definition")
        sides, relations = sides[1:], relations[1:]
    results = [_compare(*pair, known) for pair in zip(sides, relations, sides[1:], strict=False)]
    if "broken" in results:
        index = results.index("broken")
        return Verdict(
            claim,
            Judgement.BROKEN,
            _corrected(text, sides, index, relations, known),
            reason="the two sides differ",
        )
    if "holds" in results:
        return Verdict(claim, Judgement.HOLDS, claim.expected, rule="formula")
    raise UnknownError("an equation")


def _without_bounds(text: str) -> str:
    """Hide the `=` below a sum sign, which relates nothing."""
    return re.sub(r"_\{[^{}]*\}", lambda match: match[0].replace("=", "\x00"), text)


def _define(match: re.Match[str], side: str, known: dict[str, Definition]) -> None:
    expression, _ = latex.read(side, known)
    if {str(symbol) for symbol in expression.free_symbols} - {match["variable"]}:
        raise UnknownError("more than one variable")
    known[match["name"]] = Definition(match["variable"], expression)


def _compare(left: str, relation: str, right: str, known: Mapping[str, Definition]) -> str:
    """Say "holds", "broken", or "" when nothing is stated: an equation, a rounded equality."""
    (one, first), (other, second) = latex.read(left, known), latex.read(right, known)
    decisive = first or second
    with within(latex.SECONDS):
        if relation == "=":
            return _equal(left, one, right, other, decisive=decisive)
        return _approximate(left, one, right, other)


def _equal(left: str, one: Expression, right: str, other: Expression, *, decisive: bool) -> str:
    if same_expression(one, other):
        return "holds"
    if one.free_symbols or other.free_symbols:
        stated = decisive and one.free_symbols and other.free_symbols <= one.free_symbols
        return "broken" if stated or (decisive and not one.free_symbols and not other.free_symbols) else ""
    if _is_bare(left) and _is_bare(right):
        return ""  # 0 = 1 is a contradiction somebody is led to
    if ("." in left or "." in right) and _approximate(left, one, right, other) == "holds":
        return ""  # rounded: true to its digits, not exactly
    return "broken"


def _is_bare(side: str) -> bool:
    return bool(_DECIMAL.match(side.strip()))


def _approximate(left: str, one: Expression, right: str, other: Expression) -> str:
    if one.free_symbols or other.free_symbols:
        return ""
    slack = max(_slack(left), _slack(right))
    difference = abs((one - other).evalf(30))
    if not difference.is_number or (slack == 0 and not (_is_bare(left) or _is_bare(right))):
        return ""
    return "holds" if difference <= slack else "broken"


def _slack(side: str) -> Expression:
    sympy = library()

    match = re.search(
        r"(?<![\d.])-?\d+(?:\.\d+)?(?:\s*(?:\\times|\\cdot)\s*10\^\{?(-?\d+)\}?)?$", side.strip()
    )
    numeral = re.match(r"-?\d+(?:\.\d+)?", match[0]) if match and match[0] == side.strip() else None
    if match is None or numeral is None or decimal(numeral[0]) is None:
        return sympy.Integer(0)
    scale = min(int(match[1] or 0), 300)
    slack = Fraction(tolerance(numeral[0], rounded=True)) * Fraction(10) ** max(scale, -300)
    return sympy.Rational(slack.numerator, slack.denominator)


def _as_decimal(value: Expression, like: str) -> str:
    """A number whose decimals end, written so where the author writes decimals."""
    if "." not in like or not value.is_rational:
        return ""
    exact = Decimal(int(value.p)) / Decimal(int(value.q))
    return f"{exact.normalize():f}" if Fraction(exact) == Fraction(int(value.p), int(value.q)) else ""


def _corrected(
    text: str, sides: list[str], index: int, relations: list[str], known: Mapping[str, Definition]
) -> str:
    """The formula with the right-hand side of the broken relation written anew."""
    sympy = library()

    wrong = sides[index + 1]
    try:
        value, _ = latex.read(sides[index], known)
    except UnknownError:
        return ""
    numeral = decimal(wrong.strip())
    if not value.is_real and numeral is not None:
        return ""
    if numeral is not None and relations[index] != "=":
        places = len(wrong.strip().partition(".")[2])
        new = str(Decimal(str(value.evalf(40))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))
    else:
        new = (numeral is not None and _as_decimal(value, wrong)) or sympy.latex(value)
    before, _, behind = text.rpartition(wrong)
    return f"{before}{new}{behind}" if index + 2 == len(sides) else ""
