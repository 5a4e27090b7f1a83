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
    values = probe.at(points.ravel()).reshape(-1, 2, _PLACES.size)
    heights = np.sqrt(np.mean((values @ _ROUGH) ** 2, axis=2))
    return np.nan_to_num(np.min(heights, axis=1))
