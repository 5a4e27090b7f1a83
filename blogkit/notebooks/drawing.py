"""The code of a cell that draws -> what stays in the text, and what becomes the recipe of its picture."""

import ast
from collections.abc import Iterable

from blogkit.code import binds, reads, tree_of_cell, units
from blogkit.values import frozen

_LIBRARIES = frozenset({"matplotlib", "pylab", "seaborn"})
_METHODS = frozenset({"plot", "hist", "boxplot", "scatter", "imshow"})
"""Of data frames and the like; behind `plot.` stand more."""
_CLOSES = frozenset({"show", "savefig", "close"})


@frozen
class Parted:
    """A cell in two."""

    text: str
    """What stays in the text."""
    recipe: str
    """What draws."""


def libraries_of(cells: Iterable[str]) -> frozenset[str]:
    """The names under which the cells know what draws."""
    imports = (
        node
        for code in cells
        if (tree := tree_of_cell(code))
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    return frozenset(name for node in imports for name in _names(node))


def _names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        ours = (node.module or "").partition(".")[0] in _LIBRARIES
        return [alias.asname or alias.name for alias in node.names] if ours else []
    return [
        (alias.asname or alias.name).partition(".")[0]
        for alias in node.names
        if alias.name.partition(".")[0] in _LIBRARIES
    ]


def part(code: str, libraries: frozenset[str], later: Iterable[str]) -> Parted | None:
    r"""Cut a cell in two, where neither half misses the other.

    None where it must stay whole: what draws gives names that are needed, or nothing of it draws.

    >>> part("x = [1, 2]\nplt.plot(x)\nplt.show()", frozenset({"plt"}), [])
    Parted(text='x = [1, 2]', recipe='plt.plot(x)\nplt.show()')
    """
    tree = None if _has_magics(code) else tree_of_cell(code)
    if tree is None:
        return None
    drawing = _drawing(tree.body, libraries)
    staying = [one for one in tree.body if one not in drawing]
    if not any(map(_draws, drawing)):
        return None
    given = _all_bound(drawing)
    needed = {name for one in staying for unit in units([one]) for name in reads(unit)} | _read_by(later)
    if given & needed:
        return None
    first = tree.body.index(drawing[0])
    changed_later = _all_bound(one for one in tree.body[first:] if one not in drawing)
    if changed_later & {name for one in drawing for unit in units([one]) for name in reads(unit)}:
        return None
    lines = code.split("\n")
    cut = {number for one in drawing for number in range(one.lineno, (one.end_lineno or one.lineno) + 1)}
    if any(number in cut for one in staying for number in range(one.lineno, (one.end_lineno or 0) + 1)):
        return None  # two statements on one line
    return Parted(*(_chosen(lines, cut, wanted=wanted) for wanted in (False, True)))


def _has_magics(code: str) -> bool:
    return any(line.lstrip().startswith(("%", "!")) for line in code.split("\n"))


def _chosen(lines: list[str], cut: set[int], *, wanted: bool) -> str:
    """The lines of one half; a comment belongs to the statement below it."""
    belongs: dict[int, bool] = {}
    below = False
    for number in range(len(lines), 0, -1):
        line = lines[number - 1].strip()
        below = number in cut if (line and not line.startswith("#")) or number in cut else below
        belongs[number] = below
    return "\n".join(line for number, line in enumerate(lines, 1) if belongs[number] is wanted).strip("\n")


def _drawing(body: list[ast.stmt], libraries: frozenset[str]) -> list[ast.stmt]:
    """The statements that draw, or make what is drawn on: what they give is followed."""
    known, found = set(libraries), list[ast.stmt]()
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef):
            continue
        inside = list(units([statement]))
        if any(reads(unit) & known for unit in inside) or _calls_method(statement):
            found.append(statement)
            known |= _made(statement)
    return found


def _made(statement: ast.stmt) -> set[str]:
    return {name for unit in units([statement]) for name in binds(unit)}


def _all_bound(statements: Iterable[ast.stmt]) -> set[str]:
    return {name for one in statements for name in _made(one)}


def _calls_method(statement: ast.stmt) -> bool:
    """Whether a data frame is plotted: `frame.plot()`, `frame["a"].plot.bar()`."""
    value = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    return isinstance(value, ast.Call) and any(
        isinstance(node, ast.Attribute) and node.attr in _METHODS for node in ast.walk(value.func)
    )


def _draws(statement: ast.stmt) -> bool:
    """Whether a statement calls something, showing and closing apart."""
    calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(not (isinstance(one.func, ast.Attribute) and one.func.attr in _CLOSES) for one in calls)


def _read_by(cells: Iterable[str]) -> set[str]:
    """What the cells below need of those above; none may be left out where one is no Python."""
    trees = [tree for code in cells if (tree := tree_of_cell(code))]
    return {name for tree in trees for unit in units(tree.body) for name in reads(unit)}
