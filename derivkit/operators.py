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
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from derivkit.backends import Automatic, Backend, Numerical, Symbolic
from derivkit.result import Derivative

Function = Callable[..., Any] | Any
"""A callable in NumPy style, or a SymPy expression."""

Floats = NDArray[np.float64]


# Loaded at first use: importing derivkit must import neither SymPy nor JAX.
_METHODS: dict[type, str] = {
    Numerical: "numerical",
    Symbolic: "exact.symbolic",
    Automatic: "exact.automatic",
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
    return _method(f, backend).derivative(_given(f, backend), _point(x), _order(n), backend)


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
    point, method, order = _point(x), _method(f, backend), _order(n)
    value = np.asarray(method.value(_given(f, backend), point, backend), dtype=np.float64)
    return (value if point.ndim else float(value)), method.derivative(
        _given(f, backend), point, order, backend
    )


def gradient(f: Function, x: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give ∂f/∂x in the shape of x, for an `f` that maps an array to one number (else ValueError).

    >>> import numpy as np
    >>> gradient(lambda x: np.sum(x**2), [1.0, 2.0]).value.round(12)
    array([2., 4.])
    """
    answer = jacobian(f, x, backend)
    extra = answer.shape[: len(answer.shape) - np.ndim(x)]
    if extra:
        raise ValueError(f"gradient needs an f that returns one number, not shape {extra}; use jacobian")
    return answer


def jacobian(f: Function, x: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give all first derivatives of an `f` from arrays to arrays: shape of the output + shape of x.

    >>> import numpy as np
    >>> jacobian(lambda x: np.array([x[0] * x[1], x[0]]), [2.0, 3.0]).value.round(12)
    array([[3., 2.],
           [1., 0.]])
    """
    return _method(f, backend).whole("jacobian", _given(f, backend), _point(x), backend)


def hessian(f: Function, x: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give all second derivatives of an `f` from an array to one number: the shape of x twice.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1] ** 2, [1.0, 3.0]).value.round(8)
    array([[18., 12.],
           [12.,  2.]])
    """
    return _method(f, backend).whole("hessian", _given(f, backend), _point(x), backend)


def jvp(f: Function, x: ArrayLike, v: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give the derivative of `f` at x along v (Jacobian times v), in the shape of the output.

    >>> import numpy as np
    >>> round(float(jvp(lambda x: np.sum(x**2), [1.0, 2.0], [1.0, 0.0])), 12)
    2.0
    """
    return _method(f, backend).whole("jvp", _given(f, backend), *_point_and_direction(x, v), backend)


def hvp(f: Function, x: ArrayLike, v: ArrayLike, backend: Backend = Numerical()) -> Derivative:  # noqa: B008 - frozen
    """Give the Hessian of `f` at x times v, in the shape of x, without building the Hessian.

    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3), [1.0, 2.0], [1.0, 1.0]).value.round(8)
    array([ 6., 12.])
    """
    return _method(f, backend).whole("hvp", _given(f, backend), *_point_and_direction(x, v), backend)


def formula(f: Function, n: int = 1, backend: Symbolic = Symbolic()) -> Any:  # noqa: B008 - frozen
    """Give the n-th derivative of a function of one variable as a SymPy expression.

    A callable is traced with a symbol named as its argument. TypeError names what cannot be traced.

    >>> formula(lambda x: x**3)
    3*x**2
    """
    if not isinstance(backend, Symbolic):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"formula needs Symbolic(), not {backend!r:.60}")
    return _method(f, backend).formula(f, _order(n), backend)


def check(f: object, x: ArrayLike, backends: Sequence[Backend]) -> None:
    """Raise what every operator raises for an f, x or backend that is none."""
    _point(x)
    for backend in backends:
        _method(f, backend)


def _method(f: object, backend: Backend) -> Any:
    """Give what has the operators of a backend: x is finite and float64, v has the shape of x."""
    if not callable(f) and not hasattr(f, "free_symbols"):
        raise TypeError(f"f must be callable or a SymPy expression, not {type(f).__name__} {f!r:.40}")
    name = _METHODS.get(type(backend))
    if name is None:
        raise TypeError(f"backend must be Numerical(), Symbolic() or Automatic(), not {backend!r:.60}")
    return _loaded(name)


def _given(f: Any, backend: Backend) -> Any:
    return as_callable(f) if isinstance(backend, Numerical) else f


def as_callable(f: Any) -> Callable[[Any], Any]:
    """Give a callable as it is, and a SymPy expression as a function of one array."""
    if callable(f) and not hasattr(f, "free_symbols"):
        return f
    from derivkit.exact import symbolic  # noqa: PLC0415 - SymPy only when an expression is given

    return symbolic.program(f, "numpy")


@lru_cache
def _loaded(name: str) -> Any:
    return getattr(import_module(f"derivkit.{name}"), name.removeprefix("exact."))


def _order(n: Any) -> int:
    if isinstance(n, bool) or not isinstance(n, Integral):
        raise TypeError(f"n must be a whole number, not {type(n).__name__} {n!r:.40}")
    order = int(n)
    if not 1 <= order <= 6:
        raise ValueError(f"n must be between 1 and 6, not {order}")
    return order


def _point(x: ArrayLike, name: str = "x") -> Floats:
    point = real_numbers(x, name)
    # a sum of squares is finite when all its parts are, unless it overflows; it is quick
    if not isfinite(np.vdot(point, point)) and not np.isfinite(point).all():
        raise ValueError(f"{name} must be finite, not {x!r:.40}")
    return point


def _point_and_direction(x: ArrayLike, v: ArrayLike) -> tuple[Floats, Floats]:
    point, direction = _point(x), _point(v, "v")
    if direction.shape != point.shape:
        raise ValueError(f"v must have the shape of x, {point.shape}, not {direction.shape}")
    return point, direction


def real_numbers(given: ArrayLike, name: str) -> Floats:
    """Give an array of float64; TypeError or ValueError where it is none."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise ValueError(
            f"{name} must be a number or a rectangular array of numbers, not rows of different length"
        ) from None
    if array.dtype.kind not in "iufb":
        raise TypeError(f"{name} must be real numbers, not {array.dtype} ({given!r:.40})")
    return array.astype(np.float64, copy=False)
