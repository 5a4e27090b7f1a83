"""Fences and tables below a cell -> claims about what the cell shows."""

import re
from bisect import bisect_left
from dataclasses import replace

from blogkit.check.claims import displays, labels
from blogkit.check.claims.between import Between, between, is_remark
from blogkit.check.claims.found import Found
from blogkit.code import sessions
from blogkit.model import Cell, Claim, ClaimKind, Comment, Fence, Post, Span
from blogkit.source import PYTHON

_OUTPUT = frozenset(
    {"output", "out", "stdout", "stderr", "error", "result", "results", "execution-result", "cell-output"}
)
_PLAIN = frozenset({"", "text", "txt", "plaintext", "plain", "none", "raw", "nohighlight", "no-highlight"})
_SESSION = frozenset(
    {"console", "shell", "shell-session", "terminal", "pytb", "traceback", "python-traceback", "html"}
)
_PROMPT = re.compile(r"^[ \t]*(?:#[ \t]?|(?:\$|%|❯|➜|C:\\[^>]*>|\w+@[\w-]+[:~$ ])\s*)\w", re.MULTILINE)
"""A prompt of a shell with a command; `#   Column` is the head of a table that pandas shows of a frame."""
_RUNS = re.compile(
    r"^\s*(?:\([\w.-]+\)\s*)?(?:\+{1,3} |(?:PS )?[\w@:~\\/.-]*\s?[$%>❯➜#λ])?\s*"
    r"(?:[\w.~:-]*[/\\](?:[\w.-]+[/\\])*)?"
    r"(?:python3?(?:\.\d+)?(?:\.exe)?|py|ipython|uv run|poetry run)\b.*\.py\b"
)
"""A command that runs a script, behind the prompt of a shell and the name of a virtual environment."""
_WAITS = re.compile(r"^\s*(?:\([\w.-]+\)\s*)?(?:(?:PS )?[\w@:~\\/.-]*\s?[$%>❯➜#λ])\s*$")
"""The prompt of a shell, and nothing typed behind it."""
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
_MOST_FENCES = 4
"""How many fences below a cell may be its outputs."""
_RUNS_ALONE = re.compile(rf"{_RUNS.pattern}\s*$")
"""Without arguments, or a file to read: those the cell does not have here."""
_SHELLS = frozenset({"bash", "sh", "zsh"})
_DATA = _SHELLS | frozenset({"json", "xml", "csv", "yaml", "yml", "markdown", "md", "ini", "diff"})
"""Languages of fences that hold outputs now and then."""

_BY_CODE = re.compile(
    r"\b(?:output|result|prints?|produce[ds]?|printed|generated)\b.*\b(?:code|program|script|cell|snippet|lines|following|below)\b"
    r"|\b(?:code|program|script|cell|snippet|lines)\b.*\b(?:below|follow\w*|next|comes)\b.*\b(?:output|prints?|produces?)\b",
    re.IGNORECASE,
)
"""Words that tell where an output comes from."""

ANNOUNCED, OUTPUT, HINTED, BARE = "announced fence", "output fence", "hinted fence", "fence"
"""Syntaxes: the text says that an output follows, the fence does, the text speaks of running; none does."""


def below(post: Post, cell: Cell) -> Found:
    """The outputs that stand below a cell: directly, or below a paragraph or another output."""
    if cell.is_output:
        return Found()
    further = post.fences_behind(cell.fence.end_line, _MOST_FENCES)
    if sessions.is_transcript(cell.fence.code):
        return _answer(post, cell, further[0]) if further else Found()
    end = further[0].line if further else len(post.lines) + 1
    block = _quoted(post, cell, end) or displays.below(post, cell, end)
    block = block or _indented(post, cell, end) or _table(post, cell, end)
    return Found((block,)) if block else _above(post, cell) + _fences(post, cell, further)


def _above(post: Post, cell: Cell) -> Found:
    """The output that the text shows first: "The code below prints this:", a fence, and then the cell."""
    at = bisect_left(post.fences, cell.fence.line, key=lambda fence: fence.end_line)
    before = post.fences[max(at - 2, 0) : at]
    fence = before[-1] if before else None
    if (
        fence is None
        or fence.language not in _OUTPUT | _PLAIN
        or any(post.cell_at(one.line) for one in before)
    ):
        return Found()
    said = between(post, fence.end_line, cell.fence.line)
    start = before[-2].end_line if len(before) > 1 else post.front_matter.body_line - 1
    prose = " ".join(line for line in post.lines[start : fence.line - 1] if line.strip())
    last = re.split(r"(?<=[.!?])\s", prose)[-1]
    if said is None or said.announced or not _BY_CODE.search(f"{last} {said.text}"):
        return Found()
    claim = _claim(post, cell, fence, said)
    return Found((replace(claim, syntax=HINTED, labelled=False),)) if claim else Found()


def _answer(post: Post, cell: Cell, fence: Fence) -> Found:
    """The answer to a session's last line: an output fence, a traceback, or a bare fence directly below."""
    asked = sessions.last_unanswered(cell.fence.code)
    bare = fence.language in _PLAIN and not any(
        map(str.strip, post.lines[cell.fence.end_line : fence.line - 1])
    )
    if asked is None or not (bare or fence.language in _OUTPUT or "Traceback (most recent" in fence.code):
        return Found()
    subject = cell.line + asked.first, cell.line + asked.last
    found = _fence(post, cell, fence, cell.fence.end_line)
    claims = (replace(one, kind=ClaimKind.DOCTEST, subject=subject, labelled=True) for one in found.claims)
    return Found(tuple(claims), found.comments)


def _fences(post: Post, cell: Cell, further: tuple[Fence, ...]) -> Found:
    """The fences below a cell, up to the first that is none of its outputs."""
    found, at = Found(), cell.fence.end_line
    for fence in further:
        if not _is_command(fence):
            one = _fence(post, cell, fence, at)
            found += one
            if not one.claims:
                break
        at = fence.end_line
    return found


def _fence(post: Post, cell: Cell, fence: Fence, above: int) -> Found:
    """The claim of a fence that follows line `above`."""
    if len(fence.code) > _LONGEST:
        return Found(comments=(Comment(fence.line, fence.code[:80].split("\n")[0], "too long to compare"),))
    said = between(post, above, fence.line)
    own = post.cell_at(fence.line)
    if said is None or (own is not None and not own.is_output) or _shows_another_call(said.text, cell):
        return Found()
    if not (own or fence.language in _OUTPUT | _PLAIN | _SESSION | _DATA):
        return Found()
    claim = _claim(post, cell, fence, said)
    if claim is None:
        shown = Comment(fence.line, fence.code.split("\n")[0], "shows no output of the cell")
        return Found(comments=(shown,))
    return Found((claim,))


def _shows_another_call(said: str, cell: Cell) -> bool:
    """Whether the text names a call of its own that gives the output: "using `help(oak)` will reveal:"."""
    last = re.split(r"(?<=[.!?])\s", said)[-1]
    return any(call not in cell.fence.code for call in _CALLED.findall(last))


_CALLED = re.compile(
    r"\b(?:using|calling|running|with|of)\s+(?:[\w-]+\s+){0,3}`([\w.]+\([^`\n]*\))`", re.IGNORECASE
)


def _is_command(fence: Fence) -> bool:
    """Whether a fence holds nothing but the command that runs the cell as a script."""
    lines = [line for line in fence.code.split("\n") if line.strip()]
    return len(lines) == 1 and bool(_RUNS_ALONE.match(lines[0])) and fence.language not in PYTHON


def _syntax(fence: Fence, said: Between) -> str:
    """How sure the place makes it that the fence is an output."""
    if said.announced:
        return HINTED if fence.language in _SHELLS else ANNOUNCED  # more often a command than an output
    if fence.language in _OUTPUT and not said.text:
        return OUTPUT
    if not said.text and fence.language not in _DATA:
        return BARE
    return HINTED if said.hinted else "fence below prose"


def _claim(post: Post, cell: Cell, fence: Fence, said: Between) -> Claim | None:
    lines = fence.code.split("\n")
    first = next((index for index, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None
    command = bool(_RUNS.match(lines[first]))
    if command:
        first += 1
    while lines and _says_nothing(lines[-1]):
        lines.pop()
    if command:
        lines = _of_one_run(lines, first)
    body = "\n".join(lines[first:])
    if not body.strip() or (_is_source(body) and fence.language not in _OUTPUT):
        return None
    label = sessions.label(lines[first]) or labels.strong(lines[first])
    if label >= len(lines[first]):
        first, label = first + 1, 0
    rows = [line.rstrip("\r") for line in lines[first:]]
    if not rows or _is_session(rows):
        return None
    cuts = sessions.prompted_output(rows) or _commented(rows) or (label, *(0 for _ in rows[1:]))
    written = post.lines
    spans = tuple(
        _span(written, fence.code_line + index, row, cut)
        for index, (row, cut) in enumerate(zip(rows, cuts, strict=True), first)
    )
    expected = "\n".join(row[cut:] for row, cut in zip(rows, cuts, strict=True))
    syntax = _syntax(fence, said)
    syntax = HINTED if command and syntax == BARE else syntax
    sure = syntax in {ANNOUNCED, OUTPUT} or (syntax == BARE and not command)
    return Claim(ClaimKind.BLOCK, syntax, expected, spans, cell.subject, labelled=sure)


def _says_nothing(line: str) -> bool:
    """Whether a line is blank, or stands for a display without text, such as a script that was run."""
    return not line.strip() or bool(_DISPLAYED.fullmatch(line))


_DISPLAYED = re.compile(r"\s*<IPython\.core\.display\.\w+ object>\s*")


def _commented(rows: list[str]) -> tuple[int, ...] | None:
    """How much to cut off each line of an output behind signs of a comment, as knitr writes it: `## 3`."""
    signs = [_SIGNS.match(row) for row in rows]
    if not any(signs) or not all(match or not row.strip() for match, row in zip(signs, rows, strict=True)):
        return None
    return tuple(match.end() if match else 0 for match in signs)


_SIGNS = re.compile(r"##(?:[ \t]|$)|#>(?:[ \t]|$)")


def _of_one_run(lines: list[str], first: int) -> list[str]:
    """The lines up to where the command is given once more, or the shell waits for another."""
    end = next((index for index in range(first, len(lines)) if _RUNS.match(lines[index])), len(lines))
    while end > first and (not lines[end - 1].strip() or _WAITS.match(lines[end - 1])):
        end -= 1
    return lines[:end]


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


def _quoted(post: Post, cell: Cell, end: int) -> Claim | None:
    """A label and code within the text directly below the cell: "Output: `3`", or lines of it."""
    lines = post.lines[: end - 1]
    at = next((n for n in range(cell.fence.end_line, len(lines)) if lines[n].strip()), len(lines))
    stop = next((n for n in range(at, len(lines)) if not lines[n].strip()), len(lines))
    label, tick, _ = "".join(lines[at : at + 1]).partition("`")
    if not label.strip() or not _is_label(_EMPHASIS.sub("", label)):
        return None
    rows = range(at if tick else at + 1, stop)
    matches = [_IN_TEXT.fullmatch(lines[n], len(label) if n == at else 0) for n in rows]
    found = [match for match in matches if match]
    if not found or len(found) < len(matches):
        return None
    spans = tuple(Span(n + 1, *match.span("said")) for n, match in zip(rows, found, strict=True))
    return Claim(
        ClaimKind.BLOCK, "quoted output", "\n".join(one["said"] for one in found), spans, cell.subject
    )


_IN_TEXT = re.compile(r"\s*`(?P<said>[^`]+)`\s*(?:\\|<br ?/?>)?\s*")
_EMPHASIS = re.compile(r"[*_]{1,3}")


def _indented(post: Post, cell: Cell, end: int) -> Claim | None:
    """A code block by indentation directly below the cell, as nbconvert writes outputs."""
    lines = post.lines
    at = cell.fence.end_line
    while at < end - 1 and not re.match(r"(?: {4}|\t)\s*\S", lines[at]):
        at += 1
    if at >= end - 1 or cell.fence.indent or lines[at - 1].strip():
        return None
    said = between(post, cell.fence.end_line, at + 1)
    if said is None or (said.text and not said.announced) or is_remark(post, cell.fence.end_line, at + 1):
        return None
    stop = at
    for index in range(at, min(end - 1, len(lines))):
        if lines[index].strip() and not re.match(r" {4}|\t", lines[index]):
            break
        stop = index + 1 if lines[index].strip() else stop
    at += 1 if at + 1 < stop and (_RUNS.match(lines[at]) or _is_label(lines[at])) else 0
    while stop > at and _says_nothing(lines[stop - 1]):
        stop -= 1
    if stop == at:
        return None
    pieces = [re.sub(r"^(?: {4}|\t)", "", line).rstrip("\r") for line in lines[at:stop]]
    spans = tuple(
        Span(at + 1 + index, len(line.rstrip("\r")) - len(piece), len(line.rstrip("\r")))
        for index, (line, piece) in enumerate(zip(lines[at:stop], pieces, strict=True))
    )
    return Claim(ClaimKind.BLOCK, "indented block", "\n".join(pieces), spans, cell.subject)


def _is_label(line: str) -> bool:
    """Whether a line is nothing but the word that announces an output, be it misspelt: `[Outpt]`."""
    return labels.strong(line.strip()) >= len(line.strip()) or bool(_MISSPELT.fullmatch(line.strip()))


_MISSPELT = re.compile(r"\[Out[a-z]{0,6}\]:?", re.IGNORECASE)


def _table(post: Post, cell: Cell, end: int) -> Claim | None:
    """A Markdown or HTML table between the cell and the next fence."""
    lines = post.lines
    at = cell.fence.end_line
    while at < end - 1 and not (_TABLE.match(lines[at]) or re.match(r"\s*<(?:div|table)\b", lines[at])):
        at += 1
    said = between(post, cell.fence.end_line, at + 1) if at < end - 1 else None
    if said is None or (said.text and not said.announced):
        return None
    stop = _end_of_table(lines, at, end)
    if stop is None or stop - at < 3:
        return None
    rows = [line.rstrip("\r") for line in lines[at:stop]]
    spans = tuple(Span(at + 1 + index, 0, len(row)) for index, row in enumerate(rows))
    return Claim(ClaimKind.BLOCK, "table", "\n".join(rows), spans, cell.subject)


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
