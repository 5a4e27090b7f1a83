"""Executed -> what asks to be filled: `# Output:` with nothing behind it, an empty output fence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from functools import cached_property

from blogkit.check.claims import Found, labels, strings, survey
from blogkit.check.figures import pictures
from blogkit.check.judge.case import Case
from blogkit.check.judge.excuses import EXCUSES
from blogkit.check.judge.facts import Facts, facts
from blogkit.check.judge.fix import Edit
from blogkit.check.judge.observations import OUTPUT_CUT, about, is_cut
from blogkit.check.judge.table_cells import grid, in_markdown, plain
from blogkit.code import Remark, Statement, understand
from blogkit.hugo import images
from blogkit.model import Cell, Claim, ClaimKind, Executed, Fence, Observation, Result, Span, StepKind
from blogkit.values import frozen

_LONGEST = 2_000
"""Signs of an output that is filled in; more is the author's to choose from."""
_EMPTY = "shows no output of the cell"


@frozen
class Fill:
    """A place that asks to be filled, with what comes there or why it is left to the author."""

    line: int
    edit: Edit | None = None
    by_hand: str = ""
    picture: tuple[str, bytes] | None = None
    """An image's path, as the post writes it, and its bytes."""


@frozen
class _Post:
    executed: Executed
    found: Found = field(default_factory=Found)

    @cached_property
    def facts(self) -> Facts:
        return facts(self.executed)

    @property
    def lines(self) -> list[str]:
        return self.executed.post.lines


def fills(executed: Executed) -> tuple[Fill, ...]:
    """Every place that asks, in order of lines."""
    if not executed.steps:
        return ()
    post = _Post(executed, survey(executed.post))
    found: list[Fill] = []
    taken = {image.path for image in images(executed.post)}
    for cell in executed.post.cells:
        found += (*_labels(post, cell), *_fences(post, cell, frozenset(taken)))
        taken |= {fill.picture[0] for fill in found if fill.picture}
    return tuple(sorted(found, key=lambda fill: fill.line))


def _labels(post: _Post, cell: Cell) -> Iterator[Fill]:
    """Comments that hold nothing but a label."""
    understood = understand(post.executed.post, cell)
    answered = {claim.line - 1 for claim in post.found.claims if claim.kind is ClaimKind.FOLLOWING}
    last = cell.line + cell.fence.code.rstrip("\n").count("\n")
    if any(
        claim.kind is ClaimKind.BLOCK and cell.line <= claim.subject[1] <= last + 1
        for claim in post.found.claims
    ):
        answered |= {last}  # the fence below the cell
    for remark in understood.remarks:
        text = remark.text.rstrip()
        statement = understood.above(remark.line) if remark.alone else understood.at(remark.line)
        asks = text.strip() and labels.strong(text) >= len(text) and remark.line not in answered
        if asks and statement and strings.stands_below(understood, remark) is None:
            yield _label(post, remark, statement)


def _label(post: _Post, remark: Remark, statement: Statement) -> Fill:
    last = statement.after if statement.compound else statement.last
    asked = Claim(ClaimKind.FOLLOWING, "label", "", (Span(remark.line, 0, 0),), (statement.first, last))
    shown, why = _shown(post, asked)
    if why:
        return Fill(remark.line, by_hand=why)
    line = post.lines[remark.line - 1]
    text = shown.text.strip("\n").rstrip()
    if "\n" not in text:
        return Fill(remark.line, _lines(post, remark.line, remark.line, [f"{line.rstrip()} {text.strip()}"]))
    margin = line[: len(line) - len(line.lstrip())]
    rows = [f"{margin}# {row}".rstrip() for row in text.split("\n")]
    return Fill(remark.line, _lines(post, remark.line, remark.line, [line, *rows]))


def _fences(post: _Post, cell: Cell, taken: frozenset[str]) -> Iterator[Fill]:
    """The fence below a cell where an output belongs and none stands."""
    fence = next(iter(post.executed.post.fences_behind(cell.fence.end_line)), None)
    asks = {comment.line for comment in post.found.comments if comment.why_not == _EMPTY}
    if fence and fence.line in asks and not fence.code.strip():
        yield _fence(post, cell, fence, taken)


def _fence(post: _Post, cell: Cell, fence: Fence, taken: frozenset[str]) -> Fill:
    asked = Claim(ClaimKind.BLOCK, "output fence", "", (Span(fence.line, 0, 0),), cell.subject)
    result = _result(post, asked)
    drawn = pictures(result) if result else []
    if drawn and not any(one.kind == "stdout" for one in (result or Result()).outputs):
        return _picture(post, fence, drawn[-1], taken)
    shown, why = _shown(post, asked)
    if why:
        return Fill(fence.line, by_hand=why)
    margin = _margin(post, fence)
    table = _markdown_table(shown.value.html) if shown.value else []
    if table:
        rows = [margin + row for row in table]
        edit = _lines(post, fence.line, fence.end_line, rows)
        return Fill(fence.line, replace(edit, brings_block=True))
    text = shown.text.strip("\n").rstrip()
    if re.search(r"^\s*(?:```|~~~)", text, re.MULTILINE):
        return Fill(fence.line, by_hand="what is shown holds a fence itself")
    rows = [margin + row for row in text.split("\n")]
    opening, closing = post.lines[fence.line - 1], post.lines[fence.end_line - 1]
    return Fill(fence.line, _lines(post, fence.line, fence.end_line, [opening, *rows, closing]))


def _picture(post: _Post, fence: Fence, png: bytes, taken: frozenset[str]) -> Fill:
    """An image line in place of the fence, and the file that it shows, under a name that is not taken."""
    source = post.executed.post.source
    own = source.path.stem.lower() in {"index", "_index"}
    folder = "" if own else f"/images/{source.path.stem}/"
    number = next(n for n in range(1, len(taken) + 2) if f"{folder}figure-{n}.png" not in taken)
    path = f"{folder}figure-{number}.png"
    row = f"{_margin(post, fence)}![Figure {number}]({path})"
    edit = replace(_lines(post, fence.line, fence.end_line, [row]), brings_block=True, is_picture=True)
    return Fill(fence.line, edit, picture=(path, png))


def _margin(post: _Post, fence: Fence) -> str:
    """What stands before a fence: in a list, in a quotation."""
    line = post.lines[fence.line - 1]
    return line[: len(line) - len(line.lstrip(" \t>"))]


def _lines(post: _Post, first: int, last: int, rows: Sequence[str]) -> Edit:
    spans = tuple(Span(line, 0, len(post.lines[line - 1])) for line in range(first, last + 1))
    return Edit(spans, tuple(rows))


def _result(post: _Post, asked: Claim) -> Result | None:
    index = _index(post, asked)
    return post.executed.results[index] if index is not None else None


def _index(post: _Post, asked: Claim) -> int | None:
    steps = enumerate(post.executed.steps)
    return next(
        (
            at
            for at, step in steps
            if step.kind is StepKind.CELL
            and step.line <= asked.subject[0] <= step.line + step.code.count("\n")
        ),
        None,
    )


def _shown(post: _Post, asked: Claim) -> tuple[Observation, str]:
    """What comes into a place, or why nothing does."""
    nothing = Observation("")
    index = _index(post, asked)
    if index is None:
        return nothing, "its cell was not run"
    result = post.executed.results[index]
    seen = about(asked, result)
    failure = result.failure
    if failure and failure.line <= asked.subject[1]:
        return nothing, f"line {failure.line} raises {failure.name}, which the text does not announce"
    if is_cut(result):
        return nothing, OUTPUT_CUT
    if not seen:
        return nothing, "nothing is shown that could stand there"
    case = Case(replace(asked, expected=seen[0].text), post.executed, index, seen, post.facts)
    why = case.suffering or next((why for _, rule in EXCUSES.values() if (why := rule(case))), "")
    if not why and len(seen[0].text) > _LONGEST:
        why = f"{len(seen[0].text):,} signs are shown"
    return seen[0], why


def _markdown_table(html: str) -> list[str]:
    """A data frame as the rows of a Markdown table; nothing where it has heads in several rows."""
    rows = [[in_markdown(plain(cell.text)) for cell in row] for row in grid(html)] if html else []
    if len(rows) < 2 or len({len(row) for row in rows}) != 1 or not any(rows[0]):
        return []
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in rows]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return [lines[0], rule, *lines[1:]]
