"""What was seen of f at x -> value, error, sides and status."""

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from derivkit.numerical import one_sided
from derivkit.numerical.chebyshev import Fit
from derivkit.numerical.evaluation import Probe
from derivkit.numerical.one_sided import Side
from derivkit.numerical.scale import Scout
from derivkit.result import Derivative, Floats, Mask, Status, plain, put

Known = TypeVar("Known", Scout, Fit, Side)


def judged(probe: Probe, scout: Scout, found: Fit, both: tuple[Side, ...]) -> Derivative:
    """Take the interpolant where it is sure, and what the two sides say where it is not."""
    answer = plain(found.value, found.error, "numerical")
    usual = np.abs(found.value) + found.slope * (probe.order == 1)
    rows = ~np.isfinite(found.value) | ~(found.error <= np.where(found.resolved, 1e-6, 1e-10) * usual)
    if np.any(rows):
        near = only(scout, rows)
        left, right = (
            one_sided.with_derivative(only(part, rows), near, sign)
            for part, sign in zip(both, (-1, 1), strict=True)
        )
        answer = put(answer, rows, _by_sides(near, only(found, rows), left, right, probe.fence.side))
    return replace(answer, status=_with_noise(probe, answer, found, scout))


def outlined(probe: Probe, answer: Derivative, outline: Fit, rows: Mask) -> Derivative:
    """Give the answer with the outline's in those rows."""
    chosen = only(outline, rows)
    # 2: noise grows towards x, where nobody looked
    part = plain(chosen.value, 2 * chosen.error, "numerical")
    natural = _zero(probe) * chosen.slope * chosen.width ** (1.0 - probe.order)
    vague = (chosen.error > 1e-3 * np.abs(chosen.value)) & (chosen.error > natural)
    status = np.array(part.status)
    # noise is more than numbers of that type, or of half their digits, are rounded by
    status[vague | (chosen.noise > max(3e-7, 16 * probe.epsilon) * chosen.size)] = Status.NOISY
    return put(answer, rows, replace(part, status=status))


def sure_or_noisy(answer: Derivative) -> Derivative:
    """Call noisy what has no finite value and error."""
    sure = np.isfinite(answer.value) & np.isfinite(answer.error)
    status = np.where(
        ~sure & np.isin(answer.status, [Status.OK, Status.ONE_SIDED]), Status.NOISY, answer.status
    )
    return replace(answer, status=status)


def _zero(probe: Probe) -> float:
    """Give the part of the rise of f below which nobody can tell an n-th derivative from 0."""
    return min(5e8 * probe.epsilon * 100.0 ** (probe.order - 1), 1e-3)


def only(whole: Known, rows: Mask) -> Known:
    """Give the chosen rows of every field."""
    return type(whole)(**{name: part[rows] for name, part in whole.__dict__.items()})


def _by_sides(near: Scout, fit: Fit, left: Side, right: Side, side: int) -> Derivative:
    """Decide what the sides of x together are, and the value that follows."""
    status = one_sided.classify(near, left, right, fit)
    status[np.isnan(near.centre)] = Status.UNDEFINED
    value, error = _reconciled(fit, left, right)
    use_right = left.missing if side == 0 else np.full(left.missing.shape, side > 0)
    edge = status == Status.ONE_SIDED
    value = np.where(edge, np.where(use_right, right.value, left.value), value)
    error = np.where(edge, np.where(use_right, right.error, left.error), error)
    steep, hopeless = status == Status.VERTICAL, np.isin(status.astype(str), ["kink", "jump", "undefined"])
    value = np.where(steep, _vertical(left.value, right.value), np.where(hopeless, np.nan, value))
    error = np.where(hopeless | steep, np.inf, error)
    return Derivative(value, error, left.value, right.value, status, 0, 0, "numerical")


def _reconciled(fit: Fit, left: Side, right: Side) -> tuple[Floats, Floats]:
    """Where the interpolant is not resolved, take the mean of the sides if that is much surer.

    Where the two contradict each other the sides may have seen no more than one tooth of a saw, or
    the interpolant no more than its outline: their distance is the error.
    """
    mean = (left.value + right.value) / 2
    doubt = np.maximum(np.maximum(left.error, right.error), np.abs(left.value - right.value) / 2)
    apart, surer = np.abs(mean - fit.value), ~fit.resolved & (10 * doubt < fit.error)
    take = surer & (apart <= 10 * fit.error) | ~np.isfinite(fit.value) & np.isfinite(mean)
    error = np.where(surer, np.fmax(fit.error, apart), fit.error)
    return np.where(take, mean, fit.value), np.where(take, doubt, error)


def _vertical(left: Floats, right: Floats) -> Floats:
    """Give ±inf where the sides that are steep agree about the sign, else nan."""
    left, right = (np.where(np.isinf(part), part, np.nan) for part in (left, right))
    one = np.where(np.isnan(left), right, left)
    return np.where(np.isnan(right) | (right == one), one, np.nan)


def _with_noise(probe: Probe, answer: Derivative, found: Fit, scout: Scout) -> NDArray[np.object_]:
    """Call noisy what rounding of the output's type does not explain, or what leaves no three digits."""
    # an error of 1e-3 spoils a slope, unless the slope is zero as far as anyone can tell
    n, steep = probe.order, np.fmax(found.slope, scout.slope if probe.order == 1 else 0.0)
    natural = _zero(probe) * steep * found.width ** (1.0 - n)
    vague = (answer.error > 1e-3 * np.abs(answer.value)) & (answer.error > natural)
    status = np.array(answer.status)
    status[np.isin(status.astype(str), ["ok", "one_sided"]) & vague] = Status.NOISY
    return status
