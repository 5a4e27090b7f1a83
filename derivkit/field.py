"""A function of an array, evaluated at many arrays in as few calls as it allows."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass
class Field:
    """f from arrays of one shape to arrays of one shape, with a count of what it cost."""

    f: Callable[[Any], Any]
    evaluations: int = 0
    calls: int = 0
    epsilon: float = float(np.finfo(np.float64).eps)
    reason: str = ""

    def at(self, x: Floats) -> Floats:
        """Give f(x); TypeError where that is not made of real numbers."""
        self.calls += 1
        self.evaluations += 1
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                found = self.f(x.copy())
        except Exception as problem:  # noqa: BLE001 - f may raise anything off its domain
            self.reason = self.reason or f"{type(problem).__name__}: {problem}"
            return np.array(np.nan)
        try:
            value = np.asarray(found)
        except ValueError:
            raise ValueError("f must return a rectangular array, not rows of different length") from None
        if value.dtype.kind not in "fiub":
            raise TypeError(f"f must return real numbers, not {value.dtype} ({found!r:.40})")
        if value.dtype.kind == "f":
            self.epsilon = max(self.epsilon, float(np.finfo(value.dtype).eps))
        return np.where(np.isfinite(value), value, np.nan)

    def at_all(self, points: Floats, outputs: tuple[int, ...]) -> Floats:
        """Give f at points (m, *shape of x) as (m, *outputs).

        First all at once, with the points along a last axis that f does not know of (x[0] * x[1] works
        so); believed when the first and the last point give the same alone. Else one by one.
        """
        together = self._together(points, outputs)
        if together is not None:
            return together
        missing = np.full(outputs, np.nan)
        found = (self.at(point) for point in points)
        return np.array([value if value.shape == outputs else missing for value in found])

    def _together(self, points: Floats, outputs: tuple[int, ...]) -> Floats | None:
        if points.ndim == 1 or len(points) < 3:
            return None
        self.calls += 1
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = np.asarray(self.f(np.moveaxis(points, 0, -1).copy()))
        except Exception:  # noqa: BLE001 - any exception means: not all at once
            return None
        if value.shape != (*outputs, len(points)) or value.dtype.kind not in "fiub":
            return None
        rows = np.moveaxis(value, -1, 0).astype(np.float64)
        for index in (0, -1):
            alone = self.at(points[index])
            if alone.shape != outputs or not np.allclose(
                rows[index], alone, rtol=1e-9, atol=0, equal_nan=True
            ):
                return None
        self.evaluations += len(points)
        return np.where(np.isfinite(rows), rows, np.nan)
