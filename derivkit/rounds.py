"""One call of f at 18 new points for each x, and the interpolants through their values."""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from derivkit.probing import Probe
from derivkit.scouting import Scout
from derivkit.sides import Side
from derivkit.spectral import Fit, Template, centred, ended, fit

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_CENTRE, _ABOVE, _BELOW = centred(19), ended(10, -1.0), ended(10, 1.0)


@dataclass(frozen=True)
class Round:
    """Which of N points are looked at around, and which on their two sides apart."""

    around: Mask
    apart: Mask
    width: Floats
    steps: Floats
    """Steps really taken (N, 18); apart first the nine above, then the nine below."""
    values: Floats


def evaluate(
    probe: Probe, x: Floats, around: Mask, apart: Mask, width: Floats, left: Side, right: Side
) -> Round:
    """Evaluate f around x where `around`, on both sides where `apart`."""
    split = _ABOVE.steps(right.width)[:, 1:], _BELOW.steps(left.width)[:, 1:]
    centre = np.delete(_CENTRE.steps(width), 9, axis=1)
    points = x[:, None] + np.where(around[:, None], centre, np.concatenate(split, axis=1))
    values, wanted = np.full_like(points, np.nan), around | apart
    if np.any(wanted):
        values[wanted] = probe.at(points[wanted])
    return Round(around, apart, width, points - x[:, None], values)


def centre_fit(taken: Round, scout: Scout, epsilon: float, n: int) -> Fit:
    """Differentiate the interpolants around x; nan elsewhere."""
    return _fit(taken, taken.around, slice(None), 9, _CENTRE, taken.width, scout, epsilon, n)


def side_fit(taken: Round, side: Side, sign: int, scout: Scout, epsilon: float, n: int) -> Side:
    """Give the side with the better of its own and the interpolant's one-sided derivative."""
    columns, template = (slice(9), _ABOVE) if sign > 0 else (slice(9, None), _BELOW)
    found = _fit(taken, taken.apart, columns, 0, template, side.width, scout, epsilon, n)
    better = taken.apart & ((n > 1) | np.isfinite(side.value) & (found.error < side.error))
    value, error = np.where(better, found.value, side.value), np.where(better, found.error, side.error)
    return replace(side, value=value, error=error)


def _fit(
    taken: Round,
    mask: Mask,
    columns: slice,
    place: int,
    template: Template,
    width: Floats,
    scout: Scout,
    epsilon: float,
    n: int,
) -> Fit:
    """Interpolate the rows of `mask` through the given columns with x itself at `place`."""
    steps = np.insert(taken.steps[:, columns], place, 0.0, axis=1)
    values = np.insert(taken.values[:, columns], place, scout.centre, axis=1)
    values[~mask] = np.nan
    floor = np.maximum(epsilon / 4 * np.max(np.abs(values), axis=1), scout.teeth)
    return fit(template, steps, width, values - scout.centre[:, None], floor, n)
