"""Interactive sessions: `>>>` and `In [1]:` prompts, what was typed and what was answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from blogkit.code.syntax import is_complete, tree_of

_PYTHON = re.compile(r"^(?P<indent>\s*)>>>(?: (?P<code>.*)|(?P<bare>)\s*)$")
_MORE = re.compile(r"^\s*\.\.\.(?: (?P<code>.*)|\s*)$")
_IPYTHON = re.compile(r"^\s*In ?\[\d*\]: ?(?P<code>.*)$")
_IPYTHON_MORE = re.compile(r"^\s*\.{3,}: ?(?P<code>.*)$")
_ANSWER = re.compile(r"^(?P<label>\s*Out ?\[\d*\]: ?)")

_OPENS_BLOCK = re.compile(r":\s*(?:#.*)?$")
_OPENS = re.compile(r"[(\[{]|\"\"\"|'''|\\$")
"""What may leave a line unfinished; reading it token by token is dear."""
_MOST_OPEN = 50
"""Lines that a bracket may stay open in a session without prompts."""
_RAISED = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit|Iteration)\b(?!\s+Traceback)")


@dataclass(frozen=True)
class Exchange:
    """Something typed and the answer to it; lines count from 0 within the fence."""

    first: int
    last: int
    answer: tuple[int, ...]


def is_transcript(code: str) -> bool:
    """Whether a fence holds a session rather than a script: its first code line has a prompt."""
    for line in code.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            return bool(_PYTHON.match(line) or _IPYTHON.match(line))
    return False


def code(code: str) -> str:
    r"""The code that was typed, on the lines where it stands; answers become blank lines.

    >>> code(">>> 1 + 1\n2\n>>> for i in x:\n...     i\n")
    '1 + 1\n\nfor i in x:\n    i\n'
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+$", code)
    typed = {index: text for index, text, _ in _typed(lines)}
    return "".join(
        typed.get(index, "") + line[len(line.rstrip("\r\n")) :] for index, line in enumerate(lines)
    )


def exchanges(code: str) -> tuple[Exchange, ...]:
    """What was typed, with the lines of each answer."""
    lines = code.removesuffix("\n").split("\n")
    starts: list[list[int]] = []
    for index, _, continued in _typed(lines):
        if continued and starts:
            starts[-1][1] = index
        else:
            starts.append([index, index])
    return tuple(
        Exchange(first, last, tuple(_answer(lines, last + 1, block=last > first))) for first, last in starts
    )


def prompted_output(lines: list[str]) -> tuple[int, ...] | None:
    """How much to cut off each line of an output that is written behind prompts; None where it is not.

    Some authors write `>>> ` before what is shown, with `... ` or four spaces before further lines. A
    session, where something typed is answered, is not such an output.

    >>> prompted_output([">>> [1, 2,", "     3]"]), prompted_output([">>> f(3)", "9"])
    ((4, 4), None)
    """
    if not lines or not lines[0].startswith(">>>"):
        return None
    cuts = tuple(_prompt(line) for line in lines)
    answered = any(not cut and line.strip() for cut, line in zip(cuts, lines, strict=True))
    return None if answered and tree_of(lines[0][cuts[0] :]) else cuts


def _prompt(line: str) -> int:
    match = re.match(r">>> ?|\.\.\. ?(?!\.)| {4}", line)
    return match.end() if match else 0


def label(line: str) -> int:
    """The length of the `Out[1]: ` at the start of a line, 0 where there is none."""
    match = _ANSWER.match(line)
    return match.end() if match else 0


def _typed(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Index, code and whether the line continues the one before."""
    inside = ""
    open_block = False
    unclosed = 0  # how many lines the open bracket still takes
    for index, raw in enumerate(lines):
        line = raw.rstrip("\r\n")
        if unclosed:
            unclosed -= 1
            yield index, _MORE.sub(r"\g<code>", line), True
            continue
        if match := _PYTHON.match(line):
            inside, typed, further = "python", match["code"] or "", False
        elif match := _IPYTHON.match(line):
            inside, typed, further = "ipython", match["code"], False
        elif inside == "python" and (match := _MORE.match(line)):
            typed, further = match["code"] or "", True
        elif inside == "ipython" and (match := _IPYTHON_MORE.match(line)):
            typed, further = match["code"], True
        elif inside and open_block and line[:1] in {" ", "\t"}:
            typed, further = line, True  # a block copied without its prompts
        else:
            inside, open_block = "", False
            continue
        # a bare `...` ends a block: what is indented below it was printed
        open_block = bool(_OPENS_BLOCK.search(typed)) or (open_block and further and bool(typed.strip()))
        unclosed = _lines_to_close(typed, lines[index + 1 :])
        yield index, typed, further


def _lines_to_close(typed: str, below: list[str]) -> int:
    """How many lines below a line belong to it, as they close its bracket; IDLE writes them without prompts.

    >>> _lines_to_close("f(1,", ["  2)", "3"]), _lines_to_close("f(1,", ["SyntaxError"])
    (1, 0)
    """
    text = typed
    if not _OPENS.search(text) or is_complete(text):
        return 0
    for count, line in enumerate(below[:_MOST_OPEN], 1):
        if _PYTHON.match(line) or _IPYTHON.match(line):
            return 0
        text += "\n" + _MORE.sub(r"\g<code>", line.rstrip("\r\n"))
        if is_complete(text):
            return count if tree_of(text) else 0
    return 0


def _answer(lines: list[str], start: int, *, block: bool) -> Iterator[int]:
    """The lines up to the next prompt or blank line; a comment is no answer. A blank line may end a block."""
    traceback = False
    opened = 0
    for index in range(start, len(lines)):
        line = lines[index].rstrip("\r\n")
        traceback = (traceback or "Traceback (most recent" in line) and not _RAISED.match(line)
        if not line.strip():
            if opened > 0 and _closes(lines[index:]):
                continue  # an array of three dimensions
            if traceback:
                continue  # IPython leaves lines blank within a traceback
            if index == start and block:
                continue
            if index == start and start < len(lines) - 1 and label(lines[start + 1]):
                continue  # IPython leaves a line blank before Out[1]
            return
        if _PYTHON.match(line) or _IPYTHON.match(line) or line.lstrip().startswith("# "):
            return
        opened += sum(line.count(sign) for sign in "[({") - sum(line.count(sign) for sign in "])}")
        yield index


def _closes(lines: list[str]) -> bool:
    """Whether a bracket is closed before anything else is typed."""
    for line in lines:
        if _PYTHON.match(line) or _IPYTHON.match(line):
            return False
        if line.strip()[:1] in {"]", ")", "}", "["}:
            return True
    return False
