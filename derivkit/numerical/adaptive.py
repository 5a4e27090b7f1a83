"""The adaptive scheme for functions of one variable: values of f -> a derivative and its error.

1. f at x itself. 2. A scout on a ladder of steps (`scale`). 3. An interpolant at the length scale
the scout saw (`chebyshev`), or one on each side where the two sides differ. 4. The same at the scale
that the first interpolant asks for. Statuses come from the sides (`one_sided`, `classify`).

Of many points most need no scout: an interpolant of usual width is enough.
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from derivkit.numerical import sawtooth
from derivkit.numerical.chebyshev import Fit, Template, centred, ended, fit
from derivkit.numerical.classify import judged, only
from derivkit.numerical.evaluation import Probe
from derivkit.numerical.one_sided import Side, gap, side_of
from derivkit.numerical.scale import Scout, scouted, with_noise
from derivkit.result import Derivative, plain, put

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_FIFTEEN, _CENTRE, _ABOVE, _BELOW = centred(15), centred(19), ended(10, -1.0), ended(10, 1.0)


def adaptive(probe: Probe, x: Floats, n: int, side: int) -> Derivative:
    """Differentiate an elementwise f at the points x (k,), a single one in at most four calls.

    `side` is +1 or -1 to use points above or below only. The fields of the answer have shape (k,).
    """
    first = probe.begin(x[0], single=True)
    value, error, rows = np.zeros(x.shape), np.zeros(x.shape), np.ones(x.shape, dtype=bool)
    # 16: fewer points are not worth another call
    if x.size > 16 and n == 1 and not side:
        found, easy = _easy(probe, x, np.append(first, probe.at(x[1:])))
        value, error, rows = found.value, found.error, ~easy
    answer = plain(value, error, "numerical")
    if np.any(rows):
        answer = put(answer, rows, _thorough(probe, x[rows], n, side))
    return replace(answer, evaluations=probe.evaluations, calls=probe.calls, reason=probe.reason)


def quick(probe: Probe, x: Floats, directions: Floats, centre: Floats, n: int) -> Fit:
    """Interpolate at 15 points, from x along directions; both are (m, *shape of x).

    `centre` is f at x (m, *outputs). The fields have the shape (outputs * m,), in that order.
    """
    # 3/16: resolved to rounding where singularities keep a distance of 1; no narrower, for the noise
    return _usual(probe, _FIFTEEN, 0.1875 * n, x, directions, centre, n)


def _usual(
    probe: Probe, template: Template, part: float, x: Floats, directions: Floats, centre: Floats, n: int
) -> Fit:
    """Interpolate over that part of the usual scale: of |x|, or of 1 where x is smaller."""
    count, axes = len(directions), (1,) * (x.ndim - 1)
    width = part * np.maximum(1.0, np.max(np.abs(x * directions).reshape(count, -1), axis=1))
    steps = template.steps(width)
    points = x[:, None] + steps.reshape(*steps.shape, *axes) * directions[:, None]
    values = probe.at(points.reshape(-1, *x.shape[1:])).reshape(*steps.shape, -1)
    values = np.moveaxis(values, -1, 0).reshape(-1, steps.shape[1])
    squares = directions.reshape(count, 1, -1)
    moves = (points - x[:, None]).reshape(*steps.shape, -1) * squares
    taken = np.sum(moves, axis=2) / np.maximum(np.sum(squares**2, axis=2), np.finfo(np.float64).tiny)
    copies, middle = len(values) // count, centre.reshape(count, -1).T.ravel()
    taken, width = np.tile(taken, (copies, 1)), np.tile(width, copies)
    return fit(template, taken, width, values, middle, probe.epsilon, n)


def _easy(probe: Probe, x: Floats, centre: Floats) -> tuple[Fit, Mask]:
    """Fit quickly, and say where that suffices: nothing finer near x contradicts the interpolant."""
    # 1/8: what 19 points resolve to rounding in most functions
    found = _usual(probe, _CENTRE, 0.125, x, np.ones_like(x), centre, 1)
    # 2^-26: whatever is wider than that shows its slope there, and rounding leaves half of the digits
    steps = found.width[:, None] * np.array([1, -1]) * 2.0**-26
    points = x[:, None] + steps
    values = probe.at(points.ravel()).reshape(points.shape)
    miss = np.abs(values - centre[:, None] - found.first[:, None] * (points - x[:, None]))
    close = np.all(miss <= 16 * found.noise[:, None] + 1e-6 * np.abs(found.value[:, None] * steps), axis=1)
    size = np.abs(found.value)
    sure = (found.error <= 3e-13 * (size + found.slope)) & (found.error <= 1e-10 * size)
    return found, close & sure


def _thorough(probe: Probe, x: Floats, n: int, side: int) -> Derivative:
    scout = scouted(probe, x, n, side)
    answer, step = _answer(probe, x, scout, n, side)
    height, rows = np.zeros(x.size), np.isfinite(step)
    if np.any(rows):
        height[rows] = sawtooth.height(probe, x[rows], step[rows])
    rows = height > 10 * scout.noise
    if np.any(rows):  # the height of the teeth is the noise
        rough = replace(with_noise(only(scout, rows), 3 * height[rows], n), teeth=height[rows])
        answer = put(answer, rows, _answer(probe, x[rows], rough, n, side)[0])
    return answer


def _answer(probe: Probe, x: Floats, scout: Scout, n: int, side: int) -> tuple[Derivative, Floats]:
    """Give the answer to what the scout saw, and where f breaks what it promises (`sawtooth`)."""
    left, right = side_of(scout, -1), side_of(scout, 1)
    known = np.isfinite(scout.centre)
    around = known & ~left.missing & ~right.missing
    first = _centred(probe, x, scout, around, np.minimum(np.minimum(left.width, right.width), scout.reach), n)
    apart, doubt = gap(scout, left, right)
    # 2: the coefficients of |x| x^k fall that slowly, and its first derivatives show no gap
    kinked = ~first.resolved & ((np.abs(apart) > 5 * doubt) | (n > 1) & (first.decay < 2))
    width, again = _second_width(first, scout)
    second = _centred(probe, x, scout, again & around & ~kinked, width, n)
    left, right = _apart(probe, x, scout, known & (kinked | ~around), (left, right), n)
    answer = judged(probe, scout, _better(first, second), (left, right), n, side)
    broken = np.fmin(sawtooth.broken_at(first, scout, x), sawtooth.broken_at(second, scout, x))
    return answer, broken


def _second_width(found: Fit, scout: Scout) -> tuple[Floats, Mask]:
    """Give the width of the second interpolant, and where it is worth its points."""
    # 8: with coefficients that fall by 8 the last of 19 reaches the rounding of the first
    grown = found.width * np.clip(found.decay / 8, 2, 2.0**12)
    shrunk = found.width * np.clip(found.decay / 10, 1 / 16, 1 / 2)
    wanted = np.where(found.resolved, grown, shrunk)
    wanted = np.where(np.isfinite(found.value), wanted, found.width / 8)
    exact = found.error <= 4 * np.finfo(float).eps * np.abs(found.value)
    worthwhile = ~exact & (~found.resolved | (found.decay > 12)) | ~np.isfinite(found.value)
    return np.minimum(wanted, 4 * scout.reach), worthwhile


def _better(one: Fit, other: Fit) -> Fit:
    """Take the smaller error; where two good fits contradict each other, the narrower one."""
    both = np.isfinite(one.error) & np.isfinite(other.error)
    contradict = both & (np.abs(one.value - other.value) > 3 * (one.error + other.error))
    take = np.where(contradict, other.width < one.width, other.error < one.error) & np.isfinite(other.value)
    return Fit(**{name: np.where(take, getattr(other, name), part) for name, part in one.__dict__.items()})


def _centred(probe: Probe, x: Floats, scout: Scout, rows: Mask, width: Floats, n: int) -> Fit:
    """Interpolate around the points x of `rows`; nan elsewhere."""
    points = x[:, None] + _CENTRE.steps(width)
    values = _values(probe, points, rows)
    return fit(_CENTRE, points - x[:, None], width, values, scout.centre, probe.epsilon, n, scout.teeth)


def _apart(
    probe: Probe, x: Floats, scout: Scout, rows: Mask, both: tuple[Side, Side], n: int
) -> tuple[Side, Side]:
    """Give the sides of the points x of `rows` the derivatives of an interpolant each."""
    if not np.any(rows):
        return both
    templates = _BELOW, _ABOVE
    steps = [template.steps(part.width) for template, part in zip(templates, both, strict=True)]
    points = x[:, None] + np.concatenate(steps, axis=1)
    values, taken = _values(probe, points, rows), points - x[:, None]
    found: list[Side] = []
    for template, part, columns in zip(templates, both, (slice(9), slice(9, None)), strict=True):
        seen = taken[:, columns], part.width, values[:, columns], scout.centre
        own = fit(template, *seen, probe.epsilon, n, scout.teeth)
        found.append(replace(part, fitted=own.value, fitted_error=own.error))
    return found[0], found[1]


def _values(probe: Probe, points: Floats, rows: Mask) -> Floats:
    values = np.full_like(points, np.nan)
    if np.any(rows):
        values[rows] = probe.at(points[rows].ravel()).reshape(-1, points.shape[1])
    return values
