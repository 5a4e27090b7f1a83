"""Carry on after an exception that the text announces: what follows `d["x"]  # KeyError` still runs."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Mapping

ATTEMPT = "__blogkit_attempt__"
ANNOUNCED = "__blogkit_announced__"
_NAMES = re.compile(
    r"\b(?:[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Group)|StopIteration|StopAsyncIteration)\b"
)

_UNNAMED = re.compile(
    r"#+\W*(?:(?:will\s+|this\s+|it\s+|would\s+)*(?:raises?|throws?|causes?|gives?|fails?\s+with|is|be)\s+)?(?:an?\s+)?"
    r"(?:error|exception|报错|出错|错误|ошибка|erreur|fehler|エラー)(?:\W*|\W*(?:[:;,!—–-]\s|\().*)",
    re.IGNORECASE,
)
"""An exception without its name: `# error`, `# raises an exception (no such key)`."""


def announced_lines(code: str) -> Mapping[int, tuple[str, ...]]:
    r"""Line -> the exceptions its comment names.

    >>> announced_lines("f()  # raises ValueError\n1  # one\n")
    {1: ('ValueError',)}
    >>> announced_lines("f()  # error!\ng()  # error bars\n")
    {1: ('Exception',)}
    """
    found: dict[int, tuple[str, ...]] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT and (names := _announced(token.string)):
                found[token.start[0]] = names
    except (tokenize.TokenError, SyntaxError):
        pass  # what was read so far counts; Python itself will complain about the rest
    return found


def _announced(comment: str) -> tuple[str, ...]:
    names = tuple(_NAMES.findall(comment))
    return names or (("Exception",) if _UNNAMED.fullmatch(comment) else ())


def announces_any(remark: str) -> bool:
    """Whether a remark says that something is raised, and not what.

    >>> announces_any("Error: no such key"), announces_any("error of the mean")
    (True, False)
    """
    return bool(_UNNAMED.fullmatch(f"# {remark.strip()}"))


class Announced(ast.NodeTransformer):
    """Turns `f(3)  # ValueError` into `attempt(1, 1, "ValueError", lambda: f(3))`, others into `try`.

    Only what stands at the module's own level, or in the blocks there, is guarded.
    """

    def __init__(self, names_for: Callable[[ast.stmt], tuple[str, ...]]) -> None:
        """`names_for` says which exceptions the text announces for a statement."""
        self._names_for = names_for

    def visit(self, node: ast.AST) -> ast.AST:
        """Guard a statement for which exceptions are announced; go down into loops and conditions.

        Not into `try` and `with`: they may be there to handle the exception.
        """
        if isinstance(node, (ast.Module, ast.If, ast.For, ast.AsyncFor, ast.While)):
            node = self.generic_visit(node)
        names = self._names_for(node) if isinstance(node, ast.stmt) else ()
        return _guarded(node, " ".join(names)) if isinstance(node, ast.stmt) and names else node


def _guarded(node: ast.stmt, names: str) -> ast.stmt:
    place: list[ast.expr] = [ast.Constant(node.lineno), ast.Constant(node.end_lineno), ast.Constant(names)]
    guard = _attempt(node, place) if _is_plain(node) else _try(node, place)
    for part in ast.walk(guard):
        if not hasattr(part, "lineno"):
            ast.copy_location(part, node)
    return ast.fix_missing_locations(guard)


def _is_plain(node: ast.stmt) -> bool:
    """Whether the statement is an expression that means the same inside a function."""
    return isinstance(node, ast.Expr) and not any(
        isinstance(part, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)) for part in ast.walk(node)
    )


def _attempt(node: ast.stmt, place: list[ast.expr]) -> ast.stmt:
    """An expression stays one, so that the cell still shows its value when it is the last."""
    if not isinstance(node, ast.Expr):
        return node
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    call = ast.Call(ast.Name(ATTEMPT, ast.Load()), [*place, ast.Lambda(nothing, node.value)], [])
    return ast.copy_location(ast.Expr(call), node)


def _try(node: ast.stmt, place: list[ast.expr]) -> ast.stmt:
    test = ast.Call(ast.Name(ANNOUNCED, ast.Load()), place, [])
    handler = ast.ExceptHandler(None, None, [ast.If(ast.UnaryOp(ast.Not(), test), [ast.Raise()], [])])
    return ast.copy_location(ast.Try([node], [handler], [], []), node)
