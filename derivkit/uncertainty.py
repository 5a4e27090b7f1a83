"""Uncertainties of x -> uncertainties of f(x), to first order, and how far first order reaches."""

# ruff: noqa: ANN401, B008 - a stranger's function takes and gives anything; backends are frozen

from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from derivkit.backends import Backend, Numerical
from derivkit.inputs import finite_numbers, read
from derivkit.numerical.chebyshev import EPSILON
from derivkit.operators import Function, Given, as_callable, jacobian
from derivkit.result import Derivative, Floats, Status


@dataclass(frozen=True)
class Propagated:
    """f(x) with what the uncertainty of x makes of it."""

    value: Floats | float
    error: Floats | float
    """Standard deviation of each output."""
    covariance: Floats
    """Of the outputs, in a row each."""
    bend: float
    """How far f leaves its tangent one standard deviation away, in standard deviations: over 0.1 simulate."""
    jacobian: Derivative

    @property
    def status(self) -> Status:
        """`ok`, `noisy` where f is too bent for its tangent, or what is wrong with the derivatives."""
        statuses = np.ravel(np.asarray(self.jacobian.status, dtype=object))
        wrong = next((one for one in statuses if one not in {Status.OK, Status.UNCHECKED}), None)
        return wrong or (Status.OK if self.bend <= 0.1 else Status.NOISY)

    def __repr__(self) -> str:
        """Show value ± error, and what is not ordinary."""
        return f"Propagated({self.value} ± {self.error}, {self.status}, bend {self.bend:.2g})"


def propagate(
    f: Function, x: Any, sigma: ArrayLike, backend: Backend = Numerical(), **given: Unpack[Given]
) -> Propagated:
    """Propagate `sigma`, standard deviations in the shape of x or a covariance matrix, through f.

    First order (JCGM 100:2008, 5.1 and 5.2): covariance J Σ Jᵀ. f is also called one standard deviation
    away, both ways along each principal axis of Σ, which shows whether its tangent is good enough.

    >>> propagate(lambda x: x[0] * x[1], [2.0, 3.0], [0.1, 0.2]).error.__round__(9)
    0.5
    """
    answer, (point, form) = jacobian(f, x, backend, **given), read(x)
    spread = _covariance(sigma, point)
    if not isinstance(answer, Derivative):
        raise TypeError("propagate needs x as a number, an array or a Series, not a dictionary or tuple")
    shape = np.shape(answer.value)[: np.ndim(answer.value) - point.ndim]
    slopes = np.reshape(answer.value, (-1, point.size))
    sizes, axes = np.linalg.eigh(spread)
    steps = (axes * np.sqrt(np.maximum(sizes, 0.0))).T
    parts = slopes @ steps.T
    # a square may overflow
    unit = np.maximum(np.max(np.abs(parts), axis=1, initial=0.0), np.finfo(np.float64).tiny)
    error = unit * np.linalg.norm(parts / unit[:, None], axis=1)

    def value(at: Floats) -> Floats:
        inner = form.apart(at.reshape(point.shape)) if point.ndim else float(at.item())
        found = as_callable(f)(inner, *given.get("args", ()), **given.get("kwargs", {}))
        return np.asarray(found, dtype=np.float64).ravel()

    def missed(step: Floats) -> Floats:
        try:
            return np.abs(value(point.ravel() + step) - centre - slopes @ step)
        except (ArithmeticError, ValueError):  # f ends within a standard deviation
            return np.full(centre.shape, np.inf)

    centre = value(point.ravel())
    with np.errstate(all="ignore"):
        covariance, rounding = parts @ parts.T, 8 * EPSILON * np.abs(centre)
        misses = np.array([missed(step) for step in (*steps, *-steps)])
        bent = np.where(misses <= rounding, 0.0, misses / error)
    bend = float(np.max(np.nan_to_num(bent, nan=np.inf, posinf=np.inf), initial=0.0))
    whole = (centre.reshape(shape), error.reshape(shape)) if shape else (float(centre[0]), float(error[0]))
    return Propagated(*whole, covariance, bend, answer)


def _covariance(sigma: ArrayLike, point: Floats) -> Floats:
    spread = finite_numbers(sigma, "sigma")
    if spread.shape == point.shape and np.all(spread >= 0):
        return np.diag(spread.ravel() ** 2)
    if spread.shape != (point.size, point.size):
        raise ValueError(
            f"sigma must be positive and have the shape of x, {point.shape}, or be its covariance, "
            f"not {spread.shape} ({sigma!r:.40})"
        )
    # -1e-9: what rounding makes of 0
    if not np.allclose(spread, spread.T) or np.min(np.linalg.eigvalsh(spread)) < -1e-9 * np.max(spread):
        raise ValueError("sigma must be symmetric, and no variance negative, where it is a covariance")
    return spread
