"""What was seen of f at x -> value, error, sides and status."""

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from derivkit import sides
from derivkit.probing import Probe
from derivkit.result import Derivative, Status
from derivkit.rounds import Round, side_fit
from derivkit.scouting import Scout
from derivkit.sides import Side
from derivkit.spectral import Fit

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Known = TypeVar("Known", Scout, Fit, Side)


def judged(
    probe: Probe, scout: Scout, found: Fit, first: Round, both: tuple[Side, Side], n: int, side: int
) -> Derivative:
    """Take the interpolant where it is sure, and what the two sides say where it is not."""
    status = np.full(found.value.shape, Status.OK, dtype=object)
    answer = Derivative(
        found.value,
        found.error,
        found.value,
        found.value,
        status,
        probe.evaluations,
        probe.calls,
        "numerical",
        probe.reason,
    )
    lost = _lost(found, n)
    if np.any(lost):
        left, right = (
            _with_derivative(part, scout, first, sign, lost, probe.epsilon, n)
            for part, sign in zip(both, (-1, 1), strict=True)
        )
        answer = _with_sides(answer, lost, scout, found, (left, right), n, side)
    return replace(answer, status=_with_noise(answer, found, scout, probe.epsilon, n))


def _lost(found: Fit, n: int) -> Mask:
    usual = np.abs(found.value) + found.slope * (n == 1)
    return ~np.isfinite(found.value) | ~(found.error <= np.where(found.resolved, 1e-6, 1e-10) * usual)


def only(whole: Known, rows: Mask) -> Known:
    return type(whole)(**{name: part[rows] for name, part in whole.__dict__.items()})


def _with_derivative(
    part: Side, scout: Scout, first: Round, sign: int, lost: Mask, epsilon: float, n: int
) -> Side:
    """Give the lost rows of a side with their one-sided derivatives."""
    if n == 1:
        limits = sides.with_limit(only(part, lost), only(scout, lost), sign)
        value, error = part.value.copy(), part.error.copy()
        value[lost], error[lost] = limits.value, limits.error
        part = replace(part, value=value, error=error)
    return only(side_fit(first, part, sign, scout, epsilon, n), lost)


def _with_sides(
    answer: Derivative, lost: Mask, scout: Scout, found: Fit, both: tuple[Side, Side], n: int, side: int
) -> Derivative:
    """Give the answer with the lost rows decided by what their two sides are like."""
    near, fit, (left, right) = only(scout, lost), only(found, lost), both
    nothing = np.zeros(near.centre.shape), np.full(near.centre.shape, np.inf)
    gap = sides.gap(near, left, right) if n == 1 else nothing
    middle = sides.middle(near, left, right) if n == 1 else nothing
    status = sides.classify(left, right, gap, fit.error, near.slope)
    value, error = _reconciled(fit, left, right, middle if n == 1 else (fit.value, fit.error))
    alone, doubt = _alone(left, right, side)
    one_sided = status == Status.ONE_SIDED
    value, error = np.where(one_sided, alone, value), np.where(one_sided, doubt, error)
    status[np.isnan(near.centre)] = Status.UNDEFINED
    steep, hopeless = status == Status.VERTICAL, np.isin(status.astype(str), ["kink", "jump", "undefined"])
    value = np.where(steep, _vertical(left.value, right.value), np.where(hopeless, np.nan, value))
    error = np.where(hopeless | steep, np.inf, error)
    return replace(
        answer,
        value=put(answer.value, lost, value),
        error=put(answer.error, lost, error),
        left=put(answer.left, lost, left.value),
        right=put(answer.right, lost, right.value),
        status=put(answer.status, lost, status),
    )


def put(whole: float | NDArray[np.generic], rows: Mask, part: NDArray[np.generic]) -> NDArray[np.generic]:
    changed = np.array(whole)
    changed[rows] = part
    return changed


def _reconciled(fit: Fit, left: Side, right: Side, middle: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Where the interpolant is not resolved, take what is much surer: the middle, or the sides' mean."""
    value, error = fit.value, fit.error
    mean = (left.value + right.value) / 2
    doubt = np.maximum(np.maximum(left.error, right.error), np.abs(left.value - right.value) / 2)
    for candidate, its_error in (middle, (mean, doubt)):
        take = ~fit.resolved & np.isfinite(candidate) & ((10 * its_error < error) | ~np.isfinite(value))
        value, error = np.where(take, candidate, value), np.where(take, its_error, error)
    return value, error


def _alone(left: Side, right: Side, side: int) -> tuple[Floats, Floats]:
    use_right = np.full(left.value.shape, side > 0) if side else left.missing
    return np.where(use_right, right.value, left.value), np.where(use_right, right.error, left.error)


def _vertical(left: Floats, right: Floats) -> Floats:
    """Give ±inf where the sides that are steep agree about the sign, else nan."""
    steep_left, steep_right = np.isinf(left), np.isinf(right)
    agreed = steep_left & steep_right & (left == right)
    from_right, from_left = steep_right & np.isnan(left), steep_left & np.isnan(right)
    return np.where(agreed | from_right, right, np.where(from_left, left, np.nan))


def _with_noise(answer: Derivative, found: Fit, scout: Scout, epsilon: float, n: int) -> NDArray[np.object_]:
    """Call noisy what rounding of the output's type does not explain, or what leaves no three digits."""
    rises = np.abs(np.concatenate([scout.above[:, :4], scout.below[:, :4]], axis=1) - scout.centre[:, None])
    size = np.maximum(np.abs(scout.centre), np.nanmax(rises, axis=1, initial=0.0))
    rough = np.fmin(found.noise, scout.noise) > 4e4 * epsilon * size
    # an error of 1e-3 spoils a slope, unless the slope is zero as far as anyone can tell
    zero = np.minimum(4e6 * epsilon, 1e-3) * np.fmax(found.slope, scout.slope) * (n == 1)
    vague = (answer.error > 1e-3 * np.abs(answer.value)) & (answer.error > zero) & (found.slope != 0)
    status = np.array(answer.status)
    usable = (status == Status.OK) | (status == Status.ONE_SIDED)
    status[usable & (vague | rough)] = Status.NOISY
    return status
