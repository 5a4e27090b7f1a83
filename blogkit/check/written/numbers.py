"""Numbers as a careful reader compares them: the digits written are the tolerance."""

import re
import struct
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import isfinite, isnan, ulp
from unicodedata import numeric

_DECIMAL = re.compile(r"[-+−]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+−]?\d{1,3}(?:[,\u202f\u00a0 ']\d{3})+(?:\.\d+)?")
_FRACTION = re.compile(r"([-+−]?\d+)\s*/\s*(\d+)")
_VULGAR = re.compile(r"[-+−]?\d*[¼-¾⅐-⅞]")
_POWER = re.compile(r"([-+−]?\d+(?:\.\d+)?)\s*[×·x*]\s*10(?:\^|\*\*)?\{?([-+−⁻]?[\d⁰¹²³⁴-⁹]+)\}?")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
_OTHER_BASE = re.compile(r"0(?:[xX][\da-fA-F]{1,30}|[bB][01]{1,100}|[oO][0-7]{1,40})")
# Beyond this a number is text: Decimal arithmetic on it would cost more than it tells.
_LONGEST = 400
_FLOAT32_DIGITS = range(6, 10)


def same_number(claimed: str, actual: str) -> bool:
    """Whether `actual` is what the digits of `claimed` say.

    The last digit written is the tolerance; an integer, and a float shown as `6.0`, are exact.

    >>> same_number("3.14", "3.14159"), same_number("6.01", "6.0"), same_number("-0.0", "0.0")
    (True, False, True)
    """
    if claimed == actual:
        return True
    said, shown = decimal(claimed), decimal(actual)
    if said is None or shown is None:
        return False
    return (
        said == shown
        or abs(said - shown) <= tolerance(claimed)
        or _neighbours32(claimed, actual)
        or _is_long_form(claimed, actual)
        or _neighbours64(claimed, actual)
    )


def near(claimed: str, actual: float, *, single: bool = False) -> bool:
    """Whether the float `actual` is what the digits of `claimed` say.

    `single`: the value has float32 precision, where the last digit may differ by one step.

    >>> near("0.3333", 1 / 3), near("0.3334", 1 / 3), near("0b101", 5)
    (True, False, True)
    """
    said = decimal(claimed)
    if _OTHER_BASE.fullmatch(claimed):
        return int(claimed, 0) == actual
    if said is None or not isfinite(actual):
        return said is None and same_special(claimed, actual)
    if same_number(claimed, repr(actual)) or said == Decimal(actual):
        return True
    if single:
        return same_number(claimed, shortest32(actual)) or _steps32(float(said), actual) <= 1
    return False


def same_special(claimed: str, actual: float) -> bool:
    """Whether the words for what is no finite number agree: `nan`, `inf`, `-inf`."""
    word = claimed.lower().lstrip("+")
    return word == "nan" if isnan(actual) else word in {repr(actual), f"{actual!r}inity"}


_COMPLEX = re.compile(
    r"\(?(?:(?P<real>[-+−]?[\d.]+(?:[eE][-+]?\d+)?)(?=[-+−]))?[-+−]?[\d.]+(?:[eE][-+]?\d+)?[jJ]\)?"
)


def is_complex(text: str) -> bool:
    """Whether a text is a complex number as Python writes it.

    >>> is_complex("(3+4j)"), is_complex("2j"), is_complex("3 + 4")
    (True, True, False)
    """
    return len(text) <= _LONGEST and bool(_COMPLEX.fullmatch(text.replace(" ", "")))


def decimal(text: str) -> Decimal | None:
    """Read a plain decimal numeral, with Python's underscores; None when it is something else."""
    if len(text) > _LONGEST or not _DECIMAL.fullmatch(text):
        return None
    try:
        value = Decimal(text.replace("_", "").replace("−", "-"))
    except InvalidOperation:
        return None
    return value if abs(value.adjusted()) < _LONGEST else None


def tolerance(text: str, *, rounded: bool = False) -> Decimal:
    """Half a unit of the last digit written, 0 for integers and for floats such as `6.0`.

    `rounded` says that the author marked it as approximate: then the last digit counts always.

    >>> tolerance("3.14"), tolerance("6.0"), tolerance("1e-3"), tolerance("3", rounded=True)
    (Decimal('0.005'), Decimal('0'), Decimal('0.0005'), Decimal('0.5'))
    """
    value = decimal(text)
    mantissa = re.split("[eE]", text)[0]
    digits = mantissa.partition(".")[2]
    exact = not digits.strip("0") and len(digits) <= 1 and not re.search("[eE]", text)
    if value is None or (exact and not rounded):
        return Decimal(0)
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)


def fancy(text: str) -> Fraction | None:
    """Read what people write for numbers and Python does not: `1,234.5`, `½`, `12 %`, `1/3`, `2×10⁻³`.

    >>> fancy("1,234.5"), fancy("½"), fancy("12.5 %"), fancy("2×10⁻³"), fancy("word")
    (Fraction(2469, 2), Fraction(1, 2), Fraction(1, 8), Fraction(1, 500), None)
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if text.endswith("%"):
        whole = fancy(text[:-1]) if _DECIMAL.fullmatch(text[:-1].strip()) is None else _exact(text[:-1])
        return whole / 100 if whole is not None else None
    if _GROUPED.fullmatch(text):
        return _exact(re.sub("[,\u202f\u00a0 ']", "", text))
    if _VULGAR.fullmatch(text):
        return _vulgar(text)
    if match := _FRACTION.fullmatch(text):
        return Fraction(int(match[1].replace("−", "-")), int(match[2])) if int(match[2]) else None
    if match := _POWER.fullmatch(text):
        return _exact(f"{match[1]}e{match[2].translate(_SUPERSCRIPTS)}")
    return None


def _exact(text: str) -> Fraction | None:
    value = decimal(text.strip())
    return Fraction(value) if value is not None else None


def _vulgar(text: str) -> Fraction:
    sign = -1 if text[0] in "-−" else 1
    digits = text.strip("+-−")
    part = Fraction(numeric(digits[-1])).limit_denominator(10)
    return sign * (int(digits[:-1] or "0") + part)


def shortest32(value: float) -> str:
    """The shortest text that names this float32, as NumPy and JAX print it."""
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        return repr(value)
    for digits in _FLOAT32_DIGITS:
        text = f"{value:.{digits}g}"
        if struct.pack("<f", float(text)) == packed:
            return text
    return repr(value)


def _is_long_form(claimed: str, actual: str) -> bool:
    """Whether the claim writes the same float with all its 17 digits, as older NumPy did."""
    return len(claimed) > 16 and re.search(r"\.", actual) is not None and claimed == f"{float(actual):.17g}"


def _neighbours64(claimed: str, actual: str) -> bool:
    """Whether the claim has all digits of a float, and the other one is but a few steps away.

    What libraries compute differs so much between machines.

    >>> [same_number(said, "7.340688819618319") for said in ("7.340688819618325", "7.340688819618725")]
    [True, False]
    """
    if not all(re.search(r"[.eE]", text) for text in (claimed, actual)):
        return False
    said, shown = float(claimed.replace("−", "-")), float(actual.replace("−", "-"))
    if len(_significant(claimed)) not in _FLOAT64_DIGITS or len(_significant(actual)) > _FLOAT64_DIGITS[-1]:
        return False
    return abs(said - shown) <= _STEPS * ulp(shown)


_FLOAT64_DIGITS = range(15, 18)
_STEPS = 8
"""Floats between two that a few operations of a library may round to."""


def _significant(text: str) -> str:
    return re.split("[eE]", text.lstrip("+-"))[0].replace(".", "").replace("_", "").lstrip("0")


def _neighbours32(claimed: str, actual: str) -> bool:
    """Whether both texts are float32 values next to each other, as two machines print them."""
    both = (claimed, actual)
    if any(len(text.strip("+-0.").replace(".", "")) < 7 or not re.search(r"\.", text) for text in both):
        return False
    first, second = map(float, both)
    return (
        all(abs(float(shortest32(float(text))) - float(text)) == 0 for text in both)
        and _steps32(first, second) <= 1
    )


def _steps32(first: float, second: float) -> int:
    try:
        return abs(_ordinal32(first) - _ordinal32(second))
    except OverflowError:
        return 2


def _ordinal32(value: float) -> int:
    (bits,) = struct.unpack("<i", struct.pack("<f", value))
    return int(bits) if bits >= 0 else -int(bits & 0x7FFFFFFF)
