"""(a value as the author wrote it, what was observed) -> the texts that could stand in its place."""

import re
from collections.abc import Iterator

from blogkit.check.compare.exceptions import raised_names
from blogkit.check.compare.text import end_of_line, texts
from blogkit.check.judge.draft_lines import Accepts, in_traceback, several
from blogkit.check.judge.members import with_members
from blogkit.check.judge.one_word import one_word
from blogkit.check.judge.patch import briefly, exchanged, number_like, patched, rounded, verbatim
from blogkit.check.written.tokens import tokens
from blogkit.model import Observation

LONGER, SPARE = 3, 200
"""What is accepted is at most so many times as long as what stood there, and so many signs longer."""
_LONGEST = 20_000
"""Signs of claim and output beyond which only the output itself is tried."""


def drafts_of(value: str, observation: Observation, accepts: Accepts, *, lines: bool) -> Iterator[str]:
    """The texts that could stand in the place of a value, those most like it first."""
    if len(value) + len(observation.text) > _LONGEST:
        yield observation.text.rstrip() if len(observation.text) <= LONGER * len(value) + SPARE else ""
        return
    shown = list(dict.fromkeys(form for text in texts(observation) for form in _forms(text.rstrip())))
    tails = [tail for text in shown if (tail := _tail(value, text)) and not raised_names(value)]
    yield from (number_like(value, text) for text in (*shown, *tails))
    yield from one_word(value, observation, accepts)
    yield from (with_members(value, text) for text in shown)
    if raised_names(value) or "Traceback (most" in value:
        yield from (in_traceback(value, text) for text in shown)
    yield from filter(None, (_class_name(value, text) for text in shown))
    yield from (
        several(value, shown, accepts)
        if lines or "\n" in value
        else _single(value, shown, tails, _shapes(value, observation))
    )
    yield from (_reformatted(value, text) for text in (*shown, *tails))
    quoted = value[:1] in {"'", '"'}
    plain = [observation.value.repr if quoted else observation.value.text] if observation.value else []
    yield from (*tails, *plain, *shown, *(" ".join(text.split()) for text in (*plain, *shown)))
    yield from (text.strip().rpartition("\n")[2] for text in shown)


def _single(value: str, shown: list[str], tails: list[str], shapes: list[str]) -> Iterator[str]:
    """What may stand where one line does."""
    for rounding in (briefly, rounded, verbatim):
        yield from (exchanged(value, text, rounding).strip() for text in (*shown, *tails))
    yield from (exchanged(value, text, verbatim) for text in shapes)
    yield from (_reformatted(value, text) for text in (*shown, *tails))
    yield from (_listed(value, text) for text in shown)
    yield from (patched(value, text, rounded).strip() for text in tails or shown)


_BETWEEN = re.compile("( ?[,;|] ?| (?:/|and) )")
_BEHIND_LABEL = re.compile("[:=] ?([^\\s,;:=]+)")


def _listed(value: str, text: str) -> str:
    """The values of a printed line between the author's own signs: `1 and 2` of `x = 1 y = 2`."""
    pieces = _BETWEEN.split(value)
    count = len(pieces[::2])
    found = _BEHIND_LABEL.findall(text) or text.split()
    if len(found) != count and "\n" in text.strip():
        found = [line.split()[-1] for line in text.split("\n") if line.strip()]
    if count < 2 or len(found) != count:
        return ""
    return "".join(one for pair in zip(found, [*pieces[1::2], ""], strict=True) for one in pair)


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


def _reformatted(value: str, text: str) -> str:
    """Brackets and commas as the author writes them: `[1 2]` or `[1, 2]`."""
    if value[:1] not in {"[", "("}:
        return ""
    match = re.search(r"\[.*\]" if value[0] == "[" else r"\(.*\)", text, re.DOTALL)
    if match is None:
        return ""
    inner = re.sub(r",\s*(?:dtype|device|weak_type)=[^)\]]*", "", match[0])
    inner = inner[1:-1] if inner[:1] == "(" and inner[1:2] == "[" and value[:1] == "[" else inner
    inner = re.sub(r"\s+", " ", inner) if "\n" in inner and "\n" not in value else inner
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
