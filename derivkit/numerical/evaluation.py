"""Evaluate a stranger's function at many points, without trusting it."""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Numerical
from derivkit.result import Floats, Mask

BUGS = (NameError, ImportError, SyntaxError, NotImplementedError, MemoryError, RecursionError)
"""What no point is to blame for, wherever it is raised."""
_CALL_BUGS = (*BUGS, TypeError, AttributeError, LookupError)
"""The same at x, where f has to work; beyond an edge a table may well end."""


_REMEDIES: dict[Any, str] = {
    "NoneType": ": it lacks a return",
    np.dtype(np.complex128): ": take its real part or its absolute value",
    np.dtype(np.bool_): ": multiply it by 1.0",
}


class OverspentError(Exception):
    """The next step would take more evaluations than were allowed."""


@dataclass
class Probe:
    """f of numbers or of arrays of one shape, with a memory of how it wants to be called and its cost.

    An f that takes many points at once, along a last axis that it need not know of (x[0] * x[1] works
    so), is called once for all; one that wants single Python floats (branches, `math`), or that mixes
    the points, is called point by point. It always receives copies, and what it returns is copied.
    A point where it raises is nan, and so is one beyond the fence, where it is not called.
    """

    f: Callable[[Any], Any]
    fence: Numerical = field(default_factory=Numerical)
    order: int = 1
    """Of the derivative that is wanted."""
    evaluations: int = 0
    calls: int = 0
    epsilon: float = float(np.finfo(np.float64).eps)
    """Relative spacing of the numbers f returns: larger for float32 outputs."""
    reason: str = ""
    together: bool | None = None
    """Whether f takes many points at once; None before that was tried."""
    mixes: bool = False
    """Whether f, given many points, gave something else than at each of them."""
    start: Floats = field(default_factory=lambda: np.zeros(()))
    value: Floats = field(default_factory=lambda: np.zeros(()))
    """f(start), which says what f has to give elsewhere."""

    def begin(self, x: Floats, *, single: bool) -> Floats:
        """Give f(x), in whatever shape that has; TypeError where it is not made of real numbers.

        `single`: ValueError where it is not one number. What f raises as a bug is raised.
        """
        if not self._inside(x[None]).all():
            raise ValueError(f"x must lie within bounds={self.fence.bounds}, not {x.tolist()!r:.40}")
        value = self._alone(x, bugs=_CALL_BUGS)
        if value.dtype.kind == "c" and self._real_elsewhere(x):
            self.reason = f"f is complex here: {value.tolist()!r:.40}"
            value = np.full(value.shape, np.nan)
        if value.dtype.kind not in "fiu":
            given = value.tolist()
            kind = "NoneType" if given is None else value.dtype
            raise TypeError(
                f"f must return real numbers, not {kind} ({given!r:.40}){_REMEDIES.get(kind, '')}"
            )
        if single and value.shape:
            raise ValueError(f"f must return one number per point, not shape {value.shape}; use jacobian")
        self.start, self.value = x, _finite(value)
        return self.value

    def at(self, points: Floats) -> Floats:
        """Give f at points (m, *shape of x) as (m, *shape of f(x)), nan where it has no finite real value."""
        if not points.size:
            return np.zeros((len(points), *self.value.shape))
        inside = self._inside(points)
        if self.evaluations + np.count_nonzero(inside) > self.fence.max_evaluations:
            raise OverspentError
        if inside.all():
            return self._at(points)
        values = np.full((len(points), *self.value.shape), np.nan)
        if inside.any():
            values[inside] = self._at(points[inside])
        return values

    def near(self, x: Floats, points: Floats) -> Floats:
        """Give f at points (N, ...) around the numbers x (N,), nan farther away than the fence allows."""
        away = np.abs(points - x.reshape(-1, *(1,) * (points.ndim - 1)))
        near = np.where(away <= self.fence.max_step, points, np.nan)
        return self.at(near.ravel()).reshape(points.shape)

    def random(self) -> bool:
        """Say whether f gives something else at the same point."""
        return not np.array_equal(self._alone(self.start, bugs=BUGS), self.value, equal_nan=True)

    def _inside(self, points: Floats) -> Mask:
        low, high = (np.asarray(bound) for bound in self.fence.bounds)
        inside = np.asarray((points >= low) & (points <= high)).reshape(len(points), -1)
        return np.asarray(inside.all(axis=1))

    def _at(self, points: Floats) -> Floats:
        """Points together are believed when x among them gives the same as x alone."""
        rows = None
        if self.together is None:
            rows = self._many(np.concatenate([self.start[None], points]))
            self.together = rows is not None and _same(_finite(rows[0]), self.value)
            self.mixes = rows is not None and not self.together
            rows = rows[1:] if self.together and rows is not None else None
        elif self.together:
            rows = self._many(points)
        if rows is None:
            self.together = False
            rows = [self._alike(self._alone(point, bugs=BUGS), point) for point in points]
        return _finite(np.reshape(rows, (len(points), *self.value.shape)))

    def _alike(self, value: NDArray[Any], point: Floats) -> NDArray[Any]:
        """Give the value if it is of the kind of f(x), nan where f has none; TypeError or ValueError else."""
        if value.dtype.kind not in "fiuc":
            raise TypeError(
                f"f must return real numbers, but gave {value.tolist()!r:.40} at {point.tolist()!r:.40}"
            )
        if value.dtype.kind == "c" or (not value.shape and np.isnan(value)):
            return np.full(self.value.shape, np.nan)
        if value.shape != self.value.shape:
            shapes = f"{self.value.shape} at x, but {value.shape} at {point.tolist()!r:.40}"
            raise ValueError(f"f must return the same shape everywhere, not {shapes}")
        return value

    def _many(self, points: Floats) -> NDArray[Any] | None:
        try:
            value = self._called(np.moveaxis(points, 0, -1).copy())
        except ValueError:  # [x[0] * x[1], 1.0] has rows of different length now
            return None
        if isinstance(value, Exception):
            return None
        if points.ndim == 1 and not value.ndim:
            value = np.full(points.shape, value)  # a constant, or a mixer that is found out
        if value.shape != (*self.value.shape, len(points)) or value.dtype.kind not in "fiu":
            return None
        self.evaluations += len(points)
        return np.moveaxis(value, -1, 0)

    def _alone(self, x: Floats, bugs: tuple[type[Exception], ...]) -> NDArray[Any]:
        """Give f(x); nan where it raises anything but bugs."""
        self.evaluations += 1
        value = self._called(x.copy() if x.ndim else float(x))
        if not x.ndim and isinstance(value, (TypeError, AttributeError, IndexError)):
            other = self._called(x[None].copy())
            value = value if isinstance(other, Exception) else other
        if isinstance(value, bugs):
            raise value
        if isinstance(value, Exception):
            self.reason = self.reason or f"{type(value).__name__}: {value}"
            return np.array(np.nan)
        return value.reshape(()) if value.shape == (1,) and not x.ndim else value

    def _real_elsewhere(self, x: Floats) -> bool:
        """Say whether an f that is complex at x is real on either side: x ** 0.5 is, x + 1j not."""
        others = [self._called(point if point.ndim else float(point)) for point in (-x, x + 1, np.abs(x) + 1)]
        return any(not isinstance(value, Exception) and value.dtype.kind in "fiu" for value in others)

    def _called(self, argument: Any) -> NDArray[Any] | Exception:
        self.calls += 1
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found = self.f(argument)
        except OverspentError:  # f is a line through a function with a budget
            raise
        except Exception as problem:  # noqa: BLE001 - f may raise anything off its domain
            return problem
        try:
            value = np.array(found)
        except ValueError:
            raise ValueError("f must return a rectangular array, not rows of different length") from None
        if value.dtype.kind == "f":
            self.epsilon = max(self.epsilon, float(np.finfo(value.dtype).eps))
        return value


def _finite(values: Any) -> Floats:
    known = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(known), known, np.nan)


def _same(first: Floats, second: Floats) -> bool:
    # 1e-3: vectorised code may round differently, and one that draws noise is no mixer
    return bool(np.allclose(first, second, rtol=1e-3, atol=0, equal_nan=True))
