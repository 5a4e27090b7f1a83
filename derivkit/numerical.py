"""Numerical differentiation: from values of f alone, with an error estimate.

Functions of one variable: `adaptive`. Of several: `partials`.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.adaptive import adaptive
from derivkit.backends import Numerical
from derivkit.complex_step import refined
from derivkit.partials import hessian, hvp, jacobian, jvp
from derivkit.probing import Probe, as_callable
from derivkit.result import Derivative, shaped

__all__ = ["derivative", "hessian", "hvp", "jacobian", "jvp", "value"]

Floats = NDArray[np.float64]


def derivative(f: Any, x: Floats, n: int, backend: Numerical) -> Derivative:
    """Differentiate at every element of x, all of them in the same four calls."""
    function, points = as_callable(f), x.ravel()
    with np.errstate(all="ignore"):
        answer = adaptive(Probe(function), points, n, backend.side)
    if backend.complex_step and n == 1:
        answer = refined(answer, function, points, [np.ones_like(points)])
    return shaped(answer, x.shape)


def value(f: Any, x: Floats, backend: Numerical) -> Any:
    """Evaluate f elementwise."""
    del backend
    return Probe(as_callable(f)).first_look(x.ravel(), np.empty((x.size, 0)))[0].reshape(x.shape)
