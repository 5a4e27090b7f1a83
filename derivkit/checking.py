"""Exact methods at suspicious points, compared with one-sided probes of the function itself."""


# ruff: noqa: PLR0913 - a numerical step needs its points, values, noise and order side by side

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit import numerical
from derivkit.backends import Numerical
from derivkit.result import Derivative, Status, shaped

Floats = NDArray[np.float64]


def checked(
    exact: Callable[[Floats], Floats],
    f: Callable[[Any], Any],
    x: Floats,
    n: int,
    method: str,
    *,
    rounding: float = 4 * float(np.finfo(np.float64).eps),
    suspicious: bool,
    check: bool = True,
) -> Derivative:
    """Give `exact(x)` with its rounding error, and what probes of f say where it is suspicious.

    `exact` maps points (k,) to derivatives (k,). Its rounding error is seen by evaluating it at the
    neighbouring numbers too: what jumps about from one number to the next is not the derivative.
    """
    points = x.ravel()
    # no denormal numbers: compiled code may take them for 0
    step = np.maximum(np.spacing(np.abs(points)), 2 * np.finfo(np.float64).tiny)
    neighbours = np.stack([points, points - step, points + step])
    found = exact(neighbours.ravel()).reshape(neighbours.shape)
    value = found[0]
    with np.errstate(all="ignore"):
        error = rounding * np.abs(value) + 2 * np.max(np.abs(found[1:] - value), axis=0)
    doubtful = suspicious | ~np.isfinite(value) | ~(error <= max(1e-9, 2 * rounding) * np.abs(value))
    answer = _plain(value, error, doubtful, method)
    if check and np.any(doubtful):
        probed = numerical.derivative(f, points[doubtful], n, Numerical())
        answer = _merged(answer, doubtful, probed, method)
    return shaped(answer, x.shape)


def _plain(value: Floats, error: Floats, doubtful: NDArray[np.bool_], method: str) -> Derivative:
    status = np.where(doubtful, Status.UNCHECKED, Status.OK).astype(object)
    return Derivative(value, error, value, value, status, 0, 0, method)


def _merged(answer: Derivative, where: NDArray[np.bool_], probed: Derivative, method: str) -> Derivative:
    """Keep the exact value where the probes confirm it, take theirs where they do not."""
    with np.errstate(all="ignore"):
        return _compared(answer, where, probed, method)


def _compared(answer: Derivative, where: NDArray[np.bool_], probed: Derivative, method: str) -> Derivative:
    value, error, left, right = (
        np.array(part) for part in (answer.value, answer.error, answer.left, answer.right)
    )
    status = np.array(answer.status)
    exact, doubt = value[where], error[where]
    tolerance = (
        10 * np.asarray(probed.error) + np.where(np.isfinite(doubt), doubt, 0.0) + 1e-9 * np.abs(exact)
    )
    agree = np.abs(exact - probed.value) <= tolerance
    regular = np.isin(np.asarray(probed.status, dtype=str), ["ok", "noisy", "one_sided"])
    keep = agree & regular & (doubt <= np.asarray(probed.error))
    value[where] = np.where(keep, exact, probed.value)
    error[where] = np.where(keep, np.where(np.isfinite(doubt), doubt, probed.error), probed.error)
    left[where] = np.where(keep & (np.asarray(probed.status) == Status.OK), exact, probed.left)
    right[where] = np.where(keep & (np.asarray(probed.status) == Status.OK), exact, probed.right)
    status[where] = np.where(keep & (np.asarray(probed.status) == Status.NOISY), Status.OK, probed.status)
    reason = "" if np.all(agree | ~regular) else f"{method} and probes disagree: the probes' answer is given"
    return Derivative(
        value, error, left, right, status, probed.evaluations, probed.calls, method, reason or probed.reason
    )


def checked_jacobian(answer: Derivative, f: Callable[[Any], Any], x: Floats) -> Derivative:
    """Compare a Jacobian with the numerical one, element by element."""
    probed = numerical.jacobian(f, x, Numerical())
    shape = np.shape(answer.value)
    everywhere = np.ones(int(np.prod(shape)), dtype=bool)
    flat = (shaped(part, (everywhere.size,)) for part in (answer, probed))
    return shaped(_merged(next(flat), everywhere, next(flat), answer.method), shape)
