"""A function prepared for an optimiser: its values and derivatives as plain arrays, and nothing else."""

# ruff: noqa: ANN401, B008 - a stranger's function takes and gives anything; backends are frozen

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

import numpy as np

from derivkit import operators
from derivkit.backends import Automatic, Backend, Numerical
from derivkit.inputs import read
from derivkit.operators import Function, Given, as_callable
from derivkit.result import Floats


@dataclass(frozen=True)
class Prepared:
    """What SciPy's optimisers ask for, each a callable that takes x and further arguments of f.

    `minimize(p.fun, x0, jac=p.jac, hess=p.hess)`, `minimize(p.fun_and_jac, x0, jac=True)`,
    `least_squares(p.fun, x0, jac=p.jac)`, `curve_fit(p.fun, x, y, p0, jac=p.curve_jac)`.
    """

    f: Function
    backend: Backend
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def fun(self, x: Any, *args: Any) -> Any:
        """Give f(x)."""
        return as_callable(self.f)(x, *self.args, *args, **self.kwargs)

    def jac(self, x: Any, *args: Any) -> Floats:
        """Give the gradient or Jacobian."""
        return self._array(operators.jacobian, x, args=args)

    def hess(self, x: Any, *args: Any) -> Floats:
        """Give the Hessian."""
        return self._array(operators.hessian, x, args=args)

    def hessp(self, x: Any, v: Any, *args: Any) -> Floats:
        """Give the Hessian times v."""
        return self._array(operators.hvp, x, v, args=args)

    def fun_and_jac(self, x: Any, *args: Any) -> tuple[float, Floats]:
        """Give f(x) with the gradient, for `jac=True`."""
        return float(self.fun(x, *args)), self.jac(x, *args)

    def curve_jac(self, x: Any, *parameters: float) -> Floats:
        """Give the derivatives of f(x, *parameters) by the parameters: one row for each x."""

        def model(values: Any) -> Any:
            return as_callable(self.f)(x, *self.args, *values, **self.kwargs)

        # a model at given data is another function of the parameters for each x
        answer = operators.jacobian(model, np.array(parameters), Numerical())
        return np.asarray(answer.value)

    def _array(self, operator: Any, x: Any, *more: Any, args: tuple[Any, ...]) -> Floats:
        point = read(x)[0]
        answer = operator(self.f, point, *more, self.backend, args=(*self.args, *args), kwargs=self.kwargs)
        return np.asarray(answer.value, dtype=np.float64)


def prepare(f: Function, x: Any = None, backend: Backend = Automatic(), **given: Unpack[Given]) -> Prepared:
    """Prepare f for an optimiser; x, where it is given, is a point to make the plans at now.

    A backend that cannot follow f is replaced by `Numerical()`.

    >>> import numpy as np
    >>> p = prepare(lambda x: np.sum((x - 1) ** 2), [0.0, 3.0], Numerical())
    >>> p.jac([0.0, 3.0]).round(9)
    array([-2.,  4.])
    """
    operators.asked(f, 0.0 if x is None else x, backend)
    prepared = Prepared(f, backend, **given)
    try:
        if x is not None:
            prepared.jac(x)
    except TypeError:
        if isinstance(backend, Numerical):
            raise
        return prepare(f, x, Numerical(), **given)
    return prepared
