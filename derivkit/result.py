"""The answer: a derivative, its error, its one-sided values, and how it was found."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import DTypeLike, NDArray

Number = float | NDArray[np.float64]
"""A float for a single point, an array for several."""


class Status(StrEnum):
    """What kind of point it is; `advice` says what to try."""

    OK = "ok"
    KINK = "kink"
    JUMP = "jump"
    VERTICAL = "vertical"
    ONE_SIDED = "one_sided"
    UNDEFINED = "undefined"
    NOISY = "noisy"
    UNCHECKED = "unchecked"

    @property
    def advice(self) -> str:
        """A sentence for the reader of a result.

        >>> Status.KINK.advice
        'left and right derivatives differ: use .left, .right, or Numerical(side=1)'
        """
        return _ADVICE[self]


_ADVICE = {
    Status.OK: "the derivative exists, and the error is estimated",
    Status.KINK: "left and right derivatives differ: use .left, .right, or Numerical(side=1)",
    Status.JUMP: "the function jumps here: there is no derivative",
    Status.VERTICAL: "the tangent is vertical: the difference quotients grow without bound",
    Status.ONE_SIDED: "only points on one side were used: the domain ends here, or side was given",
    Status.UNDEFINED: "the function has no finite value here",
    Status.NOISY: "the function is noisy or rounded: smooth it, or fit before differentiating",
    Status.UNCHECKED: "the function may have a kink here and nothing was probed: try Numerical()",
}


@dataclass(frozen=True, eq=False, repr=False)
class Derivative(NDArrayOperatorsMixin):
    """A derivative that says how sure it is; in arithmetic it acts as its `value`.

    Every field but the last four has the shape of the result: floats for a single number, arrays
    otherwise. `value` is nan where no derivative exists and infinite at a vertical tangent.

    >>> answer = Derivative(2.0, 1e-15, 2.0, 2.0, Status.OK, 43, 3, "numerical")
    >>> float(answer), answer + 1
    (2.0, np.float64(3.0))
    """

    POINTWISE: ClassVar = ("value", "error", "left", "right", "status")
    """The fields that have the shape of the result."""
    NUMBERS: ClassVar = POINTWISE[:-1]

    value: Number
    error: Number
    """Estimated absolute error of `value`."""
    left: Number
    right: Number
    status: Any
    """A Status, or an object array of them."""
    evaluations: int
    """Points at which f was evaluated."""
    calls: int
    """Calls of f that this took."""
    method: str
    reason: str = ""
    """What went wrong, in a sentence; empty when nothing did."""

    def __float__(self) -> float:
        """Give the value of a single number; TypeError for an array of several."""
        return float(np.asarray(self.value).item())

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        """Give `value` to NumPy."""
        return np.array(self.value, dtype=dtype, copy=copy)

    def __array_ufunc__(self, ufunc: np.ufunc, how: str, *inputs: Any, **options: Any) -> Any:
        """Apply a NumPy function to the value."""
        values = [item.value if isinstance(item, Derivative) else item for item in inputs]
        return getattr(ufunc, how)(*values, **options)

    def __format__(self, spec: str) -> str:
        """Format the value, `repr` without a format."""
        return format(self.value, spec) if spec else repr(self)

    def __getitem__(self, index: Any) -> Any:
        """Give a part of the value."""
        return np.asarray(self.value)[index]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of `value`."""
        return np.shape(self.value)

    def __len__(self) -> int:
        """Give the length of the first axis of `value`."""
        return len(np.asarray(self.value))

    def __repr__(self) -> str:
        """Show value ± error, and everything that is not ordinary."""
        if np.ndim(self.value):
            return f"Derivative({self._summary()}, {self._provenance()})\n{self.value}"
        sides = "" if self.status == Status.OK else f", left={self.left:.6g}, right={self.right:.6g}"
        reason = f", {self.reason}" if self.reason else ""
        return (
            f"Derivative({self.value:.16g} ± {self.error:.1e}, {self.status}{sides}, "
            f"{self._provenance()}{reason})"
        )

    def _summary(self) -> str:
        statuses, counts = np.unique(np.asarray(self.status, dtype=str), return_counts=True)
        shown = ", ".join(f"{count} {name}" for name, count in zip(statuses, counts, strict=True))
        return f"shape {self.shape}, error ≤ {np.max(self.error, initial=0.0):.1e}, {shown}"

    def _provenance(self) -> str:
        if not self.calls:
            return self.method
        return f"{self.method}, {self.evaluations} evaluations in {self.calls} calls"

    def _repr_html_(self) -> str:
        """Show a table of at most twenty rows in a notebook."""
        columns = [np.ravel(np.asarray(getattr(self, name), dtype=object))[:20] for name in self.POINTWISE]
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_shown(cell))}</td>" for cell in row) + "</tr>"
            for row in zip(*np.broadcast_arrays(*columns), strict=True)
        )
        header = "".join(f"<th>{name}</th>" for name in self.POINTWISE)
        rest = np.size(self.value) - 20
        more = f"; {rest} more" if rest > 0 else ""
        note = html.escape(self._provenance() + more + (f"; {self.reason}" if self.reason else ""))
        return f"<table><caption>{note}</caption><tr>{header}</tr>{rows}</table>"


def _shown(cell: object) -> str:
    return f"{cell:.9g}" if isinstance(cell, float) else str(cell)


def put(whole: Derivative, rows: Any, part: Derivative) -> Derivative:
    """Give the whole with the chosen rows replaced."""
    columns = {name: np.array(getattr(whole, name)) for name in Derivative.POINTWISE}
    for name, column in columns.items():
        column[rows] = getattr(part, name)
    return replace(whole, **columns)


def changed(
    answer: Derivative, how: Callable[[Any], Any], fields: Sequence[str] = Derivative.POINTWISE
) -> Derivative:
    """Give the answer with `how` applied to each of the fields."""
    return replace(answer, **{name: how(np.asarray(getattr(answer, name))) for name in fields})


def plain(value: Any, error: Any, method: str, sure: Any = True) -> Derivative:
    """Give an answer with equal sides: `ok` where `sure`, else `unchecked`; nothing was evaluated."""
    shape = np.shape(value)
    status = np.where(np.broadcast_to(sure, shape), Status.OK, Status.UNCHECKED)
    return shaped(Derivative(value, error, value, value, status, 0, 0, method), shape)


_MEMBERS = np.frompyfunc({status: status for status in Status}.__getitem__, 1, 1)


def shaped(answer: Derivative, shape: tuple[int, ...]) -> Derivative:
    """Give the fields the shape of the question: floats and one Status for a single number."""
    fields: dict[str, Any] = {
        name: np.asarray(getattr(answer, name)).reshape(shape) for name in Derivative.POINTWISE
    }
    # NumPy turns members of a StrEnum into plain strings on the way
    fields["status"] = np.asarray(_MEMBERS(fields["status"]), dtype=object)
    if not shape:
        fields = {name: part.item() for name, part in fields.items()}
    return replace(answer, **fields)
