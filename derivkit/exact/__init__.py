"""The operators of the exact methods: a plan of the derivative -> an answer, checked where it is suspicious.

`symbolic` and `automatic` say how a derivative is computed (`Plan`); here it is evaluated, its
rounding error estimated, and compared with `numerical` where f can have a kink.
"""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Automatic, Numerical, Symbolic
from derivkit.numerical import numerical
from derivkit.result import Derivative, Status, changed, plain, put, shaped

Floats = NDArray[np.float64]
Exact = Symbolic | Automatic


@dataclass(frozen=True)
class Plan:
    """A derivative ready to be evaluated."""

    run: Callable[..., Floats]
    """x, and v where there is one, -> the derivative; for functions of one variable points (k,) -> (k,)."""
    kinked: bool
    """f has an operation that can have a kink or a jump."""
    function: Callable[[Any], Any]
    """f itself, for NumPy's numbers."""
    epsilon: float = float(np.finfo(np.float64).eps)


Planner = Callable[[Any, str, Floats, int, Any], Plan]
"""f, the operator's name, a point, the order, the backend -> a plan for all points of that shape."""


@dataclass(frozen=True)
class Method:
    """What the operators ask; plans are kept by function, backend, operator, shape and order."""

    name: str
    planner: Planner

    def derivative(self, f: Any, x: Floats, n: int, backend: Exact) -> Derivative:
        """Give the n-th derivative at each of the points x.

        Its rounding error is seen by evaluating it at the neighbouring numbers too: what jumps about
        from one number to the next is not the derivative.
        """
        plan, points = self._plan(f, "derivative", x.ravel(), n, backend), x.ravel()
        # no denormal numbers: compiled code may take them for 0
        step = np.maximum(np.spacing(np.abs(points)), 2 * np.finfo(np.float64).tiny)
        neighbours = np.stack([points, points - step, points + step])
        found = plan.run(neighbours.ravel()).reshape(neighbours.shape)
        with np.errstate(all="ignore"):
            error = 4 * plan.epsilon * np.abs(found[0]) + 2 * np.max(np.abs(found[1:] - found[0]), axis=0)
        doubtful = plan.kinked | ~np.isfinite(found[0]) | ~(error <= _doubt(plan) * np.abs(found[0]))
        answer = plain(found[0], error, self.name, ~doubtful)
        if np.any(doubtful) and getattr(backend, "check", True):
            probed = numerical.derivative(plan.function, points[doubtful], n, Numerical())
            answer = _compared(answer, doubtful, probed)
        return shaped(answer, x.shape)

    def value(self, f: Any, x: Floats, backend: Exact) -> Floats:
        """Evaluate f elementwise."""
        return self._plan(f, "derivative", x.ravel(), 0, backend).run(x.ravel()).reshape(x.shape)

    def whole(self, operator: str, f: Any, *inputs: Any) -> Derivative:
        """Give a derivative of f as a function of the whole array x; `inputs`: x, perhaps v, the backend."""
        x, backend = inputs[0], inputs[-1]
        plan = self._plan(f, operator, x, 1, backend)
        value = plan.run(*inputs[:-1])
        error = 16 * plan.epsilon * np.abs(value)
        if not plan.kinked and isfinite(np.vdot(error, error)):
            return _simple(value, error, Status.OK, self.name)
        answer = _simple(value, error, Status.UNCHECKED, self.name)
        # 64: beyond that the probes would cost more than the gradient; the answer says `unchecked`
        if x.size > 64 or not getattr(backend, "check", True):
            return answer
        probed = numerical.whole(operator, plan.function, *inputs[:-1], Numerical())
        everywhere = np.ones(np.size(value), dtype=bool)
        flat, other = (changed(part, np.ravel) for part in (answer, probed))
        return shaped(_compared(flat, everywhere, other), np.shape(value))

    def _plan(self, f: Any, operator: str, x: Floats, n: int, backend: Exact) -> Plan:
        try:
            plans = _plans(f, backend)
        except TypeError:  # an unhashable callable is planned anew each time
            plans = {}
        key = operator, n, None if operator == "derivative" else x.shape
        plan = plans.get(key)
        if plan is None:
            plan = plans[key] = self.planner(f, operator, x, n, backend)
        return plan


@lru_cache(maxsize=256)
def _plans(_f: Any, _backend: Exact) -> dict[Any, Plan]:
    return {}


def _doubt(plan: Plan) -> float:
    return max(1e-9, 8 * plan.epsilon)


def _simple(value: Any, error: Any, status: Status, method: str) -> Derivative:
    """Give an answer with one status everywhere, quickly: a small gradient takes a few microseconds."""
    if not np.ndim(value):
        value, error = float(value), float(error)
        return Derivative(value, error, value, value, status, 0, 0, method)
    return Derivative(value, error, value, value, _filled(value.shape, status), 0, 0, method)


@lru_cache(maxsize=64)
def _filled(shape: tuple[int, ...], status: Status) -> NDArray[Any]:
    filled = np.full(shape, status, dtype=object)
    filled.flags.writeable = False
    return filled


def _compared(answer: Derivative, where: NDArray[np.bool_], probed: Derivative) -> Derivative:
    """Keep the exact value where the probes confirm it, take theirs where they do not."""
    exact, doubt = np.asarray(answer.value)[where], np.asarray(answer.error)[where]
    status, error = np.asarray(probed.status), np.asarray(probed.error)
    with np.errstate(all="ignore"):
        blur = np.where(np.isfinite(doubt), doubt, error)
        agree = np.abs(exact - probed.value) <= 10 * error + blur + 1e-9 * np.abs(exact)
    regular = np.isin(status.astype(str), ["ok", "noisy", "one_sided"])
    keep = agree & regular & (doubt <= error)
    smooth = keep & (status == Status.OK)
    merged = replace(
        probed,
        value=np.where(keep, exact, probed.value),
        error=np.where(keep, blur, error),
        left=np.where(smooth, exact, probed.left),
        right=np.where(smooth, exact, probed.right),
        status=np.where(keep & (status == Status.NOISY), Status.OK, status),
    )
    disagree = f"{answer.method} and probes disagree: the probes' answer is given"
    reason = probed.reason if np.all(agree | ~regular) else disagree
    whole = put(answer, where, merged)
    return replace(whole, evaluations=probed.evaluations, calls=probed.calls, reason=reason)
