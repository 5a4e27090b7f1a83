"""Fences and tables below a cell -> claims about what the cell shows."""

import re

from blogkit.check.claims import labels
from blogkit.check.claims.found import Found
from blogkit.code import sessions
from blogkit.model import Cell, Claim, ClaimKind, Comment, Fence, Post, Span

_OUTPUT = frozenset(
    {"output", "out", "stdout", "stderr", "result", "results", "execution-result", "cell-output"}
)
_PLAIN = frozenset({"", "text", "txt", "plaintext", "plain", "none", "raw", "nohighlight", "no-highlight"})
_SESSION = frozenset(
    {"console", "shell", "shell-session", "terminal", "pytb", "traceback", "python-traceback", "html"}
)
_PROMPT = re.compile(r"^[ \t]*(?:\$|%|❯|➜|#|C:\\[^>]*>|\w+@[\w-]+[:~$ ])\s*\w", re.MULTILINE)
_SOURCE = re.compile(
    r"^[ \t]*(?:def |class |import |from \w+ import |#include|function |const |let |var |public |SELECT "
    r"|FROM |<\?|pip |conda |git |npm |cd |mkdir )",
    re.MULTILINE,
)
_PATHS = re.compile(
    r"^\s*(?:├|└|│)|^\S+\.py:\d+:(?:\d+:)? (?:error|note|[A-Z]+\d+)|^make: |<TAB>", re.MULTILINE
)
_TABLE = re.compile(r"^\s*\|.*\|\s*$")
_LONGEST = 1_000_000
"""Characters; what a kernel's observer keeps of a cell's output is no longer."""
_MOST_BETWEEN = 3
"""How many lines of prose may announce an output."""


def below(post: Post, cell: Cell) -> Found:
    """The output that stands directly below a cell, or below a line that announces it."""
    if sessions.is_transcript(cell.fence.code) or cell.is_output:
        return Found()
    following = next((fence for fence in post.fences if fence.line > cell.fence.end_line), None)
    indented = _indented(post, cell, following.line if following else len(post.lines) + 1)
    if indented is not None:
        return Found((indented,))
    table = _table(post, cell, following.line if following else len(post.lines) + 1)
    if table is not None:
        return Found((table,))
    return _fence(post, cell, following) if following is not None else Found()


def _fence(post: Post, cell: Cell, fence: Fence) -> Found:
    if len(fence.code) > _LONGEST:
        return Found(comments=(Comment(fence.line, fence.code[:80].split("\n")[0], "too long to compare"),))
    between = _between(post, cell.fence.end_line, fence.line)
    own = next((other for other in post.cells if other.fence == fence), None)
    if between is None or (own is not None and not own.is_output):
        return Found()
    announced = labels.announces(between)
    if not (own or fence.language in _OUTPUT | _PLAIN | _SESSION) or (between and not announced):
        return Found()
    claim = _claim(post, cell, fence, announced=announced)
    if claim is None:
        return Found(
            comments=(Comment(fence.line, fence.code.split("\n")[0], "shows no output of the cell"),)
        )
    return Found((claim,))


def _between(post: Post, first: int, last: int) -> str | None:
    """The prose between two lines on one line; None when it is more than an announcement."""
    lines = [line.strip() for line in post.lines[first : last - 1]]
    said = [
        line
        for line in lines
        if line and not re.fullmatch(r"<!--.*-->|\{\{[<%].*[>%]\}\}|</?\w+[^>]*>", line)
    ]
    if len(said) > _MOST_BETWEEN or any(line.startswith(("#", "![", "---")) for line in said[1:]):
        return None
    if said and said[0].startswith("#"):
        return said[0] if labels.announces(said[0]) and len(said) == 1 else None
    return None if any(line.startswith(("![", "|", "```")) for line in said) else " ".join(said)


def _claim(post: Post, cell: Cell, fence: Fence, *, announced: bool) -> Claim | None:
    lines = fence.code.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    command = bool(
        re.match(r"^\s*(?:\$|%|>|❯|➜)?\s*(?:python3?|ipython|uv run|poetry run)\b.*\.py\b", lines[first])
    )
    if command:
        first += 1
    while lines and not lines[-1].strip():
        lines.pop()
    body = "\n".join(lines[first:])
    if not body.strip() or (_is_source(body) and fence.language not in _OUTPUT):
        return None
    label = sessions.label(lines[first]) or labels.strong(lines[first])
    if label >= len(lines[first]):
        first, label = first + 1, 0
    rows = [line.rstrip("\r") for line in lines[first:]]
    if not rows or _is_session(rows):
        return None
    cuts = sessions.prompted_output(rows) or (label, *(0 for _ in rows[1:]))
    written = post.lines
    spans = tuple(
        _span(written, fence.code_line + index, row, cut)
        for index, (row, cut) in enumerate(zip(rows, cuts, strict=True), first)
    )
    expected = "\n".join(row[cut:] for row, cut in zip(rows, cuts, strict=True))
    sure = announced or (fence.language in _OUTPUT) or not command
    syntax = "announced fence" if announced else "output fence" if fence.language in _OUTPUT else "fence"
    last = cell.line + max(cell.fence.code.count("\n") - 1, 0)
    return Claim(ClaimKind.BLOCK, syntax, expected, spans, (cell.line, last), labelled=sure)


def _span(lines: list[str], line: int, row: str, cut: int) -> Span:
    """Where a row stands in the file; it may be indented less than its fence."""
    end = len(lines[line - 1].rstrip("\r"))
    return Span(line, end - len(row) + min(cut, len(row)), end)


def _is_session(rows: list[str]) -> bool:
    """Whether something typed is answered: a session of its own, not what the cell above shows."""
    return sessions.is_transcript("\n".join(rows)) and sessions.prompted_output(rows) is None


def _is_source(text: str) -> bool:
    return (
        bool(_PROMPT.search(text) or _SOURCE.search(text) or _PATHS.search(text)) and "Traceback" not in text
    )


def _indented(post: Post, cell: Cell, end: int) -> Claim | None:
    """A code block by indentation directly below the cell, as nbconvert writes outputs."""
    lines = post.lines
    at = cell.fence.end_line
    while at < end - 1 and not re.match(r"(?: {4}|\t)\s*\S", lines[at]):
        at += 1
    if at >= end - 1 or cell.fence.indent or lines[at - 1].strip():
        return None
    between = _between(post, cell.fence.end_line, at + 1)
    if between is None or (between and not labels.announces(between)):
        return None
    stop = at
    for index in range(at, min(end - 1, len(lines))):
        if lines[index].strip() and not re.match(r" {4}|\t", lines[index]):
            break
        stop = index + 1 if lines[index].strip() else stop
    pieces = [re.sub(r"^(?: {4}|\t)", "", line).rstrip("\r") for line in lines[at:stop]]
    spans = tuple(
        Span(at + 1 + index, len(line.rstrip("\r")) - len(piece), len(line.rstrip("\r")))
        for index, (line, piece) in enumerate(zip(lines[at:stop], pieces, strict=True))
    )
    last = cell.line + max(cell.fence.code.count("\n") - 1, 0)
    return Claim(ClaimKind.BLOCK, "indented block", "\n".join(pieces), spans, (cell.line, last))


def _table(post: Post, cell: Cell, end: int) -> Claim | None:
    """A Markdown or HTML table between the cell and the next fence."""
    lines = post.lines
    at = cell.fence.end_line
    while at < end - 1 and not (_TABLE.match(lines[at]) or re.match(r"\s*<(?:div|table)\b", lines[at])):
        at += 1
    if at >= end - 1 or _between(post, cell.fence.end_line, at + 1) is None:
        return None
    between = _between(post, cell.fence.end_line, at + 1) or ""
    if between and not labels.announces(between):
        return None
    stop = _end_of_table(lines, at, end)
    if stop is None or stop - at < 3:
        return None
    rows = [line.rstrip("\r") for line in lines[at:stop]]
    spans = tuple(Span(at + 1 + index, 0, len(row)) for index, row in enumerate(rows))
    last = cell.line + max(cell.fence.code.count("\n") - 1, 0)
    return Claim(ClaimKind.BLOCK, "table", "\n".join(rows), spans, (cell.line, last))


def _end_of_table(lines: list[str], start: int, end: int) -> int | None:
    if _TABLE.match(lines[start]):
        stop = start
        while stop < end - 1 and stop < len(lines) and _TABLE.match(lines[stop]):
            stop += 1
        return stop
    closing = "</div>" if "<div" in lines[start] else "</table>"
    found = next((i for i in range(start, min(end - 1, len(lines))) if closing in lines[i]), None)
    inside = "\n".join(lines[start : (found or start) + 1])
    return found + 1 if found is not None and "<td" in inside else None
