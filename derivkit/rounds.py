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

_CENTRE = centred(19)
_ABOVE, _BELOW = ended(10, -1.0), ended(10, 1.0)
_ONLY_ABOVE, _ONLY_BELOW = ended(19, -1.0), ended(19, 1.0)


@dataclass(frozen=True)
class Round:
    """Which of N points are looked at around (`around`), on both sides apart, or on one side only."""

    around: Mask
    apart: Mask
    only_above: Mask
    only_below: Mask
    widths: tuple[Floats, Floats, Floats]
    """How far to reach around, above and below."""
    steps: Floats
    """Steps really taken (N, 18)."""
    values: Floats


def evaluate(
    probe: Probe, x: Floats, around: Mask, split: Mask, width: Floats, left: Side, right: Side
) -> Round:
    """Evaluate f around x where `around`, on the sides that exist where `split`."""
    apart = split & ~left.missing & ~right.missing
    only_above, only_below = split & left.missing & ~right.missing, split & right.missing & ~left.missing
    steps = np.zeros((x.size, 18))
    steps[around] = np.delete(_CENTRE.steps(width[around]), 9, axis=1)
    steps[apart] = np.concatenate(
        [_ABOVE.steps(right.width[apart])[:, 1:], _BELOW.steps(left.width[apart])[:, 1:]], axis=1
    )
    steps[only_above] = _ONLY_ABOVE.steps(right.width[only_above])[:, 1:]
    steps[only_below] = _ONLY_BELOW.steps(left.width[only_below])[:, 1:]
    wanted = around | split & ~(left.missing & right.missing)
    points = x[:, None] + steps
    values = np.full_like(steps, np.nan)
    if np.any(wanted):
        values[wanted] = probe.at(points[wanted])
    return Round(
        around, apart, only_above, only_below, (width, right.width, left.width), points - x[:, None], values
    )


def centre_fit(taken: Round, scout: Scout, epsilon: float, n: int) -> Fit:
    """Differentiate the interpolants around x; nan elsewhere."""
    columns = slice(0, 9), slice(9, 18)
    return _fit(taken, taken.around, _CENTRE, columns, taken.widths[0], scout, epsilon, n)


def side_fit(taken: Round, side: Side, sign: int, scout: Scout, epsilon: float, n: int) -> Side:
    """Give the side with the better of the interpolant's and the scout's one-sided derivative."""
    columns = (slice(0, 0), slice(0, 9) if sign > 0 else slice(9, 18))
    pairs = (
        (taken.apart, _ABOVE if sign > 0 else _BELOW, columns),
        (
            taken.only_above if sign > 0 else taken.only_below,
            _ONLY_ABOVE if sign > 0 else _ONLY_BELOW,
            (slice(0, 0), slice(0, 18)),
        ),
    )
    for mask, template, used in pairs:
        found = _fit(taken, mask, template, used, taken.widths[1 if sign > 0 else 2], scout, epsilon, n)
        finite = np.isfinite(side.value) | (n > 1)
        better = mask & finite & ((found.error < side.error) | (n > 1))
        side = replace(
            side,
            value=np.where(better, found.value, side.value),
            error=np.where(better, found.error, side.error),
        )
    return side


def _fit(
    taken: Round,
    mask: Mask,
    template: Template,
    columns: tuple[slice, slice],
    width: Floats,
    scout: Scout,
    epsilon: float,
    n: int,
) -> Fit:
    """Interpolate the rows of `mask` through the given columns with x itself between them."""
    blank = np.full(mask.shape, np.nan)
    empty = Fit(
        blank, np.full(mask.shape, np.inf), blank, blank, np.zeros(mask.shape, dtype=bool), blank, blank, blank
    )
    if not np.any(mask):
        return empty
    steps, values = (
        np.concatenate([part[mask][:, columns[0]], middle[mask][:, None], part[mask][:, columns[1]]], axis=1)
        for part, middle in ((taken.steps, np.zeros(mask.shape)), (taken.values, scout.centre))
    )
    floor = np.maximum(epsilon / 4 * np.max(np.abs(values), axis=1), scout.teeth[mask])
    found = fit(template, steps, width[mask], values - scout.centre[mask][:, None], floor, n)
    parts = {}
    for name, whole in empty.__dict__.items():
        parts[name] = whole.copy()
        parts[name][mask] = getattr(found, name)
    return Fit(**parts)
