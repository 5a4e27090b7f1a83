"""Cells -> what reaches each of their statements, followed from name to name."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache

from blogkit.code.effects import Effects, calls, changes
from blogkit.code.elisions import elided_lines, is_elision, is_empty, leaves_out
from blogkit.code.names import binds, bodies, parts, reads, units
from blogkit.code.statements import runnable, tree_of_cell
from blogkit.values import frozen


@frozen
class Unit:
    """A statement, its text (of a compound one the header's), and the names it needs, gives and changes."""

    node: ast.stmt
    text: str
    """As written, the texts in it left out."""
    reads: frozenset[str]
    binds: frozenset[str]
    changes: frozenset[str]
    """Names whose objects it may change: by items, attributes, methods, or as arguments."""
    calls: tuple[str, ...] = ()
    """What it calls, as written: `np.sort(`, with the sign of a call without arguments behind: `f()`."""
    left_out: bool = False
    """Whether it stands for code that is not there, or a part of it does."""
    empty: bool = False
    """Whether it is a function that does nothing: on purpose, or for the reader to fill."""

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


def _never(_unit: Unit) -> bool:
    return False


@frozen
class Origin:
    """Where a mark comes from, and where it ends: all are asked about a statement."""

    touches: Callable[[Unit], bool]
    ends: Callable[[Unit], bool] = _never
    """Whether what reaches the statement by name stops there."""
    closes: Callable[[Unit], bool] = _never
    """Whether nothing comes from there any more: a seed."""


@frozen
class Marked:
    """A statement and the marks that reach it."""

    unit: Unit
    marks: frozenset[str]


Given = Callable[[Unit, frozenset[str]], Iterable[str]]
"""A statement and the marks that reach it -> marks that begin there for reasons of its own, as a failure."""


def _nothing(_unit: Unit, _reached: frozenset[str]) -> tuple[str, ...]:
    return ()


def follow(
    cells: Sequence[str], origins: Mapping[str, Origin], given: Sequence[Given] = ()
) -> tuple[tuple[Marked, ...], ...]:
    r"""Mark the statements of cells that run one after the other, each cell's in order.

    >>> origins = {"clock": Origin(lambda unit: "now()" in unit.text)}
    >>> first, second = follow(["t = now()\na = 1", "print(t)\nprint(a)"], origins)
    >>> [sorted(one.marks) for one in (*first, *second)]
    [['clock'], [], ['clock'], []]
    """
    walk = _Walk(origins)
    return tuple(
        tuple(walk.cell(code, given[number] if given else _nothing)) for number, code in enumerate(cells)
    )


class _Walk:
    """What carries which mark at the statement that is read."""

    def __init__(self, origins: Mapping[str, Origin]) -> None:
        self.origins = origins
        self.names: dict[str, set[str]] = {mark: set() for mark in origins}
        self.settings: dict[str, set[str]] = {}
        """Modules that were to be set up where a mark stands: `logging.basicConfig()`."""
        self.unseeded: set[str] = set()
        """Marks of seeds that were to be set: what is drawn then is another draw."""
        self.closed: set[str] = set()
        self.functions: set[str] = set()
        self.effects = Effects()

    def cell(self, code: str, given: Given) -> Iterator[Marked]:
        """Mark the statements of a cell."""
        loops: list[tuple[int, frozenset[str]]] = []
        for unit in read_units(code):
            loops[:] = [loop for loop in loops if loop[0] >= unit.line]
            inside = frozenset[str]().union(*(marks for _, marks in loops))
            self.effects.note(unit.node, unit.binds)
            reached, carried = self._reached(unit, inside)
            here = frozenset(given(unit, reached))
            self._carry(unit, carried | here)
            if isinstance(unit.node, ast.For | ast.AsyncFor | ast.While | ast.If) and carried:
                loops.append((unit.end_line, carried))
            yield Marked(unit, reached | here)

    def _reached(self, unit: Unit, inside: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The marks that reach a statement, and those of them that it hands on."""
        reached: set[str] = set(inside)
        carried: set[str] = set(inside)
        for mark, origin in self.origins.items():
            if origin.closes(unit):
                self.closed.add(mark)
                self.unseeded.clear()
                self.names[mark] -= self.functions
            begins = mark not in self.closed and origin.touches(unit)
            ends = mark not in inside and origin.ends(unit)
            if begins:
                reached.add(mark)
            if begins and not ends:
                carried.add(mark)
        for mark, names in self.names.items():
            if names and not names.isdisjoint(unit.reads):
                origin = self.origins.get(mark)
                if mark in inside or origin is None or not origin.ends(unit):
                    reached.add(mark)
                    carried.add(mark)
        reached.update(mark for mark, modules in self.settings.items() if not modules.isdisjoint(unit.reads))
        draws = (one.touches(unit) for one in self.origins.values() if one.closes is not _never)
        if self.unseeded and any(draws):
            reached |= self.unseeded
            carried |= self.unseeded
        return frozenset(reached), frozenset(carried)

    def _carry(self, unit: Unit, marks: frozenset[str]) -> None:
        """Note what a statement's names carry behind it."""
        bound = unit.binds | ({"_"} if unit.shows else frozenset[str]())  # the last answer of a session
        for carrying in self.names.values():
            carrying.difference_update(bound)
        if isinstance(unit.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self.functions |= unit.binds
        else:
            self.functions -= unit.binds
        if marks:
            changed = bound | self.effects.of(unit.node, unit.changes)
            for mark in marks - self.origins.keys():
                self.settings.setdefault(mark, set()).update(_set_up(unit))
                self.unseeded |= {mark} if any(map(_SEEDS.fullmatch, unit.calls)) else set()
            for mark in marks:
                self.names.setdefault(mark, set()).update(changed)


_SEEDS = re.compile(r"(?:\w+\.)*(?:set_|manual_)?seed\(")
_SETS_UP = re.compile(
    r"(\w+)(?:\.\w+)*\.(?:basicConfig|dictConfig|fileConfig|configure|config|setup|init|install|enable\w*"
    r"|filterwarnings|simplefilter|set_\w+|add\w+|register\w*|use)\("
)


def _set_up(unit: Unit) -> set[str]:
    """The modules, or whose objects, a statement is there to set up; importing them anew leaves them so."""
    calls = (match[1] for one in unit.calls if (match := _SETS_UP.match(one)))
    return {name for name in calls if name in unit.reads} if unit.shows else set()


@lru_cache(maxsize=1024)
def read_units(code: str) -> tuple[Unit, ...]:
    """Read the statements of a cell and of its blocks once for whoever asks."""
    elided = elided_lines(code)
    lines = code.split("\n")
    nodes = list(units(statements(code)))
    known = {name for node in nodes for name in binds(node)}
    found = [
        _unit(node, "\n".join(lines[node.lineno - 1 : node.end_lineno]), elided, known) for node in nodes
    ]
    inside = [
        node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    found += [
        _gap(line, known)
        for line in elided
        if not any(node.lineno < line <= (node.end_lineno or 0) for node in inside)
    ]
    if not nodes and code.strip():
        found.append(_unreadable(code))
    return tuple(sorted(found, key=lambda unit: unit.line))


def _unit(node: ast.stmt, written: str, elided: tuple[int, ...], known: set[str]) -> Unit:
    return Unit(
        node,
        _without_texts(node, written),
        frozenset(reads(node)),
        frozenset(binds(node)),
        frozenset(known if is_elision(node) else changes(node)),
        tuple(calls(node)),
        leaves_out(node, elided),
        is_empty(node),
    )


def _gap(line: int, known: set[str]) -> Unit:
    """What stands for code that is left out: it may change all that the cell names."""
    node = ast.Expr(ast.Constant(...), lineno=line, end_lineno=line, col_offset=0)
    return Unit(node, "...", frozenset(), frozenset(), frozenset(known), left_out=True)


_DEFINES = re.compile(r"^\s*(?:(?:async\s+)?def|class)\s+(\w+)|^(\w+)\s*(?::[^=]+)?=(?!=)", re.MULTILINE)


def _unreadable(code: str) -> Unit:
    """A cell that is no Python, as one statement: what it seems to define."""
    last = code.count("\n") + 1
    node = ast.Expr(ast.Constant(""), lineno=1, end_lineno=last, col_offset=0)
    names = frozenset(one or other for one, other in _DEFINES.findall(code))
    return Unit(node, "", frozenset(), names, frozenset())


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
