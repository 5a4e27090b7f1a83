"""Code of a cell -> its statements and comments, with lines of the file."""

import ast
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import cast

from blogkit.code import sessions
from blogkit.code.magics import without_magics
from blogkit.code.syntax import comments_of, tree_of
from blogkit.model import Cell, Post
from blogkit.values import frozen


@frozen
class Remark:
    """A comment of a cell."""

    line: int
    start: int
    """The column of the comment sign in the file."""
    text: str
    """What stands behind the first comment sign, spaces included."""
    alone: bool
    """Whether no code stands before it on its line."""


@frozen
class Statement:
    """A statement of a cell: a simple one, or the header of a compound one."""

    first: int
    last: int
    depth: int
    """0 at the top level of the cell."""
    node: ast.stmt
    compound: bool
    after: int
    """The last line of the whole statement, its body included."""


@frozen
class Understood:
    """A cell as far as it can be read: empty when its code is not Python."""

    cell: Cell
    statements: tuple[Statement, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def at(self, line: int) -> Statement | None:
        """The innermost statement on a line."""
        return self._on.get(line)

    def above(self, line: int) -> Statement | None:
        """The last statement that ends above a line."""
        found = bisect_left(self._by_end, line, key=lambda one: one.last)
        return self._by_end[found - 1] if found else None

    @cached_property
    def _on(self) -> dict[int, Statement]:
        """The innermost statement on each line; of two on one line the first."""
        backwards = self.statements[::-1]
        innermost = sorted(backwards, key=lambda one: (one.depth, one.first))
        return {line: one for one in innermost for line in range(one.first, one.last + 1)}

    @cached_property
    def _by_end(self) -> list[Statement]:
        """In the order of their ends; of two on one line, the deeper and then the first comes last."""
        backwards = self.statements[::-1]
        return sorted(backwards, key=lambda one: (one.last, one.depth))


def understand(post: Post, cell: Cell) -> Understood:
    """Parse a cell; a transcript is read as the code it stands for."""
    code = runnable(cell.fence.code)
    tree = tree_of(code)
    if tree is None:
        return Understood(cell)
    return Understood(
        cell,
        tuple(_statements(tree.body, cell.line - 1, 0)),
        tuple(_remarks(post, cell, code)),
    )


def runnable(code: str) -> str:
    """The code with the same number of lines that Python can parse: prompts and magics taken out."""
    if sessions.is_transcript(code):
        code = sessions.code(code)
    return without_magics(code)


def tree_of_cell(code: str) -> ast.Module | None:
    """The syntax tree of a cell, prompts and magics taken out; None where it is no Python."""
    return tree_of(runnable(code))


def walk(code: str) -> Iterator[ast.AST]:
    """All that stands in a cell, in no particular order; nothing where it is no Python."""
    tree = tree_of_cell(code)
    return ast.walk(tree) if tree else iter(())


def _statements(body: list[ast.stmt], offset: int, depth: int) -> Iterator[Statement]:
    for node in body:
        blocks = list(_blocks(node))
        end = node.end_lineno or node.lineno
        header = min((block[0].lineno - 1 for block in blocks), default=end)
        yield Statement(
            node.lineno + offset, max(header, node.lineno) + offset, depth, node, bool(blocks), end + offset
        )
        for block in blocks:
            yield from _statements(block, offset, depth + 1)


def _blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The bodies of a compound statement; none of a simple one."""
    for _, value in ast.iter_fields(node):
        parts = cast("list[object]", value) if isinstance(value, list) else []
        statements = [part for part in parts if isinstance(part, ast.stmt)]
        if statements:
            yield statements
        for part in parts:
            if isinstance(part, ast.ExceptHandler | ast.match_case):
                yield part.body


def _remarks(post: Post, cell: Cell, code: str) -> Iterator[Remark]:
    lines = post.lines
    for token in comments_of(code):
        line = token.start[0] + cell.line - 1
        written = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
        start = len(written) - len(token.string)
        if start >= 0 and written.endswith(token.string):
            alone = not token.line[: token.start[1]].strip()
            yield Remark(line, start, _behind_signs(token.string), alone)


def _behind_signs(comment: str) -> str:
    """What stands behind the signs of a comment; every letter stays at its column.

    >>> _behind_signs("# 3"), _behind_signs("## 3"), _behind_signs("######")
    (' 3', '  3', '#####')
    """
    said = comment[1:]
    plain = said.lstrip("#")
    return " " * (len(said) - len(plain)) + plain if plain.strip() else said
