"""(the author's text, what was shown) -> the author's text with those words exchanged that differ."""

import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from functools import partial

from blogkit.check.written.numbers import decimal, fancy, same_number
from blogkit.check.written.tokens import Token, tokens
from blogkit.values import frozen

_MOST = 4_000
"""Words of a text that are compared one by one."""
_FEW = 3
_QUOTES = frozenset("'\"`")
_BRACKETS = frozenset("()[]{}")
_WHOLE = re.compile(r"[-+−]?\d+")
_SEPARATORS = _QUOTES | {",", ";"}

Rounding = Callable[[str, str], str]
"""(number shown, number written by the author) -> what is written in its place."""


@frozen
class Placed:
    """A token, and where it stands in its text."""

    token: Token
    start: int
    end: int


def placed(text: str) -> list[Placed]:
    """The tokens of a text with their places."""
    return list(_placed(text.replace("−", "-")))


def _placed(text: str) -> Iterator[Placed]:
    at = 0
    for token in tokens(text):
        start = text.index(token.text, at)
        at = start + len(token.text)
        yield Placed(token, start, at)


def exchanged(said: str, shown: str, rounding: Rounding) -> str:
    """The author's text in which words and numbers stand for others, one for one; nothing comes or goes.

    >>> exchanged("[1 4 8] (squares)", "[1, 4, 9]", rounded)
    '[1 4 9] (squares)'
    """
    return (
        around_elision(said, shown, rounding)
        or word_for_word(said, shown, rounding)
        or _rewritten(said, shown, partial(_exchange, rounding=rounding), _is_exchange)
    )


def word_for_word(said: str, shown: str, rounding: Rounding) -> str:
    r"""The same for texts of as many words, signs that only separate or quote aside; empty for others.

    >>> word_for_word("an oak,\n  a  fir", "an oak, a yew", rounded)
    'an oak,\n  a  yew'
    """
    one, other = (
        [part for part in placed(text) if part.token.text not in _SEPARATORS] for text in (said, shown)
    )
    return _one_by_one(said, one, other, rounding) if len(one) == len(other) else ""


def around_elision(said: str, shown: str, rounding: Rounding) -> str:
    """The same before and behind a `...` of the author's; empty where there is none.

    >>> around_elision("[0, 1, 5, ..., 8]", "[0, 1, 2, 3, 4, 5, 6]", rounded)
    '[0, 1, 2, ..., 6]'
    >>> around_elision("3.15...", "3.14159", rounded)
    '3.14...'
    """
    one, other = _words(said), _words(shown)
    gap = next((at for at, part in enumerate(one) if part.token.kind == "elision"), None)
    below = len(one) - (gap or 0) - 1
    if not gap or gap + below > len(other):
        return ""
    if gap and one[gap].token.glued and one[gap - 1].token.kind == "number":
        return _one_by_one(said, one[:gap], other[:gap], _cut) if gap + below == len(other) else ""
    ends = [*other[:gap], *other[len(other) - below :]]
    return _one_by_one(said, [*one[:gap], *one[gap + 1 :]], ends, rounding)


def _cut(number: str, like: str) -> str:
    """As many signs of a number as the author shows before his `...`."""
    return number[: len(like)] if len(number) > len(like) else number


def _words(text: str) -> list[Placed]:
    return [part for part in placed(text) if part.token.text not in _SEPARATORS]


def _one_by_one(said: str, one: list[Placed], other: list[Placed], rounding: Rounding) -> str:
    if not 0 < len(one) <= _MOST or not all(map(_is_alike, one, other)):
        return ""
    at, parts = 0, list[str]()
    for mine, theirs in zip(one, other, strict=True):
        parts.append(said[at : mine.start])
        parts.append(_replaced(mine.token, theirs.token, said[mine.start : mine.end], rounding))
        at = mine.end
    return "".join(parts) + said[at:]


def _is_alike(mine: Placed, theirs: Placed) -> bool:
    """Whether one token may stand for another: words and numbers may, of signs only brackets."""
    one, other = mine.token, theirs.token
    return one.text == other.text or (
        one.kind == other.kind and (one.kind != "sign" or {one.text, other.text} <= _BRACKETS)
    )


def patched(said: str, shown: str, rounding: Rounding) -> str:
    """The same, but what is missing comes in, and what is too much goes.

    >>> patched("oaks:  3 trees", "oaks: 3 old trees", rounded), patched("[1, 2, 3]", "[2, 3]", rounded)
    ('oaks:  3 old trees', '[2, 3]')
    """
    return _rewritten(said, shown, partial(_patch, shown=shown, rounding=rounding), _is_patch)


def _rewritten(
    said: str,
    shown: str,
    edits: Callable[[str, list[Placed], list[Placed]], Iterator[str]],
    is_fit: Callable[[list[Placed], list[Placed]], bool],
) -> str:
    """The author's text put together again from kept and exchanged pieces; empty where that is no use."""
    one, other = placed(said), placed(shown)
    if not one or not other or len(one) + len(other) > _MOST or not is_fit(one, other):
        return ""
    return "".join(edits(said, one, other)) + said[one[-1].end :]


def _is_patch(one: list[Placed], other: list[Placed]) -> bool:
    """Whether most of the author's words stay."""
    kept = sum(past - first for name, first, past, _, _ in _opcodes(one, other) if name == "equal")
    return kept >= max(_FEW, 2 * len(one) // 3)


def _opcodes(one: list[Placed], other: list[Placed]) -> list[tuple[str, int, int, int, int]]:
    """How the one row becomes the other; any number is like any other, any quote too."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (8 ms that most builds save)

    keys = [[_key(part.token) for part in row] for row in (one, other)]
    return [
        (code.tag, code.src_start, code.src_end, code.dest_start, code.dest_end)
        for code in Levenshtein.opcodes(*keys)
    ]


def _key(token: Token) -> str:
    if token.kind == "number":
        return "0"
    return "'" if token.text in _QUOTES else token.text


def _exchange(said: str, one: list[Placed], other: list[Placed], rounding: Rounding) -> Iterator[str]:
    at = 0
    for _, first, past, start, end in _opcodes(one, other):
        pairs = zip(one[first:past], other[start:end], strict=True) if past - first == end - start else ()
        for mine, theirs in pairs:
            yield said[at : mine.start]
            yield _replaced(mine.token, theirs.token, said[mine.start : mine.end], rounding)
            at = mine.end
    yield said[at : one[-1].end]


def _is_exchange(one: list[Placed], other: list[Placed]) -> bool:
    """Whether nothing comes or goes but separators, what an elision stands for, and a remark at the end."""
    for name, first, past, start, end in _opcodes(one, other):
        gone = [part.token for part in one[first:past]]
        moved = [*gone, *(part.token for part in other[start:end])]
        remark = name == "delete" and past == len(one) and (gone[0].text, gone[-1].text) == ("(", ")")
        still = past - first == end - start and all(map(_is_alike, one[first:past], other[start:end]))
        if not (still or remark or all(token.text in _SEPARATORS for token in moved)):
            return False
    return True


def _replaced(mine: Token, theirs: Token, written: str, rounding: Rounding) -> str:
    if mine.text in _QUOTES and theirs.text in _QUOTES:
        return written
    if mine.kind == theirs.kind == "number":
        return written if same_number(mine.text, theirs.text) else rounding(theirs.text, mine.text)
    return written if mine.text == theirs.text else theirs.text


def _patch(
    said: str, one: list[Placed], other: list[Placed], shown: str, rounding: Rounding
) -> Iterator[str]:
    at = 0
    for name, first, past, start, end in _opcodes(one, other):
        if name != "insert" and past - first == end - start:
            for mine, theirs in zip(one[first:past], other[start:end], strict=True):
                yield said[at : mine.start]
                yield _replaced(mine.token, theirs.token, said[mine.start : mine.end], rounding)
                at = mine.end
            continue
        if name == "insert":
            yield _piece(shown, other, start, end)
            continue
        yield said[at : one[first].start] if end > start else said[at : one[first - 1].end if first else 0]
        yield shown[other[start].start : other[end - 1].end] if end > start else ""
        at = one[past - 1].end


def _piece(shown: str, other: list[Placed], start: int, end: int) -> str:
    """What comes new, with the space before it."""
    return shown[other[start - 1].end if start else 0 : other[end - 1].end]


def rounded(number: str, like: str) -> str:
    """A number with as many decimals as another one shows; one that would read as exact keeps its own.

    >>> rounded("3.14159", "2.72"), rounded("12", "9"), rounded("0.5", "1"), rounded("3.04", "2.9")
    ('3.14', '12', '0.5', '3.04')
    >>> rounded("0.123", "0.1"), rounded("1.2345e-05", "1.23e-4")
    ('0.1', '1.23e-05')
    """
    value, model = decimal(number), decimal(like)
    mantissa, _, exponent = like.lower().partition("e")
    places = len(mantissa.partition(".")[2])
    if value is None or model is None or places < 1 or _places(number) <= places:
        return number
    if exponent or "e" in number.lower():
        return f"{float(value):.{places}e}" if exponent and "e" in number.lower() else number
    new = str(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))
    return number if places == 1 and new.endswith("0") else new


def briefly(number: str, like: str) -> str:
    """The same in the author's own form: `0.50`, `1e-3`, and no point where he writes none.

    A whole number stays one where decimals are claimed: `7 // 2` is not `3.0`.

    >>> briefly("1.", "2"), briefly("1.5", "2"), briefly("1.0", "2.0"), briefly("3", "3.8")
    ('1', '1.5', '1.0', '3')
    >>> briefly("0.5", "0.51"), briefly("0.001", "2e-3")
    ('0.50', '1e-3')
    """
    whole = re.fullmatch(r"([-+−]?\d+)\.0*", number)
    if whole and _WHOLE.fullmatch(like):
        return whole[1]
    if _WHOLE.fullmatch(number) and re.fullmatch(r"[-+−]?\d*\.\d*[1-9]\d*", like):
        return number
    mantissa, _, exponent = like.lower().partition("e")
    places, value = len(mantissa.partition(".")[2]), decimal(number)
    if exponent and value is not None:
        new = f"{value:.{places}e}"
        padded = re.sub(r"e([-+])(?=\d$)", r"e\g<1>0", new)
        return padded if re.match(r"[-+]\d\d", exponent) else new.replace("e+", "e")
    return f"{value:.{places}f}" if value is not None and _places(number) < places else rounded(number, like)


def verbatim(number: str, _like: str) -> str:
    """A number as it was shown."""
    return number


def _places(number: str) -> int:
    return len(re.split("[eE]", number)[0].partition(".")[2])


_PERCENT = re.compile(r"(?P<number>[-+−]?\d+(?:\.(?P<places>\d+))?)(?P<space>\s*)%")
_GROUPED = re.compile(
    r"[-+−]?\d{1,3}(?P<sign>[,_\u202f\u00a0 '])\d{3}(?:(?P=sign)\d{3})*(?:\.(?P<places>\d+))?"
)


def number_like(said: str, shown: str) -> str:
    """A single number as people write it: `12 %` of 0.123, `1,234` of 1234.0; empty where it is none.

    >>> number_like("13.1 %", "0.1234"), number_like("1,235", "1234.0"), number_like("3", "4")
    ('12.3 %', '1,234', '')
    """
    value = decimal(shown.strip())
    grouped, percent = _GROUPED.fullmatch(said.strip()), _PERCENT.fullmatch(said.strip())
    if value is None and (exact := fancy(shown)) is not None:
        value = Decimal(exact.numerator) / Decimal(exact.denominator)
    if value is None:
        return ""
    if percent:
        return f"{_to(value * 100, percent['places'])}{percent['space']}%"
    if grouped:
        return f"{_to(value, grouped['places']):,}".replace(",", grouped["sign"])
    return ""


def _to(value: Decimal, places: str | None) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-len(places or "")), ROUND_HALF_EVEN)
