"""A stand-in for an array that turns NumPy calls into calls of another library.

NumPy hands a call on a foreign object to that object (NEP 13 `__array_ufunc__`, NEP 18
`__array_function__`). A `Traced` looks the function up by its name in a table, so that a function
written for NumPy runs on SymPy expressions or on JAX tracers without knowing it.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything
# SymPy and JAX publish no complete types; what comes back from them is checked at run time.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingTypeArgument=false
# pyright: reportMissingTypeStubs=false, reportPrivateImportUsage=false, reportUnusedFunction=false

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

Lookup = Callable[[str], Callable[..., Any] | None]
"""The other library's function by NumPy's name ("sin", "linalg.norm"); "array" must exist."""


class UntraceableError(TypeError):
    """A function does something that no formula can express; the message names it."""


def first_line(problem: Exception | None) -> str:
    """Give an exception's text in one line."""
    return f"{type(problem).__name__}: {problem}".splitlines()[0]


def refused(who: str, problem: Exception | None) -> UntraceableError:
    """Give what to say to a function that cannot be traced, in one line."""
    ours = isinstance(problem, UntraceableError)
    why = str(problem) if ours else f"{first_line(problem)}: use functions of NumPy"
    if "dtype('O')" in why or "input types" in why:
        why = "np.array of what is traced holds objects, which NumPy's function refuses: use np.stack"
    return UntraceableError(f"{who} cannot follow f: {why}; or give Numerical()")


@dataclass(frozen=True, eq=False, repr=False)
class Traced(NDArrayOperatorsMixin):
    """A number of another library under NumPy's calling conventions."""

    held: Any
    lookup: Lookup

    def __repr__(self) -> str:
        """Stand for a number in the texts of other libraries."""
        return "what is traced"

    def __array_ufunc__(self, ufunc: Any, how: str, *inputs: Any, **options: Any) -> Any:
        """Apply an elementwise NumPy function, or its reduction."""
        if how == "reduce" and ufunc.__name__ in _REDUCTIONS:
            return self._call(_REDUCTIONS[ufunc.__name__], inputs, options)
        if how != "__call__" or options.get("out") is not None:
            raise UntraceableError(
                f"cannot trace np.{ufunc.__name__} written into an array, nor its .{how}: build a new array"
            )
        return self._call(ufunc.__name__, inputs, options)

    def __array_function__(self, function: Any, _types: Any, inputs: Any, options: Any) -> Any:
        """Apply any other NumPy function."""
        inside = (getattr(function, "__module__", "") or "").startswith("numpy.linalg")
        return self._call("linalg." * inside + function.__name__, inputs, options)

    def _call(self, name: str, inputs: Any, options: Any) -> Any:
        function = self.lookup(name)
        if function is None:
            raise UntraceableError(f"cannot trace the function {name}: it has no counterpart there")
        given = {key: held(item, self.lookup) for key, item in options.items()}
        return traced(function(*held(inputs, self.lookup), **given), self.lookup)

    def __getattr__(self, name: str) -> Any:
        """Give shape, ndim and size, `T`, methods such as `sum()`, and `sin()` for NumPy's object arrays."""
        if name in {"shape", "ndim", "size"}:
            return getattr(np, name)(self.held)
        if name == "T":
            return self._call("transpose", (self,), {})
        method = isinstance(getattr(np, name, None), np.ufunc) or callable(getattr(np.ndarray, name, None))
        if name.startswith("_") or not method or self.lookup(name) is None:
            raise AttributeError(f"cannot trace the attribute .{name}")
        return lambda *inputs, **options: self._call(name, (self, *inputs), options)

    def __bool__(self) -> bool:
        """Give the truth where the other library knows it; a formula does not."""
        decide = self.lookup("__bool__")
        if decide is None:
            raise UntraceableError("cannot trace a branch on the value (if, and, or, max, min): use np.where")
        return bool(decide(self.held))

    def __float__(self) -> float:
        """Refuse: the function wants a plain float."""
        raise UntraceableError(
            "cannot trace float(...), a function of math, or what is put into an array of floats: "
            "use functions of NumPy, and np.stack"
        )


class TracedArray(Traced):
    """An array of another library; only this one is a sequence, so that np.array([x, y]) keeps numbers."""

    def __getitem__(self, index: Any) -> Any:
        """Give a part of the array."""
        return traced(self.held[held(index, self.lookup)], self.lookup)

    def __setitem__(self, _index: Any, _value: Any) -> None:
        """Refuse: the function changes its input."""
        raise UntraceableError("cannot trace an assignment into the argument: build a new array instead")

    def __len__(self) -> int:
        """Give the length of the first axis."""
        return len(self.held)

    def __iter__(self) -> Iterator[Any]:
        """Give the rows."""
        return (self[index] for index in range(len(self.held)))


_REDUCTIONS = {"add": "sum", "multiply": "prod", "maximum": "max", "minimum": "min"}


def traced(value: Any, lookup: Lookup) -> Any:
    """Wrap a number or an array of the other library; tuples and lists part by part."""
    if isinstance(value, (list, tuple)):
        return [traced(part, lookup) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return (TracedArray if getattr(value, "shape", ()) else Traced)(value, lookup)


def held(item: Any, lookup: Lookup) -> Any:
    """Give what stands behind the stand-ins, also inside tuples, lists and object arrays."""
    if isinstance(item, Traced):
        return item.held
    if isinstance(item, (list, tuple)):
        return type(item)(held(part, lookup) for part in item)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    item = item.to_numpy() if hasattr(item, "iloc") else item
    if isinstance(item, np.ndarray) and item.dtype == object:
        build = lookup("array")
        return build(held(item.tolist(), lookup)) if build else item  # pyright: ignore[reportUnknownArgumentType]
    return item
