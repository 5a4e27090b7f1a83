"""Runs of text lines -> paragraph, setext heading, table or definition list.

In Hugo's parser all four begin as a paragraph and are told apart when it ends, so they share a rule.
"""

import re
from collections.abc import Sequence
from itertools import islice

from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from blogkit.hugo.markdown.tables import Table, find_table
from blogkit.source import Markup
from blogkit.values import frozen

WHITE = " \t\n\r\v\f"
"""White space of Markdown: a no-break space is text."""
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")
_DEFINITION = re.compile(r":[ \t]")


@frozen
class _Run:
    """Lines that belong together, and what ended them."""

    start: int
    end: int
    underline: str = ""


class TextRule:
    """The last block rule: takes what no other rule wants."""

    def __init__(self, markup: Markup) -> None:
        """Tables and definition lists are made where the settings have them."""
        self.tables = markup.table
        self.definitions = markup.definition_list

    def __call__(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """Read the run of lines at `start`."""
        if silent:
            return False
        run = _gather(state, start, self.definitions)
        if run.underline:
            _push_heading(state, run)
        elif not (self.definitions and self._definition_list(state, run, end)):
            self._paragraph(state, run)
        return True

    def _paragraph(self, state: StateBlock, run: _Run) -> None:
        table = find_table(_lines(state, run)) if self.tables else None
        text_end = run.end if table is None else run.start + table.first
        if text_end > run.start:
            _push_text(state, "paragraph", "p", run.start, text_end)
        if table:
            _push_table(state, table, run.start + table.first)
        state.line = run.end

    # --- definition lists ----------------------------------------------------------------------------

    def _definition_list(self, state: StateBlock, run: _Run, end: int) -> bool:
        """Read terms and their definitions, as long as they follow each other."""
        line = _next_text(state, run.end, end)
        if not _is_definition(state, line, end):
            return False
        opening = state.push("dl_open", "dl", 1)
        terms: _Run | None = run
        while terms is not None:
            for number in range(terms.start, terms.end):
                _push_text(state, "dt", "dt", number, number + 1)
            line = _next_text(state, terms.end, end)
            while _is_definition(state, line, end):
                _push_definition(state, line, end)
                line = _next_text(state, state.line, end)
            terms = self._more_terms(state, line, end)
        state.push("dl_close", "dl", -1)
        opening.map = [run.start, state.line]
        return True

    def _more_terms(self, state: StateBlock, line: int, end: int) -> _Run | None:
        """Look for another run of lines with a definition below."""
        if line >= end or state.sCount[line] < state.blkIndent or state.is_code_block(line):
            return None
        if _interrupts(state, line, end):
            return None
        run = _gather(state, line, self.definitions)
        defined = not run.underline and _is_definition(state, _next_text(state, run.end, end), end)
        return run if defined else None


def _gather(state: StateBlock, start: int, definitions: bool) -> _Run:
    """Collect lines up to a blank one, an underline, or something that may interrupt a paragraph."""
    old_parent, state.parentType = state.parentType, "paragraph"
    line = start + 1
    underline = ""
    while line < state.lineMax and not state.isEmpty(line):
        indent = state.sCount[line] - state.blkIndent
        if indent <= 3 and state.sCount[line] >= 0:
            underline = _underline(state, line) if indent >= 0 else ""
            if underline or (definitions and _may_define(state, line, indent)):
                break
            if _interrupts(state, line, state.lineMax):
                break
        line += 1
    state.parentType = old_parent
    return _Run(start, line, underline)


def _interrupts(state: StateBlock, line: int, end: int) -> bool:
    """Say whether a line begins something that may interrupt a paragraph."""
    rules = state.md.block.ruler.getRules("paragraph")
    return any(rule(state, line, end, True) for rule in rules)  # noqa: FBT003 - markdown-it's `silent`


def _may_define(state: StateBlock, line: int, indent: int) -> bool:
    """Say whether a line is a definition here, or one of a list further out."""
    if not _DEFINITION.match(state.src, _begin(state, line)):
        return False
    return indent == 0 or (indent < 0 and state.sCount[line] in state.env.get("definition_columns", ()))


def _begin(state: StateBlock, line: int) -> int:
    return state.bMarks[line] + state.tShift[line]


def _underline(state: StateBlock, line: int) -> str:
    begin = _begin(state, line)
    if state.src[begin] not in "=-":
        return ""
    found = _UNDERLINE.match(state.src, begin, state.eMarks[line])
    return found[1][0] if found else ""


def _next_text(state: StateBlock, line: int, end: int) -> int:
    while line < end and state.isEmpty(line):
        line += 1
    return line


def _is_definition(state: StateBlock, line: int, end: int) -> bool:
    return (
        line < end
        and state.sCount[line] == state.blkIndent
        and _DEFINITION.match(state.src, _begin(state, line)) is not None
    )


def _lines(state: StateBlock, run: _Run) -> list[str]:
    return [state.src[_begin(state, n) : state.eMarks[n]] for n in range(run.start, run.end)]


# --- writing tokens -------------------------------------------------------------------------------


def _push_text(state: StateBlock, name: str, tag: str, start: int, end: int) -> None:
    state.push(f"{name}_open", tag, 1).map = [start, end]
    text = state.getLines(start, end, state.blkIndent, keepLastLF=False)
    _push_inline(state, text.strip(WHITE), start, end)
    state.push(f"{name}_close", tag, -1)


def _push_inline(state: StateBlock, content: str, start: int, end: int) -> None:
    token = state.push("inline", "", 0)
    token.content = content
    token.map = [start, end]
    token.children = []


def _push_heading(state: StateBlock, run: _Run) -> None:
    tag = "h1" if run.underline == "=" else "h2"
    _push_text(state, "heading", tag, run.start, run.end)
    state.line = run.end + 1


def _push_table(state: StateBlock, table: Table, line: int) -> None:
    opening = state.push("table_open", "table", 1)
    opening.map = [line, line + 2 + len(table.rows)]
    state.push("thead_open", "thead", 1)
    _push_row(state, "th", table.header, table.alignments, line)
    state.push("thead_close", "thead", -1)
    state.push("tbody_open", "tbody", 1)
    for number, row in enumerate(table.rows, line + 2):
        _push_row(state, "td", row, table.alignments, number)
    state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)


def _push_row(
    state: StateBlock, tag: str, cells: tuple[str | None, ...], alignments: tuple[str, ...], line: int
) -> None:
    state.push("tr_open", "tr", 1)
    for cell, alignment in zip(cells, alignments, strict=False):  # see MOST_ADDED
        opening = state.push(f"{tag}_open", tag, 1)
        if alignment and cell is not None:
            opening.attrs = {"style": f"text-align: {alignment}"}
        _push_inline(state, cell or "", line, line + 1)
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)


def _push_definition(state: StateBlock, line: int, end: int) -> None:
    """Read what stands behind a colon, and all lines indented as far."""
    begin, column = _begin(state, line) + 1, state.sCount[line] + 1
    width = _indent_width(state.src, begin, state.eMarks[line], column)
    width = 5 if width >= 8 else width
    tight = line == 0 or not state.isEmpty(line - 1)
    state.push("dd_open", "dd", 1).map = [line, line + 1]
    first = len(state.tokens)
    saved = state.sCount[line], state.tShift[line], state.blkIndent, state.parentType, state.tight
    content = (
        begin
        + len(state.src[begin : state.eMarks[line]])
        - len(state.src[begin : state.eMarks[line]].lstrip())
    )
    state.tShift[line] = content - state.bMarks[line]
    state.sCount[line] = column + _indent_width(state.src, begin, state.eMarks[line], column)
    state.blkIndent = column + width
    columns: list[int] = state.env.setdefault("definition_columns", [])
    columns.append(column - 1)
    state.md.block.tokenize(state, line, end)
    columns.pop()
    state.sCount[line], state.tShift[line], state.blkIndent, state.parentType, state.tight = saved
    if tight:
        _hide_paragraph(state.tokens[first:], state.level)
    state.push("dd_close", "dd", -1)


def _hide_paragraph(tokens: Sequence[Token], level: int) -> None:
    """Take the tags off the first paragraph of a tight definition; Hugo leaves further ones theirs."""
    own = (token for token in tokens if token.level == level and token.type.startswith("paragraph_"))
    for token in islice(own, 2):
        token.hidden = True


def _indent_width(src: str, begin: int, end: int, column: int) -> int:
    """Measure the white space at `begin` in columns."""
    width = 0
    for sign in src[begin:end]:
        if sign == "\t":
            width += 4 - (column + width) % 4
        elif sign == " ":
            width += 1
        else:
            return width
    return width
