"""Evaluate a stranger's function at many points, without trusting it."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def as_callable(f: Any) -> Callable[[Any], Any]:
    """Give a callable as it is, and a SymPy expression as a function of one array."""
    if callable(f) and not hasattr(f, "free_symbols"):
        return f
    from derivkit import symbolic  # noqa: PLC0415 - SymPy only when an expression is given

    return symbolic.program(f, "numpy")


@dataclass
class Probe:
    """An elementwise f with a memory of how it wants to be called, and what that cost.

    An f that takes whole arrays is called once for all points; one that wants single Python floats
    (branches, `math`), or that mixes the elements of an array, is called point by point. It always
    receives copies. A point where it raises is nan.
    """

    f: Callable[[Any], Any]
    evaluations: int = 0
    calls: int = 0
    epsilon: float = float(np.finfo(np.float64).eps)
    """Relative spacing of the numbers f returns: larger for float32 outputs."""
    whole: bool = True
    reason: str = ""
    known: dict[float, float] = field(default_factory=dict[float, float])

    def at(self, points: Floats) -> Floats:
        """Give f at `points` (any shape), nan where f has no finite real value."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            values = self._together(points) if self.whole else None
            if values is None:
                self.whole = False
                values = self._one_by_one(points)
        return np.where(np.isfinite(values), values, np.nan)

    def first_look(self, x: Floats, points: Floats) -> tuple[Floats, Floats]:
        """Give f at x (k,) and at points (k, m), after learning how f wants to be called.

        f(x[0]) alone must be one real number, else TypeError or ValueError; when f gives something
        else there among other points, it mixes elements and is called point by point from then on.
        """
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            alone = self._single(float(x[0]), strict=True)
            others = np.concatenate([x[1:], points.ravel()])
            together = self._together(np.concatenate([x[:1], others])) if others.size else np.array([alone])
            if together is None or not _same(together[0], alone):
                self.whole = False
                together = np.append(alone, self._one_by_one(others))
        together = np.where(np.isfinite(together), together, np.nan)
        return together[: x.size], together[x.size :].reshape(points.shape)

    def _together(self, points: Floats) -> Floats | None:
        flat = points.ravel()
        self.calls += 1
        self.evaluations += flat.size
        try:
            values = np.asarray(self.f(flat.copy()))
        except Exception:  # noqa: BLE001 - any exception means: not with arrays
            self.evaluations -= flat.size
            return None
        if not values.ndim:  # a constant, or a mixer that `first_look` finds out
            values = np.full(flat.shape, values)
        if values.shape != flat.shape or values.dtype.kind not in "fiub":
            self.evaluations -= flat.size
            return None
        self._note(values.dtype)
        return values.astype(np.float64).reshape(points.shape)

    def _one_by_one(self, points: Floats) -> Floats:
        values = [self._single(float(point), strict=False) for point in points.ravel()]
        return np.array(values, dtype=np.float64).reshape(points.shape)

    def _single(self, point: float, *, strict: bool) -> float:
        self.calls += 1
        self.evaluations += 1
        try:
            value = np.asarray(self.f(point))
        except (TypeError, AttributeError, IndexError):
            try:
                value = np.asarray(self.f(np.array([point]))).reshape(())
            except Exception as error:  # noqa: BLE001 - f may raise anything off its domain
                return self._failed(error)
        except Exception as error:  # noqa: BLE001 - the same
            return self._failed(error)
        if value.shape == (1,):
            value = value.reshape(())
        if strict:
            _require_real_number(value)
        elif value.shape or value.dtype.kind not in "fiub":
            return np.nan
        self._note(value.dtype)
        return float(value)

    def _failed(self, error: Exception) -> float:
        self.reason = self.reason or f"{type(error).__name__}: {error}"
        return np.nan

    def _note(self, dtype: np.dtype[Any]) -> None:
        if dtype.kind == "f":
            self.epsilon = max(self.epsilon, float(np.finfo(dtype).eps))


def _require_real_number(value: NDArray[Any]) -> None:
    if value.dtype.kind not in "fiub":
        raise TypeError(f"f must return real numbers, not {value.dtype} ({value!r:.60})")
    if value.shape:
        raise ValueError(f"f must return one number per point, not shape {value.shape}; use jacobian")


def _same(first: float, second: float) -> bool:
    # 1e-3: vectorised code may round differently, and one that draws noise is no mixer
    return bool(np.isclose(first, second, rtol=1e-3, atol=0, equal_nan=True)) or first == second
