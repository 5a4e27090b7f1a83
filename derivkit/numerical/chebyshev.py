"""Values at Chebyshev points -> a derivative of any order, and how far it can be trusted.

Where f is smooth, the coefficients of its Chebyshev interpolant fall until they reach the noise of
f (Trefethen, Approximation Theory and Approximation Practice, SIAM 2013, chapters 8 and 21). The
fall shows what the interval leaves unresolved, the flat tail shows the noise, and both are carried
through to the error of the derivative.
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: PLR0913, PLR0917 - a numerical step needs its points, values, noise and order side by side

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


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
    cubic: Floats
    """The size of the cubic term per step³, 0 where it is lost in the noise."""
    width: Floats


def fit(
    template: Template,
    steps: Floats,
    width: Floats,
    values: Floats,
    centre: Floats,
    epsilon: float,
    n: int,
    teeth: Floats | float = 0.0,
) -> Fit:
    """Differentiate the interpolants of `values` (N, m) at x + `steps` (N, m), and of `centre` (N,) at x.

    `steps` are those really taken, a rounding away from the template's. The least noise to assume
    follows from the spacing `epsilon` of f's numbers and from `sawtooth` (N,). Rows with a missing
    value give nan.
    """
    floor = np.maximum(epsilon / 4 * np.maximum(np.max(np.abs(values), axis=1), np.abs(centre)), teeth)
    place = int(np.argmin(np.abs(template.u - template.at)))
    taken = np.insert(steps, place, 0.0, axis=1) * (template.stretch / width)[:, None] + template.at
    rises = np.insert(values - centre[:, None], place, 0.0 * centre, axis=1)
    coefficients = _coefficients(template, taken, rises)
    size = np.abs(coefficients)
    # the last coefficients: noise, or what the interval does not resolve
    tail = np.sqrt(np.mean(size[:, -4:] ** 2, axis=1)) * np.sqrt(size.shape[1] / 2)
    noise, resolved = np.maximum(floor, tail), tail <= 12 * floor
    scale = (template.stretch / width) ** n
    value, error = _chopped(coefficients, noise, template.slopes(n), resolved)
    # 2: higher derivatives lean on few coefficients, whose noise varies more
    error = error * scale * (1 if n == 1 else 2) + np.finfo(np.float64).eps * np.abs(value * scale)
    error = np.where(np.isnan(value), np.inf, error)
    variation = (np.max(rises, axis=1) - np.min(rises, axis=1)) / width
    first = coefficients @ template.slopes(1) * template.stretch / width
    cubic = np.where(size[:, 3] > 8 * noise, 4 * size[:, 3] / width**3, 0.0)
    return Fit(value * scale, error, noise, resolved, _decay(size, noise), variation, first, cubic, width)


def _coefficients(template: Template, taken: Floats, values: Floats) -> Floats:
    """Interpolate at the points really taken: iterative refinement of the template's solution."""
    basis = chebyshev.chebvander(taken, template.u.size - 1)
    coefficients = values @ template.solve.T
    for _ in range(2):
        missing = values - (basis @ coefficients[:, :, None])[:, :, 0]
        coefficients = coefficients + missing @ template.solve.T
    return coefficients


def _chopped(coefficients: Floats, noise: Floats, slopes: Floats, resolved: Mask) -> tuple[Floats, Floats]:
    """Sum the series up to the term where truncation and noise together are least.

    A term below the noise may be anything up to it, so the first one left out always counts.
    """
    terms = np.abs(coefficients) * np.abs(slopes)
    single = (noise * np.sqrt(2 / slopes.size))[:, None] * np.abs(slopes)
    blur = np.sqrt(np.cumsum(single**2, axis=1))
    clear = np.where(resolved[:, None] | (slopes == 0), np.maximum(terms - 2 * single, 0.0), terms)
    left_out = np.sum(clear, axis=1)[:, None] - np.cumsum(clear, axis=1)
    left_out[:, :-2] += np.maximum(terms, single)[:, 2:]
    left_out[:, -2:] += np.where(resolved, 0.0, 2 * np.max(terms[:, -4:], axis=1))[:, None]
    total = left_out + blur
    total[:, : np.flatnonzero(slopes)[0]] = np.inf
    best = np.argmin(np.where(np.isnan(total), np.inf, total), axis=1)
    # 3.5: the size of the noise is itself an estimate
    rows, error = np.arange(len(best)), left_out + 3.5 * blur
    return np.cumsum(coefficients * slopes, axis=1)[rows, best], error[rows, best]


def _decay(size: Floats, noise: Floats) -> Floats:
    """Give the mean factor between the first coefficient and the first that noise can explain."""
    envelope = np.maximum.accumulate(size[:, ::-1], axis=1)[:, ::-1]
    clear = np.sum(np.cumprod(envelope[:, 1:] > 2 * noise[:, None], axis=1), axis=1)
    last = np.minimum(clear + 1, size.shape[1] - 1)
    bottom = np.maximum(envelope[np.arange(len(last)), last], noise)
    rate = (envelope[:, 1] / bottom) ** (1 / np.maximum(last - 1, 1))
    return np.where(clear == 0, np.inf, rate)
