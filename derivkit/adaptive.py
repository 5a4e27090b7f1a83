"""The adaptive scheme for functions of one variable: values of f -> a derivative and its error.

1. f at x itself. 2. A scout on a ladder of steps (`scouting`). 3. An interpolant at the length scale
the scout saw (`spectral`), on each side separately where the two sides differ. 4. The same at the
scale that the first interpolant asks for. Statuses come from one-sided limits (`sides`).
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from derivkit import teeth
from derivkit.probing import Probe
from derivkit.result import Derivative, put
from derivkit.rounds import Round, centre_fit, evaluate
from derivkit.scouting import PAIRS, Scout, look, scout_steps, with_noise
from derivkit.sides import side_of
from derivkit.spectral import Fit
from derivkit.verdict import judged, only

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def adaptive(probe: Probe, x: Floats, n: int, side: int) -> Derivative:
    """Differentiate an elementwise f at the points x (k,) in at most four calls.

    `side` is +1 or -1 to use points above or below only. The fields of the answer have shape (k,).
    """
    if not x.size:
        return Derivative(x, x, x, x, np.empty(0, dtype=object), 0, 0, "numerical")
    scout = _scout(probe, x, n, side)
    answer, step = _answer(probe, x, scout, n, side)
    if np.any(np.isfinite(step)):
        answer = _without_teeth(probe, x, scout, n, side, answer, step)
    return replace(answer, evaluations=probe.evaluations, calls=probe.calls)


def _answer(probe: Probe, x: Floats, scout: Scout, n: int, side: int) -> tuple[Derivative, Floats]:
    """Give the answer to what the scout saw, and where f breaks what it promises (`teeth`)."""
    left, right = side_of(scout, -1), side_of(scout, 1)
    known = np.isfinite(scout.centre)
    around = known & (scout.width > 0)
    first = evaluate(probe, x, around, known & ~around, scout.width, left, right)
    found = centre_fit(first, scout, probe.epsilon, n)
    width, again = _second_width(found, first, scout)
    # no smooth width at all: still, a pole may be that near
    close = known & ~around & ~left.missing & ~right.missing & ~np.isinf(left.value) & ~np.isinf(right.value)
    width = np.where(close, 2 * scout.steps[:, 0], width)
    second = evaluate(probe, x, again | close, np.zeros_like(again), width, left, right)
    other = centre_fit(second, scout, probe.epsilon, n)
    best = _better(found, other, scout.width, width)
    fits = (first, found), (second, other)
    if n > 1:
        fits = tuple((part, centre_fit(part, scout, probe.epsilon, 1)) for part, _ in fits)
    broken = [teeth.broken_at(slope, part.width, scout, x) for part, slope in fits]
    return judged(probe, scout, best, first, (left, right), n, side), np.min(broken, axis=0)


def _without_teeth(
    probe: Probe, x: Floats, scout: Scout, n: int, side: int, answer: Derivative, step: Floats
) -> Derivative:
    """Answer anew where f has teeth: their height is noise."""
    rows = np.isfinite(step)
    height = np.zeros(x.size)
    height[rows] = teeth.height(probe, x[rows], step[rows])
    rows = height > 10 * scout.noise
    if not np.any(rows):
        return answer
    rough = replace(with_noise(only(scout, rows), 3 * height[rows], n), teeth=height[rows])
    again, _ = _answer(probe, x[rows], rough, n, side)
    return put(answer, rows, again)


def _scout(probe: Probe, x: Floats, n: int, side: int) -> Scout:
    steps = scout_steps(x)
    offsets = [sign * steps for sign in (1, -1) if side in {0, sign}]
    centre, values = probe.first_look(x, x[:, None] + np.concatenate(offsets, axis=1))
    nothing = np.full_like(steps, np.nan)
    above = values[:, :PAIRS] if side >= 0 else nothing
    below = values[:, -PAIRS:] if side <= 0 else nothing
    return look(x, steps, centre, above, below, probe.epsilon, n)


def _second_width(found: Fit, first: Round, scout: Scout) -> tuple[Floats, Mask]:
    """Give the width of the second interpolant, and where it is worth its points."""
    # 8: with coefficients that fall by 8 the last of 19 reaches the rounding of the first
    grown = scout.width * np.clip(found.decay / 8, 2, 2.0**12)
    shrunk = scout.width * np.clip(found.decay / 10, 1 / 16, 1 / 2)
    wanted = np.where(found.resolved, grown, shrunk)
    wanted = np.where(np.isfinite(found.value), wanted, scout.width / 8)
    exact = found.error <= 4 * np.finfo(float).eps * np.abs(found.value)
    worthwhile = ~exact & (~found.resolved | (found.decay > 12)) | ~np.isfinite(found.value)
    return np.minimum(wanted, 4 * scout.reach), first.around & worthwhile


def _better(one: Fit, other: Fit, width: Floats, other_width: Floats) -> Fit:
    """Take the smaller error; where two good fits contradict each other, the narrower one."""
    both = np.isfinite(one.error) & np.isfinite(other.error)
    contradict = both & (np.abs(one.value - other.value) > 3 * (one.error + other.error))
    take = np.where(contradict, other_width < width, other.error < one.error) & np.isfinite(other.value)
    return Fit(**{name: np.where(take, getattr(other, name), part) for name, part in one.__dict__.items()})
