"""The operators of the exact methods: a plan of the derivative -> an answer, held against values of f.

`symbolic` and `automatic` say how a derivative is computed (`Plan`). The chain rule is exact for the
formula it is given, and the formula may not be what f does: a removable singularity, a branch cut, a
cast, a wrong rule, a closure that has changed. So every answer is held against f itself, by the
derivative along one random direction that `numerical` finds, whatever the number of variables.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Automatic, Numerical, Symbolic
from derivkit.exact.agreement import compared, on_the_whole
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
    value: Callable[[Floats], Floats]
    """f as the plan knows it."""
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
        found = compared(answer, probed)
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
        found = plan.run(neighbours.ravel()).reshape(neighbours.shape)
        with np.errstate(all="ignore"):
            error = 8 * plan.epsilon * np.abs(found[0]) + 2 * np.max(np.abs(found[1:] - found[0]), axis=0)
        return plain(found[0], np.where(np.isfinite(error), error, np.inf), self.name)

    def value(self, f: Any, x: Floats, backend: Exact) -> Floats:
        """Evaluate f elementwise."""
        return numerical.value(self._plan(f, "derivative", x.ravel(), 1, backend)[0].function, x, _OPTIONS)

    def whole_value(self, f: Any, x: Floats, backend: Exact) -> Floats:
        """Evaluate f at the whole of x."""
        return numerical.whole_value(self._plan(f, "jacobian", x, 1, backend)[0].function, x, _OPTIONS)

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
                if (sure := on_the_whole(operator, answer, seen, u, *more)) is not None:
                    return sure
        probed = _probed(operator, plan.function, u, x, *more)
        if (sure := on_the_whole(operator, answer, probed, u, *more)) is not None:
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
            return shaped(compared(flat, other), np.shape(answer.value))
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
            plans: dict[Any, Plan] = {}
        which: Any = tuple(map(int, more[0])) if operator == "partial" else n
        key = operator, which, None if operator == "derivative" else x.shape
        plan = plans.get(key)
        # with a check the derivative itself is held against f
        if plan is not None and (backend.check or _still(plan, x, single=operator == "derivative")):
            return plan, True
        try:
            plan = plans[key] = self.planner(f, operator, x, which, backend)
        except TypeError:
            _raise_bugs(f, x, single=operator == "derivative")
            raise
        return plan, False


@lru_cache(maxsize=256)
def _plans(_f: Any, _backend: Exact) -> dict[Any, Plan]:
    return {}


def _raise_bugs(f: Any, x: Floats, *, single: bool) -> None:
    """Raise what f raises for numbers too: then it is no matter of the method."""
    if hasattr(f, "free_symbols") or not x.size:
        return
    with suppress(ValueError), np.errstate(all="ignore"):
        Probe(f).begin(x.ravel()[0] if single else x, single=single)


def _still(plan: Plan, x: Floats, *, single: bool) -> bool:
    """Say whether f is what it was when the plan was made, as far as f(x) shows."""
    ask = numerical.value if single else numerical.whole_value
    with np.errstate(all="ignore"):
        now = ask(plan.function, x, _OPTIONS)
        return bool(np.allclose(plan.value(x), now, rtol=1e-6, atol=0, equal_nan=True))


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
