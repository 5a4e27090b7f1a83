"""Left and right of a point: one-sided derivatives, and what their disagreement is called."""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from derivkit.numerical.chebyshev import EPSILON, Fit
from derivkit.numerical.scale import Scout
from derivkit.result import Floats, Mask, Status

STEEP = 0.985
"""Powers of the step below this are vertical: x·log x, the mildest, shows 0.97 at the smallest steps."""


@dataclass(frozen=True)
class Side:
    """One side of N points."""

    value: Floats
    """The one-sided derivative; ±inf at a jump or a vertical tangent, nan where f is missing."""
    error: Floats
    exponent: Floats
    """p where |f(x ± h) − f(x)| ~ h^p, nan where it is not settled."""
    missing: Mask
    """f has no values on this side."""
    width: Floats
    """The largest step up to which f looks smooth on this side."""
    fitted: Floats
    """The derivatives of orders 1 … n of an interpolant of this side (N, n), nan where there is none."""
    fitted_error: Floats


def side_of(scout: Scout, sign: int, n: int) -> Side:
    """Describe the side above (sign +1) or below (-1): where it is steep, missing, how far it is smooth."""
    rises = _rises(scout, sign)
    missing = np.all(np.isnan(rises[:, :3]), axis=1)
    exponent = _power(rises, scout.steps, scout.noise)
    clear = np.argmax(np.abs(rises) > 20 * scout.noise[:, None], axis=1)
    direction = sign * np.sign(rises[np.arange(len(rises)), clear])
    value = np.where((exponent < STEEP) & ~missing, direction * np.inf, np.nan)
    width, unknown = _width(scout.steps, rises, scout.noise), np.full(value.shape, np.inf)
    orders = np.full((*value.shape, n), np.nan)
    return Side(value, unknown, exponent, missing, width, orders, orders + np.inf)


def with_derivative(side: Side, scout: Scout, sign: int) -> Side:
    """Add the limit of the one-sided difference quotients, or the interpolant's derivative if better."""
    fitted, fitted_error = side.fitted[:, -1], side.fitted_error[:, -1]
    if side.fitted.shape[1] > 1:
        value = np.where(np.isfinite(fitted), fitted, side.value)
        return replace(side, value=value, error=fitted_error)
    quotients = sign * _rises(scout, sign) / scout.steps
    found, doubt = _limit(quotients, scout.steps, scout.noise, side.width)
    better = np.isfinite(found) & (fitted_error < doubt)
    value, error = np.where(better, fitted, found), np.where(better, fitted_error, doubt)
    plain = ~np.isinf(side.value) & ~side.missing
    return replace(side, value=np.where(plain, value, side.value), error=np.where(plain, error, np.inf))


def classify(scout: Scout, left: Side, right: Side, fit: Fit) -> NDArray[np.object_]:
    """Name N points where f may not be smooth on both sides."""
    status = np.full(left.value.shape, Status.OK, dtype=object)
    status[_differs(scout, left, right, fit)] = Status.KINK
    status[left.missing ^ right.missing] = Status.ONE_SIDED
    # 0.1: a jump shows 0, the steepest power that is worth the name of a tangent 0.1
    for power, name in (STEEP, Status.VERTICAL), (0.1, Status.JUMP):
        status[(left.exponent < power) & ~left.missing | (right.exponent < power) & ~right.missing] = name
    status[left.missing & right.missing] = Status.UNDEFINED
    return status


def _differs(scout: Scout, left: Side, right: Side, fit: Fit) -> Mask:
    """Say where a derivative up to the n-th is not the same on both sides, beyond their errors.

    It leaves a trace of its own size in an interpolant across x: coefficients that do not fall.
    """
    found = np.zeros(scout.slope.shape, dtype=bool)
    orders = left.fitted.shape[1]
    for order in range(1, orders + 1):
        one, other = (part.fitted[:, order - 1] for part in (left, right))
        doubt = left.fitted_error[:, order - 1] + right.fitted_error[:, order - 1]
        if order == orders:
            one, other, doubt = left.value, right.value, left.error + right.error
        scale = np.abs(one) + np.abs(other) + scout.slope * fit.width ** (1.0 - order)
        apart, factor = np.abs(other - one), math.factorial(order)
        here = _bends(scout, other - one, EPSILON * scale * np.abs(scout.x)) if order == 1 else True
        found |= here & (apart > 5 * doubt + 1e-10 * factor * scale)
    return found


def _bends(scout: Scout, apart: Floats, rounding: Floats) -> Mask:
    """Say whether f bends so much at the smallest step that shows it: what bends nearby does not there."""
    clear = np.abs(apart)[:, None] * scout.steps > 30 * (scout.noise + rounding)[:, None]
    rung = np.argmax(clear, axis=1)[:, None]
    rises = (scout.above - scout.centre[:, None]) + (scout.below - scout.centre[:, None])
    seen = np.take_along_axis(rises / scout.steps, rung, 1)[:, 0]
    return np.any(clear, axis=1) & ~(np.abs(seen - apart) > np.abs(apart) / 2)


def _rises(scout: Scout, sign: int) -> Floats:
    return (scout.above if sign > 0 else scout.below) - scout.centre[:, None]


def _width(steps: Floats, rises: Floats, noise: Floats) -> Floats:
    """Walk up while the line through x and the last step, or the parabola through two, foretells the next."""
    width, walking = steps[:, 2].copy(), np.isfinite(rises[:, 0])
    bent = np.zeros(len(steps))
    for rung in range(2, steps.shape[1]):
        near, far, next_ = steps[:, rung - 2], steps[:, rung - 1], steps[:, rung]
        slope_near, slope_far = rises[:, rung - 2] / near, rises[:, rung - 1] / far
        bend = (slope_far - slope_near) / (far - near)
        line = np.abs(rises[:, rung] - next_ * slope_far)
        parabola = np.abs(rises[:, rung] - next_ * (slope_far + bend * (next_ - far)))
        ratio, rise = next_ / far, np.abs(rises[:, rung])
        miss = np.minimum(line - 6 * noise * ratio, parabola - 6 * noise * ratio * next_ / near)
        # smooth functions leave their tangent at least like the square of the step
        walking &= (miss <= 0.05 * rise) & (line >= ratio * bent)
        bent = np.where(line > 1e-2 * rise + 30 * noise * ratio, line, 0.0)
        width = np.where(walking, next_, width)
    return width


def _power(rises: Floats, steps: Floats, noise: Floats) -> Floats:
    """Give p where rises go with h^p as the step h falls: from the four smallest above the noise.

    nan where there are not four, or where p is not settled.
    """
    # 200: a slope of 1 must not look like a power below 0.985
    clear = np.abs(rises) > 200 * noise[:, None]
    first = np.minimum(np.argmax(clear, axis=1), steps.shape[1] - 4)
    columns = first[:, None] + np.arange(4)
    logs = np.log2(np.take_along_axis(np.abs(rises), columns, 1))
    powers = np.diff(logs, axis=1) / np.diff(np.log2(np.take_along_axis(steps, columns, 1)), axis=1)
    settled = np.all(np.take_along_axis(clear, columns, 1), axis=1) & (np.ptp(powers, axis=1) < 0.1)
    return np.where(settled, powers[:, 0], np.nan)


def _limit(quotients: Floats, steps: Floats, noise: Floats, width: Floats) -> tuple[Floats, Floats]:
    """Extrapolate `quotients` (N, m) at rising `steps` (N, m) to step 0: the limits and their errors (N,).

    Polynomial extrapolation, and Aitken's Δ² for powers of the step that are not whole (the choice of
    the entry with the least error: Ridders, Advances in Engineering Software 4, 1982). `noise` (N,) is
    that of f; beyond `width` (N,) the quotients are no polynomial in the step. The error is inf where
    nothing is known.
    """
    blur = noise[:, None] / steps
    smooth = np.where(steps <= width[:, None], quotients, np.nan)
    entries = [*_neville(smooth, steps, blur), _aitken(quotients, steps, blur)]
    value, error = (np.concatenate(parts, axis=1) for parts in zip(*entries, strict=True))
    error = np.where(np.isfinite(value) & np.isfinite(error), error, np.inf)
    best = np.argmin(error, axis=1)[:, None]
    return np.take_along_axis(value, best, 1)[:, 0], np.take_along_axis(error, best, 1)[:, 0]


def _neville(table: Floats, steps: Floats, blur: Floats) -> Iterator[tuple[Floats, Floats]]:
    """Give estimates and errors level by level (Neville; Richardson 1911 for ratios of steps)."""
    for level in range(1, 3):
        weight = steps[:, :-level] / (steps[:, level:] - steps[:, :-level])
        change = table[:, :-1] - table[:, 1:]
        table, blur = table[:, :-1] + weight * change, (1 + weight) * blur[:, :-1] + weight * blur[:, 1:]
        # the distance to the farther parent: the nearer one is too close when the powers are not whole
        yield table, np.abs(change) * (1 + weight) + 2 * blur


def _aitken(quotients: Floats, steps: Floats, blur: Floats) -> tuple[Floats, Floats]:
    """Accelerate where three neighbouring ratios of steps are equal: c·h^p, p > 0, vanishes exactly."""
    change = np.diff(quotients, axis=1)
    ratio = change[:, :-1] / change[:, 1:]
    even = np.abs(steps[:, 1:-1] ** 2 / (steps[:, :-2] * steps[:, 2:]) - 1) < 1e-9
    usable = even & (np.abs(ratio) < 0.9) & (np.abs(change[:, 1:]) > 10 * blur[:, 1:-1])
    found = np.where(usable, quotients[:, :-2] - change[:, :-1] * ratio / (1 - ratio), np.nan)
    doubt = np.abs(np.diff(found, axis=1)) + 2 * blur[:, :-3] / (1 - np.abs(ratio[:, :-1])) ** 2
    # 4: powers of the step are what happens close to x
    return found[:, :4], doubt[:, :4]
