"""The derivative along one direction from values that somebody else has computed: quick, or not at all."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.numerical.adaptive import FIFTEEN
from derivkit.numerical.chebyshev import EPSILON
from derivkit.result import Derivative, Status

Floats = NDArray[np.float64]

# 3/16: as for directions; a sixty-fourth of that where a kink is near
_WIDTHS = 0.1875, 0.1875 / 64
STEPS: Floats = np.concatenate([[0.0], *(FIFTEEN.steps(np.array([width]))[0] for width in _WIDTHS)])
"""Where f is wanted on a ray from x, in units of the direction; x comes first."""

# what 14 rises over f(x) say: the slope at x, and the last four coefficients
_OTHERS = np.delete(np.arange(15), FIFTEEN.place())
_SLOPE = (FIFTEEN.slopes(1) @ FIFTEEN.solve)[_OTHERS]
_TAIL = FIFTEEN.solve[-4:, _OTHERS]
_BLUR = float(np.sqrt(2 / 15) * np.linalg.norm(FIFTEEN.slopes(1)))


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
    """f beside x, at x + STEPS·direction: `values` (29, *shape of f(x))."""

    values: Floats

    def slopes(self) -> Iterator[Derivative]:
        """Give the derivative along the direction, from the wide interpolant and from the narrow one."""
        values = self.values.reshape(STEPS.size, -1)
        size = np.max(np.abs(values), axis=0)
        rises, shape = values[1:] - values[0], self.values.shape[1:]
        for part, width in zip((rises[:14], rises[14:]), _WIDTHS, strict=True):
            # as in `chebyshev`
            tail = np.sqrt(np.mean((_TAIL @ part) ** 2, axis=0) * 7.5)
            slope, doubt = _SLOPE @ part / width, 3.5 * _BLUR / width * np.maximum(EPSILON / 4 * size, tail)
            if not (doubt <= 1e-6 * np.max(np.abs(part), axis=0) / width).all():
                continue  # a kink is near: what is so vague confirms nothing
            value, error = slope.reshape(shape)[()], doubt.reshape(shape)[()]
            yield Derivative(value, error, value, value, Status.OK, STEPS.size, 1, "numerical")

    def is_of(self, f: Callable[[Any], Any], x: Floats, u: Floats) -> bool:
        """Say whether f itself gives the same at one of the points: the values came from its code, once."""
        place = 5  # any but x, where a factor that has changed may meet a zero
        try:
            with np.errstate(all="ignore"):
                own = np.asarray(f(x + STEPS[place] * u), dtype=np.float64)
        except Exception:  # noqa: BLE001 - f may end there; the probes say more about it
            return False
        size = np.max(np.abs(self.values), axis=0)
        return own.shape == size.shape and bool(np.all(np.abs(own - self.values[place]) <= 1e-10 * size))
