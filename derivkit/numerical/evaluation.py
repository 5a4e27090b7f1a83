"""Evaluate a stranger's function at many points, without trusting it."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Probe:
    """f of numbers or of arrays of one shape, with a memory of how it wants to be called and its cost.

    An f that takes many points at once, along a last axis that it need not know of (x[0] * x[1] works
    so), is called once for all; one that wants single Python floats (branches, `math`), or that mixes
    the points, is called point by point. It always receives copies. A point where it raises is nan.
    """

    f: Callable[[Any], Any]
    evaluations: int = 0
    calls: int = 0
    epsilon: float = float(np.finfo(np.float64).eps)
    """Relative spacing of the numbers f returns: larger for float32 outputs."""
    reason: str = ""
    together: bool | None = None
    """Whether f takes many points at once; None before that was tried."""
    start: Floats = field(default_factory=lambda: np.zeros(()))
    value: Floats = field(default_factory=lambda: np.zeros(()))
    """f(start), which says what f has to give elsewhere."""

    def begin(self, x: Floats, *, single: bool) -> Floats:
        """Give f(x), in whatever shape that has; TypeError where it is not made of real numbers.

        `single`: ValueError where it is not one number.
        """
        value = self._alone(x)
        if value.dtype.kind not in "fiub":
            raise TypeError(f"f must return real numbers, not {value.dtype} ({value.tolist()!r:.40})")
        if single and value.shape:
            raise ValueError(f"f must return one number per point, not shape {value.shape}; use jacobian")
        self.start, self.value = x, _finite(value)
        return self.value

    def at(self, points: Floats) -> Floats:
        """Give f at points (m, *shape of x) as (m, *shape of f(x)), nan where it has no finite real value.

        Points together are believed when x among them gives the same as x alone.
        """
        rows = None
        if self.together is None:
            rows = self._many(np.concatenate([self.start[None], points]))
            self.together = rows is not None and _same(_finite(rows[0]), self.value)
            rows = rows[1:] if self.together and rows is not None else None
        elif self.together:
            rows = self._many(points)
        if rows is None:
            self.together = False
            found = (self._alone(point) for point in points)
            rows = [value if self._alike(value) else np.full(self.value.shape, np.nan) for value in found]
        return _finite(np.reshape(rows, (len(points), *self.value.shape)))

    def _alike(self, value: NDArray[Any]) -> bool:
        return value.shape == self.value.shape and value.dtype.kind in "fiub"

    def _many(self, points: Floats) -> NDArray[Any] | None:
        try:
            value = self._called(np.moveaxis(points, 0, -1).copy())
        except ValueError:  # [x[0] * x[1], 1.0] has rows of different length now
            return None
        if isinstance(value, Exception):
            return None
        if points.ndim == 1 and not value.ndim:
            value = np.full(points.shape, value)  # a constant, or a mixer that is found out
        if value.shape != (*self.value.shape, len(points)) or value.dtype.kind not in "fiub":
            return None
        self.evaluations += len(points)
        return np.moveaxis(value, -1, 0)

    def _alone(self, x: Floats) -> NDArray[Any]:
        """Give f(x); nan where it raises."""
        self.evaluations += 1
        value = self._called(x.copy() if x.ndim else float(x))
        if not x.ndim and isinstance(value, (TypeError, AttributeError, IndexError)):
            value = self._called(x[None].copy())
        if isinstance(value, Exception):
            self.reason = self.reason or f"{type(value).__name__}: {value}"
            return np.array(np.nan)
        return value[0] if value.shape == (1,) and not x.ndim else value

    def _called(self, argument: Any) -> NDArray[Any] | Exception:
        self.calls += 1
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found = self.f(argument)
        except Exception as problem:  # noqa: BLE001 - f may raise anything off its domain
            return problem
        try:
            value = np.asarray(found)
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
