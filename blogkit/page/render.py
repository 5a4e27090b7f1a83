"""Post and verdicts -> the HTML of its body, and the pictures its cells drew."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from html import escape
from typing import Any

from blogkit.cache import digest
from blogkit.errors import ContentError
from blogkit.hugo import (
    Context,
    FencedBlock,
    Rendered,
    clean_html,
    clean_svg,
    coloured,
    framed,
    images,
)
from blogkit.hugo import highlight as highlight_fence
from blogkit.hugo import render as render_markdown
from blogkit.model import Cell, ClaimKind, Judged, Post, Result, Step, StepKind, Verdict
from blogkit.page.cells.cell import Look, Shown, cell_html, marked_block, marks
from blogkit.page.cells.kinds import Tools
from blogkit.page.cells.marks import put_marks, with_marks_in_prose, without_marks
from blogkit.page.cells.whole import NotShownError
from blogkit.page.mathml import FormulaError, Mathematics, sound_macros, source_of, unknown_labels
from blogkit.source import Highlight, Words, table
from blogkit.values import frozen


@frozen
class Body:
    """A rendered body. `pictures` are the files its cells drew: name beside the page -> bytes."""

    rendered: Rendered
    pictures: Mapping[str, bytes] = field(default_factory=dict[str, bytes])


MONEY = re.compile(r"\$\d")
FOLD = 40
"""So many lines of an output stand open where nobody says otherwise."""
Recall = Callable[[str, Callable[[], str]], str]
"""(key, function that makes an answer) -> the answer kept under the key, or a new one."""


def at_once(_key: str, make: Callable[[], str]) -> str:
    """Remember nothing."""
    return make()


def render(post: Post, judged: Judged | None, context: Context, recall: Recall = at_once) -> Body:
    """Render a post; without verdicts it comes out as Hugo would render it.

    `recall` remembers highlighted code: a post whose prose was edited needs no highlighter. A page that
    refers to an equation further down is read twice.
    """
    formulas = _Formulas(post, context)
    body = _read(post, judged, context, recall, formulas)
    if not formulas.waiting:
        return body
    formulas = _Formulas(post, context, formulas.mathematics.again())
    return _read(post, judged, context, recall, formulas)


def _read(post: Post, judged: Judged | None, context: Context, recall: Recall, formulas: "_Formulas") -> Body:
    pictures: dict[str, bytes] = {}
    code = _Code(context.settings.markup.highlight, recall)
    context = replace(context, math=formulas.html, code=code.fence)
    lines = post.lines
    fences = _Fences(judged, pictures, code, context, formulas) if judged is not None else None
    if judged is not None and fences is not None:
        lines = with_marks_in_prose(post, judged.verdicts)
        context = replace(context, fence=fences.html)
    first = post.front_matter.body_line
    rendered = render_markdown("\n".join(lines[first - 1 :]), first, context)
    if judged is not None:
        rendered = _with_marks(rendered, judged.verdicts, context.settings.words)
    rendered = replace(rendered, toc=formulas.in_contents(rendered.toc))
    lost = fences.problems if fences else ()
    found = (*rendered.problems, *formulas.problems, *lost)
    return Body(replace(rendered, problems=found), pictures)


def _with_marks(rendered: Rendered, verdicts: Sequence[Verdict], words: Words) -> Rendered:
    html = put_marks(rendered.html, verdicts, words)
    return replace(
        rendered, html=html, summary=without_marks(rendered.summary), toc=without_marks(rendered.toc)
    )


@frozen
class _Wish:
    """What `[params.blogkit]` says of the looks of outputs: the post first, then the site."""

    site: Mapping[str, Any]
    post: Mapping[str, Any]

    def _said(self, name: str) -> object:
        return self.post.get(name, self.site.get(name))

    def word(self, name: str, usual: str) -> str:
        said = self._said(name)
        return said if isinstance(said, str) else usual

    def number(self, name: str, usual: int) -> int:
        said = self._said(name)
        return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else usual

    def truth(self, name: str) -> bool:
        return self._said(name) is True


class _Formulas:
    """Converts the formulas of one post and remembers those it could not."""

    def __init__(self, post: Post, context: Context, mathematics: Mathematics | None = None) -> None:
        self._post = post
        self._path = str(post.source.path)
        wishes = (context.settings.blogkit, post.front_matter.blogkit)
        given = {name: body for wish in wishes for name, body in table(wish.get("macros")).items()}
        macros, bad = sound_macros(given)
        self.problems = [
            ContentError(self._path, 0, f"[params.blogkit.macros] {name} is no macro") for name in bad
        ]
        self.mathematics = mathematics or Mathematics(macros)
        self._is_second = mathematics is not None
        self._may_be_money = MONEY.search(post.source.text) is not None
        self._inline: dict[str, str] = {}
        """The formulas that may stand in headings."""
        self.waiting = False
        """Whether a formula refers to an equation that has not come yet."""

    def html(self, tex: str, display: bool) -> str:
        if not display and self._may_be_money:
            self._warn_of_money(tex)
        try:
            html = self._known(tex, display=display)
        except FormulaError as error:
            self._warn(tex, f"formula: {error}")
            return source_of(tex, str(error), display=display)
        if not display:
            self._inline.setdefault(tex, html)
        return html

    def in_contents(self, toc: str) -> str:
        """Hugo leaves TeX in a table of contents to a script; here stands the formula of the heading."""
        if "$" not in toc and "\\(" not in toc:
            return toc
        for tex, html in self._inline.items():
            for written in (f"${tex}$", f"\\({tex}\\)"):
                toc = toc.replace(escape(written, quote=False), html)
        return toc

    def shown(self, tex: str, display: bool) -> str:
        """A formula that a cell displays. Raises NotShownError."""
        try:
            return self._known(tex, display=display)
        except FormulaError as error:
            raise NotShownError(str(error)) from error

    def _known(self, tex: str, *, display: bool) -> str:
        html = self.mathematics.mathml(tex, display=display)
        labels = unknown_labels(html) if "(??)" in html or "??</a>" in html else []
        self.waiting = self.waiting or (bool(labels) and not self._is_second)
        for label in labels if self._is_second else ():
            self._warn(tex, f"formula: no equation of the page has the label {label}")
        return html

    def _warn_of_money(self, tex: str) -> None:
        written = f"${tex}$"
        at = self._post.source.text.find(written)
        if at >= 0 and self._post.source.text[at + len(written) :][:1].isdecimal():
            short = " ".join(tex.split())
            self._warn(
                tex, f'"{short}" between two dollar signs is taken for a formula; write \\\\$ for money'
            )

    def _warn(self, tex: str, message: str) -> None:
        self.problems.append(ContentError(self._path, self._line(tex), message))

    def _line(self, tex: str) -> int:
        first = next((line for line in tex.split("\n") if line.strip()), tex)
        return next((n for n, line in enumerate(self._post.lines, 1) if first in line), 0)


_IDLE = re.compile(r'<span class="(?:n|o|p|w|x)">([^<]*)</span>')
_ALIKE = re.compile(r'<span class="(\w+)">[^<]*</span>(?:<span class="\1">[^<]*</span>)+')
_PARTING = re.compile(r'</span><span class="\w+">')


def without_idle(html: str) -> str:
    """Highlighted code without what has no colour of its own: names and signs, four spans of five.

    Neighbours of one kind become one: a string comes in three.

    >>> without_idle('<span class="k">def</span> <span class="nf">f</span><span class="p">(</span>')
    '<span class="k">def</span> <span class="nf">f</span>('
    >>> without_idle('<span class="s2">&#34;</span><span class="s2">a</span>')
    '<span class="s2">"a</span>'
    """
    html = _IDLE.sub(r"\1", html).replace("&#34;", '"').replace("&#39;", "'")
    return _ALIKE.sub(lambda run: _PARTING.sub("", run[0]), html)


@frozen
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

    def framed(self, lines: list[str], language: str, attributes: Mapping[str, Any]) -> str:
        """A block of coloured lines as Hugo shows it."""
        return framed(lines, language, attributes, self.settings)

    def lines(self, code: str, language: str) -> str:
        """The lines of a cell."""
        return self.recall(digest("lines", language, code), lambda: without_idle(coloured(code, language)))


class _Fences:
    """Puts cells with their outputs, and marked output fences, in place of plain highlighted code."""

    def __init__(
        self,
        judged: Judged,
        pictures: dict[str, bytes],
        code: _Code,
        context: Context,
        formulas: _Formulas,
    ) -> None:
        self._judged = judged
        self._look = Look(code.lines, code.framed, context.settings.words)
        self._pictures = pictures
        self._context = context
        self._formulas = formulas
        self._wish = _Wish(context.settings.blogkit, judged.executed.post.front_matter.blogkit)
        self.problems: list[ContentError] = []
        post, executed = judged.executed.post, judged.executed
        self._cells = {cell.fence.line: cell for cell in post.cells}
        self._claimed: dict[int, list[Verdict]] = {}
        for verdict in judged.verdicts:
            self._claimed.setdefault(verdict.claim.line, []).append(verdict)
        self._ran = {
            step.line: (step, result)
            for step, result in zip(executed.steps, executed.results, strict=True)
            if step.kind is StepKind.CELL
        }

    def html(self, block: FencedBlock) -> str | None:
        """A cell with its outputs, or a marked output; None for any other fence."""
        cell = self._cells.get(block.line)
        if cell is not None:
            return self._cell(cell, block)
        last = block.line + block.code.count("\n") + 1
        claimed = self._about(block.line, last)
        if not claimed:
            return None
        behind = marks(block.line + 1, claimed, self._look.words)
        html = marked_block(block.code, block.language, block.attributes, behind, self._look)
        return f'<div class="output stated">{html}</div>' if self._is_output(claimed) else html

    def _is_output(self, claimed: Sequence[Verdict]) -> bool:
        """Whether a fence states what a cell shows: it looks like what a cell showed."""
        return all(verdict.claim.kind is ClaimKind.BLOCK for verdict in claimed)

    def _cell(self, cell: Cell, block: FencedBlock) -> str:
        step, result = self._ran.get(cell.line, (None, Result()))
        claimed = self._about(cell.fence.line, cell.fence.end_line)
        options = cell.options
        shown = Shown(
            cell,
            step,
            result,
            claimed,
            block.attributes,
            options.stderr or self._wish.word("stderr", "show"),
            options.traceback or self._wish.word("traceback", "fold"),
        )
        fold = self._wish.number("fold", FOLD) if options.fold is None else options.fold
        drawn = cell_html(shown, self._look, self._tools(fold, pictures_below=self._pictured(cell, step)))
        path = str(self._judged.executed.post.source.path)
        self.problems += [
            ContentError(path, cell.line, f"this cell: {one}") for one in dict.fromkeys(drawn.lost)
        ]
        return drawn.html

    def _tools(self, fold: int, *, pictures_below: bool) -> Tools:
        return Tools(
            store=self._store,
            markdown=self._markdown,
            math=self._formulas.shown,
            highlight=self._look.highlight,
            html=str if self._context.trusted else clean_html,
            svg=str if self._context.trusted else clean_svg,
            scripts=self._wish.truth("scripts") and self._context.trusted,
            fold=fold,
            pictures_below=pictures_below,
        )

    def _markdown(self, text: str) -> str:
        """Markdown that a cell displays: it has no lines of its own, and formulas as in any notebook."""
        return render_markdown(text, 1, replace(self._context, math_by_default=True)).html

    def _about(self, first: int, last: int) -> list[Verdict]:
        return [verdict for line in range(first + 1, last + 1) for verdict in self._claimed.get(line, ())]

    def _pictured(self, cell: Cell, step: Step | None) -> bool:
        """Whether the text itself shows the cell's picture, before the next cell."""
        if step is None:
            return False
        post = self._judged.executed.post
        behind = bisect_right(post.cells, cell.line, key=lambda other: other.line)
        following = post.cells[behind].line if behind < len(post.cells) else 10**9
        shown = images(post)
        first = bisect_right(shown, cell.fence.end_line, key=lambda image: image.line)
        return first < len(shown) and shown[first].line < following

    def _store(self, ending: str, data: bytes) -> str:
        """Name a picture by its content: two builds give it the same name."""
        name = f"output-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
        self._pictures[name] = data
        return name


__all__ = ["Body", "render"]
