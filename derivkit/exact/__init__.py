"""The operators of the exact methods: a plan of the derivative -> an answer, held against values of f.

`symbolic` and `automatic` say how a derivative is computed (`Plan`). The chain rule is exact for the
formula it is given, and the formula may not be what f does: a removable singularity, a branch cut, a
cast, a wrong rule, a closure that has changed. So every answer is held against f itself, by the
derivative along one random direction that `numerical` finds, whatever the number of variables.
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Automatic, Numerical, Symbolic
from derivkit.numerical import numerical
from derivkit.numerical.chebyshev import EPSILON
from derivkit.numerical.evaluation import Probe
from derivkit.numerical.ray import Ray, direction
from derivkit.result import Derivative, Floats, Status, changed, members, plain, shaped

Exact = Symbolic | Automatic


_OPTIONS = Numerical()


@dataclass(frozen=True)
class Plan:
    """A derivative ready to be evaluated."""

    run: Callable[..., Floats]
    """x, and v where there is one, -> the derivative; for functions of one variable points (k,) -> (k,)."""
    function: Callable[[Any], Any]
    """f itself, for NumPy's numbers."""
    epsilon: float = EPSILON
    ray: Callable[..., tuple[Floats, Floats]] | None = None
    """The derivative, and f along a `Ray`, in one go."""


Planner = Callable[[Any, str, Floats, int, Any], Plan]
"""f, the operator's name, a point, the order, the backend -> a plan for all points of that shape."""


@dataclass(frozen=True)
class Method:
    """What the operators ask; plans are kept by function, backend, operator, shape and order."""

    name: str
    planner: Planner

    def derivative(self, f: Any, x: Floats, n: int, backend: Exact) -> Derivative:
        """Give the n-th derivative at each of the points x."""
        points = x.ravel()
        plan, kept = self._plan(f, "derivative", points, n, backend)
        if not points.size:
            return plain(x, x, self.name)
        answer = self._pointwise(plan, points)
        if not backend.check:
            return shaped(replace(answer, status=_filled(points.shape, Status.UNCHECKED)), x.shape)
        probed = numerical.derivative(plan.function, points, n, _OPTIONS)
        found = _compared(answer, probed)
        if kept and found.reason and not probed.reason:  # f may have changed since the plan was made
            _plans(f, backend).clear()
            return self.derivative(f, x, n, backend)
        return shaped(found, x.shape)

    def _pointwise(self, plan: Plan, points: Floats) -> Derivative:
        """Evaluate at the points, and at the neighbouring numbers too.

        What jumps about from one number to the next is not the derivative.
        """
        # no denormal numbers: compiled code may take them for 0
        step = np.maximum(np.spacing(np.abs(points)), 2 * np.finfo(np.float64).tiny)
        neighbours = np.stack([points, points - step, points + step])
        found = alike(plan.run(neighbours.ravel()), neighbours.shape)
        with np.errstate(all="ignore"):
            error = 8 * plan.epsilon * np.abs(found[0]) + 2 * np.max(np.abs(found[1:] - found[0]), axis=0)
        return plain(found[0], np.where(np.isfinite(error), error, np.inf), self.name)

    def value(self, f: Any, x: Floats, backend: Exact) -> Floats:
        """Evaluate f elementwise."""
        return _value(self._plan(f, "derivative", x.ravel(), 1, backend)[0], x, single=True)

    def whole_value(self, f: Any, x: Floats, backend: Exact) -> Floats:
        """Evaluate f at the whole of x."""
        return _value(self._plan(f, "jacobian", x, 1, backend)[0], x, single=False)

    def whole(self, operator: str, f: Any, *inputs: Any) -> Derivative:
        """Give a derivative of f as a function of the whole array x; `inputs`: x, perhaps v, the backend."""
        x, *more, backend = inputs
        plan, kept = self._plan(f, operator, x, 1, backend, *more)
        if not backend.check:
            return self._simple(plan, plan.run(x, *more), Status.UNCHECKED)
        u = direction(x, x.size, x.shape)
        value, beside = plan.ray(x, *more) if plan.ray else (plan.run(x, *more), None)
        answer = self._simple(plan, value)
        if beside is not None and (ray := Ray(beside)).is_of(plan.function, x, u):
            for seen in ray.slopes():
                if (sure := _on_the_whole(operator, answer, seen, u, *more)) is not None:
                    return sure
        probed = _probed(operator, plan.function, u, x, *more)
        if (sure := _on_the_whole(operator, answer, probed, u, *more)) is not None:
            return sure
        if kept:  # f may have changed since the plan was made
            _plans(f, backend).clear()
            return self.whole(operator, f, *inputs)
        return self._doubted(operator, plan, answer, probed, x, *more)

    def _doubted(
        self, operator: str, plan: Plan, answer: Derivative, probed: Derivative, *inputs: Any
    ) -> Derivative:
        """Ask the values of f for every component, where there are few enough; else say what is wrong."""
        x = inputs[0]
        # 64 gradients, 16 Hessians: some thousand evaluations
        if x.size <= (16 if operator == "hessian" else 64) or operator == "jvp":
            full = numerical.whole(operator, plan.function, *inputs, _OPTIONS)
            flat, other = (changed(part, np.ravel) for part in (answer, full))
            return shaped(_compared(flat, other), np.shape(answer.value))
        statuses = np.ravel(np.asarray(probed.status, dtype=object))
        status = next((one for one in statuses if one != Status.OK), Status.NOISY)
        reason = f"{self.name} and probes disagree along a random direction: too many variables to say which"
        doubted = replace(self._simple(plan, answer.value, status), reason=reason)
        cost = {name: getattr(probed, name) for name in ("evaluations", "calls")}
        return replace(doubted, error=np.full(np.shape(answer.value), np.inf)[()], **cost)

    def _simple(self, plan: Plan, value: Any, status: Status = Status.OK) -> Derivative:
        """Give an answer with one status everywhere, quickly: a small gradient takes a few microseconds."""
        error = 16 * plan.epsilon * np.abs(value)
        if not np.ndim(value):
            value, error = float(value), float(error)
            return Derivative(value, error, value, value, status, 0, 0, self.name)
        return Derivative(value, error, value, value, _filled(value.shape, status), 0, 0, self.name)

    def _plan(
        self, f: Any, operator: str, x: Floats, n: int, backend: Exact, *more: Any
    ) -> tuple[Plan, bool]:
        """Give the plan, and whether it was kept from an earlier call."""
        try:
            plans = _plans(f, backend)
        except TypeError:  # an unhashable callable is planned anew each time
            plans: dict[Any, Any] = {}
        which: Any = tuple(map(int, more[0])) if operator == "partial" else n
        key = operator, which, None if operator == "derivative" else x.shape
        single = operator == "derivative"
        if key in plans:
            plan, beside, value = plans[key]
            # with a check the derivative itself is held against f
            if backend.check or _same(_value(plan, beside, single=single), value):
                return plan, True
        try:
            plan = self.planner(f, operator, x, which, backend)
        except TypeError:
            _raise_bugs(f, x, single=single)
            raise
        # beside x: at x a factor that has changed may meet a zero
        beside = x + direction(x, x.size, x.shape) / 8
        plans[key] = plan, beside, None if backend.check else _value(plan, beside, single=single)
        return plan, False


@lru_cache(maxsize=256)
def _plans(_f: Any, _backend: Exact) -> dict[Any, Any]:
    return {}


def _raise_bugs(f: Any, x: Floats, *, single: bool) -> None:
    """Raise what f raises for numbers too: then it is no matter of the method."""
    if hasattr(f, "free_symbols") or not x.size:
        return
    with suppress(ValueError), np.errstate(all="ignore"):
        Probe(f).begin(x.ravel()[0] if single else x, single=single)


def _value(plan: Plan, x: Floats, *, single: bool) -> Floats:
    ask = numerical.value if single else numerical.whole_value
    with np.errstate(all="ignore"):
        return ask(plan.function, x, _OPTIONS)


def _probed(operator: str, f: Any, u: Floats, x: Floats, *more: Any) -> Derivative:
    """Find the derivative of f along u, or along what was given, from its values."""
    if operator in {"hessian", "hvp"}:
        return numerical.whole("curvature", f, x, u, *more or (u,), _OPTIONS)
    if operator in {"jvp", "partial"}:
        return numerical.whole(operator, f, x, *more, _OPTIONS)
    return numerical.whole("jvp", f, x, u, _OPTIONS)


@lru_cache(maxsize=64)
def _filled(shape: tuple[int, ...], status: Status) -> NDArray[Any]:
    filled = members(np.full(shape, status, dtype=object))
    filled.flags.writeable = False
    return filled


def _same(one: Floats, other: Floats) -> bool:
    return bool(np.allclose(one, other, rtol=1e-6, atol=0, equal_nan=True))


_REGULAR = ["ok", "noisy", "one_sided"]


def _compared(answer: Derivative, probed: Derivative) -> Derivative:
    """Keep the exact value where the probes confirm it, take theirs where they do not; same shapes."""
    exact, doubt = np.asarray(answer.value), np.asarray(answer.error)
    other, error = np.asarray(probed.value), np.asarray(probed.error)
    status = np.asarray(probed.status, dtype=object)
    with np.errstate(all="ignore"):
        apart = np.abs(exact - other)
        agree = apart <= 3 * error + np.where(np.isfinite(doubt), doubt, 0.0) + 1e-12 * np.abs(exact)
    regular = np.isin(status.astype(str), _REGULAR)
    # probes that know less than three digits confirm nothing, but that a number may be 0
    telling = (error <= 1e-3 * np.abs(other)) | (status != Status.NOISY)
    # a 0 may be what rounding has left of a small number
    keep = agree & regular & telling & (doubt <= error) & ((exact != 0) | (apart <= error))
    smooth = keep & (status != Status.ONE_SIDED)
    merged = replace(
        probed,
        value=np.where(keep, exact, other),
        error=np.where(keep & (exact != 0), np.maximum(doubt, np.minimum(4 * apart, 2 * error)), error),
        left=np.where(smooth, exact, probed.left),
        right=np.where(smooth, exact, probed.right),
        status=np.where(smooth, Status.OK, status),
        method=answer.method if np.any(keep) else probed.method,
    )
    disagree = f"{answer.method} and probes disagree: the probes' answer is given"
    return replace(merged, reason=probed.reason if np.all(agree | ~regular) else disagree)


def _on_the_whole(
    operator: str, answer: Derivative, probed: Derivative, u: Floats, *more: Floats
) -> Derivative | None:
    """Give the answer, with the error that is left, if its part along u is what the probes saw; else None.

    `more` is the direction or weight that the operator was given.
    """
    value, error = np.asarray(answer.value), np.asarray(answer.error)
    seen, doubt = np.asarray(probed.value), np.asarray(probed.error)
    if operator == "vjp":
        seen, doubt = np.vdot(more[0], seen), np.vdot(np.abs(more[0]), doubt)
    weights = _weights(operator, u)
    sizes = np.abs(weights)
    told, size = _along(value, weights, seen.shape), _along(np.abs(value), sizes, seen.shape)
    apart = np.abs(told - seen)
    known = (apart <= doubt + 1e-13 * size) & (doubt <= 1e-6 * np.maximum(size, np.abs(seen)) + 1e-300)
    if not (known.all() and (probed.status is Status.OK or np.all(np.asarray(probed.status) == Status.OK))):
        return None
    # one direction sees the sum of the errors: each may be as large as what passes
    spread = doubt + EPSILON * size
    error = error + (spread.reshape(-1, 1) / sizes).reshape(error.shape)
    error = error if error.ndim else float(error)
    return replace(answer, error=error, evaluations=probed.evaluations, calls=probed.calls)


def _weights(operator: str, u: Floats) -> Floats:
    """Give what the components of an answer, in a row, are weighed with along u."""
    if operator in {"jvp", "partial"}:
        return np.ones(1)
    return np.multiply.outer(u, u).ravel() if operator == "hessian" else u.ravel()


def _along(value: Floats, weights: Floats, shape: tuple[int, ...]) -> Floats:
    return alike(value.reshape(-1, weights.size) @ weights, shape)


def alike(found: Floats, shape: tuple[int, ...]) -> Floats:
    """Give what was found the shape that it has to have; ValueError where f gave another one before."""
    if found.size != math.prod(shape):
        raise ValueError(f"f must return the same shape on each call, and did not after {shape}")
    return found.reshape(shape)
