"""(claimed text, Observation) -> bool for values: numbers, arrays, collections."""

import math
import re
from fractions import Fraction

from blogkit.check.compare.text import same_decoration, texts
from blogkit.check.written.collections import Group, Leaf, Node, read, same, same_values
from blogkit.check.written.numbers import decimal, fancy, near, same_number, tolerance
from blogkit.model import Observation

_SIZES = r"\s*(\d+(?:\s*[,x×*]\s*\d+)*)\s*,?\s*"
_SHAPE = re.compile(
    rf"(?:shape\s*[:=]?\s*)?(?:{_SIZES}|\({_SIZES}\)|torch\.Size\(\[{_SIZES}\]\))|shape\s*[:=]?\s*\[{_SIZES}\]",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[(\d+(?:,\s*\d+)+)\]")
_LISTS = frozenset({"list", "tuple"})
_ABOUT = re.compile(r"(?:≈|~|∼|≃|about|approx(?:imately|\.)?|roughly|ca\.)\s*(.*)", re.IGNORECASE | re.DOTALL)
_GOES_ON = re.compile(r"([-+−]?\d+\.\d+)\s*(?:\.{2,3}|…)")
BITS = re.compile(r"(?:0b)?[01]{4}(?:[ _][01]{4}){1,15}")
_OTHER_BASE = re.compile(r"0(?:[xX][\da-fA-F]+|[bB][01]+|[oO][0-7]+)(?:_[\da-fA-F]+){0,15}")
_LONGEST = 100_000
_LONGEST_SHAPE = 200


def number(claim: str, observation: Observation) -> bool:
    """The claim is one number, the value too: `3.14` for `np.float64(3.14159)`."""
    value = observation.value
    claim = claim.strip()
    if (
        value is not None
        and value.numbers is not None
        and value.shape in {None, ()}
        and len(value.numbers) == 1
    ):
        element = value.numbers[0]
        if isinstance(element, bool):
            return claim == str(element)
        if not isinstance(element, complex):
            return near(claim, element, single=value.dtype == "float32")
    shown = [_undecorated(text) for text in texts(observation)]
    exact = value is not None and value.type in _EXACT and any(_rounds(claim, text) for text in shown)
    return exact or any(same_number(claim, text) for text in shown)


_EXACT = frozenset({"fractions.Fraction", "sympy.core.numbers.Rational", "sympy.core.numbers.Half"})
"""Types of numbers that are shown as two whole ones, `1/3`, and written as people like."""


def _rounds(claim: str, text: str) -> bool:
    """Whether decimals say what a fraction is, to their last digit: `0.333` for `1/3`."""
    said, shown = decimal(claim), fancy(text)
    return (
        said is not None
        and shown is not None
        and abs(shown - Fraction(said)) <= Fraction(tolerance(claim, rounded=True))
    )


def _undecorated(text: str) -> str:
    """`6.` of `Array(6., dtype=float32)`, `0.5` of `np.float64(0.5)`."""
    node = read(text.strip()) if "(" in text and len(text) < _LONGEST else None
    return node.text if isinstance(node, Leaf) else text.strip()


def fancy_number(claim: str, observation: Observation) -> bool:
    """The claim is a number as people write it: `1,234.5`, `½`, `50 %`, `2×10⁻³`."""
    turn = _TURN.fullmatch(claim.strip())
    said = _of_circle(turn) if turn else fancy(claim)
    if said is None:
        return False
    slack = Fraction(1, 10**12) if turn else _slack(claim)
    return any(abs(shown - said) <= slack for shown in _plain(observation))


_TURN = re.compile(
    r"(?P<sign>[-−]?)(?P<times>\d{0,9})\s?\*?\s?(?P<letter>[πτ])(?:\s?/\s?(?P<part>[1-9]\d{0,8}))?"
)


def _of_circle(turn: re.Match[str]) -> Fraction:
    """A multiple of π or τ as a number: `3π/2`."""
    whole = Fraction(math.pi if turn["letter"] == "π" else math.tau)
    size = whole * int(turn["times"] or 1) / int(turn["part"] or 1)
    return -size if turn["sign"] else size


def bits(claim: str, observation: Observation) -> bool:
    """The claim is a whole number in groups of bits, `0000 0101` for 5, or in another base: `0xff`."""
    claim = claim.strip()
    value = observation.value
    if _OTHER_BASE.fullmatch(claim):
        return any(
            re.fullmatch(r"-?\d{1,30}", text.strip()) and int(text) == int(claim, 0)
            for text in texts(observation)
        )
    if not BITS.fullmatch(claim) or (value is not None and value.dtype in {"str", "bool"}):
        return False
    said = int(re.sub(r"[ _]|0b", "", claim), 2)
    return any(re.fullmatch(r"-?\d{1,30}", text.strip()) and int(text) == said for text in texts(observation))


def about(claim: str, observation: Observation) -> bool:
    """The claim is marked as approximate: `≈ 3` holds for 3.1."""
    return _is_about(_ABOUT.fullmatch(claim.strip()), observation)


def rounded_with_dots(claim: str, observation: Observation) -> bool:
    """The claim is rounded, and says that digits follow: `6.67...` for 6.666666666666667."""
    return _is_about(_GOES_ON.fullmatch(claim.strip()), observation)


def _is_about(match: re.Match[str] | None, observation: Observation) -> bool:
    said = decimal(match[1].strip()) if match else None
    if match is None or said is None:
        return False
    slack = Fraction(tolerance(match[1].strip(), rounded=True))
    return any(abs(shown - Fraction(said)) <= slack for shown in _plain(observation))


def _slack(claim: str) -> Fraction:
    claim = claim.strip()
    numeral = re.sub("[,\u202f\u00a0 ']", "", claim.rstrip("% "))
    if decimal(numeral) is None:
        return Fraction(0)
    slack = Fraction(tolerance(numeral, rounded="%" in claim))
    return slack / 100 if "%" in claim else slack


def _plain(observation: Observation) -> list[Fraction]:
    found = [decimal(text.strip()) for text in texts(observation)]
    exact = [Fraction(value) for value in found if value is not None]
    exact += [value for text in texts(observation) if (value := fancy(text)) is not None]
    return exact


def array(claim: str, observation: Observation) -> bool:
    """The claim is an array by value: `[1 2]` for `Array([1., 2.], dtype=float32)`."""
    tree = _tree(claim)
    if tree is None:
        return False
    value = observation.value
    if not same_decoration(claim, value.repr if value else observation.text):
        return False
    if value is None or value.numbers is None or value.shape is None:
        return False
    return same_values(tree, value.numbers, value.shape, single=value.dtype == "float32")


def collection(claim: str, observation: Observation) -> bool:
    """The claim is a list, tuple, set or dict by value; sets and dicts in any order."""
    tree = _tree(claim) or _row(claim)
    if tree is None or _hides_elements(claim, observation):
        return False
    return any(
        same(tree, shown)
        for text in texts(observation)
        if same_decoration(claim, text) and (shown := _tree(text)) is not None
    )


def _row(claim: str) -> Node | None:
    """Numbers side by side, as people write a list without its signs: `2.25 4 9`."""
    parts = claim[:_LONGEST_SHAPE].split()
    numbers = len(parts) > 1 and all(decimal(part) is not None for part in parts)
    return read(f"({', '.join(parts)})") if numbers and len(claim) <= _LONGEST_SHAPE else None


def _hides_elements(claim: str, observation: Observation) -> bool:
    """Whether `range(2, 7)` was printed, and no element of it: only a value has them."""
    printed = observation.value is None and observation.text.strip().startswith("range(")
    return printed and not claim.strip().startswith("range(")


def labelled_collection(claim: str, observation: Observation) -> bool:
    """The claim is the collection at the end of what was printed: `[1, 4]` for `x**2: [1 4]`."""
    behind = _behind_label(observation.text)
    return bool(behind) and collection(claim, Observation(behind))


def _behind_label(text: str) -> str:
    """The collection behind what a line says about it: `[1 4]` of `x**2: [1 4]`."""
    match = re.search(
        r"(?:[:=]|\w)\s+((?:array|Array|tensor|Matrix)?[\[({].*)$", text.strip()[:_LONGEST], re.DOTALL
    )
    return match[1] if match else ""


_FILLED = re.compile(r"defaultdict\((?:<class '\w+'>|\w+), (\{.*\})\)", re.DOTALL)
_PAIRS = re.compile(r"OrderedDict\((\[\(.*\)\])\)", re.DOTALL)


def _tree(text: str) -> Node | None:
    """Read a collection; a bare list of numbers, `1, 2, 3`, is a tuple, `defaultdict(int, {…})` a dict."""
    text = text.strip()
    if match := _FILLED.fullmatch(text[:_LONGEST]):
        text = match[1]
    if match := _PAIRS.fullmatch(text[:_LONGEST]):
        return _dict_of(read(match[1]))
    if len(text) > _LONGEST or not text:
        return None
    if match := re.fullmatch(r"range\((?:(-?\d+), )?(-?\d+)(?:, (-?\d+))?\)", text):
        steps = range(int(match[1] or 0), int(match[2]), int(match[3] or 1))
        return read(str(list(steps))) if len(steps) < 1000 else None
    return read(text) or (read(f"({text})") if "," in text and "\n" not in text else None)


def _dict_of(pairs: Node | None) -> Node | None:
    """A list of pairs as a dict: Python 3.11 shows `OrderedDict` so, and 3.12 the other way."""
    if not isinstance(pairs, Group) or not all(
        isinstance(one, Group) and len(one.items) == 2 for one in pairs.items
    ):
        return pairs
    return Group("{", tuple(Group(":", one.items) for one in pairs.items if isinstance(one, Group)))


def shape(claim: str, observation: Observation) -> bool:
    """The claim is the shape of the array: `(3, 4)`, `shape (3,)`, `3x4`; a list has none."""
    value = observation.value
    if len(claim) > _LONGEST_SHAPE:
        return False
    match = _SHAPE.fullmatch(claim.strip())
    if value is None or not value.shape or value.type in _LISTS:
        return False
    if len(value.shape) > 1 and (named := _BRACKETED.fullmatch(claim.strip())):
        match = _SHAPE.fullmatch(named[1])
    if match is None:
        return False
    if not re.search(r"[(\[x×,]", claim):
        return False
    sizes = next(group for group in match.groups() if group)
    return tuple(int(size) for size in re.split(r"\s*[,x×*]\s*", sizes)) == value.shape
