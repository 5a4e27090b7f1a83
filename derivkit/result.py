"""The answer: a derivative, its error, its one-sided values, and how it was found."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar, Self

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import DTypeLike, NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Number = float | Floats
"""A float for a single point, an array for several."""


class Status(StrEnum):
    """What kind of point it is; `advice` says what to try.

    >>> Status.KINK.advice
    'left and right derivatives differ: use .left, .right, or Numerical(side=1)'
    """

    advice: str

    def __new__(cls, name: str, advice: str) -> Self:
        """Give a string that carries its advice."""
        member = str.__new__(cls, name)
        member._value_, member.advice = name, advice
        return member

    OK = "ok", "the derivative exists, and the error is estimated"
    KINK = "kink", "left and right derivatives differ: use .left, .right, or Numerical(side=1)"
    JUMP = "jump", "the function jumps here: there is no derivative"
    VERTICAL = "vertical", "the tangent is vertical: the difference quotients grow without bound"
    ONE_SIDED = "one_sided", "only points on one side were used: the domain ends here, or side was given"
    UNDEFINED = "undefined", "the function has no finite value here"
    NOISY = "noisy", "the function is noisy or rounded: smooth it, or fit before differentiating"
    UNCHECKED = "unchecked", "the function may have a kink here and nothing was probed: try Numerical()"


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
        """Give a part of the answer, with its error, sides and status."""
        fields = {name: _part(getattr(self, name), index) for name in self.POINTWISE}
        return replace(
            self, **{name: part if np.ndim(part) else _single(part) for name, part in fields.items()}
        )

    def __bool__(self) -> bool:
        """Give whether a single derivative is not 0; ValueError for several."""
        if np.size(self.value) != 1:
            raise ValueError(
                f"a Derivative of shape {self.shape} is neither true nor false: compare its .value or .status"
            )
        return bool(self.value)

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
            told = f", {self._reason()}" if self._reason() else ""
            return f"Derivative({self._summary()}, {self._provenance()}{told})\n{self.value}"
        sides = "" if self.status == Status.OK else f", left={self.left:.6g}, right={self.right:.6g}"
        parts = (
            f"{self.value:.16g} ± {self.error:.1e}",
            f"{self.status}{sides}",
            self._provenance(),
            self._reason(),
        )
        return f"Derivative({', '.join(filter(None, parts))})"

    def _reason(self) -> str:
        """Give what went wrong, or the advice of the first status that is not ok."""
        statuses = np.ravel(np.asarray(self.status, dtype=object))
        return self.reason or next((one.advice for one in statuses if one != Status.OK), "")

    def _summary(self) -> str:
        statuses, counts = np.unique(np.asarray(self.status, dtype=str), return_counts=True)
        shown = ", ".join(f"{count} {name}" for name, count in zip(statuses, counts, strict=True))
        return f"shape {self.shape}, error ≤ {np.max(np.asarray(self.error), initial=0.0):.1e}, {shown}"

    def _provenance(self) -> str:
        cost = f", {self.evaluations} evaluations in {self.calls} calls" if self.calls else ""
        return self.method + cost

    def _repr_html_(self) -> str:
        """Show a table of at most twenty rows in a notebook."""
        columns = [np.ravel(np.asarray(getattr(self, name), dtype=object))[:20] for name in self.POINTWISE]
        rest = np.size(self.value) - 20
        more = f"; {rest} more" if rest > 0 else ""
        note = self._provenance() + more + (f"; {self._reason()}" if self._reason() else "")
        return html_table(self.POINTWISE, zip(*columns, strict=True), note)


def html_table(heading: Iterable[str], rows: Iterable[Iterable[object]], note: str = "") -> str:
    """Give an HTML table with `note` as its caption."""
    caption = f"<caption>{html.escape(note)}</caption>" if note else ""
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    return f"<table>{caption}<tr>{_cells('th', heading)}</tr>{body}</table>"


def _cells(tag: str, cells: Iterable[object]) -> str:
    shown = (f"{cell:.9g}" if isinstance(cell, float) else str(cell) for cell in cells)
    return "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in shown)


def _part(column: Any, index: Any) -> Any:
    # a Series or DataArray has labels to ask by
    return column[index] if hasattr(column, "index") or hasattr(column, "dims") else np.asarray(column)[index]


def _single(part: Any) -> Any:
    return part if isinstance(part, Status) else np.asarray(part).item()


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


def joined(parts: Sequence[Derivative]) -> Derivative:
    """Give the parts as one along the last axis."""
    if len(parts) == 1:
        return parts[0]
    fields = {
        name: np.concatenate([getattr(part, name) for part in parts], axis=-1)
        for name in Derivative.POINTWISE
    }
    cost = {name: sum(getattr(part, name) for part in parts) for name in ("evaluations", "calls")}
    return replace(
        parts[0], **fields, **cost, reason=next((part.reason for part in parts if part.reason), "")
    )


def plain(value: Floats, error: Floats, method: str, sure: Any = True) -> Derivative:
    """Give an answer with equal sides: `ok` where `sure`, else `unchecked`; nothing was evaluated."""
    status = np.full(value.shape, Status.OK, dtype=object)
    status[~np.broadcast_to(sure, value.shape)] = Status.UNCHECKED
    return Derivative(value, error, value, value, status, 0, 0, method)


_MEMBERS = np.frompyfunc({status: status for status in Status}.__getitem__, 1, 1)


def members(statuses: Any) -> NDArray[Any]:
    """Give an array of Status: NumPy turns members of a StrEnum into plain strings on the way."""
    return np.asarray(_MEMBERS(statuses), dtype=object)


def shaped(answer: Derivative, shape: tuple[int, ...]) -> Derivative:
    """Give the fields the shape of the question: floats and one Status for a single number."""
    fields = {name: np.asarray(getattr(answer, name)).reshape(shape) for name in Derivative.POINTWISE}
    fields["status"] = members(fields["status"])
    return replace(answer, **(fields if shape else {name: part.item() for name, part in fields.items()}))
