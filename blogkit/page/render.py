"""Post and verdicts -> the HTML of its body, and the pictures its cells drew."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from blogkit.cache import digest
from blogkit.errors import ContentError
from blogkit.hugo import Context, FencedBlock, Rendered, coloured, images
from blogkit.hugo import highlight as highlight_fence
from blogkit.hugo import render as render_markdown
from blogkit.model import Cell, Judged, Post, Result, Step, StepKind, Verdict
from blogkit.page.cells.cell import Shown, cell_html, marked_block
from blogkit.page.cells.marks import put_marks, with_marks_in_prose
from blogkit.page.mathml import FormulaError, mathml, source_of
from blogkit.source import Highlight


@dataclass(frozen=True)
class Body:
    """A rendered body. `pictures` are the files its cells drew: name beside the page -> bytes."""

    rendered: Rendered
    pictures: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


Recall = Callable[[str, Callable[[], str]], str]
"""(key, function that makes an answer) -> the answer kept under the key, or a new one."""


def at_once(_key: str, make: Callable[[], str]) -> str:
    """Remember nothing."""
    return make()


def render(post: Post, judged: Judged | None, context: Context, recall: Recall = at_once) -> Body:
    """Render a post; without verdicts it comes out as Hugo would render it.

    `recall` remembers highlighted code: a post whose prose was edited needs no highlighter.
    """
    pictures: dict[str, bytes] = {}
    formulas = _Formulas(post)
    code = _Code(context.settings.markup.highlight, recall)
    context = replace(context, math=formulas.html, code=code.fence)
    lines = post.lines
    if judged is not None:
        lines = with_marks_in_prose(post, judged.verdicts)
        context = replace(context, fence=_Fences(judged, pictures, code).html)
    first = post.front_matter.body_line
    rendered = render_markdown("\n".join(lines[first - 1 :]), first, context)
    if judged is not None:
        rendered = _with_marks(rendered, judged.verdicts)
    return Body(replace(rendered, problems=(*rendered.problems, *formulas.problems)), pictures)


def _with_marks(rendered: Rendered, verdicts: Sequence[Verdict]) -> Rendered:
    html, summary, toc = (
        put_marks(text, verdicts) for text in (rendered.html, rendered.summary, rendered.toc)
    )
    return replace(rendered, html=html, summary=summary, toc=toc)


class _Formulas:
    """Converts the formulas of one post and remembers those it could not."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.problems: list[ContentError] = []

    def html(self, tex: str, display: bool) -> str:
        try:
            return mathml(tex, display=display)
        except FormulaError as error:
            self.problems.append(
                ContentError(str(self._post.source.path), self._line(tex), f"formula: {error}")
            )
            return source_of(tex, str(error), display=display)

    def _line(self, tex: str) -> int:
        first = next((line for line in tex.split("\n") if line.strip()), tex)
        return next((n for n, line in enumerate(self._post.lines, 1) if first in line), 0)


@dataclass(frozen=True)
class _Code:
    """Highlights code, or remembers how it was."""

    settings: Highlight
    recall: Recall

    def fence(self, block: FencedBlock) -> str | None:
        """A fence as Hugo shows it."""
        if not self.settings.code_fences:
            return None
        parts = block.language, block.attributes, self.settings
        key = digest("fence", repr(parts), block.code)
        return self.recall(
            key, lambda: highlight_fence(block.code, block.language, block.attributes, self.settings)
        )

    def lines(self, code: str, language: str) -> str:
        """The lines of a cell."""
        return self.recall(digest("lines", language, code), lambda: coloured(code, language))


class _Fences:
    """Puts cells with their outputs, and marked output fences, in place of plain highlighted code."""

    def __init__(self, judged: Judged, pictures: dict[str, bytes], code: _Code) -> None:
        self._judged = judged
        self._code = code
        self._pictures = pictures
        post, executed = judged.executed.post, judged.executed
        self._cells = {cell.fence.line: cell for cell in post.cells}
        self._ran = {
            step.line: (step, result)
            for step, result in zip(executed.steps, executed.results, strict=True)
            if step.kind is StepKind.CELL
        }

    def html(self, block: FencedBlock) -> str | None:
        """A cell with its outputs, or a marked output; None for any other fence."""
        cell = self._cells.get(block.line)
        if cell is not None:
            return cell_html(self._shown(cell), self._code.lines, self._store)
        last = block.line + block.code.count("\n") + 1
        claimed = self._about(block.line, last)
        if not claimed:
            return None
        return marked_block(block.code, block.language, block.line + 1, claimed, self._code.lines)

    def _shown(self, cell: Cell) -> Shown:
        step, result = self._ran.get(cell.line, (None, Result()))
        claimed = self._about(cell.fence.line, cell.fence.end_line)
        return Shown(cell, step, result, claimed, self._pictured(cell, step))

    def _about(self, first: int, last: int) -> list[Verdict]:
        return [verdict for verdict in self._judged.verdicts if first < verdict.claim.line <= last]

    def _pictured(self, cell: Cell, step: Step | None) -> bool:
        """Whether the text itself shows the cell's picture, before the next cell."""
        if step is None:
            return False
        post = self._judged.executed.post
        following = min((other.line for other in post.cells if other.line > cell.line), default=10**9)
        return any(cell.fence.end_line < image.line < following for image in images(post))

    def _store(self, ending: str, data: bytes) -> str:
        """Name a picture by its content: two builds give it the same name."""
        name = f"output-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
        self._pictures[name] = data
        return name


__all__ = ["Body", "render"]
