"""Whether a text that does not hold was meant as a claim at all: when in doubt it was not."""

import builtins
import re
from collections.abc import Hashable, Iterable, Sequence

from blogkit.check.compare.exceptions import messages, raised_names
from blogkit.check.compare.values import BITS
from blogkit.check.symbolic.expressions import names_of_formula
from blogkit.check.written.collections import Group, read
from blogkit.check.written.numbers import decimal, fancy, is_complex
from blogkit.check.written.tokens import tokens
from blogkit.check.written.values import is_several, value_and_explanation, without_remarks
from blogkit.model import Observation

_OBJECT = re.compile(r"^<.*>$|^[A-Z]\w*\(\s*$", re.DOTALL)
_ALIEN = 0.3
"""Below this share of common words a bare fence is no output of the cell above it."""
_ABOUT = re.compile(
    r"^(?:[≈~≃]|about|approx(?:imately|\.)?|around|circa|ca\.|nearly|roughly)\s*", re.IGNORECASE
)
_SHORT = 80
_ALIKE = 0.6
_MOST = 4_000
"""Characters of a text that are looked at for similarity."""


def same_kind(claim: str, observation: Observation) -> bool:
    """Whether the claim could be about the observation: number and number, list and array.

    >>> same_kind("3", Observation("[1 2]", None)), same_kind("[1 3]", Observation("x: [1 2]"))
    (True, True)
    """
    claim = without_remarks(claim)
    shaped = value_and_explanation(claim)
    said = kind(shaped[0] if shaped else claim)
    text = observation.text.strip()
    if _SERIES.search(text) and claim.startswith("{"):  # a notation of its own for a column
        return False
    if text.startswith("range(") and claim.startswith("("):  # its bounds, which are neither text nor elements
        return False
    if observation.value is None:
        return text == "None" or _fits_text(said, text)
    shown = _kind_of_value(observation)
    if said == "group" and shown == "array":
        return True
    return said == shown or (said, shown) in {
        ("word", "number"),
        ("word", "string"),
        ("number", "word"),
        ("group", "array"),
        ("string", "string"),
    }


_SERIES = re.compile(r"\n(?:Name: .*, )?dtype: \w+$")


def kind(text: str) -> str:
    """What a claimed value is: number, group, string, word or other."""
    text = re.sub(r"(?<=\d)\s*(?:\.\.\.|…)$|^shape\s*[:=]?\s*(?=\()", "", text.strip(), flags=re.IGNORECASE)
    if BITS.fullmatch(text) or re.fullmatch(r"0[xXbBoO][\da-fA-F_]+", text):
        return "number"
    if len(text.split()) > 1 and all(decimal(part.strip(",")) is not None for part in text.split()):
        return "group"
    if (
        decimal(_ABOUT.sub("", text)) is not None
        or fancy(text) is not None
        or is_complex(text)
        or re.fullmatch(r"[-+]?(?:inf|nan)", text)
    ):
        return "number"
    if text in {"True", "False", "None", "NaN", "NaT"}:
        return "word"
    if is_several(text):
        return "group"
    if text[:1] in {"'", '"'}:
        return "string"
    if isinstance(read(text), Group) or ("," in text and isinstance(read(f"({text})"), Group)):
        return "group"
    return "other"


_VALUES = re.compile(r"\d+|\b(?:True|False|None)\b")


def _fits_text(said: str, text: str) -> bool:
    match said:
        case "number":
            return bool(re.search(r"\d", text))
        case "group":
            return bool(re.search(r"[\[({]", text)) or len(_VALUES.findall(text)) > 1
        case "word":
            return (
                bool(re.search(r"\b(?:True|False|None|NaN|nan|NaT)_?\b", text)) or decimal(text) is not None
            )
        case "string":
            return bool(text)
        case _:
            return False


def _kind_of_value(observation: Observation) -> str:
    value = observation.value
    if value is None:
        return "other"
    if value.shape:
        return "array"
    if value.type.startswith("itertools."):  # what it will give is not shown
        return "other"
    if value.numbers is not None and len(value.numbers) == 1 and value.shape == ():
        return "word" if isinstance(value.numbers[0], bool) else "number"
    if value.type.endswith((".str", ".str_")) or value.repr[:1] in {"'", '"'}:
        return "string"
    shown = kind(value.repr)
    return kind(value.text) if shown == "other" and not _OBJECT.match(value.repr) else shown


def _similarity(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    from rapidfuzz.distance import Indel  # noqa: PLC0415  (8 ms that most builds save)

    return Indel.normalized_similarity(one, other)


def _in_common(one: Sequence[Hashable], other: Sequence[Hashable]) -> int:
    """The length of what the two have in common, in order."""
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415  (8 ms that most builds save)

    return LCSseq.similarity(one, other)


def resembles(claim: str, text: str) -> float:
    """How much of two texts is the same, word by word: 0 to 1."""
    one, other = ([token.text for token in tokens(part[:_MOST])] for part in (claim, text))
    if not one or not other:
        return 0.0
    return _similarity(one, other)


def is_bytecode(text: str) -> bool:
    """Whether a text lists what the interpreter runs: `18 LOAD_NAME  1 (x)`, twice at least."""
    return len(_INSTRUCTION.findall(text[:_MOST])) > 1


_INSTRUCTION = re.compile(r"^[ \t>]*(?:\d+ +)?(?:>> +)?\d+ [A-Z]+_[A-Z_]+(?:[ \t]|$)", re.MULTILINE)
_TABLE = re.compile(r"\s*(?:\||<(?:table|div|style|thead|tr)\b)")


def is_alien(claim: str, observation: Observation) -> bool:
    """Whether a block below a cell shares so little with what the cell shows that it is something else."""
    if _TABLE.match(claim) and not (observation.value and observation.value.html):
        return _is_other_table(claim, observation.text)
    if same_kind(claim, observation) or kind(claim) == kind(observation.text) != "other":
        return False
    if (raised_names(claim) or "Traceback (most" in claim) and raised_names(observation.text):
        return False
    if len(claim) <= _SHORT and _alike(claim.strip(), observation.text.strip()):
        return False
    return max(_share(text, observation.text) for text in (claim, _without_marks(claim))) < _ALIEN


def _is_other_table(claim: str, text: str) -> bool:
    """Whether a table is none of a text: too few of its words, or other words in rows of its own."""
    share = _share(_without_marks(claim), text)
    other_rows = claim.lstrip().startswith("|") and "|" not in text
    return share < (_ALIKE if other_rows else _ALIEN)


def _alike(claim: str, text: str) -> bool:
    """Whether two short texts are the same but for a slip, letter by letter."""
    return len(text) <= 2 * _SHORT and _similarity(claim, text) >= _ALIKE


def _without_marks(claim: str) -> str:
    """The words of a table in HTML or Markdown."""
    return re.sub(r"<style.*?</style>|<[^<>]*>|[|:-]", " ", claim, flags=re.DOTALL)


def _share(claim: str, text: str) -> float:
    """How much of the claim occurs, in order, in the text: 0 to 1."""
    one, other = ([token.text for token in tokens(part[:_MOST])] for part in (claim, text))
    return _in_common(one, other) / max(len(one), 1)


def nearly_quotes(claim: str, text: str) -> bool:
    """Whether the claim is the text but for one word or number: a quotation with a slip.

    >>> nearly_quotes("x is 3 and y is 4", "x is 3 and y is 5"), nearly_quotes("the mean", "mean: 3")
    (True, False)
    """
    one, other = (
        [token.text for token in tokens(part.strip()[:_MOST]) if not _IS_MARK.fullmatch(token.text)]
        for part in (claim, text)
    )
    if misquotes(claim.strip(), text.strip()):
        return True
    if len(one) < 3 or abs(len(one) - len(other)) > 1:
        return False
    return _in_common(one, other) >= max(len(one), len(other)) - 1


_IS_MARK = re.compile(r"['\"→\uFE0F\u2600-\u27BF\u2B50-\u2B59\U0001F300-\U0001FAFF]")
"""Quotes, and pictures that stand there for their looks."""


def answers_most(claim: str, text: str) -> bool:
    r"""Whether one line has a value for each line that was printed, and half of them are these.

    >>> answers_most("1, oak", "a: 1\nb: elm"), answers_most("2 elm", "1\noak"), answers_most("1", "2")
    (True, False, False)
    """
    parts = _PARTS.split(claim.strip()[:_SHORT])
    shown = text.strip()
    lines = shown.split("\n", _FEW_LINES) if "\n" in shown else _PARTS.split(shown[:_SHORT])
    same = sum(said in _values_of(line) for said, line in zip(parts, lines, strict=False))
    return "\n" not in claim.strip() and len(parts) == len(lines) > 1 and 2 * same >= len(lines)


def _values_of(line: str) -> tuple[str, str]:
    """A line, and what stands behind its label."""
    return line.strip(), re.split(r"[:=]\s+", line.strip())[-1]


_FEW_LINES = 9
_PARTS = re.compile(r"\s*[,;|]\s*|\s+")


def names_another_number(claim: str, text: str) -> bool:
    """Whether the words are the same, but not the numbers.

    >>> names_another_number("trunk -4", "trunk 4"), names_another_number("3", "4")
    (True, False)
    """
    one, other = (tokens(part.strip()[:_MOST]) for part in (claim, text))
    words = [token for token in one if token.kind == "word"]
    return (
        bool(words)
        and [token.kind for token in one] == [token.kind for token in other]
        and all(
            said.text == shown.text or said.kind == "number" for said, shown in zip(one, other, strict=True)
        )
    )


def nearly_shows(claim: str, observation: Observation, *, hinted: bool) -> bool:
    """Whether a block below prose is what the cell shows, but for a slip.

    `hinted`: the prose speaks of running it, so that one number may stand for another.

    >>> nearly_shows("2", Observation("1"), hinted=True), nearly_shows("2", Observation("1"), hinted=False)
    (True, False)
    """
    text = observation.text
    if claim.strip().lstrip("-") == text.strip().lstrip("-"):
        return True
    if nearly_quotes(claim, text) or resembles(claim, text) >= (_MUCH if hinted else _MOSTLY):
        return True
    raised = bool(raised_names(claim) and raised_names(text))
    return hinted and (raised or (kind(claim) == kind(text) != "other" and "\n" not in claim.strip()))


_MUCH, _MOSTLY = 0.6, 0.85
"""Shares of common words from which on two texts are versions of one another."""
_CLOSING = {"[": "]", "(": ")", "{": "}"}


def closed(text: str) -> tuple[str, ...]:
    """The text with the first bracket that another kind closes set right, in either way; none where all is.

    >>> closed("[1, 2)"), closed("[1, 2]")
    (('[1, 2]', '(1, 2)'), ())
    """
    opened: list[int] = []
    for index, sign in enumerate(text[:_MOST]):
        if sign in _CLOSING:
            opened.append(index)
        elif sign in _CLOSING.values() and opened:
            start = opened.pop()
            if _CLOSING[text[start]] != sign:
                opening = next(one for one, other in _CLOSING.items() if other == sign)
                return (
                    text[:index] + _CLOSING[text[start]] + text[index + 1 :],
                    text[:start] + opening + text[start + 1 :],
                )
    return ()


_CLASS = re.compile(r"<class '([\w.]+)'>")


def misquotes(claim: str, text: str) -> bool:
    """Whether the claim is the text, its beginning or its end, but for one sign: a slip of the pen.

    >>> misquotes("[1 2)", "x: [1 2]"), misquotes("3+0", "half: 3.0"), misquotes("imt", "<class 'int'>")
    (True, True, True)
    >>> misquotes("mean", "the bean"), misquotes("ham", "the hat"), misquotes("list", "<class 'dict'>")
    (True, False, False)
    """
    if differ_by_one_sign(claim, text) or _are_words_of_three(claim, text):
        return True
    if match := _CLASS.fullmatch(text):
        names = match[1], match[1].rpartition(".")[2], f"class {match[1]}"
        return any(
            len(claim) == len(name) and _differences(claim.lower(), name.lower()) == 1 for name in names
        )
    size = len(claim)
    if not (len(text) > size >= 4 or (len(text) > size == 3 and re.search(r"\d", claim))):
        return False
    ends = (text[:size], text[size]), (text[-size:], text[-size - 1])
    return any(
        _differences(claim, end) == 1 and not (beside.isalnum() or beside == "_") for end, beside in ends
    )


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def _are_words_of_three(claim: str, text: str) -> bool:
    """Whether both are words of three letters, or with a digit, that differ in one: `c15` for `c12`."""
    short = len(claim) == len(text) == 3 and claim.isalnum() and text.isalnum()
    return short and claim.lower() != text.lower() and _differences(claim, text) == 1


def differ_by_one_sign(one: str, other: str, least: int = 4) -> bool:
    """Whether two texts of the same length, `least` letters or more, differ in one place: a slip."""
    if len(one) != len(other) or len(one) < least:
        return False
    return one.lower() != other.lower() and _differences(one, other) == 1


def misnames(claim: str, raised: Iterable[tuple[str, str]]) -> bool:
    """Whether a remark says the exception that was raised but for a letter or a word.

    >>> misnames("KeyErrer: 'oak'", [("KeyError", "'oak'")]), misnames("no oak", [("KeyError", "'oak'")])
    (True, False)
    """
    words = re.findall(r"\w+", claim[:_SHORT])
    last = claim.strip().rpartition("\n")[2]
    said = messages(last)[-1:]
    return any(
        any(differ_by_one_sign(word, name) for word in words)
        or nearly_quotes(last, f"{name}: {message}")
        or any(one[0] == name and nearly_quotes(one[1], message) for one in said)
        for name, message in raised
    )


def is_other_formula(claim: str, observation: Observation) -> bool:
    """Whether the claim is a formula in the names of the formula that was observed, but not an equal one."""
    text = observation.text.strip().rpartition("\n")[2].rpartition(": ")[2]
    said, shown = names_of_formula(claim), names_of_formula(text)
    return bool(said) and bool(shown) and said <= shown


def is_other_shape(claim: str, observation: Observation) -> bool:
    """Whether the claim is a shape, `2x3`, with as many dimensions as the array, but not an equal one."""
    shape = observation.value.shape if observation.value else None
    written = re.fullmatch(r"\d+(?:\s?[x×]\s?\d+)+", claim.strip())
    return bool(shape and written) and len(re.findall(r"\d+", claim)) == len(shape or ())


_BUILTIN_CLASSES = frozenset(name for name, one in vars(builtins).items() if isinstance(one, type))
_TYPES = _BUILTIN_CLASSES | {
    *(
        "NoneType",
        "function",
        "module",
        "generator",
        "method",
        "Decimal",
        "Fraction",
        "datetime",
        "date",
        "timedelta",
    ),
    *(
        "deque",
        "Counter",
        "defaultdict",
        "OrderedDict",
        "ndarray",
        "DataFrame",
        "Series",
        "Tensor",
        "Path",
        "Match",
    ),
    *(f"{kind}{bits}" for kind in ("int", "uint", "float", "complex") for bits in (8, 16, 32, 64, 128)),
}
"""Names that everybody takes for types."""
_MODULE = re.compile(r"^(?:np|numpy|pd|collections|datetime|decimal)\.")
_SHOWN_CLASS = re.compile(r"<class '(?:[\w<>]+\.)*(\w+)'>|(?:dtype\('([\w<>]+)'\))")


def is_other_class(claim: str, observation: Observation) -> bool:
    """Whether a known name of a type stands beside a class or the type of elements, but another one.

    >>> is_other_class("str", Observation("<class 'tuple'>"))
    True
    >>> is_other_class("text", Observation("<class 'str'>"))
    False
    >>> is_other_class("float", Observation("dtype('float64')"))
    False
    """
    name = _MODULE.sub("", re.sub(r"\s*\(.*\)$", "", claim.strip()))
    shown = _SHOWN_CLASS.fullmatch(observation.text.strip())
    if shown is None or name not in _TYPES:
        return False
    # `float` is said of float64, `str` of <U5 and of object
    return bool(shown[1]) or (name not in {"str", "object"} and re.sub(r"\d+$", "", shown[2]) != name)


def lists_other_classes(claim: str, text: str) -> bool:
    """Whether a list of classes, without their quotes, is another one than that which is shown.

    >>> lists_other_classes("[KeyError, object]", "[KeyError, LookupError, object]")
    True
    >>> lists_other_classes("(oak, elm)", "(ash, fir, elm, yew)")
    False
    """
    if not (_LISTED.fullmatch(claim.strip()) and _LISTED.fullmatch(text.strip())):
        return False
    said, shown = (re.findall(r"\w+", part) for part in (claim, text))
    return 2 * _in_common(said, shown) > max(len(said), len(shown))


_LISTED = re.compile(r"([\[(])[^\W\d][\w.]*(?:,\s*[^\W\d][\w.]*){1,40},?[\])]")
_DESCRIPTION = re.compile(
    r"^(?:an?|the|some|list|array|matrix|vector|tensor|shape|all|every|each|number|sum|mean|dictionary|dict|tuple|string"
    r"|object|instance|plots?|shows?|draws?|same|nothing|depends|varies|random|something|error|raises?|will|should|see|your|you)\b",
    re.IGNORECASE,
)


def describes(claim: str) -> bool:
    """Whether a text speaks about the output rather than quoting it: `a list of the names`."""
    words = re.findall(r"[^\W\d]\w*", claim)
    if "\n" in claim or len(words) < 2:
        return False
    aside = re.fullmatch(r"\([^()]*\)", claim.strip()) and not value_and_explanation(claim)
    return bool(aside or _DESCRIPTION.match(claim.strip())) or (
        len(words) >= 4 and not re.search(r"[\d\[\]{}'\"=:]", claim) and claim.strip()[:1].islower()
    )


def leads_to(claim: str, text: str) -> bool:
    """Whether words of one's own end in a quotation of all that is shown.

    >>> leads_to("it greets us with Hello, Ada", "Hello, Ada"), leads_to("Hello Ada", "Ada")
    (True, False)
    """
    said, shown = (
        [token.text for token in tokens(part[:_MOST]) if token.text not in "'\""] for part in (claim, text)
    )
    before = said[: -len(shown)] if shown else []
    words = [word for word in before if word.isalpha()]
    quoted = len(shown) > 1 or len("".join(shown)) >= _A_WORD
    return quoted and said[len(before) :] == shown and len(words) >= 2 and words[-1].islower()


_A_WORD = 4
"""Letters of a word that is hardly the end of a sentence by accident."""
