"""Cells -> what reaches each of their statements, followed from name to name."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from blogkit.code.names import binds, bodies, parts, reads, units
from blogkit.code.statements import runnable, tree_of_cell


@dataclass(frozen=True)
class Unit:
    """A statement, its text (of a compound one the header's), and the names it needs, gives and changes."""

    node: ast.stmt
    text: str
    """As written, the texts in it left out."""
    reads: frozenset[str]
    binds: frozenset[str]
    changes: frozenset[str]

    @property
    def line(self) -> int:
        """Its first line, counted from 1 within the cell."""
        return self.node.lineno

    @property
    def end_line(self) -> int:
        """Its last line."""
        return self.node.end_lineno or self.node.lineno

    @property
    def shows(self) -> bool:
        """Whether it is an expression, which a cell or a session may show."""
        return isinstance(self.node, ast.Expr)


def _never(_text: str) -> bool:
    return False


@dataclass(frozen=True)
class Origin:
    """Where a mark comes from, and where it ends: both are asked about the text of a statement."""

    touches: Callable[[str], bool]
    ends: Callable[[str], bool] = _never


@dataclass(frozen=True)
class Marked:
    """A statement and the marks that reach it."""

    unit: Unit
    marks: frozenset[str]


def follow(cells: Sequence[str], origins: Mapping[str, Origin]) -> tuple[tuple[Marked, ...], ...]:
    r"""Mark the statements of cells that run one after the other, each cell's in order.

    >>> origins = {"clock": Origin(lambda text: "now()" in text)}
    >>> first, second = follow(["t = now()\na = 1", "print(t)\nprint(a)"], origins)
    >>> [sorted(one.marks) for one in (*first, *second)]
    [['clock'], [], ['clock'], []]
    """
    names: dict[str, set[str]] = {mark: set() for mark in origins}
    return tuple(tuple(_marked(code, names, origins)) for code in cells)


def _marked(code: str, names: Mapping[str, set[str]], origins: Mapping[str, Origin]) -> Iterator[Marked]:
    """Mark the statements of a cell; `names`, which hold what carries each mark, is kept up to date."""
    loops: dict[str, list[int]] = {mark: [] for mark in origins}
    for unit in read_units(code):
        reached = (
            mark for mark, origin in origins.items() if _reaches(unit, origin, names[mark], loops[mark])
        )
        yield Marked(unit, frozenset(reached))


def _reaches(unit: Unit, origin: Origin, names: set[str], loops: list[int]) -> bool:
    """Whether one mark reaches a statement; `loops` are the last lines of the loops that it reached."""
    loops[:] = [end for end in loops if end >= unit.line]
    ends = not loops and origin.ends(unit.text)
    touched = bool(loops) or origin.touches(unit.text) or (bool(unit.reads & names) and not ends)
    names -= unit.binds
    if touched and not ends:
        names |= unit.binds | unit.changes
    if touched and isinstance(unit.node, ast.For | ast.While | ast.If):
        loops.append(unit.end_line)
    return touched


@lru_cache(maxsize=1024)
def read_units(code: str) -> tuple[Unit, ...]:
    """Read the statements of a cell and of its blocks once for whoever asks; imports are left out."""
    lines = code.split("\n")
    return tuple(
        Unit(
            node,
            _without_texts(node, "\n".join(lines[node.lineno - 1 : node.end_lineno])),
            frozenset(reads(node)),
            frozenset(binds(node)),
            frozenset(_changes(node)),
        )
        for node in units(statements(code))
        if not isinstance(node, ast.Import | ast.ImportFrom)
    )


def statements(code: str) -> tuple[ast.stmt, ...]:
    """Read the statements of a cell; what is no Python has none."""
    tree = tree_of_cell(code)
    return tuple(tree.body) if tree else ()


def _without_texts(statement: ast.stmt, written: str) -> str:
    """What a statement says in code, its texts left out: `print("it is now")` reads no clock.

    A line of IPython's own is no Python, and stays as it is written.
    """
    if bodies(statement):
        return " ".join(ast.unparse(_Wordless().visit(deepcopy(part))) for part in parts(statement))
    if runnable(written) != written or not re.search(r"[\"']", written):
        return written
    return ast.unparse(_Wordless().visit(deepcopy(statement)))


class _Wordless(ast.NodeTransformer):
    """Empties the texts of a statement; what a formatted text computes stays."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def _changes(statement: ast.stmt) -> set[str]:
    """The name whose method is called: `found.append(…)` changes `found`."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return {name}
        case _:
            return set()
