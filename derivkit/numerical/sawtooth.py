"""A smooth piece of f that may only be one tooth of a saw.

Rounding inside f (float32 on the way, a table, (1 − cos x) / x² near 0) leaves a function that is
smooth between tiny steps, with slopes that say nothing about the whole. Such a piece promises, by
the fall of its coefficients, to go on far beyond its width, and f keeps the promise on neither
side. Then f is looked at there: the third differences of equally spaced values show the height of
the teeth (Moré & Wild, SIAM J. Sci. Comput. 33, 2011), which is the noise of f from then on. A
single kink or jump nearby breaks the promise on one side only, and leaves a side that is smooth.
"""

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


_PARTS = np.arange(9) / 8
"""Where the search for a jump looks next, in parts of an interval."""


def torn(probe: Probe, x: Floats, wide: Floats, least: Floats) -> Mask:
    """Say whether f jumps by `least` or more on both sides of x (N,), nearer than `wide` (N,).

    Intervals are cut into eight, and of all their parts the four cut again over which f rises most
    and least beside their neighbours: where f is smooth that falls with the square of the size, at a jump it
    stays.
    """
    size, rises = np.concatenate([wide, -wide])[:, None, None] / 4, [np.zeros(2 * x.size)]
    low, x = size * np.arange(4)[:, None], np.tile(x, 2)
    for _ in range(7):
        steps = low + size * _PARTS
        rise = np.diff(probe.near(x, x[:, None, None] + steps))
        odd = np.nan_to_num(rise - np.median(rise, axis=2, keepdims=True)).reshape(x.size, -1)
        # where most parts have a jump those without one are odd, on the other end
        place = np.argsort(odd, axis=1)[:, [0, 1, -2, -1]]
        rises.append(np.max(np.abs(odd), axis=1))
        low = np.take_along_axis(steps[:, :, :8].reshape(x.size, -1), place, 1)[:, :, None]
        size = size / 8
    jumps = np.where(rises[-1] > rises[-3] / 5, rises[-1], 0.0).reshape(2, -1)
    # 1e-9: beside one jump of f itself rounding is no tooth
    return np.min(jumps, axis=0) > np.maximum(least, 1e-9 * np.max(jumps, axis=0))


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
    afar = np.array([-16, -4, -1, 1, 4, 16]) * usual[:, None]
    rises = np.nan_to_num(np.abs(probe.near(x, x[:, None] + afar) - probe.at(x)[:, None]))
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
