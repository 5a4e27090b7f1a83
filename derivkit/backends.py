"""The three ways to differentiate, as frozen values that carry their options."""

from contextlib import suppress
from dataclasses import dataclass
from math import inf
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Symbolic:
    """Differentiate a formula with SymPy; `f` is traced, or is an expression already.

    `real`: symbols are real, so that |x| has the derivative sign(x).
    `cse`: share common subexpressions when the derivative becomes code.
    `check`: hold each answer against values of f; without it all answers are `unchecked`.
    """

    real: bool = True
    cse: bool = True
    check: bool = True


@dataclass(frozen=True)
class Numerical:
    """Differentiate by values of `f` alone, with an estimate of the error.

    `side`: +1 uses only points at and above x, -1 only points at and below, 0 both.
    `bounds`: f is called only between these two numbers, or arrays of the shape of x.
    `max_step`: f is called no farther from x than this.
    `rtol`: an answer that is sure to this relative error is not improved.
    `max_evaluations`: the most points for one answer; what they leave open is `unchecked`.

    >>> from derivkit import derivative
    >>> derivative(abs, 0.0, backend=Numerical(side=1)).value
    1.0
    """

    side: int = 0
    bounds: tuple[ArrayLike, ArrayLike] = (-inf, inf)
    max_step: float = inf
    rtol: float = 1e-10
    max_evaluations: float = inf

    def __post_init__(self) -> None:
        """Raise ValueError for what is no side, interval, step, tolerance or number of points."""
        if self.side not in {-1, 0, 1}:
            raise ValueError(f"side must be -1, 0 or 1, not {self.side!r}")
        for name in ("max_step", "rtol", "max_evaluations"):
            if not isinstance(getattr(self, name), Real):
                raise TypeError(f"{name} must be a number, not {getattr(self, name)!r:.40}")
        rising = False
        with suppress(TypeError, ValueError):
            low, high = (np.asarray(bound, dtype=np.float64) for bound in self.bounds)
            rising = bool(np.all(low < high))
        if not rising:
            raise ValueError(f"bounds must be two rising numbers (low, high), not {self.bounds!r}")
        if not self.max_step > 0:
            raise ValueError(f"max_step must be positive, not {self.max_step!r}")
        if not 0 < self.rtol < 1:
            raise ValueError(f"rtol must lie between 0 and 1, not {self.rtol!r}")
        if not self.max_evaluations >= 25:
            raise ValueError(f"max_evaluations must be 25 or more, not {self.max_evaluations!r}")


@dataclass(frozen=True)
class Automatic:
    """Differentiate the program with JAX, in 64 bits that stay inside the call.

    `dtype`: "float64" or "float32". `jit`: compile once per function and shape.
    `check`: hold each answer against values of f; without it all answers are `unchecked`.
    """

    dtype: str = "float64"
    jit: bool = True
    check: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for a type that is no float."""
        if self.dtype not in {"float32", "float64"}:
            raise ValueError(f'dtype must be "float64" or "float32", not {self.dtype!r}')


Backend = Symbolic | Numerical | Automatic
