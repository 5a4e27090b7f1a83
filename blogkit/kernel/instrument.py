"""Wrap the statements that carry a comment, so that the kernel reports their values."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable

from blogkit.kernel import SESSION

WATCH = "__blogkit_watch__"


_HEADS = re.compile(r"#\s*(?:=+>|-+>|→)\s*\S")
"""A comment that may say what the statement below it shows."""


def comment_lines(code: str) -> tuple[frozenset[int], frozenset[int]]:
    r"""The lines with a comment after code, and the lines with nothing but a comment.

    >>> comment_lines("a = 1  # one\n# two\n")
    (frozenset({1}), frozenset({2}))
    >>> comment_lines("# => 9\na\n")
    (frozenset({2}), frozenset({1}))
    """
    beside: set[int] = set()
    alone: set[int] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                own_line = not token.line[: token.start[1]].strip()
                (alone if own_line else beside).add(token.start[0])
                if own_line and _HEADS.match(token.string):
                    beside.add(token.start[0] + 1)
    except (tokenize.TokenError, SyntaxError):
        pass  # what was read so far counts; Python itself will complain about the rest
    return frozenset(beside), frozenset(alone)


def reads_answers(code: str) -> bool:
    r"""Whether `_` is read as what was answered last: a session does, a script binds it before.

    >>> reads_answers("40 + 1\n_ + 1"), reads_answers("for _ in 'ab':\n    print(_)")
    (True, False)
    """
    if not re.search(r"(?<!\w)_{1,3}(?!\w)", code):
        return False
    try:
        names = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    except (SyntaxError, ValueError, RecursionError):
        return False
    unders = [node for node in names if not node.id.strip("_")]
    return bool(unders) and all(isinstance(node.ctx, ast.Load) for node in unders)


class Watched(ast.NodeTransformer):
    """Turns `f(3)  # 9` into `watch(1, 1, "", f(3))`, and adds `watch(…, "b", b)` after `b = …  # 2`.

    Only statements of the module's own level, and of the `if`, `with`, `for` and `try` blocks in it, are
    wrapped: what a function computes inside is not what the text shows.
    """

    def __init__(self, is_wanted: Callable[[ast.stmt], bool]) -> None:
        """`is_wanted` says which statements are to be reported."""
        self._is_wanted = is_wanted

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Report what a session would show between the first statement and the last."""
        for one in node.body[:-1]:
            if (
                isinstance(one, ast.Expr)
                and not self._is_wanted(one)
                and not isinstance(one.value, (ast.Constant, ast.Yield, ast.YieldFrom))
            ):
                one.value = _call(one, SESSION, one.value)
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Leave functions alone."""
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AsyncFunctionDef:
        """Leave functions alone."""
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Leave classes alone."""
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Report the value of a bare expression and pass it on."""
        if not self._is_wanted(node) or isinstance(node.value, (ast.Yield, ast.YieldFrom)):
            return node
        return ast.copy_location(ast.Expr(_call(node, "", node.value, *_receiver(node.value))), node)

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        """Report what the name now holds."""
        return self._given(node, node.value) or self._followed(node, node.targets[0])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | list[ast.stmt]:
        """Report what the name now holds."""
        if node.value is None:
            return node
        return self._given(node, node.value) or self._followed(node, node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt | list[ast.stmt]:
        """Report what the name now holds."""
        return self._followed(node, node.target)

    def _given(self, node: ast.Assign | ast.AnnAssign, value: ast.expr) -> ast.stmt | None:
        """Report what an attribute is given: to read it would run a property of the post's once more."""
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if not (self._is_wanted(node) and isinstance(target, ast.Attribute)):
            return None
        node.value = _call(node, ast.unparse(target), value)
        return node

    def _followed(self, node: ast.stmt, target: ast.expr) -> ast.stmt | list[ast.stmt]:
        if not self._is_wanted(node):
            return node
        # a claim beside an assignment to x[0] speaks of x
        while isinstance(target, (ast.Subscript, ast.Starred)):
            target = target.value
        name = ast.unparse(target)
        again = _Unstarred().visit(ast.parse(name, mode="eval")).body
        # inside an `if`, so that IPython does not take it for the cell's last expression and show it
        report = ast.If(ast.Constant(True), [ast.Expr(_call(node, name, again))], [])  # noqa: FBT003  (a literal)
        return [node, _located(report, node)]


class _Unstarred(ast.NodeTransformer):
    """In `first, *rest` the name of the rest holds a list of its own."""

    def visit_Starred(self, node: ast.Starred) -> ast.expr:
        """Read the name alone."""
        return node.value


def _located(statement: ast.stmt, node: ast.stmt) -> ast.stmt:
    for part in ast.walk(statement):
        ast.copy_location(part, node)
    return statement


def _receiver(value: ast.expr) -> list[ast.expr]:
    """The object of a method call: a claim beside `a.sort()` speaks of `a`."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        named = value.func.value
        if isinstance(named, ast.Name):
            # a later argument: it is looked up when the call has done its work
            return [ast.Constant(named.id), ast.Name(named.id, ast.Load())]
    return []


def _call(node: ast.stmt, name: str, value: ast.expr, *receiver: ast.expr) -> ast.Call:
    place: list[ast.expr] = [ast.Constant(node.lineno), ast.Constant(node.end_lineno), ast.Constant(name)]
    arguments = [*place, value, *receiver]
    call = ast.Call(ast.Name(WATCH, ast.Load()), arguments, [])
    return ast.fix_missing_locations(ast.copy_location(call, node))
