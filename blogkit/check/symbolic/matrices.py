r"""Matrices and vectors among formulas: `\begin{pmatrix} … \end{pmatrix}`."""

import ast

from blogkit.check.symbolic.expressions import operate
from blogkit.check.symbolic.library import Expression, library

MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "smallmatrix", "array"})
TRANSPOSES = (["T"], ["\\top"], ["{", "T", "}"], ["{", "\\top", "}"])
_MOST_ENTRIES = 400
_LARGEST_EXPONENT = 20


def is_matrix(value: Expression) -> bool:
    """Whether it is a matrix of numbers or symbols."""
    return bool(getattr(value, "is_Matrix", False))


def matrix(rows: list[list[Expression]], *, determinant: bool) -> Expression:
    """Put rows together; ValueError where they are of different lengths, hold matrices, or are too many."""
    entries = [entry for row in rows for entry in row]
    if not entries or len(entries) > _MOST_ENTRIES or any(map(is_matrix, entries)):
        raise ValueError("no matrix of numbers")
    whole = library().ImmutableMatrix(rows)
    return whole.det() if determinant else whole


def multiplied(sign: str, left: Expression, right: Expression) -> Expression:
    r"""A product; `\cdot` between two columns is their scalar product, `\times` their vector product."""
    if not (is_matrix(left) and is_matrix(right)):
        return operate(ast.Mult(), left, right)
    if left.shape == right.shape and 1 in left.shape and max(left.shape) > 1:
        if sign == "\\times" and max(left.shape) == 3:
            return left.cross(right)
        if sign in {"\\cdot", "·"}:
            return left.dot(right)
        raise ValueError(sign)
    if sign == "*":
        raise ValueError("element by element, or a convolution")
    return operate(ast.Mult(), left, right)


def divided(left: Expression, right: Expression) -> Expression:
    """A quotient; nothing is divided by a matrix."""
    if is_matrix(right):
        raise ValueError("a quotient of matrices")
    return operate(ast.Div(), left, right)


def matrix_power(base: Expression, exponent: Expression) -> Expression:
    """A power with a small whole exponent, the inverse among them."""
    if not exponent.is_Integer or abs(exponent) > _LARGEST_EXPONENT or max(base.shape) > 6:
        raise ValueError("power of a matrix")
    return base**exponent
