"""Interactive sessions: `>>>` and `In [1]:` prompts, what was typed and what was answered."""

import ast
import re
from collections.abc import Container, Iterator
from itertools import islice, pairwise

from blogkit.code.syntax import is_complete, tree_of
from blogkit.values import frozen

_PYTHON = re.compile(r"^(?P<indent>\s*)>>>>?(?: |(?=[A-Za-z_(\[{'\"@])|(?=\s*$))(?P<code>.*)$")
_SHORT = re.compile(r">> [A-Za-z_(\[]")
"""A prompt that lacks a sign, as it happens within a quotation."""
_MORE = re.compile(r"^\s*\.\.\.(?: (?P<code>.*)|\s*)$")
_IPYTHON = re.compile(r"^\s*In ?(?:\[[\d ]*\]:|:\s*$) ?(?P<code>.*)$")
_IPYTHON_MORE = re.compile(r"^\s*\.{3,}: ?(?P<code>.*)$")
_ANSWER = re.compile(r"^(?P<label>\s*Out ?\[\d*\]: ?)")

_WORDS = re.compile(r"^\s*\.{3} [^.]+ \.{3}\s*$")
"""What invites the reader to think: `... look at it ...`."""
_OPENS_BLOCK = re.compile(r":\s*(?:#.*)?$")
_OPENS = re.compile(r"[(\[{]|\"\"\"|'''|\\$")
"""What may leave a line unfinished; reading it token by token is dear."""
_MOST_OPEN = 50
"""Lines that a bracket may stay open in a session without prompts."""
_RAISED = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Exit|Iteration)\b(?!\s+Traceback)")


@frozen
class Exchange:
    """Something typed and the answer to it; lines count from 0 within the fence."""

    first: int
    last: int
    answer: tuple[int, ...]
    directives: frozenset[str] = frozenset()
    """What doctest is told of it: `+ELLIPSIS`."""

    @property
    def is_skipped(self) -> bool:
        """Whether doctest would not run it."""
        return "+SKIP" in self.directives


def is_transcript(code: str) -> bool:
    """Whether a fence holds a session rather than a script: its first code line has a prompt."""
    for line in code.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            lines = code.split("\n")
            return _is_prompt(line) or _begins_short(lines) or bool(_unprompted_head(lines))
    return False


def _unprompted_head(lines: list[str]) -> int:
    """How many lines of plain code a session goes on from; its prompts have answers.

    >>> _unprompted_head(["a = 1", "", ">>> a", "1"]), _unprompted_head(["print(1)", ">>> 1"])
    (2, 0)
    """
    first = next((index for index, line in enumerate(lines) if _PYTHON.match(line)), 0)
    below = [line for line in lines[first:] if line.strip()]
    answered = any(_is_prompt(one) and not _is_typed(other) for one, other in pairwise(below))
    return first if first and answered and tree_of("\n".join(lines[:first])) else 0


def _is_typed(line: str) -> bool:
    return _is_prompt(line) or bool(_MORE.match(line)) or line.lstrip().startswith("#")


def _begins_short(lines: list[str]) -> bool:
    """Whether the first prompt lacks a sign: whole ones follow, or what was typed is called, and answered.

    >>> _begins_short([">> import oak", ">>> oak"]), _begins_short([">> oak", "3"])
    (True, False)
    """
    said = [line.rstrip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if not said or not _SHORT.match(said[0]) or not (tree := tree_of(said[0][len(">> ") :])):
        return False
    alone = len(said) > 1 and not any(map(_SHORT.match, said[1:]))
    return any(map(_is_prompt, said)) or (
        alone and any(isinstance(node, _COMPUTES) for node in ast.walk(tree))
    )


_COMPUTES = ast.Call | ast.Subscript | ast.BinOp | ast.Compare


def code(code: str) -> str:
    r"""The code that was typed, on the lines where it stands; answers become blank lines.

    >>> code(">>> 1 + 1\n2\n>>> for i in x:\n...     i\n")
    '1 + 1\n\nfor i in x:\n    i\n'
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+$", code)
    typed = {index: text for index, text, _ in _typed(lines)}
    skipped = {index for one in exchanges(code) if one.is_skipped for index in range(one.first, one.last + 1)}
    typed = {index: text for index, text in typed.items() if index not in skipped}
    typed |= {index: lines[index].strip() for index in _remarks(lines, typed)}
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
    ends = [first for first, _ in starts[1:]] + [len(lines)]
    return tuple(
        Exchange(
            first,
            last,
            tuple(index for index in _answer(lines, last + 1, block=last > first) if index < end),
            frozenset(_directives("\n".join(lines[first : last + 1]))),
        )
        for (first, last), end in zip(starts, ends, strict=True)
    )


_DIRECTIVES = re.compile(r"#\s*doctest:((?:\s*,?\s*[+-]\w+)+)")


def _directives(typed: str) -> Iterator[str]:
    for match in _DIRECTIVES.finditer(typed):
        yield from re.findall(r"[+-]\w+", match[1])


def _remarks(lines: list[str], typed: Container[int]) -> Iterator[int]:
    """The comments directly below what was typed, with nothing else below: some authors answer so."""
    for index, line in enumerate(lines):
        below = index not in typed and index - 1 in typed
        if below and line.lstrip().startswith("#") and not _prints_sharps(lines[index - 1]):
            end = index
            while end < len(lines) and lines[end].lstrip().startswith("#"):
                end += 1
            if end == len(lines) or not lines[end].strip() or _is_prompt(lines[end]):
                yield from range(index, end)


def _prints_sharps(typed: str) -> bool:
    """Whether what was typed holds the sign in a text: then the line below shows it, and is no comment."""
    return bool(_PRINTS_SHARPS.search(typed))


_PRINTS_SHARPS = re.compile(r"""print\(.*(["'])[^"']*#[^"']*\1""")


def _is_prompt(line: str) -> bool:
    return bool(_PYTHON.match(line) or _IPYTHON.match(line))


def last_unanswered(code: str) -> Exchange | None:
    """The last exchange of a session, where nothing is answered to it; a fence below may do that."""
    last = exchanges(code)[-1:] if is_transcript(code) else ()
    return last[0] if last and not last[0].answer else None


def prompted_output(lines: list[str]) -> tuple[int, ...] | None:
    """How much to cut off each line of an output that is written behind prompts; None where it is not.

    Some authors write `>>> ` before what is shown, with `... ` or four spaces before further lines, or
    `>> ` before each line. A session, where something typed is answered, is not such an output.

    >>> prompted_output([">>> [1, 2,", "     3]"]), prompted_output([">>> f(3)", "9"])
    ((4, 4), None)
    >>> prompted_output([">> 1", ">> oak"]), prompted_output([">> 1", "oak"])
    ((3, 3), None)
    """
    if lines and all(line.startswith(">> ") or line.strip() in {"", ">>"} for line in lines):
        return tuple(min(len(line), len(">> ")) for line in lines)
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


def _read(line: str, inside: str, *, open_block: bool) -> tuple[str, str, bool] | None:
    """The kind of prompt, what was typed and whether it goes on; None for what nobody typed."""
    if match := _PYTHON.match(line):
        return "python", match["code"] or "", False
    if match := _IPYTHON.match(line):
        return "ipython", match["code"], False
    if inside == "python" and not open_block and _WORDS.match(line):
        return None  # a word to the reader, no line of code
    if inside == "python" and (match := _MORE.match(line)):
        return inside, match["code"] or "", True
    if inside and (match := _IPYTHON_MORE.match(line)):  # some write it below `>>>`, too
        return inside, match["code"], True
    if inside and open_block and line[:1] in {" ", "\t"}:
        return inside, line, True  # a block copied without its prompts
    return None


def _without_dots(line: str) -> str:
    """A line within brackets, with or without the prompt of a line that goes on."""
    return _MORE.sub(r"\g<code>", line)


def _typed(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Index, code and whether the line continues the one before."""
    head = _unprompted_head(lines)
    bodies = dict(_bodies_without_prompts(lines))
    starts = {node.lineno - 1 for node in (tree_of("\n".join(lines[:head])) or ast.Module([], [])).body}
    inside = ""
    began, open_block = _begins_short(lines), False
    unclosed = 0  # how many lines the open bracket still takes
    for index, raw in enumerate(lines):
        line = raw.rstrip("\r\n")
        if index < head:
            yield index, line, index not in starts
            continue
        line = line.expandtabs() if _TABBED.match(line) else line
        if index in bodies:
            yield index, bodies[index], True
            open_block = False
            continue
        if _RESTART.match(line):
            inside, open_block = "", False
            continue
        if unclosed:
            unclosed -= 1
            yield index, _without_dots(line), True
            continue
        if not line.strip() and inside and _MORE.match("".join(lines[index + 1 : index + 2]).rstrip()):
            continue  # a blank line within a block
        if _is_unprompted(lines, index) or (inside and _is_print_below_assignment(lines, index)):
            inside, open_block = "python", False
            yield index, line, False
            continue
        if began and _SHORT.match(line):
            line = f">{line}"
        read = _read(line, inside, open_block=open_block)
        if read is None:
            inside, open_block = "", False
            continue
        inside, typed, further = read
        began = True
        # a bare `...` ends a block: what is indented below it was printed
        open_block = bool(_OPENS_BLOCK.search(typed)) or (open_block and further and bool(typed.strip()))
        unclosed = _lines_to_close(typed, lines[index + 1 :])
        yield index, typed, further


def _is_unprompted(lines: list[str], index: int) -> bool:
    """Whether an assignment that stands apart above a prompt lacks its own."""
    if not index or lines[index - 1].strip() or not _ASSIGNS.match(lines[index]):
        return False
    below = next((line for line in islice(lines, index + 1, None) if line.strip()), "")
    return _is_prompt(below) and bool(tree_of(lines[index]))


def _is_print_below_assignment(lines: list[str], index: int) -> bool:
    """Whether a line prints directly below an assignment, which answers nothing: its prompt is missing."""
    above = _PYTHON.match(lines[index - 1].rstrip("\r\n")) if index else None
    assigns = above is not None and _ASSIGNS.match(above["code"] or "") and tree_of(above["code"])
    return bool(assigns and _PRINTS.match(lines[index]) and tree_of(lines[index]))


_PRINTS = re.compile(r"print\(")
_TABBED = re.compile(r"\s*\.\.\.\t")
_ASSIGNS = re.compile(r"[A-Za-z_]\w* = \S")
_RESTART = re.compile(r"^\s*(?:>>>\s*={3,}(?:\s*RESTART\b.*)?|={3,}\s*RESTART\b.*)$")
"""What IDLE writes when it begins anew."""
_GOES_ON = re.compile(r"^\s*(?:elif|else|except|finally|case)\b.*:")
_DECORATED = re.compile(r"^(?:@|(?:async\s+)?def\b|class\b)")
_LONGEST_BODY = 200
_MOST_PRINTED = 10
"""Indented lines below a block that may be what it printed."""


def _bodies_without_prompts(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines below a prompt that belong to its block, as IDLE writes them: indented, without prompts.

    The prompt itself is as wide as a level: the first line stands four columns to the right.
    """
    at = 0
    while at < len(lines):
        match = _PYTHON.match(lines[at].rstrip("\r\n"))
        at += 1
        header = (match["code"] or "") if match else ""
        if not (header.startswith("@") or _OPENS_BLOCK.search(header)):
            continue
        body = _body(header, [line.rstrip("\r\n") for line in lines[at : at + _LONGEST_BODY]])
        yield from enumerate(body, at)
        at += len(body)


def _body(header: str, below: list[str]) -> list[str]:
    """As many of the lines as make one statement of a header."""
    end = 0
    decorated = header.startswith("@")
    for count, line in enumerate(below, 1):
        if _is_prompt(line) or _MORE.match(line) or _ANSWER.match(line):
            break
        if decorated and _DECORATED.match(line.strip()):
            decorated = line.startswith("@")
        elif line.strip() and line[:1] not in {" ", "\t"} and not _GOES_ON.match(line):
            break
        end = count if line.strip() else end
    for count in range(end, max(end - _MOST_PRINTED, 0), -1):
        for margin in (0, len(">>> ")):
            body = [line[margin:] if not line[:margin].strip() else line for line in below[:count]]
            if below[count - 1].strip() and _is_one_statement("\n".join([header, *body])):
                return body
    return []


def _is_one_statement(text: str) -> bool:
    tree = tree_of(text)
    return tree is not None and len(tree.body) == 1


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
    """The lines up to the next prompt or blank line; a blank line may end a block.

    A comment is no answer, but for one between two lines of it, as in what `DataFrame.info()` shows.
    """
    traceback = False
    opened = 0
    sharps = _prints_sharps(lines[start - 1])
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
            if index == start and start < len(lines) - 1 and "Traceback (most recent" in lines[start + 1]:
                continue
            if index == start and start < len(lines) - 1 and label(lines[start + 1]):
                continue  # IPython leaves a line blank before Out[1]
            return
        comment = line.lstrip().startswith("#") and not (sharps or (index > start and _goes_on(lines, index)))
        if _is_prompt(line) or comment or _RESTART.match(line) or line.strip() == ">>":
            return
        opened += sum(line.count(sign) for sign in "[({") - sum(line.count(sign) for sign in "])}")
        yield index


def _goes_on(lines: list[str], first: int) -> bool:
    """Whether something that is no comment stands below comments, before a blank line and a prompt."""
    below = next((line for line in lines[first : first + _MOST_PRINTED] if line.lstrip()[:1] != "#"), "")
    return bool(below.strip()) and not _is_prompt(below)


def _closes(lines: list[str]) -> bool:
    """Whether a bracket is closed before anything else is typed."""
    for line in lines:
        if _PYTHON.match(line) or _IPYTHON.match(line):
            return False
        if line.strip()[:1] in {"]", ")", "}", "["}:
            return True
    return False
