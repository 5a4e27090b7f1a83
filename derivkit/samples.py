"""Derivatives of data on a grid, where the function itself is unknown and its values may be noisy."""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derivkit.inputs import finite_numbers
from derivkit.result import Derivative, Floats, Status, changed

_WINDOWS = 1, 2, 4, 8, 16, 32
"""Points on each side of the one in question; beyond 65 in all the rest of the data says little more."""


def sampled(y: ArrayLike, x: ArrayLike, n: int = 1, *, axis: int = -1) -> Derivative:
    """Give the n-th derivatives (1 to 4) of samples `y`, taken along `axis` at strictly monotonic `x`.

    A polynomial of degree n + 1 through the nearest points, which for n = 1 and data without noise are
    second-order differences up to the edges (Savitzky & Golay, Anal. Chem. 36, 1964, on any grid). Where the
    data are noisy, through so many points that the noise left and the bend of the data are alike: the widest
    window that contradicts no narrower one (Goldenshluger & Nemirovski, Math. Meth. Stat. 6, 1997).
    `left` and `right` are the slopes of the neighbouring intervals, nan beyond the ends and for n > 1.
    ValueError for other shapes, TypeError for what is not real.

    >>> import numpy as np
    >>> x = np.linspace(-5, 5, 11)
    >>> sampled(x**2, x).value[[0, 5, 10]].round(12)
    array([-10.,   0.,  10.])
    """
    values, positions = finite_numbers(y, "y"), finite_numbers(x, "x")
    if n not in range(1, 5):
        raise ValueError(f"n must be 1, 2, 3 or 4, not {n!r}")
    least, axes = max(3, n + 2), range(-values.ndim, values.ndim)
    length = values.shape[axis] if axis in axes else 0
    if positions.ndim != 1 or length != positions.size or length < least:
        raise ValueError(
            f"y and x need the same shape (n,) with n ≥ {least}, not {values.shape} and {positions.shape}; "
            "or y an axis as long as x"
        )
    steps = np.diff(positions)
    if not (np.all(steps > 0) or np.all(steps < 0)):
        raise ValueError("x must be strictly increasing or strictly decreasing")
    rows = np.moveaxis(values, axis, -1).reshape(-1, positions.size)
    value, error = _smoothed(rows, positions, n)
    status = np.full(value.shape, Status.OK, dtype=object)
    status[error > 0.1 * np.max(np.abs(value), axis=1, initial=0.0)[:, None]] = Status.NOISY
    slopes, beyond = np.diff(rows, axis=1) / steps, np.full((len(rows), 1), np.nan)
    sides = np.concatenate([beyond, slopes], axis=1), np.concatenate([slopes, beyond], axis=1)
    left, right = (
        side if n == 1 else np.full_like(side, np.nan) for side in (sides if steps[0] > 0 else sides[::-1])
    )
    found = Derivative(value, error, left, right, status, 0, 0, "sampled")
    shape = np.moveaxis(values, axis, -1).shape
    return changed(found, lambda part: np.moveaxis(part.reshape(shape), -1, axis))


def _smoothed(rows: Floats, positions: Floats, n: int) -> tuple[Floats, Floats]:
    """Give values and errors from the widest windows that contradict no narrower one."""
    noise = _noise(rows, positions)[:, None]
    low, high = np.full(rows.shape, -np.inf), np.full(rows.shape, np.inf)
    value, error, open_ = np.zeros(rows.shape), np.full(rows.shape, np.inf), np.ones(rows.shape, dtype=bool)
    for window in _WINDOWS:
        count = max(2 * window + 1, n + 2)
        if count > positions.size or (window > 1 and count > positions.size / 2):
            break
        weights, nearest, bend = _weights(positions, count, n)
        found = np.einsum("ij,rij->ri", weights, rows[:, nearest])
        blur = noise * np.linalg.norm(weights, axis=1)
        # 2.5: what noise of a normal kind leaves in 99 of 100
        low, high = np.maximum(low, found - 2.5 * blur), np.minimum(high, found + 2.5 * blur)
        open_ &= low <= high
        # 3: the bend that this window may hide is that it shows beside the one before, and more
        bent = bend * _next_derivative(rows, positions, n) if window == 1 else 3 * np.abs(found - value)
        value, error = np.where(open_, found, value), np.where(open_, 3 * blur + bent, error)
    size = np.max(np.abs(rows), axis=1, initial=0.0)[:, None]
    return value, error + np.finfo(np.float64).eps * size / np.min(np.abs(np.diff(positions))) ** n


def _weights(positions: Floats, count: int, n: int) -> tuple[Floats, NDArray[np.intp], Floats]:
    """Give for each point the weights of its `count` nearest neighbours, these, and what x^(n+2) adds."""
    size = positions.size
    first = np.clip(np.arange(size) - count // 2, 0, size - count)
    nearest = first[:, None] + np.arange(count)
    away = positions[nearest] - positions[:, None]
    scale = np.max(np.abs(away), axis=1)
    powers = (away / scale[:, None])[..., None] ** np.arange(n + 2)
    weights = np.linalg.pinv(powers)[:, n] * math.factorial(n) / scale[:, None] ** n
    bend = np.abs(np.sum(weights * away ** (n + 2), axis=1)) / math.factorial(n + 2)
    return weights, nearest, bend


def _next_derivative(rows: Floats, positions: Floats, n: int) -> Floats:
    """Estimate |y^(n+2)| from the data: the largest of three neighbours, twice."""
    found = rows
    for _ in range(n + 2):
        found = np.gradient(found, positions, axis=1)
    size = np.abs(found)
    padded = np.pad(size, ((0, 0), (1, 1)), mode="edge")
    return 2 * np.maximum(size, np.maximum(padded[:, :-2], padded[:, 2:]))


def _noise(rows: Floats, positions: Floats) -> Floats:
    """Estimate the noise of each row: what polynomials leave of neighbouring values, the median over the row.

    Of several degrees the least counts: smooth data leave less with each, noise does not.
    """
    found = [np.full(len(rows), np.inf)]
    for degree in (2, 4, 6, 8):
        count = degree + 2
        if positions.size < count + 2:
            break
        nearest = np.arange(positions.size - count + 1)[:, None] + np.arange(count)
        away = positions[nearest] - np.mean(positions[nearest], axis=1)[:, None]
        powers = (away / np.max(np.abs(away), axis=1)[:, None])[..., None] ** np.arange(degree + 1)
        contrast = np.linalg.svd(powers)[0][:, :, -1]
        left = np.abs(np.einsum("ij,rij->ri", contrast, rows[:, nearest]))
        found.append(np.median(left, axis=1) / 0.6745)
    noise = np.min(found, axis=0)
    return np.where(np.isfinite(noise), noise, 0.0)
