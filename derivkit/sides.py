"""Left and right of a point: one-sided derivatives, and what their disagreement is called."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from derivkit.limits import limit
from derivkit.result import Status
from derivkit.scouting import Scout, exponents

Floats = NDArray[np.float64]

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
    missing: NDArray[np.bool_]
    """f has no values on this side."""
    width: Floats
    """The largest step up to which f looks smooth on this side."""


def side_of(scout: Scout, sign: int) -> Side:
    """Describe the side above (sign +1) or below (-1): where it is steep, missing, how far it is smooth."""
    rises = _rises(scout, sign)
    missing = np.all(np.isnan(rises[:, :3]), axis=1)
    exponent = exponents(scout.steps, rises, scout.noise)
    clear = np.argmax(np.abs(rises) > 20 * scout.noise[:, None], axis=1)
    direction = sign * np.sign(rises[np.arange(len(rises)), clear])
    value = np.where((exponent < STEEP) & ~missing, direction * np.inf, np.nan)
    unknown = np.full(value.shape, np.inf)
    return Side(value, unknown, exponent, missing, _side_width(scout.steps, rises, scout.noise))


def with_limit(side: Side, scout: Scout, sign: int) -> Side:
    """Add the limits of the one-sided difference quotients, where the side is neither steep nor missing."""
    quotients = sign * _rises(scout, sign) / scout.steps
    value, error = limit(quotients, scout.steps, scout.noise[:, None] / scout.steps, side.width)
    plain = ~np.isinf(side.value) & ~side.missing
    return replace(side, value=np.where(plain, value, side.value), error=np.where(plain, error, np.inf))


def _rises(scout: Scout, sign: int) -> Floats:
    return (scout.above if sign > 0 else scout.below) - scout.centre[:, None]


def _side_width(steps: Floats, rises: Floats, noise: Floats) -> Floats:
    """Walk up while the line through x and the last step, or the parabola through two, foretells the next."""
    width, walking = steps[:, 2].copy(), np.isfinite(rises[:, 0])
    for rung in range(2, steps.shape[1]):
        near, far, next_ = steps[:, rung - 2], steps[:, rung - 1], steps[:, rung]
        slope_near, slope_far = rises[:, rung - 2] / near, rises[:, rung - 1] / far
        bend = (slope_far - slope_near) / (far - near)
        line = np.abs(rises[:, rung] - next_ * slope_far)
        parabola = np.abs(rises[:, rung] - next_ * (slope_far + bend * (next_ - far)))
        ratio = next_ / far
        miss = np.minimum(line - 6 * noise * ratio, parabola - 6 * noise * ratio * next_ / near)
        walking &= miss <= 0.05 * np.abs(rises[:, rung])
        width = np.where(walking, next_, width)
    return width


def gap(scout: Scout, left: Side, right: Side) -> tuple[Floats, Floats]:
    """Give right minus left derivative and its error: more exact than the two themselves."""
    gaps = (scout.above + scout.below - 2 * scout.centre[:, None]) / scout.steps
    width = np.minimum(left.width, right.width)
    return limit(gaps, scout.steps, 3 * scout.noise[:, None] / scout.steps, width)


def classify(
    left: Side, right: Side, difference: tuple[Floats, Floats], blur: Floats, usual: Floats
) -> NDArray[np.object_]:
    """Name N points where f may not be smooth on both sides.

    `blur` is the error of an interpolant across x: a kink would have left a trace of its own size there.
    """
    status = np.full(left.value.shape, Status.OK, dtype=object)
    apart, doubt = difference
    scale = np.abs(left.value) + np.abs(right.value) + usual
    own = np.abs(right.value - left.value) > 5 * (left.error + right.error) + 1e-10 * scale
    # 300: an interpolant of 19 points across a kink is off by a few hundredths of it
    seen = np.abs(right.value - left.value) < 300 * blur
    status[seen & (own | ((np.abs(apart) > 5 * doubt) & (np.abs(apart) > 1e-9 * scale)))] = Status.KINK
    status[left.missing ^ right.missing] = Status.ONE_SIDED
    steep = [(part.exponent < STEEP) & ~part.missing for part in (left, right)]
    status[steep[0] | steep[1]] = Status.VERTICAL
    # 0.1: a jump shows 0, the steepest power that is worth the name of a tangent 0.1
    sudden = [(part.exponent < 0.1) & ~part.missing for part in (left, right)]
    status[sudden[0] | sudden[1]] = Status.JUMP
    status[left.missing & right.missing] = Status.UNDEFINED
    return status
