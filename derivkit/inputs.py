"""What may be given as x: numbers, arrays, labelled data, dictionaries and tuples of these.

A `Form` is how a user's x becomes one array of float64, how f gets its own kind of x back, and how
an answer gets the labels of x.
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: ANN401 - a stranger's x is anything

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from derivkit.result import Derivative, Floats, shaped


@dataclass(frozen=True)
class Form:
    """An array: as it is."""

    def apart(self, point: Any) -> Any:
        """Give the user's kind of x for an array."""
        return point

    def labelled(self, answer: Derivative) -> Any:
        """Give an answer whose last axes are those of x the labels of x."""
        return answer


@dataclass(frozen=True)
class Labelled(Form):
    """A Series, a DataFrame or a DataArray."""

    kind: type
    shape: tuple[int, ...]
    seen: tuple[str, ...]
    """The labels as text: what f can see of them."""
    labels: dict[str, Any] = field(compare=False)

    def apart(self, point: Any) -> Any:
        """Give the values their labels; TypeError for several points at once, and for what is no number."""
        if not isinstance(point, np.ndarray) or point.shape != self.shape:
            raise TypeError(
                f"a {self.kind.__name__} holds numbers: with this backend give x as a dict or an array"
            )
        return self.kind(point, **self.labels)

    def labelled(self, answer: Derivative) -> Any:
        """Label the fields of an answer of the shape of x."""
        if answer.shape != self.shape:
            return answer
        return replace(
            answer, **{name: self.kind(getattr(answer, name), **self.labels) for name in answer.POINTWISE}
        )


@dataclass(frozen=True)
class Tree(Form):
    """A dictionary or tuple of numbers, arrays and further dictionaries: one flat array."""

    kind: type
    names: tuple[Any, ...]
    parts: tuple["Tree | tuple[int, ...]", ...]
    """The shapes of arrays, the trees below."""

    @cached_property
    def size(self) -> int:
        """The numbers in it."""
        return sum(part.size if isinstance(part, Tree) else int(np.prod(part)) for part in self.parts)

    def apart(self, point: Any) -> Any:
        """Cut the first axis into the parts."""

        def cut(row: Any, part: "Tree | tuple[int, ...]") -> Any:
            if isinstance(part, Tree):
                return part.apart(row)
            return row.reshape(part + row.shape[1:]) if part else row[0]

        return self._built(point, 0, cut)

    def labelled(self, answer: Derivative) -> Any:
        """Cut the last axis into answers."""

        def cut(row: Derivative, part: "Tree | tuple[int, ...]") -> Any:
            if isinstance(part, Tree):
                return part.labelled(row)
            return shaped(row, row.shape[:-1] + part)

        return self._built(answer, -1, cut)

    def _built(self, whole: Any, axis: int, cut: Callable[[Any, Any], Any]) -> Any:
        found, start = [], 0
        for part in self.parts:
            stop = start + (part.size if isinstance(part, Tree) else int(np.prod(part)))
            found.append(cut(whole[..., start:stop] if axis else whole[start:stop], part))
            start = stop
        if self.names:
            return self.kind(zip(self.names, found, strict=True))
        return self.kind(*found) if hasattr(self.kind, "_fields") else self.kind(found)


def read(x: Any, name: str = "x") -> tuple[Floats, Form]:
    """Give x as an array and its form; TypeError or ValueError says what cannot be used and what can."""
    if isinstance(x, Mapping) or (isinstance(x, (tuple, list)) and any(_is_part(part) for part in x)):
        return _read_tree(x, name)
    point = finite_numbers(x, name)
    labels = _labels(x)
    seen = (str(list(np.ravel(np.asarray(label, dtype=object)))) for label in labels.values())
    return point, Labelled(type(x), point.shape, tuple(seen), labels) if labels else Form()


def real_numbers(given: ArrayLike, name: str) -> Floats:
    """Give an array of float64; TypeError or ValueError where it is none."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise ValueError(
            f"{name} must be a number or a rectangular array of numbers, not rows of different length"
        ) from None
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} must be real numbers, not {array.dtype} ({given!r:.40}): give floats")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        raise TypeError(
            f"{name} has {array.dtype} numbers, of which 64 bits would be used: give {name}.astype(float)"
        )
    return array.astype(np.float64, copy=False)


def finite_numbers(x: Any, name: str) -> Floats:
    """Give an array of finite numbers; TypeError or ValueError says what cannot be used and what can."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, and f has no value where it is masked: give {name}.compressed()"
        )
    if hasattr(x, "magnitude") and hasattr(x, "units"):
        raise TypeError(
            f"{name} carries the unit {x.units}, which differentiation would lose: give {name}.magnitude"
        )
    point = real_numbers(x, name)
    # a sum of squares is finite when all its parts are, unless it overflows; it is quick
    with np.errstate(all="ignore"):
        quick = isfinite(np.vdot(point, point))
    if not quick and not np.isfinite(point).all():
        raise ValueError(f"{name} must be finite, not {x!r:.40}: leave such points out")
    return point


def _is_part(part: Any) -> bool:
    return isinstance(part, Mapping) or (isinstance(part, (np.ndarray, tuple)) and np.ndim(part) > 0)


def _read_tree(x: Any, name: str) -> tuple[Floats, Form]:
    if isinstance(x, list) and len({np.shape(part) for part in x}) == 1:
        return finite_numbers(x, name), Form()
    names, values = (tuple(x), list(x.values())) if isinstance(x, Mapping) else ((), list(x))
    points: list[Floats] = []
    parts: list[Tree | tuple[int, ...]] = []
    for label, value in zip(names or range(len(values)), values, strict=True):
        point, form = read(value, f"{name}[{label!r}]")
        points.append(point.ravel())
        parts.append(form if isinstance(form, Tree) else point.shape)
    kind: type = dict if isinstance(x, Mapping) else type(x)
    return np.concatenate(points) if points else np.zeros(0), Tree(kind, names, tuple(parts))


def _labels(x: Any) -> dict[str, Any]:
    if hasattr(x, "index") and hasattr(x, "iloc"):
        extra = {"columns": x.columns} if hasattr(x, "columns") else {"name": x.name}
        return {"index": x.index, **extra}
    if hasattr(x, "dims") and hasattr(x, "coords"):
        return {"coords": x.coords, "dims": x.dims, "name": x.name}
    return {}


@dataclass(frozen=True)
class Applied:
    """f of an array, for an f of another form of x and further arguments; equal where these are the same."""

    form: Form
    same: tuple[Any, ...]
    """The very objects: their values may change."""
    f: Callable[..., Any] = field(compare=False)
    args: tuple[Any, ...] = field(compare=False)
    kwargs: dict[str, Any] = field(compare=False)

    def __call__(self, point: Any) -> Any:
        """Call f."""
        return self.f(self.form.apart(point), *self.args, **self.kwargs)


def applied(f: Callable[..., Any], form: Form, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Applied:
    """Give f as a function of one array."""
    own = id(getattr(f, "__self__", f)), getattr(f, "__func__", None)
    same = *own, *map(_same, args), *kwargs, *map(_same, kwargs.values())
    return Applied(form, same, f, args, dict(kwargs))


def _same(value: Any) -> Any:
    return (type(value), value) if isinstance(value, (bool, int, float, str, type(None))) else id(value)
