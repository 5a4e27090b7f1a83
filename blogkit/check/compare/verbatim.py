"""(claimed text, Observation) -> bool for the interpreter's own words: sessions and output fences.

They hold letter by letter. What two runs, machines or versions write differently for one value is
let pass: spaces, addresses, the order of sets and dicts, rounding noise, older names.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from math import isfinite, ulp

from blogkit.check.compare import tables
from blogkit.check.compare.formulas import formula
from blogkit.check.compare.text import exact, without_incidents
from blogkit.check.written.numbers import decimal, same_number
from blogkit.model import Observation

_PIECE = re.compile(
    r"(?<!\w)[bru]?'(?:[^'\\\n]|\\.)*'|(?<!\w)[bru]?\"(?:[^\"\\\n]|\\.)*\""
    r"|(?:(?<![\w)\].])[-+−](?=\.?\d))?(?:\d+(?:_\d+)*(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][-+]?\d+)?"
    r"|[^\W\d]\w*|\S"
)
_LIMIT = 200_000
_WIDE = 60
"""A line of so many characters may be broken anew by an author or a terminal."""
_SENTENCE = 4
"""Words that an author may break into lines."""
_PRECISE = 15
"""Digits of a float that every machine agrees on."""
_STEPS = 8
"""Neighbouring floats that are one result, computed by two machines."""

Test = Callable[[str, str], bool]


def on_words(test: Test) -> Callable[[str, Observation], bool]:
    """Make a comparator of texts one of observations: what the interpreter or the notebook writes."""

    def comparator(claim: str, observation: Observation) -> bool:
        said = claim.replace("<BLANKLINE>", "").translate(_CONTROLS)
        return any(len(text) <= _LIMIT and test(said, text) for text in _words(observation))

    return comparator


_CONTROLS = str.maketrans({"\v": "\n", "\f": "\n", "\a": ""})
"""What a terminal makes of signs that a notebook writes into its file."""


def _words(observation: Observation) -> dict[str, None]:
    value = observation.value
    written = [observation.text] if value is None else [observation.text, value.repr, value.displayed]
    # a terminal takes back what stands before a backspace
    return dict.fromkeys(re.sub(r"[^\n\b]\x08", "", text) for text in written if text)


def as_printed(claim: str, text: str) -> bool:
    """The claim is what `print` makes of the text that a cell ends with: `oak` for `'oak'`."""
    if len(text) < 2 or text[0] not in "'\"" or text[0] != text[-1]:
        return False
    try:
        value: object = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return False
    return isinstance(value, str) and exact(claim, value)


def without_label(claim: str, text: str) -> bool:
    r"""The claim is the value over lines that `print` shows behind words.

    >>> without_label("5", "sum: 5"), without_label("[[1]\n [2]]", "a: [[1]\n [2]]")
    (False, True)
    """
    match = _LABELLED.match(text) if "\n" in claim.strip() else None
    return match is not None and spaced(claim, text[match.end() :])


_LABELLED = re.compile(r"[^\W\d][^\n\[({:=]{0,60}[:=][ \t]+(?=\S)")


def as_json(claim: str, text: str) -> bool:
    r"""The claim is JSON over several lines, of what the code writes in one.

    >>> as_json('{\n "oak": [1, 2]\n}', '{"oak":[1,2]}'), as_json('{\n "oak": 3\n}', '{"oak":4}')
    (True, False)
    """
    said = claim.strip()
    if not re.match(r"[\[{]\s*\n", said):
        return False
    wanted = _loaded(said)
    return wanted is not None and any(_loaded(line) == wanted for line in text.strip().split("\n"))


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def spaced(claim: str, text: str) -> bool:
    r"""The same letters, but for spaces outside of quotes, blank lines, and breaks of long lines.

    >>> spaced("array([ 1.,  2.])", "array([1., 2.])"), spaced("' a'", "'a'"), spaced("1 2", "1\n2")
    (True, False, False)
    """
    return _fits(claim, text, str.__eq__)


def noisy(claim: str, text: str) -> bool:
    """The same, but for the last of 15 and more digits, and for how older libraries wrote a float.

    >>> noisy("7.340688819618325", "7.340688819618319"), noisy("0.3", "0.30000000000000004")
    (True, False)
    """
    return _fits(claim, text, _same_piece)


def rounded(claim: str, text: str) -> bool:
    """The same, but for numbers that are given to six digits at least: `0.816497` for `0.816496580927726`.

    >>> rounded("0.816497", "0.816496580927726"), rounded("0.82", "0.816496580927726")
    (True, False)
    """
    return _fits(claim, text, lambda one, other: one == other or _is_rounded(one, other))


def _is_rounded(one: str, other: str) -> bool:
    said, shown = _POINTED.fullmatch(one), _POINTED.fullmatch(other)
    if said is None or shown is None or len(said["behind"]) >= len(shown["behind"]):
        return False
    places = len(said["behind"])
    cut = f"{shown['before']}.{shown['behind'][:places]}"
    return len(one.strip("-").replace(".", "")) >= _MANY and one in {cut, f"{float(other):.{places}f}"}


_POINTED = re.compile(r"(?P<before>-?\d{1,15})\.(?P<behind>\d{1,40})")
_MANY = 7
"""Digits of a number that nobody rounds to by accident, the one before the point included."""


def _fits(claim: str, text: str, same_piece: Test) -> bool:
    said, shown = _lines(claim), _lines(text)
    if len(said) == len(shown) and all(
        _same_row(_pieces(one), _pieces(other), same_piece) for one, other in zip(said, shown, strict=True)
    ):
        return True
    return _may_wrap(said, shown) and _same_row(_wrapped(claim), _wrapped(text), same_piece)


def _wrapped(text: str) -> list[str]:
    """The pieces of a value that may be laid out over lines, each element with a comma behind it."""
    return _pieces(_LAST_COMMA.sub(r"\1", text))


_LAST_COMMA = re.compile(r",([ \t]*\n\s*[\])}])")


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _may_wrap(said: list[str], shown: list[str]) -> bool:
    """Whether a difference in lines may be one in width: of a bracket, of long lines, of a sentence."""
    if len(said) > len(shown) == 1 and len(re.findall(r"[^\W\d]{2,}", shown[0])) >= _SENTENCE:
        return True
    longest = max(map(len, [*said, *shown]), default=0)
    return longest > _WIDE or all(
        bool(_OPENS.match(rows[0])) and rows[-1].rstrip()[-1:] in "])}" for rows in (said, shown) if rows
    )


_OPENS = re.compile(r"\s*[\w.]*[\[({]")


def _pieces(text: str) -> list[str]:
    return list(_known_pieces(text))


@lru_cache(maxsize=256)
def _known_pieces(text: str) -> tuple[str, ...]:
    """Cut once what several comparators ask for."""
    return tuple(map(_in_single_quotes, _PIECE.findall(text)))


def _in_single_quotes(piece: str) -> str:
    """A text in the quotes that Python prefers; JSON and other languages prefer double ones."""
    if piece[-1:] != '"':
        return piece
    start = 1 if piece[:1] in {*"bru"} else 0
    plain = len(piece) > start + 1 and piece[start] == piece[-1] == '"' and not re.search(r"'|\\\"", piece)
    return f"{piece[:start]}'{piece[start + 1 : -1]}'" if plain else piece


def _same_row(said: list[str], shown: list[str], same_piece: Test) -> bool:
    return len(said) == len(shown) and all(map(same_piece, said, shown))


def _same_piece(said: str, shown: str) -> bool:
    # NumPy 1 wrote `2.` in a row of a table, and wherever it stood in a list
    return (
        said == shown
        or (said[-1:] == "." and shown == f"{said}0" and said[:-1].isdigit())
        or (said[:1] not in "'\"" and _same_float(said, shown))
    )


def _same_float(said: str, shown: str) -> bool:
    one, other = decimal(said), decimal(shown)
    if one is None or other is None or not re.search(r"[.eE]", said) or not re.search(r"[.eE]", shown):
        return False
    places = [len(number.as_tuple().digits) for number in (one, other)]
    if min(places) >= _PRECISE and isfinite(float(one)) and isfinite(float(other)):
        return abs(float(one) - float(other)) <= _STEPS * ulp(float(other))
    if places[0] == _OLD_DIGITS and float(one) == float(other):
        return True
    scientific = "e" in said.lower() and "e" in shown.lower() and one == other
    return scientific or (min(places) >= _SINGLE and same_number(said, shown) and same_number(shown, said))


_SINGLE = 7
"""Digits of a float of single precision."""
_OLD_DIGITS = 17
"""To so many digits NumPy and Python 2 wrote every float: 0.66000000000000003 for 0.66."""


def elided(claim: str, text: str) -> bool:
    """The same where the claim has no `...`, as doctest reads it.

    >>> elided("[0, 1, ..., 9]", "[0, 1, 2, 9]"), elided("[0, 1, ..., 9]", "[0, 2, 9]")
    (True, False)
    """
    parts = " ".join(claim.replace("…", "...").split()).split("...")
    if len(parts) < 2 or not re.search(r"\w", "".join(parts)):
        return False
    shown = " ".join(text.split())
    if _in_order(parts, shown) or _in_order([part.strip() for part in parts], f" {shown} ".strip()):
        return True
    dense = [_AROUND_COMMA.sub(",", part).strip() for part in parts]
    return bool(re.match(r"[\[({]", dense[0])) and _in_order(dense, _AROUND_COMMA.sub(",", shown))


_AROUND_COMMA = re.compile(r"\s*,\s*")


def cut_off(claim: str, text: str) -> bool:
    r"""The claim begins as the text does, and ends at a comma within a bracket that it never closes.

    >>> cut_off("array([[ 5.1, 3.5],\n [ 4.9, 3. ],", "array([[5.1, 3.5],\n [4.9, 3. ],\n [4.7, 3.2]])")
    True
    """
    if not claim.rstrip().endswith(","):
        return False
    said, shown = _pieces(claim), _pieces(text)
    opened = sum(map(said.count, "[({")) > sum(map(said.count, "])}"))
    return opened and len(said) >= _CUT and said == shown[: len(said)]


_CUT = 9
"""Pieces of what an author has copied a part of."""


def _in_order(parts: list[str], shown: str) -> bool:
    """Whether the text begins and ends as the first and the last part, with the others between them."""
    first, *between, last = parts
    if len(first) + len(last) > len(shown) or not (shown.startswith(first) and shown.endswith(last)):
        return False
    at, end = len(first), len(shown) - len(last)
    for part in between:
        found = shown.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return _is_cut_well(first, shown)


def _is_cut_well(first: str, shown: str) -> bool:
    """Whether `[1 ...` does not begin `[12 3]`: only the digits of a number that go on are cut."""
    inside = first[-1:].isalnum() and shown[len(first) : len(first) + 1].isalnum()
    return not inside or "." in first[-20:] or first[-_LONG_NUMBER:].isdigit()


_LONG_NUMBER = 12


def reordered(claim: str, text: str) -> bool:
    """The same, but for the order of sets and dicts.

    >>> reordered("{'b', 'a'}", "{'a', 'b'}"), reordered("{1: {3, 2}}", "{1: {2, 3}}")
    (True, True)
    """
    if "{" not in claim or "{" not in text:
        return False
    return _same_row(list(_sorted(_pieces(claim))), list(_sorted(_pieces(text))), _same_piece)


_DEEPEST = 50
"""Brackets in each other; what lies deeper is taken as it stands."""


def _sorted(row: list[str]) -> Iterator[str]:
    """The pieces, with what braces hold in the order of its text."""
    stack: list[list[list[str]]] = [[[]]]
    for piece in row:
        if piece == "," and len(stack) > 1:
            stack[-1].append([])
        elif piece in "[({":
            if len(stack) > _DEEPEST:
                return iter(row)
            stack.append([[]])
            stack[-1][-1].append(piece)
        elif piece in "])}" and len(stack) > 1:
            parts = stack.pop()
            opening = parts[0].pop(0)
            parts = sorted(parts) if (opening, piece) == ("{", "}") else parts
            inner = [word for part in parts for word in (*part, ",")][:-1]
            stack[-1][-1] += [opening, *inner, piece]
        else:
            stack[-1][-1].append(piece)
    return (word for level in stack for part in level for word in part)


def elsewhere(claim: str, text: str) -> bool:
    """The same, but for addresses, places of files, cell numbers, sizes of pictures, test times."""
    return same_form(without_incidents, without_incidents, claim, text)


def same_form(said: Callable[[str], str], shown: Callable[[str], str], claim: str, text: str) -> bool:
    """Whether two texts are the same once each is written in another way, and one of them is by that."""
    one, other = said(claim), shown(text)
    return (one, other) != (claim, text) and (
        noisy(one, other) or reordered(one, other) or elided(one, other)
    )


def bare_array(claim: str, text: str) -> bool:
    """The elements of an array without its name, as `print` and lists have them: `[1., 2.]`.

    >>> bare_array("[1., 2.]", "array([1., 2.])"), bare_array("[1., 3.]", "array([1., 2.])")
    (True, False)
    """
    inner = _ARRAY.fullmatch(text.strip())
    return inner is not None and noisy(claim, inner[1])


_ARRAY = re.compile(r"array\((\[.*\])(?:,\s*dtype=\w+)?\)", re.DOTALL)


def bare_series(claim: str, text: str) -> bool:
    r"""The rows of a series, without the line below them that names its type.

    >>> bare_series("a    1\nb    2", "a    1\nb    2\ndtype: int64"), bare_series("a", "a\nb")
    (True, False)
    """
    rows, _, last = text.rstrip().rpartition("\n")
    return bool(_TYPE_OF_SERIES.fullmatch(last)) and noisy(claim, rows)


def below_remark(claim: str, text: str) -> bool:
    r"""The text below a line of plain words: the end of the comment behind what was typed, which was wrapped.

    >>> below_remark("the last one\n[1, 2]", "[1, 2]"), below_remark("the\n1", "the\n2")
    (True, False)
    """
    first, _, rest = claim.strip().partition("\n")
    return bool(rest and _WORDS.fullmatch(first)) and "\n" not in first and noisy(rest, text)


_WORDS = re.compile(r"[a-z][\w'-]*(?: [\w'-]+)+")
_TYPE_OF_SERIES = re.compile(r"(?:Name: .*, )?(?:Length: \d+, )?dtype: \w+")


def frame(claim: str, observation: Observation) -> bool:
    """The claim is a table, or the value is a data frame: then rows count, not their widths."""
    is_frame = observation.value is not None and (
        bool(observation.value.html) or observation.value.type.startswith("pandas.")
    )
    printed = bool(_PRINTED_FRAME.match(observation.text))
    return (is_frame or printed or bool(re.match(r"\s*(?:\||<)", claim))) and tables.table(claim, observation)


_PRINTED_FRAME = re.compile(r"[ ]{2,}\S[^\n]*\n(?:\S+[ ]{2,}\S[^\n]*(?:\n|$))+")
"""Names of columns above rows with a label each."""


def terms(claim: str, observation: Observation) -> bool:
    """The claim is the formula, its terms in the order in which another version of SymPy writes them."""
    symbolic = observation.value is not None and bool(observation.value.srepr)
    parts = sorted(_pieces(claim.replace("-", " - "))), sorted(_pieces(observation.text.replace("-", " - ")))
    return symbolic and parts[0] == parts[1] and formula(claim, observation)
