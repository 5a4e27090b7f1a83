"""Numerical differentiation: from values of f alone, in four calls, with an error estimate.

1. f at x itself. 2. A scout on a ladder of steps (`scouting`). 3. An interpolant at the length scale
the scout saw (`spectral`), on each side separately where the two sides differ. 4. The same at the
scale that the first interpolant asks for. Statuses come from one-sided limits (`sides`).
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit import sides
from derivkit.backends import Numerical
from derivkit.partials import hessian, hvp, jacobian, jvp
from derivkit.probing import Probe, as_callable
from derivkit.result import Derivative, Status, shaped
from derivkit.rounds import Round, centre_fit, evaluate, side_fit
from derivkit.scouting import PAIRS, Scout, look, scout_steps
from derivkit.sides import Side
from derivkit.spectral import Fit

__all__ = ["derivative", "hessian", "hvp", "jacobian", "jvp", "value"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def derivative(f: Any, x: Floats, n: int, backend: Numerical) -> Derivative:
    """Differentiate at every element of x, all of them in the same four calls."""
    probe = Probe(as_callable(f))
    with np.errstate(all="ignore"):
        answer = _adaptive(probe, x.ravel(), n, backend.side)
    return shaped(answer, x.shape)


def value(f: Any, x: Floats, backend: Numerical) -> Any:
    """Evaluate f elementwise."""
    del backend
    return Probe(as_callable(f)).centre(x.ravel()).reshape(x.shape)


def _adaptive(probe: Probe, x: Floats, n: int, side: int) -> Derivative:
    centre = probe.centre(x)
    scout = _scout(probe, x, centre, n, side)
    left, right = sides.side_of(scout, -1), sides.side_of(scout, 1)
    known = np.isfinite(centre)
    around = known & (scout.width > 0)
    first = evaluate(probe, x, around, known & ~around, scout.width, left, right)
    found = centre_fit(first, scout, probe.epsilon, n)
    width, again = _second_width(found, first, scout)
    close = known & ~around & ~left.missing & ~right.missing & ~np.isinf(left.value) & ~np.isinf(right.value)
    width, again = np.where(close, 2 * scout.steps[:, 0], width), again | close
    found = _no_false_flats(found, scout)
    second = evaluate(probe, x, again, np.zeros_like(again), width, left, right)
    other = _no_false_flats(centre_fit(second, scout, probe.epsilon, n), scout)
    found = _better(found, other, scout.width, width)
    if n > 1:
        left, right = sides.without_values(left), sides.without_values(right)
    left = side_fit(first, left, -1, scout, probe.epsilon, n)
    right = side_fit(first, right, 1, scout, probe.epsilon, n)
    return _judged(probe, scout, found, (left, right), n, side)


def _scout(probe: Probe, x: Floats, centre: Floats, n: int, side: int) -> Scout:
    steps = scout_steps(x)
    offsets = [sign * steps for sign in (1, -1) if side in {0, sign}]
    values = probe.at(x[:, None] + np.concatenate(offsets, axis=1))
    nothing = np.full_like(steps, np.nan)
    above = values[:, :PAIRS] if side >= 0 else nothing
    below = values[:, -PAIRS:] if side <= 0 else nothing
    return look(x, steps, centre, above, below, probe.epsilon, n)


def _second_width(found: Fit, first: Round, scout: Scout) -> tuple[Floats, Mask]:
    """Give the width of the second interpolant, where it is worth its points."""
    width = scout.width
    resolved = found.resolved
    # 8: with coefficients that fall by 8 the last of 19 reaches the rounding of the first
    grown = width * np.clip(found.decay / 8, 2, 2.0**12)
    shrunk = width * np.clip(found.decay / 10, 1 / 16, 1 / 2)
    wanted = np.where(resolved, grown, shrunk)
    wanted = np.where(np.isfinite(found.value), wanted, width / 8)
    exact = found.error <= 4 * np.finfo(float).eps * np.abs(found.value)
    worthwhile = ~exact & (~resolved | (found.decay > 12))
    wanted = np.minimum(wanted, 4 * scout.reach)
    return wanted, first.around & (worthwhile | ~np.isfinite(found.value))


def _no_false_flats(found: Fit, scout: Scout) -> Fit:
    """Distrust an interpolant that saw no change, unless f stands still over four steps or everywhere."""
    rises = np.stack([scout.above, scout.below]) - scout.centre[:, None]
    moves = np.any(np.nan_to_num(rises) != 0, axis=0)
    grain = np.any(moves[:, :4], axis=1) & (found.slope == 0)
    return replace(found, error=np.where(grain, np.inf, found.error), resolved=found.resolved & ~grain)


def _better(one: Fit, other: Fit, width: Floats, other_width: Floats) -> Fit:
    """Take the smaller error; where two good fits contradict each other, the narrower one."""
    contradict = np.abs(one.value - other.value) > 3 * (one.error + other.error)
    narrower = other_width < width
    take = np.where(contradict & np.isfinite(one.error) & np.isfinite(other.error), narrower, other.error < one.error)
    take &= np.isfinite(other.value)
    return Fit(**{name: np.where(take, getattr(other, name), part) for name, part in one.__dict__.items()})


def _judged(
    probe: Probe, scout: Scout, found: Fit, both: tuple[Side, Side], n: int, side: int
) -> Derivative:
    left, right = both
    value, error = found.value, found.error
    usual = np.abs(value) + found.slope * (n == 1)
    lost = ~np.isfinite(value) | ~(error <= np.where(found.resolved, 1e-6, 1e-10) * usual)
    status = np.where(lost, sides.classify(left, right, sides.gap(scout, left, right) if n == 1 else _no_gap(value), found.error, scout.slope), Status.OK)
    status = status.astype(object)
    value, error = _reconciled(value, error, lost & ~found.resolved, both, sides.middle(scout, left, right) if n == 1 else (value, error))
    one_sided = status == Status.ONE_SIDED
    edge = right if side > 0 else left
    alone = (right.value, right.error) if side > 0 else (left.value, left.error)
    alone = alone if side else (np.where(right.missing, left.value, right.value), np.where(right.missing, left.error, right.error))
    value, error = np.where(one_sided, alone[0], value), np.where(one_sided, alone[1], error)
    status[one_sided & np.isinf(value)] = Status.VERTICAL
    status[np.isnan(scout.centre)] = Status.UNDEFINED
    steep = status == Status.VERTICAL
    value = np.where(steep, _vertical(left.value, right.value), value)
    hopeless = np.isin(status.astype(str), ["kink", "jump", "undefined"])
    value = np.where(hopeless, np.nan, value)
    error = np.where(hopeless | steep, np.inf, error)
    left_value, right_value = (np.where(lost, part.value, value) for part in both)
    rises = np.abs(np.stack([scout.above[:, 2], scout.below[:, 2]]) - scout.centre)
    usual = np.fmax(found.slope, scout.slope)
    # an error of 1e-3 spoils a slope, unless the slope is zero as far as anyone can tell
    nothing = np.minimum(4e6 * probe.epsilon, 1e-3) * usual * (n == 1)
    unsure = (status == Status.OK) | (status == Status.ONE_SIDED)
    size = np.maximum(np.abs(scout.centre), np.nanmax(rises, axis=0, initial=0.0))
    noise = np.fmin(found.noise, scout.noise)
    rough = noise > 4e4 * probe.epsilon * size
    status[unsure & ((error > 1e-3 * np.abs(value)) & (error > nothing) & (found.slope != 0) | rough)] = Status.NOISY
    del edge
    return Derivative(
        value, error, left_value, right_value, status, probe.evaluations, probe.calls, "numerical", probe.reason
    )


def _no_gap(value: Floats) -> tuple[Floats, Floats]:
    return np.zeros_like(value), np.full_like(value, np.inf)


def _reconciled(
    value: Floats, error: Floats, lost: Mask, both: tuple[Side, Side], middle: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Where the interpolant failed, take what has the least error: it, the middle, or the sides' mean."""
    left, right = both
    mean = (left.value + right.value) / 2
    doubt = np.maximum(np.maximum(left.error, right.error), np.abs(left.value - right.value) / 2)
    for candidate, its_error in (middle, (mean, doubt)):
        take = lost & np.isfinite(candidate) & ((10 * its_error < error) | ~np.isfinite(value))
        value, error = np.where(take, candidate, value), np.where(take, its_error, error)
    return value, error


def _vertical(left: Floats, right: Floats) -> Floats:
    """Give ±inf where the sides that are steep agree about the sign, else nan."""
    steep_left, steep_right = np.isinf(left), np.isinf(right)
    agreed = steep_left & steep_right & (left == right)
    return np.where(
        agreed | (steep_right & np.isnan(left)), right, np.where(steep_left & np.isnan(right), left, np.nan)
    )
