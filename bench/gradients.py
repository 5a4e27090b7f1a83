"""The functions whose gradients are timed: once for NumPy, JAX and SymPy, and the gradient by hand."""

# ruff: noqa: ANN401 - NumPy's, JAX's and SymPy's values go through the same code

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import sympy as sp

SAMPLES = 16
STEP = 1e-7


@dataclass(frozen=True)
class Case:
    """A function of any number of parameters."""

    name: str
    value: Callable[[Any, Any], Any]
    """Takes the namespace to compute in and the parameters, along the last axis."""
    by_hand: Callable[[Any], Any]


def symbols(count: int) -> Any:
    """The parameters as SymPy's symbols."""
    return np.array(sp.symbols(f"x:{count}"), dtype=object)


FORMULAS = SimpleNamespace(
    exp=np.frompyfunc(sp.exp, 1, 1),
    log=np.frompyfunc(sp.log, 1, 1),
    sin=np.frompyfunc(sp.sin, 1, 1),
    sum=np.sum,
)
"""NumPy's functions for arrays of formulas."""


def point(count: int) -> Any:
    """Where the gradient is asked for: no two parameters alike, none special."""
    return 0.5 + 0.4 * np.sin(1.0 + np.arange(count))


def finite_differences(case: Case, x: Any) -> Any:
    """One parameter after the other."""
    start = case.value(np, x)
    slopes = np.empty_like(x)
    for i in range(x.size):
        moved = x.copy()
        moved[i] += STEP
        slopes[i] = (case.value(np, moved) - start) / STEP
    return slopes


def finite_differences_at_once(case: Case, x: Any) -> Any:
    """All parameters in one array."""
    return (case.value(np, x + STEP * np.eye(x.size)) - case.value(np, x)) / STEP


def _rosenbrock(xp: Any, x: Any) -> Any:
    left, right = x[..., :-1], x[..., 1:]
    return xp.sum(100 * (right - left**2) ** 2 + (1 - left) ** 2, axis=-1)


def _rosenbrock_by_hand(x: Any) -> Any:
    bend = x[1:] - x[:-1] ** 2
    slopes = np.zeros_like(x)
    slopes[:-1] = -400 * x[:-1] * bend - 2 * (1 - x[:-1])
    slopes[1:] += 200 * bend
    return slopes


def _waves_by_hand(x: Any) -> Any:
    swing = np.cos(x[1:] * x[:-1])
    slopes = np.zeros_like(x)
    slopes[:-1] = swing * x[1:]
    slopes[1:] += swing * x[:-1]
    return slopes


def _softmax_by_hand(x: Any) -> Any:
    weights = np.exp(x)
    return weights / weights.sum()


@cache  # no method is to pay for the table again and again
def _data(count: int) -> Any:
    """The table of a regression: a row for each sample."""
    return np.cos(np.outer(1.0 + np.arange(SAMPLES), 1.0 + np.arange(count))) / np.sqrt(count)


def _regression(xp: Any, x: Any) -> Any:
    return xp.sum(xp.log(1 + xp.exp(x @ _data(x.shape[-1]).T)), axis=-1)


def _regression_by_hand(x: Any) -> Any:
    data = _data(x.size)
    return data.T @ (1 / (1 + np.exp(-data @ x)))


CASES = (
    Case("squares", lambda xp, x: xp.sum(x**2, axis=-1), lambda x: 2 * x),
    Case("rosenbrock", _rosenbrock, _rosenbrock_by_hand),
    Case("waves", lambda xp, x: xp.sum(xp.sin(x[..., 1:] * x[..., :-1]), axis=-1), _waves_by_hand),
    Case("softmax", lambda xp, x: xp.log(xp.sum(xp.exp(x), axis=-1)), _softmax_by_hand),
    Case("regression", _regression, _regression_by_hand),
)
