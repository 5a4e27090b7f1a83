"""(claimed text, Observation) -> bool for everything that is read as text, strictest first."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps

from blogkit.check.written.tokens import LIMIT, Token, matches, same_tokens, tokens
from blogkit.model import Observation

# A claim may be the end of a line only where something is said about it: `x: 3`, `the sum is 3`.
_NO_BOUNDARY = frozenset(
    [
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        ",",
        ".",
        "(",
        "[",
        "{",
        "<",
        "&",
        "|",
        "@",
        "'",
        '"',
        "~",
        "\\",
        "$",
        "€",
        "£",
        "#",
        "−",
        "×",
        "·",
    ]
)
_MOST_LINES = 5_000
_MOST_WORDS = 200
"""Of a line whose end is looked for word by word."""
_ADDRESS = re.compile(r"0x(?:[0-9a-fA-F]{4,}|…|\.\.\.)")
_ITERATOR = re.compile(r"<(?:\w+_)?iterator object at 0x0>")
_INSTANCE = re.compile(r"<?(?:(?:__main__|(?!__)[\w<>]{1,80})\.){0,20}([\w<>]{1,80})(?: object)? at 0x0>")
_SUSPENDED = re.compile(r"<((?:async_)?(?:generator|coroutine) object (?:[\w.]|<\w{1,80}>){1,80})>")
"""What runs later, without its address."""
_PICTURE = re.compile(r"<Figure size [\d.]+x[\d.]+ with")
_MODULE = re.compile(r"<module '([\w.]+)'(?: from (?:'[^']*'|\"[^\"]*\")| \([\w-]+\))?>")
_OLD_PICTURE = re.compile(r"<Figure at 0x0>|<Figure with \d+ Axes>")
_TESTED = re.compile(r"(\bRan \d+ tests?|\d (?:passed|failed)) in [\d.]+ ?s")
_WRITTEN = re.compile(r"^Overwriting(?= \S+$)", re.MULTILINE)
_LINK = re.compile(r"(https?://[^\s/]+(?:/[^\s/]+)*?/)v?\d+(?:\.\d+)+(?=/)")
"""A link to the documentation of one version of a library."""
_PLACES = re.compile(
    r"<ipython-input-[^>]*>|<cell \d+>|(?:/private)?/(?:tmp|var/folders)/[^\s'\",)\]]*|File \"[^\"]*\""
)


def kept(change: Callable[[str], str]) -> Callable[[str], str]:
    """Keep what texts are changed into: many comparators, drafts and claims ask for the same."""
    short, long = (lru_cache(maxsize=count)(change) for count in (1024, 8))

    @wraps(change)
    def changed(text: str) -> str:
        if len(text) <= _SHORT:
            return short(text)
        return long(text) if len(text) <= _LONG else change(text)

    return changed


_SHORT, _LONG = 2_000, 200_000
"""Characters; of longer texts the last few are kept, of the longest none."""


def texts(observation: Observation) -> tuple[str, ...]:
    """What the reader may have seen: as displayed, and what `str` and `repr` make of the value."""
    value = observation.value
    found = (observation.text,) if value is None else (observation.text, value.repr, value.text)
    return tuple(dict.fromkeys(text for text in found if text))


def on_any(test: Callable[[str, str], bool]) -> Callable[[str, Observation], bool]:
    """Make a comparator of texts one of observations."""

    def comparator(claim: str, observation: Observation) -> bool:
        return any(test(claim, text) for text in texts(observation))

    return comparator


def on_whole(test: Callable[[str, str], bool]) -> Callable[[str, Observation], bool]:
    """The same for tests that hold only where claim and text are about equally long."""

    def comparator(claim: str, observation: Observation) -> bool:
        longest = _PADDING * len(claim) + _SPARE
        return any(len(text) <= longest and test(claim, text) for text in texts(observation))

    return comparator


_PADDING = 5
"""How many times longer a text may be for its white space, brackets and digits alone."""
_SPARE = 2_000


def exact(claim: str, text: str) -> bool:
    """The same, but for spaces at the ends of lines."""
    return _trimmed(claim) == _trimmed(text)


@kept
def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").split("\n")).strip()


def spacing(claim: str, text: str) -> bool:
    """The same, but for white space and wrapping."""
    return claim.split() == text.split() or _squeezed(claim) == _squeezed(text)


@kept
def _squeezed(text: str) -> str:
    """Spaces next to brackets and signs mean nothing; those between words and numbers do."""
    return re.sub(r"\s*([\[\](){},:=])\s*", r"\1", " ".join(text.split()))


def quotes(claim: str, text: str) -> bool:
    """The same, but for the quotes around strings and the backquotes of prose."""
    return _unquoted(claim) == _unquoted(text) != ""


_LITERAL = re.compile(
    r"(?<![\w\"'])[brfu]?(?:'(?P<one>(?:[^'\\\n]|\\.)*)'|\"(?P<two>(?:[^\"\\\n]|\\.)*)\")(?!\w)"
)
"""A whole string: the letter before it belongs to it, and one before its end does not."""
_QUOTES = re.compile(r"(?<!\w)[\"'`“”‘’]|[\"'`“”‘’](?!\w)")


@kept
def _unquoted(text: str) -> str:
    inside = _LITERAL.sub(lambda match: match["one"] or match["two"] or "", text)
    return _squeezed(_QUOTES.sub("", inside).replace("\\n", " "))


def digits(claim: str, text: str) -> bool:
    """The same words and signs, the numbers to the digits claimed."""
    if same_tokens(tokens(claim), tokens(text)):
        return True
    said = _bare(claim)
    if not said:  # nothing but quotes: only the empty text is written with either kind
        return {claim.strip(), text.strip()} <= {"''", '""'}
    return same_tokens(said, _bare(text))


@lru_cache(maxsize=4096)
def _bare(text: str) -> tuple[Token, ...]:
    return tuple(token for token in tokens(text) if token.text not in {"'", '"', "`"})


def elided(claim: str, text: str) -> bool:
    """The same where the claim has no `...`."""
    if "..." not in claim and "…" not in claim:
        return False
    said = _bare(claim)
    return len([token for token in said if token.kind != "elision"]) > 0 and matches(said, _bare(text))


def end_of_line(claim: str, text: str) -> bool:
    """The claim is the end of the line that was printed: `[1 4 9]` of `x**2: [1 4 9]`."""
    shown = text.rstrip().rpartition("\n")[2] if "\n" not in claim.strip() else text
    said, printed = _bare(claim), _bare(shown)
    cut = len(printed) - len(said)
    if any(token.kind == "elision" for token in said[1:]):
        return len(printed) <= _MOST_WORDS and any(
            _is_boundary(printed[at - 1], printed[at]) and matches(said, printed[at:])
            for at in range(1, len(printed))
        )
    return (
        bool(said)
        and cut > 0
        and _is_boundary(printed[cut - 1], printed[cut])
        and same_tokens(said, printed[cut:])
    )


def _is_boundary(before: Token, first: Token) -> bool:
    """Whether a claim may begin here: behind a number only a constant does, `1 < 2 True`.

    A bracket that touches a name belongs to it: `range(0, 3)` is not `(0, 3)`.
    """
    if before.kind == "number":
        return first.text in {"True", "False", "None"}
    if before.kind == "word" and first.glued and first.text in {"(", "[", "{"}:
        return False
    return before.kind in {"word", "sign"} and before.text not in _NO_BOUNDARY


def end_of_some_line(claim: str, text: str) -> bool:
    """The claim is one of several printed lines, or the end of one."""
    lines = _lines(text)
    return (
        len(lines) > 1
        and "\n" not in claim
        and any(digits(claim, line) or end_of_line(claim, line) for line in lines)
    )


def some_lines(claim: str, text: str) -> bool:
    """The claimed lines are some of those printed, in order; with a line `...` only that is left out."""
    said, printed = _lines(claim), _lines(text)
    if (
        len(said) < 2
        or len(printed) > _MOST_LINES
        or any(re.fullmatch(r"\s*(?:\.\.\.|…|⋮)\s*", line) for line in said)
    ):
        return False
    return _in_order(said, printed)


def _in_order(said: Iterable[str], printed: list[str]) -> bool:
    rest = iter(printed)
    return all(any(_same_line(line, shown) for shown in rest) for line in said)


def _same_line(said: str, shown: str) -> bool:
    return digits(said, shown) or elided(said, shown)


def ends_of_lines(claim: str, text: str) -> bool:
    """The claim joins what the printed lines end with: `0, 1, 4` of three lines; or the lines themselves."""
    lines = _lines(text)
    if len(lines) < 2 or len(lines) > _MOST_LINES:
        return False
    rows = _lines(claim)
    if 1 < len(rows) < len(lines):  # what the last lines end with
        last = lines[-len(rows) :]
        return all(digits(row, line) or end_of_line(row, line) for row, line in zip(rows, last, strict=True))
    said = [part for part in map(str.strip, re.split(r"[,;|/\n]|\bthen\b|\band\b", claim)) if part]
    if len(said) != len(lines):
        said = claim.split()
    return len(said) == len(lines) and all(
        digits(part, line) or end_of_line(part, line) for part, line in zip(said, lines, strict=True)
    )


_LISTED = re.compile(" (?:/|and) ")


def values_in_line(claim: str, text: str) -> bool:
    """The claim lists the values of a printed line, in order: `[3], 1` of `rest: [3], taken: 1`.

    >>> values_in_line("[3], 1", "rest: [3], taken: 1"), values_in_line("[3], 2", "rest: [3], taken: 1")
    (True, False)
    >>> values_in_line("3 / 1", "x = 3 y = 1"), values_in_line("3 and 1", "3 1"), values_in_line("3/1", "3 1")
    (True, True, False)
    """
    listed = _LISTED.split(claim)
    parts = _parts(claim) if len(listed) == 1 else listed
    if len(parts) < 2 or "\n" in text.strip() or len(text) > LIMIT:
        return False
    if len(listed) > 1 and " ".join(listed).split() == text.split():
        return True
    printed = _bare(text)
    at = 0
    for part in parts:
        said = _bare(part)
        ends = range(at + len(said), len(printed) + 1)
        found = next((end for end in ends if _stands_at(said, printed, end)), None)
        if found is None:
            return False
        at = found
    return True


def _stands_at(said: tuple[Token, ...], printed: tuple[Token, ...], end: int) -> bool:
    start = end - len(said)
    begins = start > 0 and printed[start - 1].text in {":", "="}
    return bool(said) and begins and same_tokens(said, printed[start:end])


def _parts(claim: str) -> list[str]:
    """What stands between the commas outside of brackets."""
    found, depth = [""], 0
    for sign in claim:
        depth += {"[": 1, "(": 1, "{": 1, "]": -1, ")": -1, "}": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            found.append("")
        else:
            found[-1] += sign
    return found


def separated(claim: str, text: str) -> bool:
    """The same elements, but separated in another way: `1, 2` for `1 2`, `(1, 2)` for `1 2`."""
    said, shown = (
        [token for token in _bare(_unwrapped(part)) if token.text not in _BETWEEN] for part in (claim, text)
    )
    commas = claim.count(","), text.count(",")
    return (
        len(shown) > 1
        and (not all(commas) or commas[0] == commas[1])
        and same_tokens(tuple(said), tuple(shown))
    )


def times(claim: str, text: str) -> bool:
    r"""The claim says how often a line is printed.

    >>> times('"oak" printed 2 times', "oak\noak\n"), times("oak (3 times)", "oak\noak")
    (True, False)
    """
    said = claim.strip()
    match = _TIMES.fullmatch(said) if len(said) <= _SENTENCE_LIMIT else None
    if match is None:
        return False
    lines = [line.strip() for line in _lines(text)]
    said = match["said"].strip()
    said = said[1:-1] if said[:1] == said[-1:] and said[:1] in {"'", '"'} else said
    return lines == [said] * int(match["many"] or match["times"] or 2)


_TIMES = re.compile(
    r"(?P<said>.+?),?\s*\(?(?:(?:is\s+|gets\s+)?(?:printed|repeated|shown|displayed)\s+)?"
    r"(?:(?P<many>\d{1,3})\s*(?:times|x|×)|[x×]\s?(?P<times>\d{1,3})|twice)\)?\.?"
)
_SENTENCE_LIMIT = 300
"""Signs of a remark; a longer text is an output."""

_BETWEEN = frozenset({",", ";", "→"})


def _unwrapped(text: str) -> str:
    text = text.strip()
    return text[1:-1] if text[:1] == "(" and text[-1:] == ")" and text.count("(") == 1 else text


def _lines(text: str) -> list[str]:
    return [line for line in text[:LIMIT].split("\n") if line.strip()]


def incidental(claim: str, text: str) -> bool:
    """The same, but for memory addresses, places of files, cell numbers, sizes of pictures, test times.

    >>> incidental("<module 'math' (built-in)>", "<module 'math' from '/usr/lib/math.so'>")
    True
    """
    said, shown = map(without_incidents, (claim, text))
    if "<matplotlib.figure.Figure at" in claim:  # an old name that does not say how many axes
        said, shown = (_OLD_PICTURE.sub("<Figure>", part) for part in (said, shown))
    return (said, shown) != (claim, text) and (digits(said, shown) or elided(said, shown))


@kept
def without_incidents(text: str) -> str:
    """The text with one name for all addresses, places of files, and what else differs from run to run."""
    text = _PLACES.sub("<place>", _ADDRESS.sub("0x0", text))
    text = _SUSPENDED.sub(r"<\1 at 0x0>", _ITERATOR.sub("<iterator object at 0x0>", text))
    text = _PICTURE.sub("<Figure with", _INSTANCE.sub(r"<\1 at 0x0>", text))
    text = _MODULE.sub(r"<module '\1'>", text)
    return _LINK.sub(r"\1latest", _WRITTEN.sub("Writing", _TESTED.sub(r"\1", text)))


_DECORATION = re.compile(r"[,(]?\s{0,200}\bdtype[:=]\s{0,20}['\"]?[\w<>.\[\]]+['\"]?")


def undecorated(claim: str, text: str) -> bool:
    """The same, but for the type of the elements that NumPy and pandas write below or behind them."""
    said, shown = (_DECORATION.sub("", part) for part in (claim, text))
    return (
        (said, shown) != (claim, text)
        and bool(said.strip())
        and same_decoration(claim, text)
        and (digits(said, shown) or elided(said, shown))
    )


_ELEMENT_TYPE = re.compile(r"\bdtype[:=]\s*['\"]?([\w<>.\[\]]+)")
_ONE_TYPE = (
    frozenset({"object", "str", "string"}),
    frozenset({"int32", "int64"}),
    *(
        frozenset(f"{kind}[{unit}]" for unit in ("ns", "us", "ms", "s"))
        for kind in ("datetime64", "timedelta64", "<M8", "<m8")
    ),
)
"""Types that machines and versions exchange for each other."""


_STATED = re.compile(r"\b(maxlen|requires_grad|weak_type|length)\s*=\s*(\w+)")


def same_decoration(claim: str, text: str) -> bool:
    """Whether both say the same of the whole, such as the types of elements, as far as both say it."""
    stated, other = dict(_STATED.findall(claim)), dict(_STATED.findall(text))
    return _same_types(claim, text) and all(
        stated[word] == other[word] for word in stated.keys() & other.keys()
    )


def _same_types(claim: str, text: str) -> bool:
    said, shown = (
        [name.removeprefix("jnp.").removeprefix("np.") for name in _ELEMENT_TYPE.findall(part)]
        for part in (claim, text)
    )
    return (
        not said
        or len(said) != len(shown)
        or all(
            one == other or any({one, other} <= group for group in _ONE_TYPE)
            for one, other in zip(said, shown, strict=True)
        )
    )


_CLASS = re.compile(r"<(?:class|enum) '([\w.<>]+)'>")
_OLD_NAMES = re.compile(r"\b(?:Int64|UInt64|Float64)Index\b")


def renamed(claim: str, text: str) -> bool:
    """The same, but for how versions and interpreters write names of types.

    `(int, __main__.A)` is IPython's way to say `(<class 'int'>, <class '__main__.A'>)`; newer libraries
    write `np.datetime64` for `numpy.datetime64`, `np.True_` for `True`, and `Index` for `Int64Index`.
    """
    said, shown = _short_names(claim), _short_names(text)
    return (said, shown) != (claim, text) and (digits(said, shown) or elided(said, shown))


@kept
def _short_names(text: str) -> str:
    text = _OLD_NAMES.sub("Index", _CLASS.sub(r"\1", text))
    text = re.sub(r"\b(?:Pure)?(?:Posix|Windows)Path\(", "Path(", text)
    text = text.replace("<_sre.SRE_Match object;", "<re.Match object;")
    text = re.sub(r"\bdatetime\.(?=(?:date|time|datetime|timedelta|timezone)\b)", "", text)
    text = re.sub(r"\b(?:__main__|numpy|np|builtins)\.(?=[A-Za-z])", "", text)
    return re.sub(r"\b(True|False)_(?!\w)", r"\1", text)


_ANY_ORDER = re.compile(
    r"\W*\(?(?:the\s+)?(?:order\s+(?:may|can|might|will|could)\s+(?:vary|differ|be different)"
    r"|(?:in\s+)?any\s+order|order\s+(?:is\s+)?not\s+guaranteed)[^()]*\)?\s*$",
    re.IGNORECASE,
)


_REMARK = 120
"""Characters at the end in which such a remark stands; to look further takes the square of the time."""


def in_any_order(claim: str, text: str) -> bool:
    """The same in another order, where the text says that this may be: `[3, 1] (order may vary)`."""
    head, tail = claim[:-_REMARK], claim[-_REMARK:]
    said = head + _ANY_ORDER.sub("]" if claim.startswith("[") else "", tail)
    return said != claim and _letters(said) == _letters(text) != []


def _letters(text: str) -> list[str]:
    return sorted(token.text for token in _bare(text) if token.kind != "sign")


_CALLABLE = re.compile(
    r"<(?:built-in |bound |unbound )?(?:function|method|method-wrapper|slot wrapper|method_descriptor) "
    r"'?(?P<name>[\w.<>]+?)'?(?:\(.*\))?(?: (?:at|of) .*)?>",
    re.DOTALL,
)


def callables(claim: str, text: str) -> bool:
    """Functions of the same name: `<function print>` for `<built-in function print>`."""
    said, shown = _CALLABLE.fullmatch(claim.strip()), _CALLABLE.fullmatch(text.strip())
    return bool(said and shown) and _last_name(said) == _last_name(shown)


def _last_name(match: re.Match[str] | None) -> str:
    return match["name"].rpartition(".")[2] if match else ""


_SET = re.compile(r"\{[^{}:]{1,4000}\}")


def sets_in_any_order(claim: str, text: str) -> bool:
    """The same lines, with sets in them written in another order."""
    if claim.strip() == "{}" and text.strip() in {"set()", "frozenset()"}:
        return True
    if "{" not in claim or "{" not in text:
        return False
    said, shown = _SET.sub(_sorted, claim), _SET.sub(_sorted, text)
    return (said, shown) != (claim, text) and digits(said, shown)


def _sorted(match: re.Match[str]) -> str:
    return "{" + ", ".join(sorted(part.strip() for part in match[0][1:-1].split(","))) + "}"


_NAMES_CLASS = re.compile(
    r"<(?:class|enum) ['\"]?([\w.]+)['\"]?>|(?:class|type)?\s*(?:'([\w.]+)'|\"([\w.]+)\"|([\w.]+))"
)


def class_name(claim: str, text: str) -> bool:
    """`int` or `class 'int'` for `<class 'int'>`, `ndarray` for `<class 'numpy.ndarray'>`, and `List`."""
    match = re.fullmatch(r"<(?:class|enum) '([\w.]+)'>", text.strip())
    if match is None:
        return False
    named = _NAMES_CLASS.fullmatch(claim.strip())
    said = next(filter(None, named.groups()), "") if named else ""
    return said.lower() in {match[1].lower(), match[1].lower().rpartition(".")[2]} or (
        said.count(".") > 0
        and said.split(".")[-1] == match[1].split(".")[-1]
        and said.split(".")[0] == match[1].split(".")[0]
    )
