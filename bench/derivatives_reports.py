"""What people report as wrong derivatives in public trackers, in our own words, for every backend.

A case is named by the tracker it stands for; what was reported is the sort of function and point, not its text.
"""

# The functions under test are anybody's, and have no types.
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# pyright: reportUnknownParameterType=false, reportMissingParameterType=false, reportUnknownMemberType=false

# ruff: noqa: ANN001, ANN202, E501 - the same; a table

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

NAN = float("nan")
Function = Callable[[Any], Any]


@dataclass(frozen=True)
class Report:
    """A function of one variable or of an array, a point, and what is true there."""

    name: str
    f: Function
    x: Any
    true: Any
    """nan where there is no derivative, and no answer may be called ok."""
    n: int = 1

    @property
    def of_array(self) -> bool:
        """Whether it is about a gradient or, with n = 2, a Hessian."""
        return isinstance(self.x, list)


def _sinc(x):
    return np.where(x == 0, 1.0, np.sin(x) / np.where(x == 0, 1.0, x))


def _xlogx(x):
    return np.where(x > 0, x * np.log(np.where(x > 0, x, 1.0)), 0.0)


def _softplus(x):
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _norm(x):
    return np.sqrt(np.sum(x**2))


def _product_that_stops(x):
    found = 1.0
    for part in x:
        found = found * part
        if found == 0:
            break
    return found


def _bell(x):
    return np.exp(-(_norm(x - np.array([0.3, -0.2])) ** 2))


_LOGISTIC = float(np.exp(-1.0) / (1 + np.exp(-1.0)) ** 2)

REPORTS = [
    Report("scipy: forward step over a kink", lambda x: -np.abs(x + 1), -1.0, NAN),
    Report("scipy: fixed step at a large x", lambda x: x**2, 1e8, 2e8),
    Report("scipy: fixed step at a tiny x", lambda x: np.sin(1e9 * x), 1e-12, 1e9 * float(np.cos(1e-3))),
    Report("scipy: a large constant hides the slope", lambda x: 1e9 + np.sin(x), 1.0, float(np.cos(1.0))),
    Report("scipy: single precision output", lambda x: np.float32(1) * np.sin(x), 1.0, float(np.cos(1.0))),
    Report("scipy: parameters of very different size", lambda p: (p[0] / 1e6) ** 2 + (p[1] * 1e6) ** 2,
           [2e6, 3e-6], [4e-6, 6e6]),
    Report("scipy: a bound beside the point", np.sqrt, 1e-9, 0.5 * 1e9**0.5),
    Report("numdifftools: nan where the result is small", lambda x: 1e-40 * np.exp(x), 1.0, 1e-40 * float(np.e)),
    Report("numdifftools: a step of the sign", lambda x: np.where(x > 1, 1.0, 0.0), 1.0, NAN),
    Report("numdifftools: Hessian with a step of its own", lambda p: np.sin(p[0] * p[1]) + p[0] ** 4,
           [0.5, 2.0], [[float(-4 * np.sin(1) + 3), float(np.cos(1) - np.sin(1))],
                        [float(np.cos(1) - np.sin(1)), float(-0.25 * np.sin(1))]], 2),
    Report("Calculus.jl: a soft spring beside a stiff one", lambda p: p[0] ** 4 - p[0] ** 2 + 0.5 * 25e-10 * p[1] ** 2,
           [0.0, 0.0], [[-2.0, 0.0], [0.0, 25e-10]], 2),
    Report("mXparser: digits lost at large x", lambda x: x**2, 1e7, 2e7),
    Report("numworks: a maximum is no slope of 16", lambda x: -(x**3) / 3 + 6 * x**2 - 11 * x - 50, 11.0, 0.0),
    Report("jax: square of a norm at 0", lambda x: _norm(x) ** 2, [0.0, 0.0], [0.0, 0.0]),
    Report("jax: norm at 0", _norm, [0.0, 0.0], [NAN, NAN]),
    Report("jax: nan behind where", lambda x: np.where(x > 0, np.sqrt(np.where(x > 0, x, 1.0)), 0.0), -1.0, 0.0),
    Report("jax: where without a guard", lambda x: np.where(x == 0, 1.0, np.sin(x) / x), 1e-9, -1e-9 / 3),
    Report("jax: softplus at 0", _softplus, 0.0, 0.5),
    Report("jax: softplus far out, second order", _softplus, 37.4, 5.7e-17, 2),
    Report("jax: log of a sigmoid at 0", lambda x: -_softplus(-x), 0.0, 0.5),
    Report("jax: logarithm of a sum with a zero weight", lambda b: np.log(np.sum(b * np.exp(np.zeros(2)))),
           [1.0, 0.0], [1.0, 1.0]),
    Report("jax: arctan2 behind the cut", lambda x: np.arctan2(x, -1.0), 0.0, NAN),
    Report("jax: power with a zero base", lambda x: x**2.5, 0.0, 0.0),
    Report("jax: maximum of equals", lambda x: np.maximum(x, -x), 0.0, NAN),
    Report("jax: maximum of a function and itself", lambda x: np.maximum(np.sin(x), np.sin(x)), 1.0, float(np.cos(1.0))),
    Report("jax: clip at its edge", lambda x: np.clip(x, 0.0, 1.0), 1.0, NAN),
    Report("jax: largest of equal components", np.max, [1.0, 1.0], [NAN, NAN]),
    Report("jax: sign times magnitude", lambda x: np.sign(x) * x**2, 0.0, 0.0),
    Report("jax: sign times magnitude, second order", lambda x: np.sign(x) * x**2, 0.0, NAN, 2),
    Report("jax: logistic loss, second order", _sigmoid, 0.0, 0.0, 2),
    Report("torch: sinc at 0", _sinc, 0.0, 0.0),
    Report("torch: sinc at 0, second order", _sinc, 0.0, -1 / 3, 2),
    Report("torch: x log y at x = 0", lambda x: np.where(x == 0, 0.0, x * np.log(2.0)), 0.0, float(np.log(2.0))),
    Report("torch: exponent of 0", lambda b: 0.0**b, 1.0, 0.0),
    Report("torch: tail of a sigmoid", _sigmoid, 40.0, 4.248354255291589e-18),
    Report("torch: tail of tanh", np.tanh, 20.0, 1.6993417021166355e-17),
    Report("torch: Gaussian of a distance 0, second order", _bell, [0.3, -0.2], [[-2.0, 0.0], [0.0, -2.0]], 2),
    Report("torch: normalised vector at 0", lambda x: x[0] / _norm(x), [0.0, 0.0], [NAN, NAN]),
    Report("torch: product with a zero", lambda x: x[0] * x[1] * x[2], [2.0, 0.0, 3.0], [0.0, 6.0, 0.0]),
    Report("autograd: Gaussian of a norm at 0", lambda x: np.exp(-(_norm(x) ** 2)), [0.0, 0.0], [0.0, 0.0]),
    Report("autograd: integers in", lambda x: x**2, 3, 6.0),
    Report("autograd: absolute value cubed", lambda x: np.abs(x) ** 3, 0.0, 0.0),
    Report("Theano: integer arrays in", lambda x: np.sum(x**2), [1, 2], [2.0, 4.0]),
    Report("sympy: piecewise sinc", _sinc, 0.0, 0.0),
    Report("sympy: floor at an integer", np.floor, 2.0, NAN),
    Report("sympy: floor between integers", np.floor, 2.3, 0.0),
    Report("sympy: Heaviside at 0", lambda x: np.heaviside(x, 0.5), 0.0, NAN),
    Report("sympy: remainder at a multiple", lambda x: np.mod(x, 1.0), 2.0, NAN),
    Report("sympy: remainder elsewhere", lambda x: np.mod(x, 1.0), 2.3, 1.0),
    Report("sympy: hyperbolic secant squared", lambda x: np.cosh(x) ** -2.0, 3.0,
           float(-2 * np.tanh(3.0) / np.cosh(3.0) ** 2)),
    Report("sympy: root of a square", lambda x: np.sqrt(x**2), 0.0, NAN),
    Report("sympy: root of a square, left", lambda x: np.sqrt(x**2), -2.0, -1.0),
    Report("sympy: arctan2 of an absolute value", lambda x: np.arctan2(1.0, np.abs(x)), -2.0, 0.2),
    Report("ForwardDiff: a value given at one point", lambda x: np.where(x == 1, 1.0, x**2), 1.0, 2.0),
    Report("ForwardDiff: a value given at one point, second order", lambda x: np.where(x == 1, 1.0, x**2), 1.0, 2.0, 2),
    Report("ForwardDiff: x log x at 0", _xlogx, 0.0, NAN),
    Report("ForwardDiff: x to the power 0", lambda x: x**0, 0.0, 0.0),
    Report("ForwardDiff: a product that stops at 0", _product_that_stops, [2.0, 0.0, 3.0], [0.0, 6.0, 0.0]),
    Report("Symbolics: a branch equal to its neighbours", lambda x: np.where(x == 0, 0.0, x), 0.0, 1.0),
    Report("autodiff: power 2.0 at 0, second order", lambda x: 4.3 * x**2.0, 0.0, 8.6, 2),
    Report("tensorflow: cross entropy of softmax", lambda z: np.log(np.sum(np.exp(z))) - z[0],
           [0.5, 0.5], [-0.5, 0.5]),
    Report("tensorflow: cross entropy, second order", lambda z: np.log(np.sum(np.exp(z))) - z[0],
           [0.5, 0.5], [[0.25, -0.25], [-0.25, 0.25]], 2),
    Report("Stan: logistic density far out", lambda x: np.log(_sigmoid(x)), 1.0, float(1 - _sigmoid(1.0))),
]  # fmt: skip
