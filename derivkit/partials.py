"""Partial derivatives by values of f alone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Numerical
from derivkit.probing import as_callable
from derivkit.result import Derivative, shaped

Floats = NDArray[np.float64]


def derivative(f: Any, x: Floats, n: int, backend: Numerical) -> Derivative:
    from derivkit import numerical

    return numerical.derivative(f, x, n, backend)


def jacobian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate along every coordinate."""
    function = as_callable(f)
    outputs = np.shape(np.asarray(function(x.copy())))
    count = int(np.prod(outputs))
    columns = []
    for index in range(x.size):
        for output in range(count):

            def line(t: float, index: int = index, output: int = output) -> float:
                moved = x.ravel().copy()
                moved[index] = t
                return float(np.ravel(function(moved.reshape(x.shape)))[output])

            columns.append(derivative(line, np.asarray(x.ravel()[index]), 1, backend))

    def gather(name: str) -> NDArray[Any]:
        return (
            np.array(
                [getattr(column, name) for column in columns], dtype=object if name == "status" else float
            )
            .reshape(x.size, count)
            .T
        )

    fields = [
        gather(name).reshape(outputs + x.shape) for name in ("value", "error", "left", "right", "status")
    ]
    evaluations = sum(column.evaluations for column in columns)
    return shaped(Derivative(*fields, evaluations, evaluations, "numerical"), outputs + x.shape)


def hessian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate the gradient."""
    return jacobian(lambda point: jacobian(f, np.asarray(point, dtype=float), backend).value, x, backend)


def jvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate along v."""
    function = as_callable(f)
    return jacobian(lambda t: function(x + t * v), np.asarray(0.0), backend)


def hvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate the gradient along v."""
    return jacobian(lambda t: jacobian(f, x + t * v, backend).value, np.asarray(0.0), backend)
