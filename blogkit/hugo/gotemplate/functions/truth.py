"""Truth and comparison, as Go's templates have them."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

from collections.abc import Callable
from datetime import datetime
from typing import Any

from blogkit.hugo.gotemplate.functions.numbers import number
from blogkit.hugo.gotemplate.values import Function, go_text, is_true


def all_of(*values: object) -> object:
    """Give the first value that is not true, or the last."""
    return next((v for v in values if not is_true(v)), values[-1])


def any_of(*values: object) -> object:
    """Give the first value that is true, or the last."""
    return next((v for v in values if is_true(v)), values[-1])


def comparable(value: object) -> object:
    """Numbers and dates compare as such, all else as text."""
    if isinstance(value, (bool, int, float, datetime)):
        return value
    return go_text(value) if value is not None else ""


def same(left: object, right: object) -> bool:
    """Whether two values are equal as templates see it."""
    a, b = comparable(left), comparable(right)
    if isinstance(a, bool) is not isinstance(b, bool):
        return False
    return a == b if isinstance(a, str) is isinstance(b, str) else False


def equals(first: object, *others: object) -> bool:
    """Whether a value equals one of the others."""
    return any(same(first, other) for other in others)


def ordering(test: Callable[[Any, Any], bool]) -> Function:
    """Make the function that holds two values against each other."""

    def compare(left: object, right: object) -> bool:
        a, b = comparable(left), comparable(right)
        if isinstance(a, str) is not isinstance(b, str):
            a, b = number(a), number(b)
        return test(a, b)

    return compare


LESS = ordering(lambda a, b: a < b)


def default(fallback: object, *given: object) -> object:
    """Hugo's own idea of "set": false counts as set, a number of zero does not."""
    value = given[-1] if given else None
    return value if isinstance(value, bool) or (value is not None and is_true(value)) else fallback
