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
    described: dict[str, Any] = {"type": _name(kind), **_texts(value)}
    for part in (_array, _formula, _frame):
        described.update(_or_nothing(part, value))
    return described


def _or_nothing(part: Any, value: Any) -> dict[str, Any]:
    try:
        return part(value)
    except Exception:  # noqa: BLE001  (an object may answer as it likes)
        return {}


def _name(kind: type) -> str:
    """Module and qualified name; a class may say anything of itself, as SymPy's functions do."""
    module = type.__getattribute__(kind, "__module__")
    module = "" if type(module) is not str or module == "builtins" else module + "."
    return module + str(type.__getattribute__(kind, "__qualname__"))


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
    written = _attempt(repr, value)
    # an object may count how often it is asked
    same = type(value).__str__ is object.__str__
    return {"text": written if same else _attempt(str, value), "repr": written}


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
    if numpy is None or not (_is_array(value) or _is_numeric_list(value)):
        return {}
    try:
        array = numpy.asarray(value)
        if array.dtype.kind not in "biufc" or array.size > MOST_NUMBERS:
            return {"shape": list(array.shape), "dtype": str(array.dtype)}
        numbers = [repr(number) for number in array.ravel().tolist()]
    except Exception:  # noqa: BLE001  (an __array__ may raise anything: a tensor on a device, a ragged list)
        return {}
    return {"shape": list(array.shape), "dtype": str(array.dtype), "numbers": numbers}


def _is_array(value: Any) -> bool:
    """Whether its class has `__array__`: an object that makes up what it is asked for is no array."""
    return any("__array__" in vars(one) for one in type.__dict__["__mro__"].__get__(type(value)))


def _is_numeric_list(value: Any, depth: int = 0) -> bool:
    """A short list or tuple of numbers, or of such lists: what NumPy reads as an array."""
    # a list may hold itself
    if depth > MOST_DIMENSIONS or not isinstance(value, (list, tuple)) or not 0 < len(value) <= MOST_NUMBERS:
        return False
    first = value[0]
    return (
        isinstance(first, (bool, int, float, complex))
        or _is_array(first)
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
