"""A cell and what it showed -> code that shows the same in a script, where nothing is shown by itself."""

import ast
import re
import warnings
from collections.abc import Iterator, Sequence

from blogkit.kernel import TYPED
from blogkit.model import Output, Result, Step
from blogkit.page.cells.figures import is_figure
from blogkit.page.cells.kinds import is_picture, of_artists

IMPORTS = {
    "asyncio": "import asyncio",
    "sys": "import sys",
    "traceback": "import traceback",
    "display": "from IPython.display import display",
    "plot": "import matplotlib.pyplot",
}
"""What the lines that are added need."""
_TIMED = re.compile(r"^%%time[^\n]*\n|^%time(?:it)?[ \t]+(?=[\w(\[{\"'])", re.MULTILINE)
_SHOWS = re.compile(r"\.show\(")
Edit = tuple[int, int, str]
"""From, to, and what takes the place: offsets in the code."""


def script_of(step: Step, result: Result) -> tuple[str, set[str]]:
    r"""The code of a cell as a script has it, and what of `IMPORTS` it needs.

    >>> from pathlib import PurePosixPath
    >>> from blogkit.model import StepKind
    >>> step = Step(StepKind.CELL, "a = 1\na + 1  # 2", 1, PurePosixPath("a.md"), 1)
    >>> script_of(step, Result((Output("result", {"text/plain": "2"}),)))
    ('a = 1\nsys.displayhook(a + 1)  # 2', {'sys'})
    """
    code = step.code.removesuffix(f"\n{TYPED}")
    is_session = code != step.code
    code = _TIMED.sub("", code).rstrip("\n")
    tree = _parsed(code)
    if tree is None:
        return _as_text(code), set()
    shown = _expressions(tree, result, all_of_them=is_session)
    edits = [edit for one in shown for edit in _showing(code, one, result, is_last=one is tree.body[-1])]
    code = _edited(code, [*edits, *_waiting(code, tree)])
    needs = {name for name in ("sys", "asyncio") if f"{name}." in code and f"{name}." not in step.code}
    if _draws(result) and not _SHOWS.search(code):
        code += "\nmatplotlib.pyplot.show()"
        needs.add("plot")
    if re.search(r"\bdisplay\(", code) and "import display" not in code:
        needs.add("display")
    if result.failure or result.raised:
        code = _going_on(code)
        needs.add("traceback")
    return code, needs


def _parsed(code: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
            compile(code, "<cell>", "exec", flags, dont_inherit=True)  # `yield` outside of a function
            tree = compile(code, "<cell>", "exec", flags | ast.PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return tree if isinstance(tree, ast.Module) and tree.body else None


def _as_text(code: str) -> str:
    """What is no Python, or only IPython's: Jupytext makes comments of its lines of IPython's."""
    if any(line.lstrip().startswith(("%", "!")) for line in code.split("\n")):
        return code
    return "\n".join(f"# {line}".rstrip() for line in code.split("\n"))


def _expressions(tree: ast.Module, result: Result, *, all_of_them: bool) -> list[ast.Expr]:
    """The statements whose values the page shows."""
    if all_of_them:
        return [one for one in tree.body if isinstance(one, ast.Expr)]
    last = tree.body[-1]
    value = next((one for one in result.outputs if one.kind == "result"), None)
    if value is None or not isinstance(last, ast.Expr):
        return []
    drew = any(map(is_picture, result.outputs))
    return (
        [] if drew and set(value.data) == {"text/plain"} and of_artists(value.data["text/plain"]) else [last]
    )


def _showing(code: str, statement: ast.Expr, result: Result, *, is_last: bool) -> Iterator[Edit]:
    start, end = _place(code, statement)
    figure = is_last and any(one.kind == "result" and is_figure(one.data) for one in result.outputs)
    if figure:
        simple = isinstance(statement.value, ast.Name | ast.Call | ast.Attribute)
        yield from ((start, start, "" if simple else "("), (end, end, ".show()" if simple else ").show()"))
        return
    is_tuple = isinstance(statement.value, ast.Tuple)
    yield start, start, "sys.displayhook((" if is_tuple else "sys.displayhook("
    yield end, end, "))" if is_tuple else ")"


def _waiting(code: str, tree: ast.Module) -> Iterator[Edit]:
    """`await x` outside of functions: a loop for each takes the place of the notebook's."""
    for node in _outside_of_functions(tree.body):
        if isinstance(node, ast.Await):
            start, end = _place(code, node)
            inner, _ = _place(code, node.value)
            yield start, inner, "asyncio.run("
            yield end, end, ")"


def _outside_of_functions(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield node
            yield from _outside_of_functions(list(ast.iter_child_nodes(node)))


def _place(code: str, node: ast.stmt | ast.expr) -> tuple[int, int]:
    """Offsets of a node; Python counts its columns in bytes."""
    lines = code.split("\n")

    def offset(line: int, column: int) -> int:
        before = sum(len(one) + 1 for one in lines[: line - 1])
        return before + len(lines[line - 1].encode()[:column].decode())

    return offset(node.lineno, node.col_offset), offset(
        node.end_lineno or node.lineno, node.end_col_offset or 0
    )


def _edited(code: str, edits: Sequence[Edit]) -> str:
    for start, end, text in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        code = code[:start] + text + code[end:]
    return code


def _draws(result: Result) -> bool:
    """Whether Matplotlib drew what a notebook shows at the end of a cell."""
    return any(_is_figure_of_matplotlib(output) for output in result.outputs)


def _is_figure_of_matplotlib(output: Output) -> bool:
    return is_picture(output) and output.data.get("text/plain", "").startswith("<Figure size")


def _going_on(code: str) -> str:
    """Code that raises, as a notebook has it: the exception is shown, and the next cell runs."""
    return f"try:\n{_indented(code)}\nexcept BaseException:\n    traceback.print_exc()"


def _indented(code: str) -> str:
    """The lines further in, but for those within a text of several lines."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        ):
            inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    lines = code.split("\n")
    return "\n".join(
        line if number in inside or not line else f"    {line}" for number, line in enumerate(lines, 1)
    )
