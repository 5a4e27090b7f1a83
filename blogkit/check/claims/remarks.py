"""One comment -> the claim that it makes about a statement, or a comment that makes none."""

import ast
import re

from blogkit.check.claims.found import Found
from blogkit.code import Remark, Statement
from blogkit.model import Claim, ClaimKind, Comment, Span

DIRECTIVE = re.compile(
    r"\s*(?:noqa|doctest:|type:|pylint:|pragma|fmt:|isort:|ruff:|mypy:|!|-\*-|%%|nbdev|\|)", re.IGNORECASE
)
_LITERALS = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.Name, ast.JoinedStr)


_SHOWING = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete, ast.Raise, ast.Assert)


def may_show(statement: Statement) -> bool:
    """Whether a bare value beside the statement can be about what it computes.

    Beside `rate = 0.1` a number is another setting; beside the header of a loop it is a remark.
    """
    node = statement.node
    if statement.compound or not isinstance(node, _SHOWING):
        return False
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return node.value is not None and not _is_literal(node.value)
    return not (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, _LITERALS) and not any(
        isinstance(part, ast.Call | ast.BinOp | ast.Compare | ast.Subscript | ast.Attribute | ast.Starred)
        or (isinstance(part, ast.Dict) and None in part.keys)  # `{**one, **other}`
        or (isinstance(part, ast.UnaryOp) and not isinstance(part.operand, ast.Constant))  # `not one`
        for part in ast.walk(node)
    )


def indent_of(text: str) -> int:
    """The blanks before a text."""
    return len(text) - len(text.lstrip())


def lines_claim(statement: Statement, lines: list[Remark], at: int, syntax: str) -> Claim:
    """A claim over whole comment lines, `at` characters of the first being its label."""
    margin = min(indent_of(remark.text) for remark in lines[1:] or lines)
    cuts = [
        at if index == 0 and at else min(indent_of(remark.text), margin or 1)
        for index, remark in enumerate(lines)
    ]
    pieces = [remark.text[cut:].rstrip() for remark, cut in zip(lines, cuts, strict=True)]
    spans = tuple(
        Span(remark.line, remark.start + 1 + cut, remark.start + 1 + cut + len(piece))
        for remark, cut, piece in zip(lines, cuts, pieces, strict=True)
    )
    first = statement.first
    last = statement.after if statement.compound else statement.last
    return Claim(ClaimKind.FOLLOWING, syntax, "\n".join(pieces), spans, (first, last))


def comments_of(block: list[Remark], why: str) -> Found:
    """Comments that make no claim, and why."""
    return Found(comments=tuple(Comment(remark.line, remark.text.strip(), why) for remark in block))
