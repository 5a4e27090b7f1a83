"""A cell and what it showed -> HTML."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from blogkit.model import Cell, Claim, ClaimKind, Failure, Output, Result, Step, Verdict
from blogkit.page.cells.marks import alerts, by_last_line, mark

NOT_FOR_READERS = re.compile(r"^(?:\[?<[\w.]+(?: object)?[^>]*>,?\s*\]?)+$")
"""`[<matplotlib.lines.Line2D at 0x…>]` beside a picture says nothing."""
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Shown:
    """One cell of the page: the fence, what ran for it, and what was said about it."""

    cell: Cell
    step: Step | None
    result: Result
    verdicts: Sequence[Verdict] = ()
    pictures_below: bool = False
    """The text shows the cell's pictures itself, as figures."""


Highlight = Callable[[str, str], str]
"""(code, language) -> highlighted HTML with the same number of lines, no element across lines."""
Store = Callable[[str, bytes], str]
"""(ending, bytes) -> the address under which the page finds the file."""


def cell_html(shown: Shown, highlight: Highlight, store: Store) -> str:
    """The code with its marks, and below it the outputs that the text beside does not state already."""
    hide = shown.cell.options.hide
    if hide == "all":
        return ""
    code = "" if hide == "code" else marked_code(shown.cell, shown.verdicts, highlight)
    outputs = "" if hide == "output" else "".join(_outputs(shown, store))
    return f'<div class="cell">{code}{"".join(alerts(shown.verdicts))}{outputs}</div>\n'


def marked_code(cell: Cell, verdicts: Sequence[Verdict], highlight: Highlight) -> str:
    """The highlighted code, a mark at the end of each claim."""
    fence = cell.fence
    return marked_block(fence.code, fence.language or "python", fence.code_line, verdicts, highlight)


def marked_block(
    code: str, language: str, line: int, verdicts: Sequence[Verdict], highlight: Highlight
) -> str:
    """A code block of any language; `line` is the line of its first line."""
    found = by_last_line(verdicts)
    rows = highlight(code, language).removesuffix("\n").split("\n")
    marked = [
        row + "".join(f" {mark(verdict)}" for verdict in found.get(number, ()) if mark(verdict))
        for number, row in enumerate(rows, line)
    ]
    text = "\n".join(marked)
    return (
        f'<div class="highlight"><pre tabindex="0" class="chroma"><code class="language-{escape(language)}" '
        f'data-lang="{escape(language)}">{text}\n</code></pre></div>'
    )


def _outputs(shown: Shown, store: Store) -> list[str]:
    step, result = shown.step, shown.result
    if step is None:
        return []
    html = [_text(_unsaid_print(step, result))] if not _said_by_block(step.claims) else []
    drew = any("image/png" in output.data or "image/svg+xml" in output.data for output in result.outputs)
    html += [
        _rich(output, store, drew=drew, pictures_below=shown.pictures_below)
        for output in result.outputs
        if output.kind in {"display", "result"} and not _said(step, result, output)
    ]
    raised = result.failure or next(iter(result.raised), None)
    if raised is not None:
        html.append(_failure(raised, expected=bool(step.options.raises)))
    return html


def _said_by_block(claims: Sequence[Claim]) -> bool:
    """An output fence, a table or a transcript shows the whole output already."""
    return any(claim.kind in {ClaimKind.BLOCK, ClaimKind.DOCTEST} for claim in claims)


def _unsaid_print(step: Step, result: Result) -> str:
    """What was printed by lines that no claim speaks of."""
    said = [claim.subject for claim in step.claims if claim.labelled]
    records = [record for record in result.printed if record.stream == "stdout"]
    if not records:
        return "".join(
            output.data.get("text/plain", "") for output in result.outputs if output.kind == "stdout"
        )
    return "".join(
        record.text
        for record in records
        if not any(first <= line <= last for line in record.lines for first, last in said)
    )


def _said(step: Step, result: Result, output: Output) -> bool:
    """Whether a claim speaks of the cell's last value, which `output` shows."""
    if output.kind != "result" or not result.shown:
        return _said_by_block(step.claims) and output.kind == "result"
    last = result.shown[-1]
    return any(claim.subject[0] <= last.line <= claim.subject[1] for claim in step.claims) or _said_by_block(
        step.claims
    )


def _text(text: str) -> str:
    text = ANSI.sub("", text).rstrip()
    return (
        f'<div class="output"><pre tabindex="0">{escape(text, quote=False)}</pre></div>'
        if text.strip()
        else ""
    )


def _rich(output: Output, store: Store, *, drew: bool, pictures_below: bool) -> str:
    data = output.data
    if "image/svg+xml" in data:
        return "" if pictures_below else _picture(store("svg", data["image/svg+xml"].encode()))
    if "image/png" in data:
        return "" if pictures_below else _picture(store("png", _decoded(data["image/png"])))
    if "text/html" in data:
        return f'<div class="output rich">{data["text/html"]}</div>'
    plain = data.get("text/plain", "")
    return "" if drew and NOT_FOR_READERS.match(plain.strip()) else _text(plain)


def _decoded(data: str) -> bytes:
    import base64  # noqa: PLC0415  (only a page with pictures needs it)

    return base64.b64decode(data)


def _picture(address: str) -> str:
    image = f'<img src="{escape(address)}" alt="The picture this cell draws">'
    return f'<div class="output">{image}</div>'


def _failure(failure: Failure, *, expected: bool) -> str:
    words = escape(f"{failure.name}: {failure.message}".strip(": "))
    role = "" if expected else ' role="alert"'
    return f'<div class="output error"{role}><pre tabindex="0">{words}</pre></div>'
