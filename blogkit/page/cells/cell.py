"""A cell and what it showed -> HTML."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from blogkit.model import Cell, Claim, ClaimKind, Output, Result, Step, Verdict
from blogkit.page.cells.errors import failure_html
from blogkit.page.cells.kinds import Drawn, Tools, drawn, is_picture, of_artists
from blogkit.page.cells.marks import alerts, by_last_line, mark
from blogkit.page.cells.order import STREAMS, in_order, without_places
from blogkit.page.cells.text import text_html
from blogkit.source import ENGLISH, Words
from blogkit.values import frozen

OURS = frozenset({"execute", "raises", "unstable", "hide", "timeout", "stderr", "traceback", "fold"})
"""Attributes of a cell's fence that are no business of the page's."""


@frozen
class Shown:
    """One cell of the page: the fence, what ran for it, and what was said about it."""

    cell: Cell
    step: Step | None
    result: Result
    verdicts: Sequence[Verdict] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Of the fence."""
    stderr: str = "show"
    traceback: str = "fold"


Highlight = Callable[[str, str], str]
"""(code, language) -> highlighted HTML with the same number of lines, no element across lines."""
Frame = Callable[[list[str], str, Mapping[str, Any]], str]
"""(coloured lines, language, attributes of the fence) -> the block."""


@frozen
class Look:
    """How code comes to look."""

    highlight: Highlight
    frame: Frame
    words: Words = ENGLISH


def cell_html(shown: Shown, look: Look, tools: Tools) -> Drawn:
    """The code with its marks, and below it the outputs that the text beside does not state already."""
    hide = shown.cell.options.hide
    if hide == "all":
        return Drawn("")
    code = "" if hide == "code" else _marked_code(shown, look)
    outputs = [] if hide == "output" else list(_outputs(shown, tools))
    below = "".join((*alerts(shown.verdicts), *(output.html for output in outputs)))
    lost = tuple(reason for output in outputs for reason in output.lost)
    return Drawn(f'<div class="cell">{code}{below}</div>\n', lost)


def _marked_code(shown: Shown, look: Look) -> str:
    """The highlighted code, a mark at the end of each claim."""
    fence = shown.cell.fence
    attributes = {name: value for name, value in shown.attributes.items() if name.lower() not in OURS}
    return marked_block(
        fence.code,
        fence.language or "python",
        attributes,
        marks(fence.code_line, shown.verdicts, look.words),
        look,
    )


def marks(line: int, verdicts: Sequence[Verdict], words: Words) -> dict[int, str]:
    """What stands behind the lines of a block, counted from 0; `line` is the line of its first line."""
    return {
        last - line: "".join(f" {mark(verdict, words)}" for verdict in those)
        for last, those in by_last_line(verdicts).items()
    }


def marked_block(
    code: str, language: str, attributes: Mapping[str, Any], behind: Mapping[int, str], look: Look
) -> str:
    """A code block of any language, framed as any fence; a line with a mark breaks where it is too long."""
    rows = look.highlight(code, language).removesuffix("\n").split("\n")
    rows = [
        f'<span class="stated">{row}{behind[number]}</span>' if number in behind else row
        for number, row in enumerate(rows)
    ]
    return look.frame(rows, language, attributes)


def _outputs(shown: Shown, tools: Tools) -> Iterator[Drawn]:
    step, result = shown.step, shown.result
    if step is None:
        return
    outputs = in_order(step, result)
    drew = any(map(is_picture, outputs))
    for output in outputs:
        if output.kind in STREAMS:
            yield _stream(output, shown, tools)
        elif not _said(step, result, output) and not (drew and _is_for_no_reader(output)):
            yield drawn(output, tools)
    raised = result.failure or next(iter(result.raised), None)
    if raised is not None:
        expected = bool(step.options.raises)
        yield Drawn(failure_html(raised, shown.traceback, expected=expected))


def _stream(output: Output, shown: Shown, tools: Tools) -> Drawn:
    """What was printed; an output fence, a table or a transcript shows all of it already."""
    text = output.data.get("text/plain", "")
    claims = shown.step.claims if shown.step else ()
    if output.kind == "stdout":
        return Drawn("" if _said_by_block(claims) else text_html(text, fold=tools.fold))
    if shown.stderr == "hide":
        return Drawn("")
    text = without_places(text)
    stated = "\n".join(claim.expected for claim in claims)
    return Drawn("" if text.strip() and text.strip() in stated else text_html(text, "stderr", tools.fold))


def _is_for_no_reader(output: Output) -> bool:
    """`[<matplotlib.lines.Line2D at 0x…>]` beside a picture says nothing."""
    return set(output.data) == {"text/plain"} and of_artists(output.data["text/plain"])


def _said_by_block(claims: Sequence[Claim]) -> bool:
    """An output fence, a table or a transcript shows the whole output already."""
    return any(claim.kind in {ClaimKind.BLOCK, ClaimKind.DOCTEST} for claim in claims)


def _said(step: Step, result: Result, output: Output) -> bool:
    """Whether a claim speaks of the cell's last value, which `output` shows."""
    if output.kind != "result" or not result.shown:
        return _said_by_block(step.claims) and output.kind == "result"
    last = result.shown[-1]
    return any(claim.subject[0] <= last.line <= claim.subject[1] for claim in step.claims) or _said_by_block(
        step.claims
    )
