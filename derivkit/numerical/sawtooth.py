"""A smooth piece of f that may only be one tooth of a saw, or one tread of a staircase.

Rounding inside f (float32 on the way, a table, (1 − cos x) / x² near 0) leaves a function that is
smooth between tiny jumps, with slopes that say nothing about the whole. Jumps on both sides of x
betray it; a single kink or jump nearby leaves a side that is smooth.
"""

import numpy as np

from derivkit.numerical.evaluation import Probe
from derivkit.result import Floats, Mask

_PARTS = np.arange(9) / 8
"""Where the search for a jump looks next, in parts of an interval."""


def torn(probe: Probe, x: Floats, wide: Floats, least: Floats, grain: Floats) -> Mask:
    """Say whether f jumps on both sides of x (N,), nearer than `wide` (N,).

    A jump is larger than the rounding of f, `least` of its size and `grain`.

    Intervals are cut into eight, and of all their parts the four cut again over which f rises most
    and least beside their neighbours: where f is smooth that falls with the square of the size, at a jump it
    stays.
    """
    # not 4: steps of few digits leave the last ones of x as they are, and hide what rounds these
    size, rises = np.concatenate([wide, -wide])[:, None, None] / 4.7, [np.zeros(2 * x.size)]
    low, x, least = size * (np.arange(4) + 1 / 8)[:, None], np.tile(x, 2), np.tile(least, 2)[:, None, None]
    grain = np.tile(np.nan_to_num(grain), 2)[:, None, None]
    for _ in range(7):
        steps = low + size * _PARTS
        values = probe.near(x, x[:, None, None] + steps)
        rise = np.diff(values)
        odd = np.nan_to_num(rise - np.median(rise, axis=2, keepdims=True))
        rounding = least * np.max(np.abs(np.nan_to_num(values)), axis=2, keepdims=True) + grain
        odd = np.where(np.abs(odd) > rounding, odd, 0.0).reshape(x.size, -1)
        # where most parts have a jump those without one are odd, on the other end
        place = np.argsort(odd, axis=1)[:, [0, 1, -2, -1]]
        rises.append(np.max(np.abs(odd), axis=1))
        low = np.take_along_axis(steps[:, :, :8].reshape(x.size, -1), place, 1)[:, :, None]
        size = size / 8
    # the last cut, or the one before: many small jumps may happen to rise alike
    cuts = (rises[-1], rises[-3]), (rises[-2], rises[-4])
    jumps = np.max([np.where(last > first / 20, last, 0.0) for last, first in cuts], axis=0).reshape(2, -1)
    # 1e-9: beside one jump of f itself rounding is no tooth
    return np.min(jumps, axis=0) > 1e-9 * np.max(jumps, axis=0)


_TREADS = np.concatenate([-np.geomspace(16, 1 / 64, 64), np.geomspace(1 / 64, 16, 64)])
"""Where to look beside a place where f stands still for an eighth of the usual scale, in units of that."""


def tread(probe: Probe, x: Floats) -> tuple[Floats, Floats]:
    """Give the steepest n-th difference beside x (N,) where f is a staircase of uneven treads, else 0.

    Such a staircase is a rounded curve; an even one may be what f means. The second answer is what the
    grain of f's numbers may hide on any tread.
    """
    n, usual = probe.order, np.maximum(np.abs(x), 1.0)
    away = _TREADS * usual[:, None]
    values = probe.near(x, np.stack([x[:, None] + away, x[:, None] + away * (1 + 2.0**-30)], axis=1))
    flat, rises = values[:, 0] == values[:, 1], np.nan_to_num(values[:, 0] - probe.at(x)[:, None])
    gaps = np.diff(np.sort(np.where(flat, rises, np.nan), axis=1), axis=1)
    step = np.min(np.where(gaps > 0, gaps, np.inf), axis=1)[:, None]
    line = rises - away * (np.sum(rises * away, axis=1) / np.sum(away**2, axis=1))[:, None]
    rounded = (np.sum(gaps > 0, axis=1) > 4) & ~np.all(np.abs(line) <= 2 * step, axis=1)
    # what f's own numbers are rounded by stands in the second answer
    rounded &= step[:, 0] > 8 * probe.epsilon * np.nanmax(np.abs(values), axis=(1, 2))
    # 4/5: on a jump, and where f is steep, neighbours differ
    rounded &= np.mean(flat, axis=1) > 0.8
    # 64: a tread narrower than that part of the scale is seen as one
    grain = probe.epsilon * np.max(np.abs(rises), axis=1) * (64 / usual) ** n
    return np.where(rounded, np.max(np.abs(rises / away**n), axis=1), 0.0), grain
