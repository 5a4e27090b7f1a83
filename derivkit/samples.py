"""Derivatives of data on a grid, where the function itself is unknown."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derivkit.inputs import real_numbers
from derivkit.result import Derivative, Status

Floats = NDArray[np.float64]


def sampled(y: ArrayLike, x: ArrayLike) -> Derivative:
    """Differentiate samples `y` (n,) taken at strictly monotonic positions `x` (n,), n ≥ 3.

    Second-order differences inside and at the edges (numpy.gradient with edge_order=2; Fornberg,
    Math. Comp. 51, 1988, for uneven grids). `left` and `right` are the slopes of the neighbouring
    intervals, nan beyond the ends; the error is h² |f'''| with f''' from the data, the best
    they can say about themselves. ValueError for other shapes, TypeError for what is not real.

    >>> import numpy as np
    >>> x = np.linspace(-5, 5, 11)
    >>> sampled(x**2, x).value[[0, 5, 10]]
    array([-10.,   0.,  10.])
    """
    values, positions = real_numbers(y, "y"), real_numbers(x, "x")
    if values.shape != positions.shape or values.ndim != 1 or values.size < 3:
        raise ValueError(
            f"y and x need the same shape (n,) with n ≥ 3, not {values.shape} and {positions.shape}"
        )
    steps = np.diff(positions)
    if not (np.all(steps > 0) or np.all(steps < 0)):
        raise ValueError("x must be strictly increasing or strictly decreasing")
    slopes = np.diff(values) / steps
    value = np.asarray(np.gradient(values, positions, edge_order=2))
    before, after = np.append(np.nan, slopes), np.append(slopes, np.nan)
    left, right = (before, after) if steps[0] > 0 else (after, before)
    status = np.full(value.shape, Status.OK, dtype=object)
    status[~np.isfinite(value)] = Status.UNDEFINED
    return Derivative(value, _doubt(values, positions, value), left, right, status, 0, 0, "sampled")


def _doubt(
    values: Floats,
    positions: Floats,
    value: Floats,
) -> Floats:
    """Estimate |error| ≈ h² |f'''| / 6 inside and h² |f'''| / 3 at the ends, f''' from the data."""
    third = np.asarray(np.gradient(np.gradient(value, positions), positions))
    widths = np.maximum(np.append(np.diff(positions), 0.0) ** 2, np.append(0.0, np.diff(positions)) ** 2)
    wide = np.maximum(np.abs(third), np.maximum(np.roll(np.abs(third), 1), np.roll(np.abs(third), -1)))
    # 2/3: twice the leading term at the ends, where the neighbours know least
    return widths * wide * 2 / 3 + np.finfo(np.float64).eps * np.max(np.abs(values)) / np.sqrt(widths)
