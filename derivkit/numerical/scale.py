"""A first look at f around x: its noise, its length scale, and what the two sides are like."""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import dataclass

import numpy as np

from derivkit.numerical.evaluation import Probe
from derivkit.result import Floats

_RUNGS = 11


@dataclass(frozen=True)
class Scout:
    """What the first look saw at N points."""

    x: Floats
    steps: Floats
    centre: Floats
    above: Floats
    below: Floats
    noise: Floats
    """Size of the noise of f near x (N,)."""
    reach: Floats
    """The step at which rounding hurts an n-th difference least: beyond it f grows too fast."""
    slope: Floats
    """The steepest clear rise per step near x (N,): what a slope and its error are compared with."""


def scouted(probe: Probe, x: Floats) -> Scout:
    """Look at f on a ladder of steps above the points x (N,), below, or both, as the fence says."""
    side, steps = probe.fence.side, _ladder(x)
    signs = [sign for sign in (1, -1) if side in {0, sign}]
    points = np.column_stack([x, *(x[:, None] + sign * steps for sign in signs)])
    values = probe.near(x, points)
    nothing = np.full_like(steps, np.nan)
    above = values[:, 1 : _RUNGS + 1] if side >= 0 else nothing
    below = values[:, -_RUNGS:] if side <= 0 else nothing
    return _judged(x, steps, values[:, 0], above, below, probe.epsilon, probe.order)


def _ladder(x: Floats) -> Floats:
    """Give rising steps (N, 11), powers of 2, from the grain of x to beyond |x| and 1.

    Numbers below 2^-80 are as good as 0: a ladder down to them would be too coarse to climb.
    """
    exponent = np.frexp(x)[1].astype(np.float64) - 1.0
    exponent = np.where((x == 0) | (exponent < -80), -11.0, exponent)
    top = np.maximum(np.where(exponent == -11.0, 0.0, exponent), 0.0) + 5
    # 45: steps of 128 grains of x, so that points between them still differ
    gap = np.round((top - exponent + 45) / (_RUNGS - 1))
    ladder: Floats = exponent[:, None] - 45 + gap[:, None] * np.arange(_RUNGS)
    return np.exp2(np.minimum(ladder, 1000))


def _judged(
    x: Floats, steps: Floats, centre: Floats, above: Floats, below: Floats, epsilon: float, n: int
) -> Scout:
    """Judge the values of f at x, x + steps and x - steps."""
    usual = np.maximum(np.abs(x), 1.0)
    noise = _rounding(centre, above, below, epsilon)
    rises = np.fmax(np.abs(above - centre[:, None]), np.abs(below - centre[:, None])) - 20 * noise[:, None]
    slope = np.nanmax(np.where(steps <= usual[:, None], rises / steps, 0.0), axis=1, initial=0.0)
    reach = _reach(steps, (above, below, centre[:, None]), noise, n)
    return Scout(x, steps, centre, above, below, noise, reach, slope)


def _reach(steps: Floats, values: tuple[Floats, ...], noise: Floats, n: int) -> Floats:
    size = np.max(np.abs(np.broadcast_arrays(*values)), axis=0)
    least = np.maximum(noise, np.finfo(np.float64).tiny)[:, None]
    size = np.where(np.isnan(size), np.inf, np.maximum(size, least))
    # 1/16: where f = 0 and straight all steps are equally good, and the long ones are rounded least
    best = np.argmin(np.log2(size) - (n + 1 / 16) * np.log2(steps), axis=1)
    return steps[np.arange(len(steps)), best]


def _rounding(centre: Floats, above: Floats, below: Floats, epsilon: float) -> Floats:
    """Give the rounding of f near x."""
    near = np.column_stack([centre, above[:, :4], below[:, :4]])
    return epsilon / 2 * np.nanmax(np.abs(near), axis=1, initial=0.0)
