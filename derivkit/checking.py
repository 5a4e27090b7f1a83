"""Exact methods at suspicious points, compared with one-sided probes of the function itself."""


# ruff: noqa: PLR0913 - a numerical step needs its points, values, noise and order side by side

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit import numerical
from derivkit.backends import Numerical
from derivkit.result import Derivative, Status, plain, put, shaped

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
    answer = plain(value, error, method, ~doubtful)
    if check and np.any(doubtful):
        probed = numerical.derivative(f, points[doubtful], n, Numerical())
        answer = _merged(answer, doubtful, probed)
    return shaped(answer, x.shape)


def _merged(answer: Derivative, where: NDArray[np.bool_], probed: Derivative) -> Derivative:
    """Keep the exact value where the probes confirm it, take theirs where they do not."""
    exact, doubt = np.asarray(answer.value)[where], np.asarray(answer.error)[where]
    status, error = np.asarray(probed.status), np.asarray(probed.error)
    with np.errstate(all="ignore"):
        doubt = np.where(np.isfinite(doubt), doubt, error)
        agree = np.abs(exact - probed.value) <= 10 * error + doubt + 1e-9 * np.abs(exact)
    regular = np.isin(status.astype(str), ["ok", "noisy", "one_sided"])
    keep = agree & regular & (np.asarray(answer.error)[where] <= error)
    smooth = keep & (status == Status.OK)
    merged = replace(
        probed,
        value=np.where(keep, exact, probed.value),
        error=np.where(keep, doubt, error),
        left=np.where(smooth, exact, probed.left),
        right=np.where(smooth, exact, probed.right),
        status=np.where(keep & (status == Status.NOISY), Status.OK, status),
    )
    reason = f"{answer.method} and probes disagree: the probes' answer is given"
    reason = probed.reason if np.all(agree | ~regular) else reason
    whole = put(answer, where, merged)
    return replace(whole, evaluations=probed.evaluations, calls=probed.calls, reason=reason)


def checked_jacobian(answer: Derivative, f: Callable[[Any], Any], x: Floats) -> Derivative:
    """Compare a Jacobian with the numerical one, element by element."""
    probed = numerical.jacobian(f, x, Numerical())
    shape = np.shape(answer.value)
    everywhere = np.ones(int(np.prod(shape)), dtype=bool)
    flat = (shaped(part, (everywhere.size,)) for part in (answer, probed))
    return shaped(_merged(next(flat), everywhere, next(flat)), shape)
