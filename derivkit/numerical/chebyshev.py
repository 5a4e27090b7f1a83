"""Values at Chebyshev points -> a derivative of any order, and how far it can be trusted.

Where f is smooth, the coefficients of its Chebyshev interpolant fall until they reach the noise of
f (Trefethen, Approximation Theory and Approximation Practice, SIAM 2013, chapters 8 and 21). The
fall shows what the interval leaves unresolved, the flat tail shows the noise, and both are carried
through to the error of the derivative.
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev

from derivkit.result import Floats, Mask

EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, eq=False)
class Template:
    """Points u in [-1, 1], and the u at which the derivative is wanted; it is one of the points."""

    u: Floats
    at: float
    solve: Floats
    """Values at u -> coefficients."""

    def steps(self, width: Floats) -> Floats:
        """Give the steps (N, m) from x to the other points, for fits that reach `width` (N,) away."""
        others = self.u[self.u != self.at] - self.at
        return np.asarray(others / self.stretch * width[:, None], dtype=np.float64)

    @property
    def stretch(self) -> float:
        """The part of [-1, 1] that a width covers: half for a centre, the whole for an end."""
        return 1.0 + abs(self.at)

    @lru_cache  # noqa: B019 - templates are few and live as long as the module
    def slopes(self, n: int) -> Floats:
        """Give the n-th derivatives of T₀ … T_m at x."""
        rows = np.eye(self.u.size)
        values = [chebyshev.chebval(self.at, chebyshev.chebder(row, n)) for row in rows]
        return np.array(values, dtype=np.float64)

    def guessed(self, values: Floats) -> Floats:
        """Give the value at x (N,) that goes best with those at the others: the last coefficient is 0."""
        weights = np.delete(self.solve[-1], self.place()) / self.solve[-1, self.place()]
        return -(values @ weights)

    @lru_cache  # noqa: B019 - the same
    def place(self) -> int:
        """Give the place of x among the points."""
        return int(np.argmin(np.abs(self.u - self.at)))


def centred(count: int) -> Template:
    """Chebyshev points of the first kind around x; `count` is odd, so that x is one of them."""
    u = np.cos(np.pi * (np.arange(count) + 0.5) / count)
    u[count // 2] = 0.0
    return _template(u, 0.0)


def ended(count: int, at: float) -> Template:
    """Chebyshev points of the second kind that end at x: `at` is -1 for points above x, +1 below."""
    return _template(at * np.cos(np.pi * np.arange(count) / (count - 1)), at)


def _template(u: Floats, at: float) -> Template:
    return Template(u, at, np.asarray(np.linalg.inv(chebyshev.chebvander(u, u.size - 1)), dtype=np.float64))


@dataclass(frozen=True)
class Fit:
    """Derivatives at N points from one interpolant each."""

    value: Floats
    error: Floats
    noise: Floats
    """Estimated size of the noise of f."""
    resolved: Mask
    """The coefficients fall to what rounding explains."""
    decay: Floats
    """Factor ρ by which coefficients fall, inf where there is too little to see."""
    slope: Floats
    """Variation of f over the interval, per width: what a first derivative is compared with."""
    first: Floats
    """The first derivative, whatever the order of `value`."""
    short: Floats
    """The value without the last six terms."""
    cubic: Floats
    """The size of the cubic term per step³, 0 where it is lost in the noise."""
    size: Floats
    """The largest value of f seen."""
    width: Floats


def fit(
    template: Template, steps: Floats, width: Floats, values: Floats, centre: Floats, epsilon: float, n: int
) -> Fit:
    """Differentiate the interpolants of `values` (N, m) at x + `steps` (N, m), and of `centre` (N,) at x.

    `steps` are those really taken, a rounding away from the template's. The least noise to assume
    follows from the spacing `epsilon` of f's numbers. Rows with a missing value give nan. All is
    computed in units of the largest rise: a square would overflow.
    """
    place, top = template.place(), np.maximum(np.max(np.abs(values), axis=1), np.abs(centre))
    rises = _with_column(values - centre[:, None], place)
    unit = np.max(np.abs(rises), axis=1)
    unit = np.where(unit > 0, unit, 1.0)
    taken = _with_column(steps, place) * (template.stretch / width)[:, None] + template.at
    coefficients = _coefficients(template, taken, rises / unit[:, None])
    size, floor = np.abs(coefficients), epsilon / 4 * top / unit
    # the last coefficients: noise, or what the interval does not resolve
    tail = np.sqrt(np.mean(size[:, -4:] ** 2, axis=1)) * np.sqrt(size.shape[1] / 2)
    noise, resolved = np.maximum(floor, tail), tail <= 12 * floor
    value, error = _summed(coefficients, noise, template.slopes(n), resolved)
    scale = unit * (template.stretch / width) ** n
    # 2: higher derivatives lean on few coefficients, whose noise varies more
    error = error * scale * (1 if n == 1 else 2) + EPSILON * np.abs(value * scale)
    error = np.where(np.isnan(value), np.inf, error)
    variation = (np.max(rises, axis=1) - np.min(rises, axis=1)) / width
    first = coefficients @ template.slopes(1) * (template.stretch / width) * unit
    cubic = np.where(size[:, 3] > 8 * noise, 4 * size[:, 3] / width**3 * unit, 0.0)
    decay = _decay(size, noise)
    short = coefficients[:, :-6] @ template.slopes(n)[:-6] * scale
    noise = noise * unit
    return Fit(value * scale, error, noise, resolved, decay, variation, first, short, cubic, top, width)


def _with_column(values: Floats, place: int) -> Floats:
    """Put a column of zeros, those of x itself, in its place."""
    return np.concatenate([values[:, :place], np.zeros((len(values), 1)), values[:, place:]], axis=1)


def _coefficients(template: Template, taken: Floats, values: Floats) -> Floats:
    """Interpolate at the points really taken: one refinement of the template's solution."""
    coefficients = values @ template.solve.T
    if np.array_equal(taken, np.broadcast_to(template.u, taken.shape)):
        return coefficients
    basis = chebyshev.chebvander(taken, template.u.size - 1)
    missing = values - (basis @ coefficients[:, :, None])[:, :, 0]
    return coefficients + missing @ template.solve.T


def without_centre(
    template: Template, steps: Floats, width: Floats, values: Floats, epsilon: float, n: int
) -> Fit:
    """Differentiate what goes through `values` at x + `steps` alone, as if f(x) were not known.

    How much the last terms add says how loud the values close to x are, where noise counts most.
    """
    guess = values[:, 0] + template.guessed(values - values[:, :1])
    whole = fit(template, steps, width, values, guess, epsilon, n)
    short = np.abs(whole.value - whole.short)
    return replace(whole, error=whole.error + 9 * short)


def _summed(coefficients: Floats, noise: Floats, slopes: Floats, resolved: Mask) -> tuple[Floats, Floats]:
    """Sum the series; where it does not fall to the noise, its last terms say what is left out."""
    blur = noise * np.sqrt(2 / slopes.size) * float(np.sqrt(np.sum(slopes**2)))
    last = np.max(np.abs(coefficients[:, -4:] * slopes[-4:]), axis=1)
    # 3.5: the size of the noise is itself an estimate; 2: terms of one sign beside a singularity
    return coefficients @ slopes, 3.5 * blur + np.where(resolved, 0.0, 2 * last)


def _decay(size: Floats, noise: Floats) -> Floats:
    """Give the mean factor between the first coefficient and the first that noise can explain."""
    envelope = np.maximum.accumulate(size[:, ::-1], axis=1)[:, ::-1]
    clear = np.sum(np.cumprod(envelope[:, 1:] > 2 * noise[:, None], axis=1), axis=1)
    last = np.minimum(clear + 1, size.shape[1] - 1)
    bottom = np.maximum(envelope[np.arange(len(last)), last], noise)
    rate = (envelope[:, 1] / bottom) ** (1 / np.maximum(last - 1, 1))
    return np.where(clear == 0, np.inf, rate)
