"""Automatic differentiation with JAX: the chain rule applied to the program.

Forward mode for few inputs, reverse mode for few outputs (Griewank & Walther, Evaluating
Derivatives, SIAM 2008, chapters 3 and 4). The only module that knows JAX.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything
# SymPy and JAX publish no complete types; what comes back from them is checked at run time.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingTypeArgument=false
# pyright: reportMissingTypeStubs=false, reportPrivateImportUsage=false, reportUnusedFunction=false

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from math import isfinite
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Automatic
from derivkit.checking import checked, checked_jacobian
from derivkit.result import Derivative, Status
from derivkit.tracing import first_line, held, traced

Floats = NDArray[np.float64]

_EPSILON, _EPSILON_32 = float(np.finfo(np.float64).eps), float(np.finfo(np.float32).eps)

# What can have a kink or a jump, by JAX's names of operations.
_KINKED = frozenset(
    {"abs", "sign", "max", "min", "floor", "ceil", "round", "select_n", "clamp", "sort", "top_k", "cond",
     "while", "reduce_max", "reduce_min", "argmax", "argmin", "cummax", "cummin", "rem", "nextafter",
     "reduce_precision", "convert_element_type_int", "eq", "ne", "lt", "le", "gt", "ge"}
)  # fmt: skip


def derivative(f: Any, x: Floats, n: int, backend: Automatic) -> Derivative:
    """Differentiate n times in forward mode, and probe where f can have a kink."""
    program = _program(f, backend)
    plan = program.elementwise(x.ravel(), n)

    def exact(points: Floats) -> Floats:
        with _precision(backend):
            return np.asarray(plan.run(jnp.asarray(points)), dtype=np.float64)

    def function(points: Any) -> Any:
        with _precision(backend):
            return np.asarray(program.f(points))

    rounding = 4 * (_EPSILON if backend.dtype == "float64" else _EPSILON_32)
    return checked(
        exact, function, x, n, "automatic", rounding=rounding, suspicious=plan.kinked, check=backend.check
    )


def value(f: Any, x: Floats, backend: Automatic) -> Any:
    """Evaluate f elementwise."""
    plan = _program(f, backend).elementwise(x.ravel(), 0)
    with _precision(backend):
        return np.asarray(plan.run(jnp.asarray(x.ravel())), dtype=np.float64).reshape(x.shape)


def jacobian(f: Any, x: Floats, backend: Automatic) -> Derivative:
    """Differentiate in reverse mode when there are fewer outputs than inputs, else forward."""
    program = _program(f, backend)
    plan = program.whole(x, "jacobian")
    answer = _answer(plan, (x,), backend)

    def function(point: Any) -> Any:
        with _precision(backend):
            return np.asarray(program.f(point))

    return checked_jacobian(answer, function, x) if _probed(plan, x, backend) else answer


def hessian(f: Any, x: Floats, backend: Automatic) -> Derivative:
    """Differentiate the reverse mode in forward mode."""
    return _answer(_program(f, backend).whole(x, "hessian"), (x,), backend)


def jvp(f: Any, x: Floats, v: Floats, backend: Automatic) -> Derivative:
    """Push v forward: one pass, whatever the number of inputs."""
    return _answer(_program(f, backend).whole(x, "jvp"), (x, v), backend)


def hvp(f: Any, x: Floats, v: Floats, backend: Automatic) -> Derivative:
    """Push v through the gradient (Pearlmutter, Neural Computation 6, 1994)."""
    return _answer(_program(f, backend).whole(x, "hvp"), (x, v), backend)


@dataclass(frozen=True)
class Plan:
    """A compiled derivative, and whether the program can have a kink."""

    run: Callable[..., Any]
    kinked: bool


class Program:
    """One function under one backend, with its compiled derivatives by kind and shape."""

    def __init__(self, f: Any, backend: Automatic) -> None:
        """Accept a callable, or a SymPy expression that becomes one."""
        self.backend = backend
        self.f = f if callable(f) and not hasattr(f, "free_symbols") else _from_expression(f)
        self.plans: dict[Any, Plan] = {}

    def elementwise(self, x: Floats, n: int) -> Plan:
        """Plan the n-th derivative at each of the points x (k,)."""
        plan = self.plans.get(n)
        if plan is None:
            plan = self.plans[n] = _prepared(
                self.f, x[0] if x.size else 1.0, self.backend, partial(_nth, n=n), elementwise=True
            )
        return plan

    def whole(self, x: Floats, kind: str) -> Plan:
        """Plan a derivative of f as a function of the whole array x."""
        plan = self.plans.get((kind, x.shape))
        if plan is None:
            plan = _prepared(self.f, x, self.backend, _KINDS[kind], elementwise=False)
            self.plans[kind, x.shape] = plan
        return plan


@lru_cache(maxsize=256)
def _remembered(f: Any, backend: Automatic) -> Program:
    return Program(f, backend)


def _program(f: Any, backend: Automatic) -> Program:
    try:
        return _remembered(f, backend)
    except TypeError:  # an unhashable callable is compiled anew each time
        return Program(f, backend)


def _from_expression(expression: Any) -> Callable[[Any], Any]:
    from derivkit import symbolic  # noqa: PLC0415 - SymPy only when an expression is given

    return symbolic.program(expression, "jax")


def _precision(backend: Automatic) -> Any:
    return jax.enable_x64(backend.dtype == "float64")


def _prepared(
    f: Callable[..., Any],
    x: Any,
    backend: Automatic,
    differentiate: Callable[[Callable[..., Any], Any], Callable[..., Any]],
    *,
    elementwise: bool,
) -> Plan:
    """Find the way in which JAX can follow f: as it is, through NumPy's calls, or without jit."""
    with _precision(backend):
        sample = jnp.asarray(x)
        for function in (partial(_as_array, f), partial(_through_numpy, f)):
            try:
                program = jax.make_jaxpr(function)(sample)
            except jax.errors.ConcretizationTypeError:
                break
            except Exception:  # noqa: BLE001, S112 - f is a stranger; `_uncompiled` reports what is wrong
                continue
            _require_real(program.out_avals[0], elementwise=elementwise)
            if differentiate in {_hessian, _hvp} and program.out_avals[0].shape:
                shape = program.out_avals[0].shape
                raise ValueError(f"second derivatives need an f that returns one number, not shape {shape}")
            run = differentiate(function, sample)
            run = jax.vmap(run) if elementwise else partial(_with_error, run, backend)
            return Plan(jax.jit(run) if backend.jit else run, _has_kinks(program.jaxpr))
    return _uncompiled(f, sample, backend, differentiate, elementwise=elementwise)


def _uncompiled(
    f: Callable[..., Any],
    sample: Any,
    backend: Automatic,
    differentiate: Callable[[Callable[..., Any], Any], Callable[..., Any]],
    *,
    elementwise: bool,
) -> Plan:
    """Follow an f that branches on its value: JAX knows the value when it does not compile."""
    problem: Exception | None = None
    for function in (partial(_as_array, f), partial(_through_numpy, f)):
        run = differentiate(function, sample)
        try:
            run(sample) if differentiate not in (_jvp, _hvp) else run(sample, sample)
        except Exception as error:  # noqa: BLE001 - f is a stranger; the last problem is reported
            problem = error
            continue
        run = partial(_one_by_one, run) if elementwise else partial(_with_error, run, backend)
        return Plan(run, kinked=True)
    why = first_line(problem)
    raise TypeError(f"JAX cannot follow f: {why}; use functions of NumPy or jax.numpy, or Numerical()")


def _one_by_one(run: Callable[..., Any], points: Any) -> Any:
    return jnp.stack([run(point) for point in points])


def _as_array(f: Callable[..., Any], x: Any) -> Any:
    result = f(x)
    if result is None or isinstance(result, (str, dict)):
        raise TypeError(f"it must return real numbers, not {type(result).__name__}")
    result = jnp.asarray(jnp.stack(result) if isinstance(result, (list, tuple)) else result)
    # 1.0: a constant formula is an integer, which JAX will not differentiate
    return result * 1.0 if jnp.issubdtype(result.dtype, jnp.integer) else result


def _through_numpy(f: Callable[..., Any], x: Any) -> Any:
    return _as_array(lambda argument: held(f(traced(argument, _lookup)), _lookup), x)


def _lookup(name: str) -> Callable[..., Any] | None:
    if name == "__bool__":
        return bool
    if name.startswith("linalg."):
        return getattr(jnp.linalg, name.removeprefix("linalg."), None)
    return None if name.startswith("_") else getattr(jnp, name, None)


def _require_real(output: Any, *, elementwise: bool) -> None:
    if not jnp.issubdtype(output.dtype, jnp.floating):
        raise TypeError(f"f must return real numbers, not {output.dtype}")
    if elementwise and output.shape:
        raise ValueError(f"f must return one number per point, not shape {output.shape}; use jacobian")


def _has_kinks(program: Any) -> bool:
    inner = [
        getattr(part, "jaxpr", part)
        for equation in program.eqns
        for option in equation.params.values()
        for part in (option if isinstance(option, (list, tuple)) else [option])
        if hasattr(getattr(part, "jaxpr", part), "eqns")
    ]
    return any(equation.primitive.name in _KINKED for equation in program.eqns) or any(map(_has_kinks, inner))


def _nth(f: Callable[..., Any], _sample: Any, n: int) -> Callable[..., Any]:
    for _ in range(n):
        f = partial(_slope, f)
    return f


def _slope(f: Callable[..., Any], x: Any) -> Any:
    return jax.jvp(f, (x,), (jnp.ones_like(x),))[1]


def _jacobian(f: Callable[..., Any], sample: Any) -> Callable[..., Any]:
    try:
        outputs = jax.eval_shape(f, sample)
    except jax.errors.ConcretizationTypeError:
        outputs = jnp.asarray(f(sample))
    if outputs.shape == ():
        return jax.grad(f)
    return jax.jacrev(f) if outputs.size < sample.size else jax.jacfwd(f)


def _hessian(f: Callable[..., Any], _sample: Any) -> Callable[..., Any]:
    return jax.hessian(f)


def _jvp(f: Callable[..., Any], _sample: Any) -> Callable[..., Any]:
    return lambda x, v: jax.jvp(f, (x,), (v,))[1]


def _hvp(f: Callable[..., Any], _sample: Any) -> Callable[..., Any]:
    return lambda x, v: jax.jvp(jax.grad(f), (x,), (v,))[1]


_KINDS = {"jacobian": _jacobian, "hessian": _hessian, "jvp": _jvp, "hvp": _hvp}


def _probed(plan: Plan, x: Floats, backend: Automatic) -> bool:
    # 64: beyond that the probes would cost more than the gradient; the answer says `unchecked`
    return plan.kinked and backend.check and x.size <= 64


def _answer(plan: Plan, inputs: tuple[Floats, ...], backend: Automatic) -> Derivative:
    with jax.enable_x64(backend.dtype == "float64"):
        found = plan.run(*inputs)
    value, error = (np.asarray(part, dtype=np.float64) for part in found)
    status = Status.UNCHECKED if plan.kinked or not isfinite(np.vdot(error, error)) else Status.OK
    if not value.ndim:
        number = float(value)
        return Derivative(number, float(error), number, number, status, 0, 0, "automatic")
    return Derivative(value, error, value, value, _filled(value.shape, status), 0, 0, "automatic")


def _with_error(run: Callable[..., Any], backend: Automatic, *inputs: Any) -> Any:
    """Give what `run` gives and its rounding error, compiled together."""
    found = run(*inputs)
    rounding = 16 * (_EPSILON if backend.dtype == "float64" else _EPSILON_32)
    return found, rounding * jnp.abs(found)


@lru_cache(maxsize=64)
def _filled(shape: tuple[int, ...], status: Status) -> NDArray[Any]:
    filled = np.empty(shape, dtype=object)
    filled.fill(status)
    filled.flags.writeable = False
    return filled
