"""Rules about what is one and the same in the words of two versions of Python."""

import ast
import re
from datetime import date
from functools import lru_cache
from itertools import takewhile
from math import floor
from typing import cast

from blogkit.check.claims.labels import names_old_python
from blogkit.check.compare.exceptions import UNREADABLE, messages
from blogkit.check.compare.text import without_incidents
from blogkit.check.judge.case import Case
from blogkit.check.judge.claimhood import differ_by_one_sign, nearly_quotes
from blogkit.check.judge.eras import written_on
from blogkit.model import ClaimKind, Post

REWORDED = "worded by another version of Python"
_WORDED_BY_PYTHON = UNREADABLE | {
    "AttributeError",
    "ImportError",
    "IndexError",
    "ModuleNotFoundError",
    "NameError",
    "RecursionError",
    "TypeError",
    "UnboundLocalError",
    "ZeroDivisionError",
}
_QUOTED = re.compile(r"['\"]([^'\"]*)['\"]|\b(\d+)\b")


def old_python(case: Case) -> str:
    """The line above the cell or the output, or the cell's first comment, names an old Python."""
    claim, post = case.claim, case.executed.post
    around, cell = post.fence_at(claim.line), post.cell_at(claim.subject[0])
    starts = {around.line} if around and around.line < claim.line else set[int]()
    cells = [cell] if cell else []
    said = [_said_above(post, line) for line in starts | {cell.fence.line for cell in cells}]
    said += [post.lines[claim.subject[0] - 2].strip().removeprefix("#")] if _is_headed(case) else []
    heads = [match[1] for cell in cells[:1] if (match := _HEADED.match(cell.fence.code))]
    old = (
        any(map(names_old_python, said + heads))
        or any(map(_BEFORE.match, heads))
        or _PYTHON_2.search(claim.expected)
        or is_python_2(post)
        or _is_printed_tuple(case)
        or _OLD_PICKLE.match(claim.expected)
        or _shows_mixed_enum(case)
        or _is_old_hash(case)
        or (_BYTES_OF_2.search(claim.expected) and "b'" not in claim.expected)
    )
    return "speaks of another version of Python" if old else ""


def whole_division(case: Case) -> str:
    """A whole number is divided as Python 2 did it: as a size or a position, or by an old post's `7 / 2`."""
    raised = any(name == "TypeError" and _FLOAT_FOR_WHOLE.search(said) for name, said in case.raised)
    if case.failure is not None and case.failure.name == "TypeError":
        raised = raised or bool(_FLOAT_FOR_WHOLE.search(case.failure.message))
    if raised and not messages(case.claim.expected):
        return "divides as Python 2 did" if _DIVIDES.search(case.code) else ""
    written = written_on(case.executed.post)
    old = written is not None and written < _LAST_OF_2 and any(map(_DIVIDES.search, case.lines))
    said = case.claim.expected.strip()
    whole = old and re.fullmatch(r"-?\d{1,15}", said)
    return "divides as Python 2 did" if whole and any(_is_floor(int(said), one) for one in case.texts) else ""


def _is_floor(whole: int, text: str) -> bool:
    shown = text.strip()
    return bool(re.fullmatch(r"-?\d{1,15}\.\d{1,20}", shown)) and whole == floor(float(shown))


_FLOAT_FOR_WHOLE = re.compile(
    r"'float' object cannot be interpreted as an integer|indices must be integers or slices, not float"
    r"|slice indices must be integers|can't multiply sequence by non-int of type 'float'"
    r"|expected a sequence of integers or a single integer, got '\d+\.\d+'"
)
_DIVIDES = re.compile(r"[\w)\]]\s*/\s*[\w(]")
_LAST_OF_2 = date(2020, 1, 1)


def _is_printed_tuple(case: Case) -> bool:
    """Whether it is the tuple that Python 2 took several arguments of `print` for."""
    try:
        value: object = ast.literal_eval(case.claim.expected.strip()[:_LONGEST])
    except (SyntaxError, ValueError, MemoryError, RecursionError, TypeError):
        return False
    if not isinstance(value, tuple):
        return False
    plain = " ".join(str(one) for one in cast("tuple[object, ...]", value))
    prints = any("print(" in line for line in case.lines)
    return prints and any(plain == one.text.rstrip("\n") for one in case.seen)


_PYTHON_2 = re.compile(
    r"(?<![\w'\"])u(?:'[^'\n]*'|\"[^\"\n]*\")|(?<![\w.'\"])\d+L(?![\w'\"])|\bset\(\[|<_sre\.SRE_\w+ object at"
    r"|<(?:class [\w.]+|[\w.]+ instance) at 0x|\bunbound method \w+\(\)"
)
"""What only an old Python writes: `u'oak'`, `12L`, `set([1])`."""
_BYTES_OF_2 = re.compile(r"dtype='\|S\d+'")
"""What NumPy called the texts of Python 2; those of Python 3 stand behind a `b`."""


def _shows_mixed_enum(case: Case) -> bool:
    """Whether a member of a text's enumeration is formatted by its name, and not, as once, by its value."""
    mixed = {match[1] for match in _MIXED.finditer(case.code)}
    shown = {text.strip().strip("'").partition(".")[0] for text in case.texts}
    return bool(mixed & shown)


def _is_old_hash(case: Case) -> bool:
    """Whether a hash is asked for, which Python 3.8 gives tuples otherwise."""
    return bool(_HASH.fullmatch(case.claim.expected.strip())) and any("hash(" in line for line in case.lines)


_HASH = re.compile(r"-?\d{9,20}")
_MIXED = re.compile(r"^\s*class (\w+)\((?:str|int),\s*(?:\w+\.)?Enum\)", re.MULTILINE)
_OLD_PICKLE = re.compile(r"\s*b?['\"](?:\\x80\\x0[23]|\([dl]p0|c\w+\\n\w+\\np0)")
"""How pickles began before Python 3.8."""
_SIGNS_OF_2 = tuple(
    re.compile(sign, re.MULTILINE)
    for sign in (
        r"^(?:>>> |\.\.\. )?[ \t]*print[ \t]+[\w'\"%]",
        r"<type '\w+'>|\bset\(\[[^()]*\]\)$|[\[( ]u'",
        r"\.(?:iter(?:items|keys|values)|has_key|next)\(",
        r"\b(?:xrange|raw_input|unicode|unichr|reload)\(|\.decode\('string_escape'\)",
        r"\bpython ?2\b",
    )
)
_TELLING = 2
_NAMES_OF_2 = re.compile(
    r"^[ \t]*__metaclass__ = |\b__builtin__\b"
    r"|\w\.(?:func_(?:defaults|code|name|globals|closure|dict|doc)|im_(?:self|func|class))\b"
    r"|\bdict_proxy\(|<type 'instance'>|AttributeError: (?:class \w+|\w+ instance) has no attribute"
    r"|<[\w.]+ instance at 0x|\w\(\) takes exactly (?:[2-9]|\d\d) arguments \(\d+ given\)",
    re.MULTILINE,
)
"""Names and words that Python 3 has given up, and nobody else uses."""


def is_python_2(post: Post) -> bool:
    """Whether the cells of a post show at least two kinds of things that only Python 2 has."""
    return _is_code_of_2(post.code[:_LONGEST])


@lru_cache(maxsize=16)  # each claim of a post asks
def _is_code_of_2(code: str) -> bool:
    return bool(_NAMES_OF_2.search(code)) or sum(bool(sign.search(code)) for sign in _SIGNS_OF_2) >= _TELLING


def _is_headed(case: Case) -> bool:
    """Whether a comment stands directly above what was typed in a session."""
    line = case.claim.subject[0]
    return (
        case.claim.kind is ClaimKind.DOCTEST
        and line > case.step.line
        and case.executed.post.lines[line - 2].lstrip().startswith("#")
    )


_HEADED = re.compile(r"\s*(?:#[^\n]*coding[^\n]*\n\s*)?(?:>>>\s*)?#([^\n]{0,120})")
"""The comment with which a cell begins: `# in Python 2.7`, also behind a prompt."""


_BEFORE = re.compile(
    r"\s*(?:before|until|up to|prior to|older than|<=?)\s*(?:python\s*)?v?(?:2|3)\.\d+\W*$", re.IGNORECASE
)
"""A comment that is only a version: `# before 2.4:`."""


def headed_by_version(case: Case) -> str:
    """The comment that heads its lines of the cell is a version of a library: `# 2.x`, `# In 1.0, ...`."""
    first = case.claim.subject[0]
    above = [line.strip() for line in case.executed.post.lines[case.step.line - 1 : first - 1]]
    heads = [n for n, line in enumerate(above) if line.startswith("#") and not _goes_on(above, n)]
    if case.claim.kind is ClaimKind.BLOCK or not heads:
        return ""
    last = heads[-1]
    apart = last == 0 or not above[last - 1]
    named = _WITH_VERSION.match(above[last]) or (apart and _ONLY_VERSION.fullmatch(above[last]))
    return "speaks of another version" if named else ""


def _goes_on(lines: list[str], number: int) -> bool:
    return number > 0 and lines[number - 1].startswith("#")


_WITH_VERSION = re.compile(
    r"#+\s*(?:(?:in|before|since|until|up to|for|on)\s+(?:[A-Za-z][\w-]*\s+)?v?(?:\d+\.)+(?:\d+|x)\b"
    r"(?=\W*$|[,:])"
    r"|(?:[A-Za-z][\w-]*\s+)?v?\d+(?:\.\d+)*\.x\b|(?:version|v)\s?\d)",
    re.IGNORECASE,
)
_ONLY_VERSION = re.compile(r"#+\s*v?\d+(?:\.\d+)+:?")


def _said_above(post: Post, line: int) -> str:
    """The last line of prose above a line, if not far away, and an "if" or "in" of a paragraph above it."""
    above = [text for text in post.lines[max(line - 5, 0) : line - 1] if text.strip()]
    near = above[-1] if above and (len(above[-1]) <= 120 or _CONDITION.match(above[-1])) else ""
    further = above[-2] if len(above) > 1 and _CONDITION.match(above[-2]) else ""
    return near if names_old_python(near) else further


_CONDITION = re.compile(r"\s*(?:if|in|with|on|如果|若|在)\s*(?:\w+\s*)?(?=.{0,20}python)", re.IGNORECASE)


@lru_cache(maxsize=1024)  # each broken claim asks all cells
def _raised_in(code: str) -> frozenset[str]:
    return frozenset(re.findall(r"\braise\s+(\w+)", code))


def rewording(case: Case) -> str:
    """A message differs only because another version of Python words it otherwise.

    What the post itself raises, and a message with a slip, is no such case.
    """
    said = messages(case.claim.expected)[-1:]
    shown = [one for observation in case.seen for one in messages(observation.text)[-1:]]
    if not said or not shown:
        return ""
    raised = frozenset[str]().union(*(_raised_in(step.code) for step in case.executed.steps))
    pairs = [
        (one, other)
        for one in said
        for other in shown
        if not (one[0] == other[0] and differ_by_one_sign(one[1], other[1], 3))
        if one[0] not in raised
        or in_new_words(one[1]) == other[1] != one[1]
        or _is_qualified(one[1], other[1])
    ]
    same = any(_is_reworded(one, other) or _are_about_arguments(one, other, case) for one, other in pairs)
    within = bool(_LIBRARY_FRAME.search(case.claim.expected)) and any(
        one[0] != other[0] and {one[0], other[0]} <= _WORDED_BY_PYTHON for one in said for other in shown
    )
    behind = any(_is_reworded_behind(case.claim.expected, text) for text in case.texts)
    return REWORDED if same or within or behind else ""


def _is_reworded_behind(said: str, shown: str) -> bool:
    """Whether lines differ only in a message behind other words: `failed: can't set attribute`."""
    lines, others = said.strip().split("\n"), shown.strip().split("\n")
    pairs = [(a, b) for a, b in zip(lines, others, strict=False) if a.strip() != b.strip()]
    return len(lines) == len(others) and bool(pairs) and all(_ends_reworded(a, b) for a, b in pairs)


def _ends_reworded(said: str, shown: str) -> bool:
    alike = len([*takewhile(lambda pair: pair[0] == pair[1], zip(said, shown, strict=False))])
    before = said[:alike].rpartition(" ")[0]
    end, other = (line[len(before) :].strip(" '\"") for line in (said, shown))
    return bool(before) and in_new_words(end) == other != end


_LIBRARY_FRAME = re.compile(
    r"File \"[^\"\n<>]*(?:\.\.\.|site-packages|/lib(?:64)?/|[Ll]ib[\\/])[^\"\n<>]*\.py\""
)
"""A traceback that ends within a library: another version of it fails in another way."""


def _is_reworded(said: tuple[str, str], shown: tuple[str, str]) -> bool:
    (name, message), (other, now) = said, shown
    if {name, other} == {"ImportError", "ModuleNotFoundError"}:
        return message.replace("'", "") == now.replace("'", "")
    if name == other and (
        (in_new_words(message) == in_new_words(now) != "" and message != now)
        or _says_more(message, now)
        or _is_qualified(message, now)
    ):
        return True
    if name not in _WORDED_BY_PYTHON or not message:
        return False
    if name == other and (
        in_new_words(message) == in_new_words(now) or (name == "AttributeError" and message in _details(now))
    ):
        return True  # Python 3.10 says "a real number"; older ones named just the attribute
    if nearly_quotes(in_new_words(message), now):
        return False
    if name in UNREADABLE:
        return other in UNREADABLE
    return name == other and _details(message) == _details(now)


def _says_more(message: str, now: str) -> bool:
    """Whether newer versions say all words of a message, and more: `... string on line 1: ...`."""
    said, shown = (re.findall(r"\w+|[^\w\s]", without_incidents(text)) for text in (message, now))
    rest = iter(shown)
    return _FEW_WORDS <= len(said) < len(shown) and all(word in rest for word in said)


_FEW_WORDS = 4


def _are_about_arguments(said: tuple[str, str], shown: tuple[str, str], case: Case) -> bool:
    """Whether both say that a function of Python's own was called in the wrong way: `pow(x=5)`."""
    one, other = (_ARGUMENTS.match(message) for _, message in (said, shown))
    if (
        one is None
        or other is None
        or one[1] != other[1]
        or (said[0], shown[0]) != ("TypeError", "TypeError")
    ):
        return False
    if _AS_PYTHON_2.search(said[1]):
        return True
    own = re.compile(rf"^\s*(?:async )?def {one[1]}\b|^\s*class {one[1]}\b", re.MULTILINE)
    return not nearly_quotes(said[1], shown[1]) and not any(own.search(step.code) for step in case.steps)


_AS_PYTHON_2 = re.compile(
    r"\) takes (?:exactly|at least|at most) \d+ (?:positional )?arguments? \(\d+ given\)$"
)
_ARGUMENTS = re.compile(r"(?:\w+\.)*(\w+)\(\) (?:takes|missing|got|expected|requires|argument)\b")


def in_new_words(message: str) -> str:
    """What newer versions of Python make of a message, word by word."""
    for old, new in _REWORDED:
        message = old.sub(new, message)
    return message


def _is_qualified(said: str, shown: str) -> bool:
    """Whether a message names a function by all that it stands in: `sown.<locals>.sow()` for `sow()`."""
    found = _QUALIFIED.match(shown)
    return found is not None and said == shown[found.end() :]


_QUALIFIED = re.compile(r"(?:\w+\.(?:<locals>\.)?)+(?=\w+\(\) )")


_REWORDED = (
    (re.compile("or a number"), "or a real number"),
    (re.compile(r"\barg (?=\d)"), "argument "),
    (
        re.compile(r"^(?:local variable )?['`]?(\w+)['`]? referenced before assig\w+$"),
        r"cannot access local variable '\1' where it is not associated with a value",
    ),
    (re.compile(r"^must be str, not (\w+)$"), r'can only concatenate str (not "\1") to str'),
    (
        re.compile(r"^can't convert complex to int$"),
        "int() argument must be a string, a bytes-like object or a real number, not 'complex'",
    ),
    (re.compile(r"(unpack \(expected \d+), got \d+\)"), r"\1)"),
    (re.compile(r"\bwithout an implementation for abstract"), "with abstract"),
    (re.compile(r"\babstract methods (?='?\w+'?$)"), "abstract method "),
    (re.compile(r"(?<=\babstract method )'(\w+)'$"), r"\1"),
    (re.compile(r"^cannot unpack non-iterable (\w+) object$"), r"'\1' object is not iterable"),
    (
        re.compile(r"^(?:float |integer )?(?:floor )?(?:division|modulo)(?: or modulo)?(?: by zero)?$"),
        "by zero",
    ),
    (re.compile(r"^(max|min)\(\) iterable argument is empty$"), r"\1() arg is an empty sequence"),
    (re.compile(r"^expected a \w+ input, got -?[\d.einf]+$"), "math domain error"),
    (re.compile(r"^can'?t (set|delete) attribute(?: '\w+')?$"), r"a property cannot be \1"),
    (re.compile(r"^property(?: '\w+')? of '\w+' object has no setter$"), "a property cannot be set"),
    (re.compile(r"^property(?: '\w+')? of '\w+' object has no deleter$"), "a property cannot be delete"),
    (
        re.compile(r"^unorderable types: (\w+)\(\) (\S+) (\w+)\(\)$"),
        r"'\2' not supported between instances of '\1' and '\3'",
    ),
)


def _details(message: str) -> set[str]:
    """The names and numbers of a message."""
    return {name or number for name, number in _QUOTED.findall(message)}


def translation(case: Case) -> str:
    """A traceback is told in the author's language: only the place is Python's own, `"<stdin>"`."""
    said = case.claim.expected
    told = bool(_PLACE.search(said)) and "Traceback (most" not in said and not messages(said)
    return "tells a traceback in another language" if told else ""


_PLACE = re.compile(r"[\"„“«]<(?:stdin|ipython-input-[\w-]+)>[\"“”»]")


def order_of_ties(case: Case) -> str:
    """Values that occur equally often stand in the order of another version of pandas."""
    said = _counts(case.claim.expected)
    counted = not case.says_the_same and len(said) > 1 and any("value_counts(" in line for line in case.lines)
    same = counted and any(_differ_in_ties(said, _counts(one.text)) for one in case.seen)
    same = same or (not case.says_the_same and (_sorts_rows(case) or _partitions(case)))
    return "orders what occurs equally often as another version of pandas does" if same else ""


def _partitions(case: Case) -> bool:
    """Whether numbers stand in another order on the sides of a partition, which leaves that open."""
    said = sorted(re.findall(r"[\d.]+", case.claim.expected[:_LONGEST]))
    asked = len(said) > _FEW_ROWS and any(re.search(r"\bpartition\(", line) for line in case.lines)
    return asked and any(said == sorted(re.findall(r"[\d.]+", one[:_LONGEST])) for one in case.texts)


def _sorts_rows(case: Case) -> bool:
    """Whether a table was sorted in a way that leaves equal rows in any order, and has the same rows."""
    merges = any(map(_MERGES.search, case.lines))
    if not (merges or any(map(_SORTS.search, case.lines))):
        return False
    said = _rows(case.claim.expected, numbered=merges)
    return len(said) > _FEW_ROWS and any(said == _rows(one.text, numbered=merges) for one in case.seen)


def _rows(text: str, *, numbered: bool) -> list[str]:
    """The rows of a table in the order of the alphabet, without their numbers where these count anew."""
    rows = (" ".join(line.split()) for line in text.strip().split("\n"))
    return sorted(re.sub(r"^\d+ ", "", row) if numbered else row for row in rows)


_SORTS = re.compile(r"\.sort_values\((?![^)]*(?:stable|mergesort))")
_MERGES = re.compile(r"\.merge\(")
_FEW_ROWS = 2


def _counts(text: str) -> list[tuple[str, str]]:
    """The rows of a series, a value and its count each."""
    rows = (line.rstrip().rpartition(" ") for line in text.split("\n"))
    return [(name.rstrip(), count) for name, _, count in rows if re.fullmatch(r"\d+(?:\.\d+)?", count)]


def _differ_in_ties(said: list[tuple[str, str]], shown: list[tuple[str, str]]) -> bool:
    return sorted(said) == sorted(shown) and [count for _, count in said] == [count for _, count in shown]


def order_of_dicts(case: Case) -> str:
    """The entries of a dict stand in another order, as they did before Python 3.7."""
    said = case.claim.expected
    views = any(_COUNTED.search(line) or _LISTED.search(line) for line in case.lines) or (
        any(_VIEW.search(line) for line in case.lines)
        and (":" in "".join([*case.lines, said]) or any(map(_VIEW_NAME.match, case.texts)))
    )
    shows = not case.says_the_same and (views or _loops_over_dict(case))
    same = shows and any(_entries(said) == _entries(one.text) for one in case.seen)
    return "orders a dict as Python before 3.7 did" if same else ""


_COUNTED = re.compile(r"\.(?:most_common|elements|dumps)\(")
_VIEW = re.compile(r"\.(?:items|keys|values)\(\)")
_LISTED = re.compile(r"\blist\([\w.]+\.(?:items|keys|values)\(\)\)")


def _loops_over_dict(case: Case) -> bool:
    """Whether it goes through a name that the post gives a dict: `for key in counts:`."""
    names = {match[1] for line in case.lines if (match := _LOOP.search(line))}
    made = case.code[:_LONGEST] if names else ""
    return any(re.search(rf"\b{name}\s*=\s*(?:\{{[^{{}}]*:|dict\()", made) for name in names)


_LOOP = re.compile(r"\bfor\s+\w+\s+in\s+(\w+)\b(?!\s*[.(\[])")


def _entries(text: str) -> list[str]:
    """The words and numbers of a text in the order of the alphabet."""
    text = _VIEW_NAME.sub("", text)
    return sorted(re.findall(r"-?\w+", text)) if len(text) <= _LONGEST else [text]


_VIEW_NAME = re.compile(r"\bdict_(?:items|keys|values)\(")
"""Python 2 gave lists."""
_LONGEST = 20_000
