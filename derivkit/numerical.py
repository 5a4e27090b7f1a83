"""Numerical differentiation: from values of f alone, with an error estimate."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Numerical
from derivkit.probing import Probe
from derivkit.result import Derivative, Status

Floats = NDArray[np.float64]


def _callable(f: Any) -> Callable[[Any], Any]:
    if callable(f) and not hasattr(f, "free_symbols"):
        return f
    from derivkit import symbolic  # noqa: PLC0415 - SymPy only when an expression is given

    return symbolic.program(f, "numpy")


def derivative(f: Any, x: Floats, n: int, backend: Numerical) -> Derivative:
    """Extrapolate central and one-sided differences."""
    if n > 1:
        return derivative(
            lambda t: derivative(f, np.asarray(t, dtype=float), n - 1, backend).value, x, 1, backend
        )
    probe = Probe(_callable(f))
    points = x.ravel()
    centre = probe.centre(points)
    steps = np.maximum(np.abs(points), 1.0)[:, None] * 0.5 ** np.arange(1, 15)
    above, below = probe.at(points[:, None] + steps), probe.at(points[:, None] - steps)
    right, right_error = _extrapolated((above - centre[:, None]) / steps, 1)
    left, left_error = _extrapolated((centre[:, None] - below) / steps, 1)
    value, error = _extrapolated((above - below) / (2 * steps), 2)
    status = np.full(points.shape, Status.OK, dtype=object)
    status[np.abs(right - left) > 10 * (right_error + left_error) + 1e-6 * np.abs(right)] = Status.KINK
    status[np.isnan(left) ^ np.isnan(right)] = Status.ONE_SIDED
    status[np.isnan(centre)] = Status.UNDEFINED
    value = np.where(
        status == Status.KINK, np.nan, np.where(np.isnan(left), right, np.where(np.isnan(right), left, value))
    )
    if backend.side:
        value, error = (right, right_error) if backend.side > 0 else (left, left_error)
        status[status == Status.KINK] = Status.ONE_SIDED
    return shaped(
        Derivative(
            value, error, left, right, status, probe.evaluations, probe.calls, "numerical", probe.reason
        ),
        x.shape,
    )


def _extrapolated(table: Floats, power: int) -> tuple[Floats, Floats]:
    best, error = table[:, 0], np.full(table.shape[0], np.inf)
    for level in range(1, table.shape[1]):
        factor = 2.0 ** (power * level)
        new = (factor * table[:, 1:] - table[:, :-1]) / (factor - 1)
        doubt = np.abs(new - table[:, 1:])
        doubt = np.where(np.isnan(doubt), np.inf, doubt)
        index = np.argmin(doubt, axis=1)[:, None]
        candidate = np.take_along_axis(doubt, index, 1)[:, 0]
        better = candidate < error
        best = np.where(better, np.take_along_axis(new, index, 1)[:, 0], best)
        error = np.where(better, candidate, error)
        table = new
    return best, error + 1e-16 * np.abs(best)


def shaped(answer: Derivative, shape: tuple[int, ...]) -> Derivative:
    """Give the fields the shape of the question: floats and one Status for a single number."""
    names = ("value", "error", "left", "right", "status")
    fields: dict[str, Any] = {name: np.asarray(getattr(answer, name)).reshape(shape) for name in names}
    if not shape:
        fields = {name: part.item() for name, part in fields.items()}
    return Derivative(**{**answer.__dict__, **fields})


def value(f: Any, x: Floats, backend: Numerical) -> Any:
    """Evaluate f elementwise."""
    del backend
    return Probe(_callable(f)).centre(x.ravel()).reshape(x.shape)


def jacobian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate along every coordinate."""
    function = _callable(f)
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
    function = _callable(f)
    return jacobian(lambda t: function(x + t * v), np.asarray(0.0), backend)


def hvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate the gradient along v."""
    return jacobian(lambda t: jacobian(f, x + t * v, backend).value, np.asarray(0.0), backend)
