"""Difference quotients on a ladder of steps -> their limit at step 0, and its error.

Polynomial extrapolation (Neville; Richardson 1911 for ratios of steps; the choice of the entry with
the least error: Ridders, Advances in Engineering Software 4, 1982), and Aitken's Δ² for powers of
the step that are not whole.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Entries = tuple[Floats, Floats]
"""Estimates (N, k) and their errors (N, k)."""


def limit(quotients: Floats, steps: Floats, noise: Floats, width: Floats) -> tuple[Floats, Floats]:
    """Extrapolate `quotients` (N, m) at `steps` (N, m), rising and positive, to step 0.

    `noise` (N, m) is the error of each quotient; beyond `width` (N,) they are no polynomial in the
    step. Gives the limits and their errors (N,), inf where no two neighbours are known. The error is
    the larger of the best entry's own and its distance to the two next best of like quality.
    """
    with np.errstate(all="ignore"):
        smooth = np.where(steps <= width[:, None], quotients, np.nan)
        parts = [*_neville(smooth, steps, noise), _aitken(quotients, steps, noise)]
        values = np.concatenate([value for value, _ in parts], axis=1)
        errors = np.concatenate([error for _, error in parts], axis=1)
        errors = np.where(np.isfinite(values) & np.isfinite(errors), errors, np.inf)
        order = np.argsort(errors, axis=1)[:, :3]
        best, doubts = np.take_along_axis(values, order, 1), np.take_along_axis(errors, order, 1)
        like = doubts <= 10 * doubts[:, :1]
        spread = np.max(np.where(like, np.abs(best - best[:, :1]), 0.0), axis=1)
    return best[:, 0], np.where(np.isinf(doubts[:, 0]), np.inf, np.maximum(doubts[:, 0], spread))


def _neville(quotients: Floats, steps: Floats, noise: Floats) -> list[Entries]:
    entries: list[Entries] = []
    table, blur = quotients, noise
    for level in range(1, quotients.shape[1]):
        weight = steps[:, :-level] / (steps[:, level:] - steps[:, :-level])
        change = table[:, :-1] - table[:, 1:]
        table, blur = table[:, :-1] + weight * change, (1 + weight) * blur[:, :-1] + weight * blur[:, 1:]
        # the distance to the farther parent: the nearer one is too close when the powers are not whole
        entries.append((table, np.abs(change) * (1 + weight) + 2 * blur))
    return entries


def _aitken(quotients: Floats, steps: Floats, noise: Floats) -> Entries:
    """Accelerate where three neighbouring ratios of steps are equal: c·h^p, p > 0, vanishes exactly."""
    first, second, third = quotients[:, :-2], quotients[:, 1:-1], quotients[:, 2:]
    ratio = (second - first) / (third - second)
    found = first - (second - first) * ratio / (1 - ratio)
    even = np.abs(steps[:, 1:-1] ** 2 / (steps[:, :-2] * steps[:, 2:]) - 1) < 1e-9
    usable = even & (np.abs(ratio) < 0.9) & (np.abs(third - second) > 10 * noise[:, 1:-1])
    found = np.where(usable, found, np.nan)
    doubt = np.abs(found[:, :-1] - found[:, 1:]) + 2 * noise[:, :-3] / (1 - np.abs(ratio[:, :-1])) ** 2
    # 4: powers of the step are what happens close to x
    return found[:, :4], doubt[:, :4]
