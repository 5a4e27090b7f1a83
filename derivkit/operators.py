"""The public operators: check what was given, then ask the backend.

Everywhere `f` is a Python callable in NumPy style or a SymPy expression, `backend` one of
`Numerical()`, `Symbolic()`, `Automatic()`, and `args`, `kwargs` go to f after x. x may be a number, an
array, a Series, DataFrame or DataArray, or a dictionary or tuple of these: answers have its labels.
The symbols of an expression are taken in the order of their names. What cannot be used raises
TypeError or ValueError with one line that says why.
"""

# ruff: noqa: ANN401, B008 - a stranger's function takes and gives anything; backends are frozen

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from numbers import Integral
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import ArrayLike

from derivkit.backends import Automatic, Backend, Numerical, Symbolic
from derivkit.inputs import Form, applied, read
from derivkit.result import Derivative, Floats

Function = Callable[..., Any] | Any
"""A callable in NumPy style, or a SymPy expression."""


class Given(TypedDict, total=False):
    """What goes to f after x."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


# Loaded at first use: importing derivkit must import neither SymPy nor JAX.
_METHODS: dict[type, str] = {
    Numerical: "numerical",
    Symbolic: "exact.symbolic",
    Automatic: "exact.automatic",
}


def derivative(
    f: Function, x: Any, n: int = 1, backend: Backend = Numerical(), **given: Unpack[Given]
) -> Derivative:
    """Give the n-th derivative (1 ≤ n ≤ 6) of a function of one variable, at x or at each element of x.

    `f` maps a number to a number (elementwise for arrays); all fields have the shape of x.
    The algorithms and their sources are named in the backends' modules.

    >>> answer = derivative(lambda x: x**3, 2.0)
    >>> round(answer.value, 12), answer.error < 1e-12, answer.status
    (12.0, True, <Status.OK: 'ok'>)
    >>> derivative(abs, 0.0).status
    <Status.KINK: 'kink'>
    """
    method, point, form = asked(f, x, backend)
    return form.labelled(method.derivative(_given(f, backend, Form(), given), point, _order(n), backend))


def value_and_derivative(
    f: Function, x: Any, n: int = 1, backend: Backend = Numerical(), **given: Unpack[Given]
) -> tuple[float | Floats, Derivative]:
    """Give f(x), in the shape of x, together with `derivative(f, x, n, backend)`; errors as there.

    >>> value_and_derivative(lambda x: x**2, 3.0)[0]
    9.0
    """
    answer, (method, point, _) = derivative(f, x, n, backend, **given), asked(f, x, backend)
    value = method.value(_given(f, backend, Form(), given), point, backend)
    return (value if point.ndim else float(value)), answer


def gradient(f: Function, x: Any, backend: Backend = Numerical(), **given: Unpack[Given]) -> Any:
    """Give ∂f/∂x in the form of x, for an `f` that maps an array to one number (else ValueError).

    >>> import numpy as np
    >>> gradient(lambda x: np.sum(x**2), [1.0, 2.0]).value.round(10)
    array([2., 4.])
    >>> gradient(lambda p: p["a"] * p["b"] ** 2, {"a": 2.0, "b": 3.0})["b"].value.__round__(10)
    12.0
    """
    return _gradient(*_whole("jacobian", f, x, backend, **given))


def value_and_gradient(
    f: Function, x: Any, backend: Backend = Numerical(), **given: Unpack[Given]
) -> tuple[float, Any]:
    """Give f(x) together with `gradient(f, x, backend)`.

    >>> import numpy as np
    >>> value_and_gradient(lambda x: np.sum(x**2), [1.0, 2.0])[0]
    5.0
    """
    answer, (method, point, form) = gradient(f, x, backend, **given), asked(f, x, backend)
    return float(method.whole_value(_given(f, backend, form, given), point, backend)), answer


def jacobian(f: Function, x: Any, backend: Backend = Numerical(), **given: Unpack[Given]) -> Any:
    """Give all first derivatives of an `f` from arrays to arrays: shape of the output + form of x.

    >>> import numpy as np
    >>> jacobian(lambda x: np.array([x[0] * x[1], x[0]]), [2.0, 3.0]).value.round(10)
    array([[3., 2.],
           [1., 0.]])
    """
    answer, form, _ = _whole("jacobian", f, x, backend, **given)
    return form.labelled(answer)


def hessian(f: Function, x: Any, backend: Backend = Numerical(), **given: Unpack[Given]) -> Derivative:
    """Give all second derivatives of an `f` of an array: shape of the output + shape of x twice.

    A dictionary or tuple x counts as one flat array.

    >>> import numpy as np
    >>> hessian(lambda x: x[0] ** 2 * x[1] ** 2, [1.0, 3.0]).value.round(8)
    array([[18., 12.],
           [12.,  2.]])
    """
    return _whole("hessian", f, x, backend, **given)[0]


def jvp(f: Function, x: Any, v: Any, backend: Backend = Numerical(), **given: Unpack[Given]) -> Derivative:
    """Give the derivative of `f` at x along v (Jacobian times v), in the shape of the output.

    >>> import numpy as np
    >>> round(float(jvp(lambda x: np.sum(x**2), [1.0, 2.0], [1.0, 0.0])), 10)
    2.0
    """
    return _whole("jvp", f, x, backend, v, **given)[0]


def vjp(f: Function, x: Any, w: ArrayLike, backend: Backend = Numerical(), **given: Unpack[Given]) -> Any:
    """Give w times the Jacobian of `f` at x, in the form of x; w has the shape of the output.

    >>> import numpy as np
    >>> vjp(lambda x: np.array([x[0] * x[1], x[0]]), [2.0, 3.0], [1.0, 2.0]).value.round(10)
    array([5., 2.])
    """
    weights, (method, point, form) = read(w, "w")[0], asked(f, x, backend)
    _require_numbers(point)
    whole = _given(f, backend, form, given)
    shape = np.shape(method.whole_value(whole, point, backend))
    if weights.shape != shape:
        raise ValueError(f"w must have the shape of the output of f, {shape}, not {weights.shape}")
    return form.labelled(method.whole("vjp", whole, point, weights, backend))


def hvp(f: Function, x: Any, v: Any, backend: Backend = Numerical(), **given: Unpack[Given]) -> Any:
    """Give the Hessian of `f` at x times v, in the form of x, without building the Hessian.

    >>> import numpy as np
    >>> hvp(lambda x: np.sum(x**3), [1.0, 2.0], [1.0, 1.0]).value.round(8)
    array([ 6., 12.])
    """
    answer, form, _ = _whole("hvp", f, x, backend, v, **given)
    return form.labelled(answer)


def partial(
    f: Function, x: Any, axes: Sequence[int], backend: Backend = Numerical(), **given: Unpack[Given]
) -> Derivative:
    """Give the mixed partial derivative of `f` by the variables numbered `axes` (1 to 4 of them).

    >>> round(float(partial(lambda x: x[0] ** 2 * x[1] ** 3, [1.0, 2.0], (0, 1, 1))), 6)
    24.0
    """
    size = read(x)[0].size
    which = np.ravel(np.asarray(axes, dtype=object)).tolist()
    numbers = all(isinstance(axis, Integral) and -size <= int(axis) < size for axis in which)
    if not (1 <= len(which) <= 4 and numbers):
        raise ValueError(f"axes must be 1 to 4 numbers of variables below {size}, not {axes!r:.40}")
    order = np.array([axis % size for axis in which], dtype=np.float64)
    return _whole("partial", f, x, backend, order, **given)[0]


def formula(f: Function, n: int = 1, backend: Symbolic = Symbolic()) -> Any:
    """Give the n-th derivative of a function of one variable as a SymPy expression.

    A callable is traced with a symbol named as its argument. TypeError names what cannot be traced.

    >>> formula(lambda x: x**3)
    3*x**2
    """
    if not isinstance(backend, Symbolic):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"formula needs Symbolic(), not {backend!r:.60}")
    return _method(f, backend).formula(f, _order(n), backend)


def as_callable(f: Any) -> Callable[..., Any]:
    """Give a callable as it is, and a SymPy expression as a function of one array."""
    if callable(f) and not hasattr(f, "free_symbols"):
        return f
    from derivkit.exact import symbolic  # noqa: PLC0415 - SymPy only when an expression is given

    return symbolic.program(f, "numpy")


def _whole(
    operator: str, f: Function, x: Any, backend: Backend, *more: Any, **given: Unpack[Given]
) -> tuple[Derivative, Form, int]:
    """Ask for a derivative of f as a function of the whole x; give the form and dimensions of x with it."""
    method, point, form = asked(f, x, backend)
    _require_numbers(point)
    vectors = more if operator == "partial" else [_like(v, point) for v in more]
    answer = method.whole(operator, _given(f, backend, form, given), point, *vectors, backend)
    return answer, form, point.ndim


def _gradient(answer: Derivative, form: Form, dimensions: int) -> Any:
    extra = answer.shape[: len(answer.shape) - dimensions]
    if extra:
        raise ValueError(f"gradient needs an f that returns one number, not shape {extra}; use jacobian")
    return form.labelled(answer)


def _require_numbers(point: Floats) -> None:
    if not point.size:
        raise ValueError("x is empty: there is nothing to differentiate by")


def asked(f: object, x: Any, backend: Backend) -> tuple[Any, Floats, Form]:
    """Give what has the operators of the backend, x and its form; raise what every operator raises."""
    return _method(f, backend), *read(x)


def _method(f: object, backend: Backend) -> Any:
    if not callable(f) and not hasattr(f, "free_symbols"):
        raise TypeError(f"f must be callable or a SymPy expression, not {type(f).__name__} {f!r:.40}")
    name = _METHODS.get(type(backend))
    if name is None:
        raise TypeError(f"backend must be Numerical(), Symbolic() or Automatic(), not {backend!r:.60}")
    return _loaded(name)


def _given(f: Any, backend: Backend, form: Form, given: Given) -> Any:
    """Give f as a function of one array."""
    args, kwargs = given.get("args", ()), given.get("kwargs", {})
    if not isinstance(args, tuple):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"args must be a tuple, not {type(args).__name__} {args!r:.40}")
    if args or kwargs or type(form) is not Form:
        return applied(as_callable(f), form, args, kwargs)
    return as_callable(f) if isinstance(backend, Numerical) else f


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


def _like(v: Any, point: Floats) -> Floats:
    direction = read(v, "v")[0]
    if direction.shape != point.shape:
        raise ValueError(f"v must have the shape of x, {point.shape}, not {direction.shape}")
    return direction
