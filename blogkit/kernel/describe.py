"""object -> dictionary: what a value is, before formatting throws digits away."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# a post's values are of any type, and libraries define what they answer

from __future__ import annotations

import sys
from typing import Any

MOST_CHARACTERS = 20_000
MOST_NUMBERS = 10_000
MOST_ITEMS = 100_000
MOST_DIMENSIONS = 32


def describe(value: Any) -> dict[str, Any]:
    """Say what `value` is, as JSON: the fields of `blogkit.model.Value`.

    >>> described = describe(2.50)
    >>> described["type"], described["repr"], described["numbers"]
    ('float', '2.5', ['2.5'])
    """
    kind = type(value)
    module = "" if kind.__module__ == "builtins" else kind.__module__ + "."
    described: dict[str, Any] = {"type": module + kind.__qualname__, **_texts(value)}
    described.update(_array(value))
    described.update(_formula(value))
    described.update(_frame(value))
    return described


def truth(value: Any) -> bool | None:
    """Whether `value` counts as true; None where it cannot say, as an array of two."""
    try:
        return bool(value)
    except Exception:  # noqa: BLE001  (any object may define __bool__ as it likes)
        return None


def _texts(value: Any) -> dict[str, str]:
    if _too_long(value):
        short = f"<{type(value).__name__} of {len(value)} elements>"
        return {"text": short, "repr": short}
    return {"text": _attempt(str, value), "repr": _attempt(repr, value)}


def _too_long(value: Any) -> bool:
    return isinstance(value, (list, tuple, dict, set, frozenset, str, bytes)) and len(value) > MOST_ITEMS


def _attempt(function: Any, value: Any) -> str:
    try:
        # half of a surrogate pair is a character of Python's, but cannot be sent
        return function(value)[:MOST_CHARACTERS].encode("utf-8", "backslashreplace").decode()
    except Exception as error:  # noqa: BLE001  (a broken __repr__ is the post's, not ours)
        return f"<{type(error).__name__} in {function.__name__}>"


def _array(value: Any) -> dict[str, Any]:
    """Shape, dtype and elements of whatever NumPy can read without guessing."""
    # type, not isinstance: np.float64 is a float whose repr is no number
    if type(value) in {bool, int, float, complex}:
        if isinstance(value, int) and abs(value) >= 10**300:
            return {}  # writing it out would take longer than computing it did
        return {"shape": [], "dtype": type(value).__name__, "numbers": [repr(value)]}
    numpy = sys.modules.get("numpy")
    if numpy is None or not (hasattr(value, "__array__") or _is_numeric_list(value)):
        return {}
    try:
        array = numpy.asarray(value)
        if array.dtype.kind not in "biufc" or array.size > MOST_NUMBERS:
            return {"shape": list(array.shape), "dtype": str(array.dtype)}
        numbers = [repr(number) for number in array.ravel().tolist()]
    except Exception:  # noqa: BLE001  (an __array__ may raise anything: a tensor on a device, a ragged list)
        return {}
    return {"shape": list(array.shape), "dtype": str(array.dtype), "numbers": numbers}


def _is_numeric_list(value: Any, depth: int = 0) -> bool:
    """A short list or tuple of numbers, or of such lists: what NumPy reads as an array."""
    # a list may hold itself
    if depth > MOST_DIMENSIONS or not isinstance(value, (list, tuple)) or not 0 < len(value) <= MOST_NUMBERS:
        return False
    first = value[0]
    return (
        isinstance(first, (bool, int, float, complex))
        or hasattr(first, "__array__")
        or _is_numeric_list(first, depth + 1)
    )


def _formula(value: Any) -> dict[str, str]:
    sympy = sys.modules.get("sympy")
    if sympy is None or not isinstance(value, (sympy.Basic, sympy.MatrixBase)):
        return {}
    return {"srepr": _attempt(sympy.srepr, value)}


def _frame(value: Any) -> dict[str, str]:
    pandas = sys.modules.get("pandas")
    if pandas is None or not isinstance(value, getattr(pandas, "DataFrame", ())):
        return {}
    return {"html": _attempt(type(value).to_html, value) if len(value) <= 1000 else ""}
