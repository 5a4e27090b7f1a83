"""A smooth piece of f that may only be one tooth of a saw.

Rounding inside f (float32 on the way, a table, (1 − cos x) / x² near 0) leaves a function that is
smooth between tiny steps, with slopes that say nothing about the whole. Such a piece promises, by
the fall of its coefficients, to go on far beyond its width, and f keeps the promise on neither
side. Then f is looked at there: the third differences of equally spaced values show the height of
the teeth (Moré & Wild, SIAM J. Sci. Comput. 33, 2011), which is the noise of f from then on. A
single kink or jump nearby breaks the promise on one side only, and leaves a side that is smooth.
"""

# ruff: noqa: PLR0913, PLR0917 - a look needs its points, their scale and how closely to look, side by side

import numpy as np
from numpy.typing import NDArray

from derivkit.numerical.chebyshev import Fit
from derivkit.numerical.evaluation import Probe
from derivkit.numerical.scale import Scout

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_PLACES = 1 + 3 * np.array([0.0, 0.13, 0.31, 0.42, 0.61, 0.83, 1.0])
"""Where to look, in units of the step at which the promise is broken; unevenly, as teeth are even."""

_ROUGH = np.linalg.qr(np.vander(_PLACES, 7)[:, ::-1])[0][:, 3:]
"""What no parabola explains of seven values: four combinations of unit length."""


def broken_at(found: Fit, scout: Scout, x: Floats) -> Floats:
    """Give the smallest step (N,) at which f is not what the first derivatives `found` promise, else inf.

    What both sides do alike is curvature or a kink; only what they do opposite to each other counts,
    unless f stands still at x.
    """
    steps, centre, slope = scout.steps, scout.centre[:, None], found.slope[:, None]
    # a fall by hundreds at once is a fall into rounding: the radius is the least that it may be
    surely = np.where(found.decay > 500, 2, 1 / 4)
    radius = np.where(found.slope == 0, np.inf, found.decay * found.width / 2)[:, None]
    near = (steps > found.width[:, None]) & (steps <= radius * surely[:, None])
    near &= steps <= np.maximum(np.abs(x), 1.0)[:, None] / 8
    odd = np.abs((scout.above - scout.below) / 2 - found.first[:, None] * steps)
    even = np.abs((scout.above + scout.below) / 2 - centre)
    promised = slope * steps * ((steps / radius) ** 2 / 4 + 1e-4) + 4 * found.cubic[:, None] * steps**3
    leaves = (scout.above != centre) & (scout.below != centre) & (slope == 0)
    miss = np.where(leaves, np.maximum(odd, even), np.where(odd > 1.5 * even, odd, 0.0))
    broken = near & (miss > promised + 30 * scout.noise[:, None])
    return np.min(np.where(broken, steps, np.inf), axis=1)


def height(probe: Probe, x: Floats, step: Floats) -> Floats:
    """Give the height of the teeth (N,) beyond `step` (N,): what the smoother side shows."""
    points = x[:, None] + step[:, None] * np.concatenate([_PLACES, -_PLACES])
    values = probe.near(x, points).reshape(-1, 2, _PLACES.size)
    heights = np.sqrt(np.mean((values @ _ROUGH) ** 2, axis=2))
    return np.nan_to_num(np.min(heights, axis=1))


_DISTANCES = np.array([1.7, 3.0, 5.3, 7.3, 11.9, 17.9, 29.3, 43.1, 79.0, 131.0, 217.0, 353.0])
"""Where to look beside a narrow fit, in units of its width; uneven, as teeth are even."""
_FINER = np.resize([1.0, 1 / 4, 1 / 32], _DISTANCES.size)
"""How finely to look there: where the curve of f hides the teeth from coarse steps, fine ones show them."""


def beside(probe: Probe, x: Floats, width: Floats, decay: Floats, least: Floats, count: int) -> Mask:
    """Say whether f jumps by `least` or more beside x (N,), where an interpolant of that width is smooth.

    `count` values at equal steps, in which what the interpolant resolves at x changes little: the fourth
    differences of a jump are larger than its second ones, those of a smooth function far less.
    """
    # 8: with coefficients that fall so fast f turns within the width; where they end at once, it is a line
    step = width / 2 * np.clip(decay / 8, 1, 4096)
    step = np.minimum(step, np.maximum(np.abs(x), 1.0) / 64)[:, None, None]
    away = np.maximum(width[:, None, None], step) * _DISTANCES[:, None]
    # 1/16: never so coarse that a pole at x looks rough
    places = away + np.minimum(step * _FINER[:, None], away / 16) * np.arange(count)
    points = x[:, None, None, None] + np.stack([places, -places], axis=1)
    values = probe.near(x, points)
    second, fourth = (np.max(np.abs(np.diff(values, order, axis=3)), axis=3) for order in (2, 4))
    floor = np.maximum(least[:, None, None], 30 * probe.epsilon * np.max(np.abs(values), axis=3))
    # 2.3: the fourth difference of a kink is twice its second, that of a jump thrice
    rough = (fourth > 2.3 * second) & (fourth > floor)
    # a kink, a jump or a narrow peak nearby is rough here or there
    return np.all(np.any(rough, axis=2), axis=1) | (np.sum(rough, axis=(1, 2)) > 3)


_TREADS = np.linspace(-1.0, 1.0, 64)
"""Where to look beside a place where f stands still for an eighth of the usual scale, in units of that."""


def tread(probe: Probe, x: Floats, n: int) -> tuple[Floats, Floats]:
    """Give the steepest n-th difference beside x (N,) where f is a staircase of treads of all widths, else 0.

    Such a staircase is a rounded curve. Where all treads are as wide as the one at x, a quarter of the
    scale, there are nine of them within the scale, and they may be what f means. The second answer is
    what the grain of f's numbers may hide on any tread.
    """
    usual = np.maximum(np.abs(x), 1.0)
    away = _TREADS * usual[:, None]
    rises = np.nan_to_num(np.abs(probe.near(x, x[:, None] + away[:, [0, -1]]) - probe.at(x)[:, None]))
    # 64: a tread narrower than that part of the scale is seen as one
    steep, grain = np.zeros(x.size), probe.epsilon * np.max(rises, axis=1) * (64 / usual) ** n
    rows = grain > 0
    if np.any(rows):
        x, away = x[rows], away[rows]
        values = probe.near(x, np.stack([x[:, None] + away, x[:, None] + away * (1 + 2.0**-30)], axis=1))
        flat = values[:, 0] == values[:, 1]
        levels = np.sort(np.where(flat, values[:, 0], np.nan), axis=1)
        many = np.sum(np.diff(levels, axis=1) > 0, axis=1) > 8
        rise = np.max(np.abs(np.nan_to_num(values[:, 0] - probe.at(x)[:, None]) / away**n), axis=1)
        # 4/5: on a jump, and where f is steep, neighbours differ
        steep[rows] = np.where(many & (np.mean(flat, axis=1) > 0.8), rise, 0.0)
    return steep, grain
