"""The derivative along one direction from values that somebody else has computed: quick, or not at all."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from derivkit.numerical.adaptive import FIFTEEN
from derivkit.numerical.chebyshev import EPSILON, Template, centred
from derivkit.result import Derivative, Floats, Status

# 3/16: as for directions; where a kink is near a sixty-fourth of that, for which nine points are enough
_FITS = (FIFTEEN, 0.1875), (centred(9), 0.1875 / 64)
STEPS: Floats = np.concatenate([[0.0], *(fit.steps(np.array([width]))[0] for fit, width in _FITS)])
"""Where f is wanted on a ray from x, in units of the direction; x comes first."""


def _said(fit: Template, width: float) -> Floats:
    """Give the rows that turn rises over f(x) into the slope at x, and into the parts of its doubt."""
    slopes = fit.slopes(1)
    # as in `chebyshev`: 3.5 times what noise of the size of these makes of the slope
    doubt = 3.5 / 2 * np.linalg.norm(slopes) * fit.solve[-4:]
    return np.delete(np.vstack([slopes @ fit.solve, doubt]) / width, fit.place(), axis=1)


_STARTS, _WIDTHS = [0, 14], np.array([[width] for _, width in _FITS])
_SAID = np.zeros((2, 5, 22))
_SAID[0, :, :14], _SAID[1, :, 14:] = (_said(*fit) for fit in _FITS)
_BLUR = EPSILON * 0.875 / _WIDTHS * [[np.sqrt(2 / f.u.size) * np.linalg.norm(f.slopes(1))] for f, _ in _FITS]
"""What rounding makes of the slopes, in units of f."""


def direction(x: Any, size: int, shape: tuple[int, ...], library: Any = np) -> Any:
    """Give the direction along which a derivative at x is held against f, in the numbers of that library."""
    return random_direction(size).reshape(shape) * library.maximum(1.0, library.abs(x))


@lru_cache(maxsize=64)
def random_direction(size: int) -> Floats:
    """Give a direction that no structure of f is likely to favour, the same each time."""
    random = np.random.default_rng(size)
    return random.uniform(0.5, 1.0, size) * random.choice([-1.0, 1.0], size)


@dataclass(frozen=True, eq=False)
class Ray:
    """f beside x, at x + STEPS·direction: `values` (23, *shape of f(x))."""

    values: Floats

    @cached_property
    def size(self) -> Floats:
        """The largest value of each output."""
        return np.abs(self.values).max(axis=0)

    def slopes(self) -> Iterator[Derivative]:
        """Give the derivative along the direction, from the wide interpolant and from the narrow one."""
        values, shape = self.values.reshape(STEPS.size, -1), self.values.shape[1:]
        rises = values[1:] - values[0]
        told = (_SAID.reshape(10, -1) @ rises).reshape(2, 5, -1)
        doubts = np.maximum(_BLUR * self.size.ravel(), np.sqrt((told[:, 1:] ** 2).sum(axis=1)))
        # a kink is near where it is so vague that it confirms nothing
        known = (doubts <= 1e-6 / _WIDTHS * np.maximum.reduceat(np.abs(rises), _STARTS)).all(axis=1)
        for row in np.flatnonzero(known):
            value, error = told[row, 0].reshape(shape)[()], doubts[row].reshape(shape)[()]
            yield Derivative(value, error, value, value, Status.OK, STEPS.size, 1, "numerical")

    def is_of(self, f: Callable[[Any], Any], x: Floats, u: Floats) -> bool:
        """Say whether f itself gives the same at one of the points: the values came from its code, once."""
        place = 5  # any but x, where a factor that has changed may meet a zero
        try:
            with np.errstate(all="ignore"):
                own = np.asarray(f(x + STEPS[place] * u), dtype=np.float64)
        except Exception:  # noqa: BLE001 - f may end there; the probes say more about it
            return False
        apart = np.abs(own - self.values[place]) if own.shape == self.size.shape else np.inf
        return bool(np.all(apart <= 1e-10 * self.size))
