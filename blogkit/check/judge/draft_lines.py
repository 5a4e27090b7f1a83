"""(several lines of a claim, what is shown) -> the author's lines, what differs exchanged."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from blogkit.check.compare import agree
from blogkit.check.compare.exceptions import RAISED, raised_names
from blogkit.check.compare.text import digits, exact
from blogkit.check.judge.claimhood import resembles
from blogkit.check.judge.patch import exchanged, rounded, verbatim, word_for_word
from blogkit.model import Observation

_MOST_LINES = 2_000

Accepts = Callable[[str, Observation], bool]
"""Whether a text would hold in the place of a claim."""


def several(value: str, shown: list[str], accepts: Accepts) -> Iterator[str]:
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


def _line_by_line(value: str, text: str) -> str:
    """The lines that are shown, those that are right as the author wrote them, the others in his notation."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (8 ms that most builds save)

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
    if agree(new, Observation(shown)):
        return new
    is_array = said[:1] in {"[", "("}  # the blank of `print("…\\n", array)` is no author's
    return shown[1:] if is_array and re.match(r" [\[(]", shown) else shown


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
_STACK_HEAD = re.compile(r"^(?P<name>\w+)(?P<space>\s+)(?=Traceback \(most recent)", re.MULTILINE)


def in_traceback(value: str, text: str) -> str:
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
        "\n".join([*_printed_before(lines[:said], came[:shown]), *lines[_head(lines) : said]]),
    )
    return f"{head}\n{end}" if said else end


def _head(lines: Sequence[str]) -> int:
    """How many lines stand above the traceback."""
    return next((at for at, line in enumerate(lines) if "Traceback (most" in line), 0)


def _printed_before(lines: Sequence[str], shown: Sequence[str]) -> Sequence[str]:
    """What was printed before the exception came up, where the author shows it."""
    said = lines[: _head(lines)]
    if len(said) != len(shown):
        return shown if said and shown else said
    return [*map(_one_line, said, shown)]


def _ends_traceback(line: str) -> bool:
    return bool(RAISED.match(line)) and not line.lstrip().startswith("raise ")


def _in_its_place(match: re.Match[str], name: str) -> str:
    """Another name in the same width."""
    return name.ljust(len(match[0]) - 1) + match["space"][:1]
