"""(claim, observations) -> what was observed in the author's notation, so that it holds, or why not."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence, Sized
from functools import partial
from typing import cast

from rapidfuzz.distance import Levenshtein

from blogkit.check.compare import agree, comparators_for
from blogkit.check.compare.exceptions import RAISED, raised_names
from blogkit.check.compare.text import digits, end_of_line, exact, texts
from blogkit.check.judge.claimhood import resembles, same_kind
from blogkit.check.judge.patch import (
    briefly,
    exchanged,
    number_like,
    patched,
    rounded,
    verbatim,
    word_for_word,
)
from blogkit.check.judge.table_cells import is_table, with_cells
from blogkit.check.written.tokens import tokens
from blogkit.check.written.values import value_and_explanation, without_remarks
from blogkit.model import Claim, ClaimKind, Failure, Observation, Result
from blogkit.values import frozen

_LONGER, _SPARE = 3, 200
"""What is accepted is at most so many times as long as what stood there, and so many signs longer."""
_ALIKE = 0.6
_MOST_LINES = 2_000
_LONGEST = 20_000
"""Signs of claim and output beyond which only the output itself is tried."""

Accepts = Callable[[str, Observation], bool]
"""Whether a text would hold in the place of a claim."""


@frozen
class Remedy:
    """What stands in the report as shown, and why `fix` does not write it; empty where it does."""

    text: str
    by_hand: str = ""


def remedy(claim: Claim, seen: Sequence[Observation], result: Result) -> Remedy:
    """What to write in the place of a broken claim."""
    failure = result.failure
    if claim.kind is ClaimKind.DOCTEST and _only_assigns(claim, result):
        seen = [one for one in seen if one.value is None]
    if failure and claim.subject[0] <= failure.line <= claim.subject[1] and not _announces(claim, failure):
        return Remedy("", f"line {failure.line} raises {failure.name}, which the text does not announce")
    lines = claim.kind in {ClaimKind.BLOCK, ClaimKind.DOCTEST}
    likely = sorted(seen, key=lambda one: (_other_kind(claim, one), -resembles(claim.expected, one.text)))
    accepts = _accepts(claim)
    drafts = (imitate(claim.expected, one, lines=lines, accepts=accepts) for one in likely)
    draft = next(filter(None, drafts), "")
    if claim.kind is ClaimKind.DOCTEST:  # a blank line would end the answer
        draft = re.sub(r"(?<=\n)(?=\n)", "<BLANKLINE>", draft)
    shown = likely[0].text.strip() if likely else ""
    if not draft:
        return Remedy(shown, _other_form(claim))
    if len(draft) > _LONGER * len(claim.expected) + _SPARE:
        return Remedy(draft, f"{len(draft):,} signs are shown where {len(claim.expected):,} stand")
    return Remedy(draft)


def _only_assigns(claim: Claim, result: Result) -> bool:
    """Whether a session would show nothing but what is printed: it binds a name, no value stands alone."""
    first, last = claim.subject
    here = [one for one in result.shown if first <= one.line and one.end_line <= last]
    return bool(here) and all(one.name for one in here)


def _other_kind(claim: Claim, observation: Observation) -> bool:
    """Whether a number stands there and a text is shown, and the like; a block is about all of it."""
    return claim.kind is not ClaimKind.BLOCK and not same_kind(claim.expected, observation)


def _announces(claim: Claim, failure: Failure) -> bool:
    """Whether a text says that there is an exception, be it another one."""
    last = claim.expected.strip().rpartition("\n")[2]
    said = bool(raised_names(claim.expected)) or "Traceback (most" in claim.expected
    return said or resembles(last, f"{failure.name}: {failure.message}") > _ALIKE


def _other_form(claim: Claim) -> str:
    if claim.syntax == "table":
        return "the table that is shown has other rows or columns"
    return "what is shown has another form"


def _holds(text: str, observation: Observation) -> bool:
    return agree(text, observation) is not None


def _accepts(claim: Claim) -> Accepts:
    """What holds in the place of a claim, by the table of its kind."""
    comparators = comparators_for(claim)
    return lambda text, observation: agree(text, observation, comparators) is not None


def imitate(claim: str, observation: Observation, *, lines: bool = False, accepts: Accepts = _holds) -> str:
    """Write what was observed as the author wrote the claim; empty where that cannot be done.

    `lines`: the text may have several lines, as a block has.

    >>> imitate("[1, 2] (first two)", Observation("x: [1 3]"))
    '[1, 3] (first two)'
    >>> imitate("3.15", Observation("3.14159"))
    '3.14'
    """
    if is_table(claim):
        table = with_cells(claim, observation)
        return table if table and accepts(table, observation) else ""
    bare = without_remarks(claim)
    if "\n" in claim and bare != claim:
        return _with_remarks(claim, bare, imitate(bare, observation, lines=lines, accepts=accepts))
    shaped = value_and_explanation(claim)
    value, explanation = shaped or (claim, "")
    behind = claim.strip()[len(value) :] if explanation else ""
    several = lines or "\n" in claim
    for draft in dict.fromkeys(_drafts(value, observation, accepts, lines=lines)):
        text = (draft if several else draft.strip()) + behind
        fits = draft.strip() and (several or "\n" not in text) and _reads_alike(draft, observation)
        if fits and accepts(text, observation):
            return text
    return ""


def _reads_alike(draft: str, observation: Observation) -> bool:
    """Whether a draft has as many elements as what was shown: no quotes of two kinds that eat some."""
    try:
        one, other = ast.literal_eval(draft.strip()), ast.literal_eval(observation.text.strip())
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return True
    if "..." in draft or not (isinstance(one, _GROUPS) and isinstance(other, _GROUPS)):
        return True
    return len(cast("Sized", one)) == len(cast("Sized", other))


_GROUPS = (list, tuple, dict, set)


def _with_remarks(claim: str, bare: str, draft: str) -> str:
    """A draft of several lines with what the author says beside each."""
    rows = claim.split("\n"), bare.split("\n"), draft.split("\n")
    if not draft or len(rows[1]) != len(rows[2]):
        return draft
    return "\n".join(new + row[len(old) :] for row, old, new in zip(*rows, strict=True))


def _drafts(value: str, observation: Observation, accepts: Accepts, *, lines: bool) -> Iterator[str]:
    """The texts that could stand in the place of a value, those most like it first."""
    if len(value) + len(observation.text) > _LONGEST:
        yield observation.text.rstrip() if len(observation.text) <= _LONGER * len(value) + _SPARE else ""
        return
    shown = list(dict.fromkeys(form for text in texts(observation) for form in _forms(text.rstrip())))
    tails = [tail for text in shown if (tail := _tail(value, text)) and not raised_names(value)]
    yield from (number_like(value, text) for text in (*shown, *tails))
    if raised_names(value) or "Traceback (most" in value:
        yield from (_in_traceback(value, text) for text in shown)
    yield from filter(None, (_class_name(value, text) for text in shown))
    yield from (
        _several(value, shown, accepts)
        if lines or "\n" in value
        else _single(value, shown, tails, _shapes(value, observation))
    )
    yield from (_reformatted(value, text) for text in (*shown, *tails))
    quoted = value[:1] in {"'", '"'}
    plain = [observation.value.repr if quoted else observation.value.text] if observation.value else []
    yield from (*tails, *plain, *shown, *(" ".join(text.split()) for text in (*plain, *shown)))
    yield from (text.strip().rpartition("\n")[2] for text in shown)


def _several(value: str, shown: list[str], accepts: Accepts) -> Iterator[str]:
    """What may stand where several lines do; a line that holds by itself stays, in older words, too."""
    for kind in _IN_LINES:
        for text in shown:
            draft = kind(value, text)
            yield from (_with_true_lines(value, draft, text, accepts), draft)
    yield from (_some_lines(value, text) for text in shown)
    yield from shown


def _with_true_lines(value: str, draft: str, text: str, accepts: Accepts) -> str:
    """A draft with those lines of the author's that hold beside the line that is shown."""
    rows = value.split("\n"), draft.split("\n"), text.split("\n")
    if not draft or len({len(row) for row in rows}) > 1 or len(rows[0]) > _MOST_LINES:
        return ""
    return "\n".join(
        said if said == new or accepts(said, Observation(shown)) else new
        for said, new, shown in zip(*rows, strict=True)
    )


def _single(value: str, shown: list[str], tails: list[str], shapes: list[str]) -> Iterator[str]:
    """What may stand where one line does."""
    for rounding in (briefly, rounded, verbatim):
        yield from (exchanged(value, text, rounding).strip() for text in (*shown, *tails))
    yield from (exchanged(value, text, verbatim) for text in shapes)
    yield from (_reformatted(value, text) for text in (*shown, *tails))
    yield from (patched(value, text, rounded).strip() for text in tails or shown)


def _shapes(value: str, observation: Observation) -> list[str]:
    """The ways in which people write the shape of an array."""
    shape = observation.value.shape if observation.value and value[:1] != "[" else None
    return [f"{shape}", f"shape {shape}", f"shape: {shape}", "x".join(map(str, shape))] if shape else []


_SCALAR = re.compile(r"\b(?:np|numpy|jnp)\.(?:u?int|float|bool|str|complex)\w*\(([^()]*)\)")
_TRUTH = re.compile(r"\bnp\.(True|False)_(?!\w)")
_MODULE = re.compile(r"\b(?:datetime|__main__|numpy|np)\.(?=[A-Za-z])")
_CLASS = re.compile(r"<class '(?:[\w.]+\.)?(\w+)'>")


def _forms(text: str) -> tuple[str, ...]:
    """A text, and other ways in which libraries and authors write it."""
    plain = _TRUTH.sub(r"\1", _SCALAR.sub(r"\1", text))
    named = _CLASS.fullmatch(text)
    bare = [text[1:-1]] if text[:1] == "(" and text[-1:] == ")" and text.count("(") == 1 else []
    whole = [f"np.{text}"] if text.startswith("array(") else []
    return text, plain, _MODULE.sub("", plain), *bare, *whole, *([named[1]] if named else [])


_STACK_HEAD = re.compile(r"^(?P<name>\w+)(?P<space>\s+)(?=Traceback \(most recent)", re.MULTILINE)


def _in_traceback(value: str, text: str) -> str:
    """The traceback as the author shows it, with the exception that came up in its head and at its end."""
    lines = value.split("\n")
    said = next((at for at in reversed(range(len(lines))) if _ends_traceback(lines[at])), None)
    came = text.strip().split("\n")
    shown = next((at for at in reversed(range(len(came))) if RAISED.match(came[at])), None)
    said = len(lines) - 1 if said is None else said  # a name with a slip
    if shown is None and len(came) == 1 and "Traceback (most" in value:
        shown = 0  # an exception of the post's own: any name, which the stack above it makes one
    if shown is None:
        return ""
    old, new = "\n".join(lines[said:]), "\n".join(came[shown:])
    name = (raised_names(old) or [""])[-1], (raised_names(new) or [""])[-1]
    end = exchanged(old, new, verbatim)
    end = end if agree(end, Observation(new)) else new
    head = _STACK_HEAD.sub(
        lambda match: _in_its_place(match, name[1]) if match["name"] == name[0] else match[0],
        "\n".join(lines[:said]),
    )
    return f"{head}\n{end}" if said else end


def _ends_traceback(line: str) -> bool:
    return bool(RAISED.match(line)) and not line.lstrip().startswith("raise ")


def _in_its_place(match: re.Match[str], name: str) -> str:
    """Another name in the same width."""
    return name.ljust(len(match[0]) - 1) + match["space"][:1]


def _class_name(value: str, text: str) -> str:
    """The short name of a class where a short name is written."""
    match = re.fullmatch(r"<class '(?:[\w<>]+\.)*(\w+)'>", text)
    return match[1] if match and value.isidentifier() else ""


def _tail(value: str, text: str) -> str:
    """The end of a printed line that takes the place of the value: behind `x**2: `."""
    last = text.rpartition("\n")[2]
    if value[:1] in {"[", "(", "{"}:
        start = text.find(value[:1])
        start = (
            start if start >= 0 else min((at for sign in "[({" if (at := text.find(sign)) >= 0), default=0)
        )
        return text[start:] if start > 0 else ""
    if len(value.split()) > 1:  # one word is no answer where several stand
        return ""
    match = re.search(r"(?:[:=]\s+|\s)(\S+)$", last)
    return match[1] if match and end_of_line(match[1], last) else ""


def _line_by_line(value: str, text: str) -> str:
    """The lines that are shown, those that are right as the author wrote them, the others in his notation."""
    said, shown = value.split("\n"), text.split("\n")
    if len(said) + len(shown) > _MOST_LINES:
        return ""
    keys = [[" ".join(line.split()) for line in lines] for lines in (said, shown)]
    new: list[str] = []
    for code in Levenshtein.opcodes(*keys):
        first, past, start, end = code.src_start, code.src_end, code.dest_start, code.dest_end
        if code.tag == "equal":
            new += said[first:past]
        elif past - first == end - start:
            new += map(_one_line, said[first:past], shown[start:end])
        else:
            new += shown[start:end]
    return "\n".join(new)


def _some_lines(value: str, text: str) -> str:
    """The lines of the claim that are shown somewhere, each other one replaced by the likest between them."""
    said, shown = value.split("\n"), text.split("\n")
    if len(said) * len(shown) > _MOST_LINES:
        return ""
    new: list[str] = []
    at = 0
    for index, line in enumerate(said):
        rest = shown[at : len(shown) - (len(said) - index - 1)]
        found = next((place for place, other in enumerate(rest) if digits(line, other)), None)
        if found is None:
            found = max(range(len(rest)), key=lambda place: resembles(line, rest[place]), default=None)
        if found is None:
            return ""
        new.append(_one_line(line, rest[found]))
        at += found + 1
    return "\n".join(new)


def _one_line(said: str, shown: str) -> str:
    if exact(said, shown) or agree(said, Observation(shown)):
        return said
    new = exchanged(said, shown, rounded)
    return new if agree(new, Observation(shown)) else shown


def _reformatted(value: str, text: str) -> str:
    """Brackets and commas as the author writes them: `[1 2]` or `[1, 2]`."""
    if value[:1] not in {"[", "("}:
        return ""
    match = re.search(r"\[.*\]" if value[0] == "[" else r"\(.*\)", text, re.DOTALL)
    if match is None:
        return ""
    inner = re.sub(r",\s*(?:dtype|device|weak_type)=[^)\]]*", "", match[0])
    inner = inner[1:-1] if inner[:1] == "(" and inner[1:2] == "[" and value[:1] == "[" else inner
    inner = re.sub(r"\s+", " ", inner) if "\n" not in value else inner
    if "," in value and "," not in inner:
        inner = re.sub(r"(?<=[\w.\])])\s+(?=[-\w.\[(])", ", ", re.sub(r"\[\s+", "[", inner))
    elif "," not in value and len(value.split()) > 1:
        inner = re.sub(r",\s*", " ", inner)
    like = tokens(value)
    model = max((token.text for token in like if token.kind == "number"), key=_places, default="")
    if not model or _places(model) < 2:
        return inner
    return re.sub(r"[-+]?\d+\.\d+(?![\w.])", lambda found: rounded(found[0], model), inner)


def _places(number: str) -> int:
    return len(number.partition(".")[2])


def _elided_lines(value: str, text: str) -> str:
    """Keep a line `...` of the claim: the lines above and below it are taken anew."""
    said, shown = value.split("\n"), text.split("\n")
    cut = next((index for index, line in enumerate(said) if _elides(line)), None)
    if cut is None or len(shown) < len(said) - 1:
        return ""
    below = len(said) - cut - 1
    head = map(_one_line, said[:cut], shown[:cut])
    tail = map(_one_line, said[cut + 1 :], shown[len(shown) - below :] if below else [])
    return "\n".join([*head, said[cut], *tail])


def _elides(line: str) -> bool:
    """Whether a line stands for others: `...`, or `..  ..  ...` in a frame."""
    return bool(re.fullmatch(r"[\s.…⋮]+", line)) and bool(re.search(r"\.\.|…|⋮", line))


_IN_LINES: tuple[Callable[[str, str], str], ...] = (
    _elided_lines,
    partial(word_for_word, rounding=rounded),
    partial(word_for_word, rounding=verbatim),
    _line_by_line,
)
"""(the author's lines, what is shown) -> his lines, what differs exchanged; what keeps most stands first."""
