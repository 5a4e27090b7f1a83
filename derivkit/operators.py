"""The public operators: check what was given, then ask the backend.

Everywhere `f` is a Python callable in NumPy style or a SymPy expression, and `backend` one of
`Numerical()`, `Symbolic()`, `Automatic()`. The symbols of an expression are taken in the order of
their names. What cannot be used raises TypeError or ValueError with one line that says why.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derivkit.backends import Automatic, Backend, Numerical, Symbolic
from derivkit.result import Derivative

Function = Callable[..., Any] | Any
"""A callable in NumPy style, or a SymPy expression."""

Floats = NDArray[np.float64]


# Loaded at first use: importing derivkit must import neither SymPy nor JAX.
_MODULES: dict[type, str] = {
    Numerical: "numerical",
    Symbolic: "symbolic",
    Automatic: "automatic",
}


def derivative(f: Function, x: ArrayLike, n: int = 1, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give the n-th derivative (1 ≤ n ≤ 6) of a function of one variable, at x or at each element of x.

    `f` maps a number to a number (elementwise for arrays); all fields have the shape of x.
    The algorithms and their sources are named in the backends' modules.

    >>> answer = derivative(lambda x: x**3, 2.0)
    >>> round(answer.value, 12), answer.error < 1e-13, answer.status
    (12.0, True, <Status.OK: 'ok'>)
    >>> derivative(abs, 0.0).status
    <Status.KINK: 'kink'>
    """
    _check_function(f)
    _check_order(n)
    return _method(backend).derivative(f, _point(x), n, backend)


def value_and_derivative(
    f: Function,
    x: ArrayLike,
    n: int = 1,
    backend: Backend = Numerical(),  # noqa: B008 - frozen
) -> tuple[float | Floats, Derivative]:
    """Give f(x), in the shape of x, together with `derivative(f, x, n, backend)`; errors as there.

    >>> value_and_derivative(lambda x: x**2, 3.0)[0]
    9.0
    """
    _check_function(f)
    _check_order(n)
    point = _point(x)
    value = np.asarray(_method(backend).value(f, point, backend), dtype=np.float64)
    return (value if point.ndim else float(value)), _method(backend).derivative(f, point, n, backend)


def gradient(f: Function, x: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give ∂f/∂x in the shape of x, for an `f` that maps an array to one number (else ValueError).

    >>> import numpy as np
    >>> gradient(lambda x: np.sum(x**2), [1.0, 2.0]).value.round(12)
    array([2., 4.])
    """
    _check_function(f)
    point = _point(x)
    answer = _method(backend).jacobian(f, point, backend)
    if np.shape(answer.value) != point.shape:
        extra = np.shape(answer.value)[: np.ndim(answer.value) - point.ndim]
        raise ValueError(f"gradient needs an f that returns one number, not shape {extra}; use jacobian")
    return answer


def jacobian(f: Function, x: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give all first derivatives of an `f` from arrays to arrays: shape of the output + shape of x.

    >>> import numpy as np
    >>> jacobian(lambda x: np.array([x[0] * x[1], x[0]]), [2.0, 3.0]).value.round(12)
    array([[3., 2.],
           [1., 0.]])
    """
    _check_function(f)
    return _method(backend).jacobian(f, _point(x), backend)


def hessian(f: Function, x: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give all second derivatives of an `f` from an array to one number: the shape of x twice.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1] ** 2, [1.0, 3.0]).value.round(8)
    array([[18., 12.],
           [12.,  2.]])
    """
    _check_function(f)
    return _method(backend).hessian(f, _point(x), backend)


def jvp(f: Function, x: ArrayLike, v: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give the derivative of `f` at x along v (Jacobian times v), in the shape of the output.

    >>> import numpy as np
    >>> round(float(jvp(lambda x: np.sum(x**2), [1.0, 2.0], [1.0, 0.0])), 12)
    2.0
    """
    _check_function(f)
    point = _point(x)
    return _method(backend).jvp(f, point, _direction(v, point), backend)


def hvp(f: Function, x: ArrayLike, v: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give the Hessian of `f` at x times v, in the shape of x, without building the Hessian.

    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3), [1.0, 2.0], [1.0, 1.0]).value.round(8)
    array([ 6., 12.])
    """
    _check_function(f)
    point = _point(x)
    return _method(backend).hvp(f, point, _direction(v, point), backend)


def formula(f: Function, n: int = 1, backend: Symbolic = Symbolic()) -> Any:  # noqa: B008 - frozen
    """Give the n-th derivative of a function of one variable as a SymPy expression.

    A callable is traced with a symbol named as its argument. TypeError names what cannot be traced.

    >>> formula(lambda x: x**3)
    3*x**2
    """
    _check_function(f)
    _check_order(n)
    if not isinstance(backend, Symbolic):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"formula needs Symbolic(), not {backend!r:.60}")
    return import_module("derivkit.symbolic").formula(f, n, backend)


def _method(backend: Backend) -> Any:
    """Give the module with the operators of a backend: x is finite and float64, v has the shape of x."""
    if type(backend) not in _MODULES:
        raise TypeError(f"backend must be Numerical(), Symbolic() or Automatic(), not {backend!r:.60}")
    return _loaded(_MODULES[type(backend)])


@lru_cache
def _loaded(name: str) -> Any:
    module = import_module(f"derivkit.{name}")
    return getattr(module, name, module)


def check(f: object, x: ArrayLike, backends: Sequence[Backend]) -> None:
    """Raise what every operator raises for an f, x or backend that is none."""
    _check_function(f)
    _point(x)
    for backend in backends:
        _method(backend)


def _check_function(f: object) -> None:
    if not callable(f) and not hasattr(f, "free_symbols"):
        raise TypeError(f"f must be callable or a SymPy expression, not {type(f).__name__} {f!r:.40}")


def _check_order(n: object) -> None:
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise TypeError(f"n must be a whole number, not {type(n).__name__} {n!r:.40}")
    if not 1 <= n <= 6:
        raise ValueError(f"n must be between 1 and 6, not {n}")


def _point(x: ArrayLike, name: str = "x") -> Floats:
    try:
        given = np.asarray(x)
    except ValueError:
        raise ValueError(
            f"{name} must be a number or a rectangular array of numbers, not rows of different length"
        ) from None
    if given.dtype.kind not in "iufb":
        raise TypeError(f"{name} must be real numbers, not {given.dtype} ({x!r:.40})")
    point = given.astype(np.float64, copy=False)
    # a sum of squares is finite when all its parts are, unless it overflows; it is quick
    if not isfinite(np.vdot(point, point)) and not np.isfinite(point).all():
        raise ValueError(f"{name} must be finite, not {x!r:.40}")
    return point


def _direction(v: ArrayLike, point: Floats) -> Floats:
    direction = _point(v, "v")
    if direction.shape != point.shape:
        raise ValueError(f"v must have the shape of x, {point.shape}, not {direction.shape}")
    return direction
