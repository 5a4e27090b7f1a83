"""Automatic differentiation with JAX: the chain rule applied to the program.

Forward mode for few inputs, reverse mode for few outputs (Griewank & Walther, Evaluating
Derivatives, SIAM 2008, chapters 3 and 4). The only module that knows JAX.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything
# JAX publishes no complete types; what comes back from it is checked at run time.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownVariableType=false, reportPrivateImportUsage=false

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from derivkit.backends import Automatic
from derivkit.exact import Method, Plan, alike
from derivkit.exact.tracing import held, refused, traced
from derivkit.numerical.ray import STEPS, direction
from derivkit.result import Floats

Function = Callable[..., Any]


def _plan(f: Any, operator: str, x: Floats, n: Any, backend: Automatic) -> Plan:
    """Find a way in which JAX can follow f, and compile the derivative if f lets it."""
    wide = backend.dtype == "float64"
    f = f if callable(f) and not hasattr(f, "free_symbols") else _from_expression(f)
    with jax.enable_x64(wide):
        single = operator == "derivative"
        sample = jnp.asarray((x[0] if x.size else 1.0) if single else x)
        function, output, program = _followed(f, sample)
        _require(output, operator)
        run = _DERIVATIVES[operator](function, output, sample, n)
        if single:
            run = jax.vmap(run) if program else partial(_one_by_one, run)
        compile_ = jax.jit if program and backend.jit else lambda same: same
        compiled = compile_(run)
        both = (
            compile_(partial(_with_ray, run, function))
            if program and operator in {"jacobian", "vjp"}
            else None
        )

    def evaluate(*inputs: Floats, run: Function = compiled) -> Floats:
        with jax.enable_x64(wide):
            try:
                return np.asarray(run(*inputs), dtype=np.float64)
            except (TypeError, ValueError, IndexError) as problem:  # now f does what it did not do before
                raise refused("JAX", problem) from problem

    def evaluate_both(*inputs: Floats) -> tuple[Floats, Floats]:
        found, split = evaluate(*inputs, run=both or compiled), -STEPS.size * output.size
        shape = x.shape if operator == "vjp" else output.shape + x.shape
        return alike(found[:split], shape), alike(found[split:], (STEPS.size, *output.shape))

    def plain_function(points: Any) -> Any:
        with jax.enable_x64(wide):
            return np.asarray(f(points))

    epsilon = float(np.finfo(backend.dtype).eps)
    return Plan(evaluate, plain_function, epsilon, evaluate_both if both and wide else None)


automatic = Method("automatic", _plan)


def _from_expression(expression: Any) -> Function:
    from derivkit.exact import symbolic  # noqa: PLC0415 - SymPy only when an expression is given

    return symbolic.program(expression, "jax")


def _followed(f: Function, sample: Any) -> tuple[Function, Any, Any]:
    """Give f as JAX can follow it, what it returns, and its program; None if it branches on its value."""
    problem: Exception | None = None
    for follow in (_programmed, _pushed):
        for function in (partial(_as_array, f), partial(_through_numpy, f)):
            try:
                return function, *follow(function, sample)
            except Exception as error:  # noqa: BLE001 - f is a stranger; the last problem is reported
                problem = error
    raise refused("JAX", problem)


def _programmed(function: Function, sample: Any) -> tuple[Any, Any]:
    program = jax.make_jaxpr(function)(sample)
    return program.out_avals[0], program


def _pushed(function: Function, sample: Any) -> tuple[Any, Any]:
    """Differentiate at a known value, so that f may branch on it."""
    return jax.jvp(function, (sample,), (sample,))[0], None


def _as_array(f: Function, x: Any) -> Any:
    """Give f(x) as one array."""
    result = f(x)
    if result is None or isinstance(result, (str, dict)):
        raise TypeError(f"it must return real numbers, not {type(result).__name__}")
    result = jnp.asarray(jnp.stack(result) if isinstance(result, (list, tuple)) else result)
    # 1.0: a constant formula is an integer, which JAX will not differentiate
    return result * 1.0 if jnp.issubdtype(result.dtype, jnp.integer) else result


def _through_numpy(f: Function, x: Any) -> Any:
    """Give f(x) with NumPy's functions replaced by JAX's."""
    return _as_array(lambda argument: held(f(traced(argument, _lookup)), _lookup), x)


def _lookup(name: str) -> Function | None:
    if name == "__bool__":
        return bool
    room = jnp.linalg if name.startswith("linalg.") else jnp
    name = name.removeprefix("linalg.")
    found = None if name.startswith("_") else getattr(room, name, getattr(jax.scipy.special, name, None))
    return partial(_of_arrays, found) if callable(found) else None


def _of_arrays(function: Function, *inputs: Any, **options: Any) -> Any:
    """Call a function of JAX, with arrays for lists where it refuses them, as NumPy's does not."""
    try:
        return function(*inputs, **options)
    except TypeError:
        return function(*map(jnp.asarray, inputs), **options)


def _require(output: Any, operator: str) -> None:
    if not jnp.issubdtype(output.dtype, jnp.floating):
        raise TypeError(f"f must return real numbers, not {output.dtype}")
    if operator == "derivative" and output.shape:
        raise ValueError(f"f must return one number per point, not shape {output.shape}; use jacobian")


def _pushed_along(f: Function, units: Iterable[Any]) -> Function:
    """Push forward once along each of the directions."""
    for unit in units:
        f = partial(_slope, f, unit)
    return f


def _slope(f: Function, unit: Any, x: Any) -> Any:
    return jax.jvp(f, (x,), (unit,))[1]


def _one_by_one(run: Function, points: Any) -> Any:
    return jnp.stack([run(point) for point in jnp.asarray(points)])


def _crossed(f: Function, _output: Any, sample: Any, axes: Any) -> Function:
    run = _pushed_along(f, jnp.eye(sample.size)[jnp.asarray(axes)].reshape(-1, *sample.shape))
    return lambda x, _axes: run(x)


def _with_ray(run: Function, function: Function, x: Any, *more: Any) -> Any:
    """Give the derivative, and f at x and beside it, in a row: one array is fetched faster than two."""
    x = jnp.asarray(x)
    steps = STEPS.reshape(-1, *(1,) * x.ndim)
    beside = jax.vmap(function)(x + steps * direction(x, x.size, x.shape, jnp))
    return jnp.concatenate([jnp.ravel(run(x, *more)), jnp.ravel(beside)])


def _jacobian(f: Function, output: Any, sample: Any, _n: int) -> Function:
    """Go in reverse when there are fewer outputs than inputs, else forward."""
    if (output.size >= sample.size and output.shape) or not _reversible(f, sample):
        return jax.jacfwd(f)
    return jax.jacrev(f) if output.shape else jax.grad(f)


def _reversible(f: Function, sample: Any) -> bool:
    """Say whether JAX can go through f backwards: not through a loop whose length it learns on the way."""
    try:
        jax.eval_shape(lambda x: jax.vjp(f, x)[1](jnp.ones_like(f(x))), sample)
    except jax.errors.ConcretizationTypeError:  # a branch on the value: so far it goes as for numbers
        return True
    except (ValueError, IndexError):  # and not where a mask chooses
        return False
    return True


def _transposed(f: Function, _output: Any, sample: Any, _n: int) -> Function:
    if _reversible(f, sample):
        return lambda x, w: jax.vjp(f, x)[1](w)[0]
    return lambda x, w: jnp.tensordot(w, jax.jacfwd(f)(x), axes=w.ndim)


_DERIVATIVES: dict[str, Function] = {
    "derivative": lambda f, _output, sample, n: _pushed_along(f, [jnp.ones_like(sample)] * n),
    "jacobian": _jacobian,
    "hessian": lambda f, output, sample, n: jax.jacfwd(_jacobian(f, output, sample, n)),
    "jvp": lambda f, *_: lambda x, v: jax.jvp(f, (x,), (v,))[1],
    # Pearlmutter, Neural Computation 6, 1994
    "hvp": lambda f, output, sample, n: lambda x, v: jax.jvp(_jacobian(f, output, sample, n), (x,), (v,))[1],
    "vjp": _transposed,
    "partial": _crossed,
}
