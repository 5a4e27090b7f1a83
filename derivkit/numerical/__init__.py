"""Numerical differentiation: from values of f alone, with an error estimate.

Functions of one variable are given to the adaptive scheme (`adaptive`). Functions of arrays are
differentiated along directions, block by block: an interpolant at 15 points, x among them, reaches
1e-13 on smooth functions of ordinary scale; a direction where its coefficients do not settle is given
to the adaptive scheme. Derivatives across come from directions between the axes (polarization).
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownLambdaType=false

# ruff: noqa: ANN401 - a stranger's function takes and gives anything
# ruff: noqa: PLR0913, PLR0917 - a step needs the function, its points, directions and order side by side

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Numerical
from derivkit.numerical.adaptive import adaptive, quick
from derivkit.numerical.chebyshev import EPSILON
from derivkit.numerical.evaluation import OverspentError, Probe
from derivkit.numerical.ray import random_direction
from derivkit.result import Derivative, Floats, Status, changed, joined, plain, put, shaped

_BLOCK = 2**19
"""Numbers handed to f at once: 4 MB, so that memory grows with the number of variables, not its square."""
_MOST = 20_000
"""Variables of a numerical gradient: beyond that it takes hours, and the other methods seconds."""


class NumericalMethod:
    """What the operators ask."""

    def derivative(self, f: Any, x: Floats, n: int, backend: Numerical) -> Derivative:
        """Differentiate at every element of x, those of a block in the same calls."""
        if not x.size:
            return plain(x, x, "numerical")
        points, most = x.ravel(), _BLOCK // 32
        with np.errstate(all="ignore"):
            blocks = [_block(f, points[at : at + most], n, backend) for at in range(0, x.size, most)]
        return shaped(blocks[0] if len(blocks) == 1 else joined(blocks), x.shape)

    def value(self, f: Any, x: Floats, backend: Numerical) -> Floats:
        """Evaluate f elementwise."""
        if not x.size:
            return x
        probe = Probe(f, backend)
        first = probe.begin(x.ravel()[0], single=True)
        return np.append(first, probe.at(x.ravel()[1:])).reshape(x.shape)

    def whole_value(self, f: Any, x: Floats, backend: Numerical) -> Floats:
        """Evaluate f at the whole of x."""
        return Probe(f, backend).begin(x, single=False)

    def whole(self, operator: str, f: Any, *inputs: Any) -> Derivative:
        """Give a derivative of f as a function of the whole array x; `inputs`: x, perhaps v, the backend."""
        x = inputs[0]
        if operator in {"jacobian", "hessian", "hvp", "vjp"} and x.size > _MOST:
            raise ValueError(
                f"x has {x.size} elements, too many to differentiate by one by one: use Automatic(), or jvp"
            )
        with np.errstate(all="ignore"):
            return _OPERATORS[operator](f, *inputs)


numerical = NumericalMethod()


def _block(f: Any, points: Floats, n: int, backend: Numerical) -> Derivative:
    probe = Probe(f, backend)
    answer = adaptive(probe, points, n, backend.side)
    if probe.mixes and points.size > 1 and not probe.random():
        raise ValueError(
            "f mixes the elements of x, which derivative takes one by one: use gradient or jacobian"
        )
    if backend.complex_step and n == 1:
        answer = _by_complex_step(answer, probe.f, points, [np.ones_like(points)])
    return answer


def _jacobian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate along every axis: at most 15 evaluations per variable where f is smooth."""
    answer = _along(f, x, x.size, lambda rows: np.eye(x.size)[rows], 1, backend)
    return shaped(answer, answer.shape[:-1] + x.shape)


def _jvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate along v."""
    answer = _along(f, x, 1, lambda _: v.reshape(1, -1), 1, backend)
    return shaped(answer, answer.shape[:-1])


def _vjp(f: Any, x: Floats, w: Floats, backend: Numerical) -> Derivative:
    """Differentiate the combination w of the outputs by every variable."""
    return _jacobian(lambda point: np.sum(w.reshape(w.shape + (1,) * (np.ndim(point) - x.ndim)) * f(point),
                                          axis=tuple(range(w.ndim))), x, backend)  # fmt: skip


def _hessian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate twice along the sums and differences of two axes, an axis and itself among them."""
    rows, columns = np.tril_indices(x.size)
    mixed = _mixed(
        f, x, rows.size, lambda part: (np.eye(x.size)[rows[part]], np.eye(x.size)[columns[part]]), backend
    )
    place = np.zeros((x.size, x.size), dtype=int)
    place[rows, columns] = place[columns, rows] = np.arange(rows.size)
    whole = changed(mixed, lambda part: part[..., place])
    return shaped(whole, mixed.shape[:-1] + x.shape + x.shape)


def _hvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate twice along v plus and minus each axis."""
    size = float(np.max(np.abs(v), initial=0.0)) or 1.0
    unit = v.reshape(1, -1) / size
    mixed = _mixed(
        f, x, x.size, lambda rows: (np.broadcast_to(unit, (len(rows), x.size)), np.eye(x.size)[rows]), backend
    )
    return shaped(changed(mixed, lambda part: part * size, Derivative.NUMBERS), mixed.shape[:-1] + x.shape)


def _curvature(f: Any, x: Floats, u: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Give uᵀHv."""
    answer = _mixed(f, x, 1, lambda _: (u.reshape(1, -1), v.reshape(1, -1)), backend)
    return shaped(answer, answer.shape[:-1])


def _partial(f: Any, x: Floats, axes: Floats, backend: Numerical) -> Derivative:
    """Differentiate once by each of the variables numbered `axes` (k,), by polarization.

    k! 2^(k-1) times the mixed derivative is the sum of the k-th derivatives along all sums and differences
    of the axes, each with the product of its signs (Griewank, Utke & Walther, Math. Comp. 69, 2000).
    """
    order, units = axes.size, np.eye(x.size)[axes.astype(int)]
    signs = np.array(list(product([1.0], *[[1.0, -1.0]] * (order - 1))))
    found = _along(f, x, len(signs), lambda rows: (signs @ units)[rows], order, backend)
    share = np.prod(signs, axis=1) / (math.factorial(order) * 2 ** (order - 1))
    value, error = found.value @ share, found.error @ np.abs(share)
    status = np.apply_along_axis(_worst, -1, np.asarray(found.status, dtype=object))
    return shaped(
        replace(found, value=value, error=error, left=value, right=value, status=status), np.shape(value)
    )


def _worst(statuses: NDArray[Any]) -> Any:
    return next((status for status in statuses if status != Status.OK), Status.OK)


_OPERATORS = {
    "jacobian": _jacobian, "hessian": _hessian, "jvp": _jvp, "vjp": _vjp, "hvp": _hvp, "partial": _partial,
    "curvature": _curvature,
}  # fmt: skip


def _mixed(
    f: Any, x: Floats, count: int, pairs: Callable[[Any], tuple[Floats, Floats]], backend: Numerical
) -> Derivative:
    """Give uᵀHv (*outputs, m) for the rows u and v of pairs: aᵀHa − bᵀHb with a = (u+v)/2, b = (u−v)/2."""

    def halves(rows: NDArray[Any]) -> Floats:
        one, other = pairs(rows % count)
        return (one + np.where(rows < count, 1.0, -1.0)[:, None] * other) / 2

    both = _along(f, x, 2 * count, halves, 2, backend)
    plus, minus = (changed(both, lambda part, half=half: np.split(part, 2, axis=-1)[half]) for half in (0, 1))
    value, error = plus.value - minus.value, plus.error + minus.error
    status = np.where(plus.status == Status.OK, minus.status, plus.status)
    left, right = plus.left - minus.right, plus.right - minus.left
    return replace(both, value=value, error=error, left=left, right=right, status=status)


_TOLERANCE = {1: 1e-11, 2: 1e-8}
"""Relative to the value and the rise of f; what is worse is given to the adaptive scheme."""


def _along(
    f: Any, x: Floats, count: int, directions: Callable[[Any], Floats], n: int, backend: Numerical
) -> Derivative:
    """Give the n-th derivatives along so many directions, rows -> (m, size): fields (*outputs, count)."""
    probe = Probe(f, backend)
    centre = probe.begin(x, single=False)
    if not count:
        return plain(np.zeros((*centre.shape, 0)), np.zeros((*centre.shape, 0)), "numerical")
    rows = max(1, _BLOCK // (15 * max(x.size, centre.size)))
    try:
        blocks = [
            _along_some(probe, x, centre, directions(np.arange(at, min(at + rows, count))), n)
            for at in range(0, count, rows)
        ]
    except OverspentError:
        raise ValueError(
            f"max_evaluations={backend.max_evaluations:g} is too few: this takes about {15 * count}"
        ) from None
    answer = blocks[0] if len(blocks) == 1 else joined(blocks)
    answer = _close(probe, x, directions, answer, n)
    return replace(answer, evaluations=probe.evaluations, calls=probe.calls, reason=probe.reason)


def _along_some(
    probe: Probe, x: Floats, centre: Floats, directions: Floats, n: int, *, every: bool = False
) -> Derivative:
    """The same for a block of directions, those that do not settle, or every one, one by one."""
    size = np.max(np.abs(directions), axis=1, initial=0.0)
    size[size == 0] = 1.0
    along, backend = (directions / size[:, None]).reshape(-1, *x.shape), probe.fence
    copies = len(along), *(1,) * centre.ndim
    found = quick(probe, np.broadcast_to(x, along.shape), along, np.tile(centre, copies), n)
    tolerance = max(_TOLERANCE.get(n, 1e-6), backend.rtol)
    settled = found.error <= tolerance * (np.abs(found.value) + found.slope * found.width ** (1.0 - n))
    hard = ~settled & (found.slope != 0) | every | bool(backend.side)
    answer = plain(found.value, found.error, "numerical")
    for place in np.flatnonzero(hard):
        row, column = divmod(int(place), len(along))
        start = _start(x, along[column])
        line = Probe(_line(probe, x, along[column], row, start), replace(backend, bounds=(-np.inf, np.inf)))
        answer = put(answer, slice(place, place + 1), adaptive(line, start, n, backend.side))
    answer = shaped(answer, (*centre.shape, len(along)))
    if backend.complex_step and n == 1:
        answer = _by_complex_step(answer, probe.f, x, list(along))
    return changed(answer, lambda part: part * size**n, Derivative.NUMBERS)


def _start(x: Floats, direction: Floats) -> Floats:
    """Give the t (1,) of x on a line: as large as the farthest moving x, so that rounding is the same."""
    first = np.argmax(np.abs(x * direction))
    return (x / np.where(direction == 0, 1.0, direction)).ravel()[[first]]


def _line(probe: Probe, x: Floats, direction: Floats, row: int, start: Floats) -> Callable[[Any], Any]:
    """Give t -> one output of f(x + (t - start)·direction)."""

    def line(t: Any) -> Any:
        steps = np.reshape(t - start, (-1, *(1,) * x.ndim))
        found = probe.at(x + steps * direction).reshape(steps.size, -1)[:, row]
        return found if np.ndim(t) else float(found[0])

    return line


def _close(
    probe: Probe, x: Floats, directions: Callable[[Any], Floats], answer: Derivative, n: int
) -> Derivative:
    """Hold the slopes against a point close to x: what is narrower than the interpolants shows there."""
    count = answer.shape[-1]
    if n > 1 or probe.fence.side or count != x.size or not np.all(answer.status == Status.OK):
        return answer
    # 2^-28: twice the digits of this step are beyond those of f
    point = x + np.maximum(1.0, np.abs(x)) * random_direction(x.size).reshape(x.shape) * 2.0**-28
    taken, rise = (point - x).ravel(), probe.at(point[None])[0] - probe.value
    size = np.abs(probe.value) + np.abs(rise)
    rounding = 64 * EPSILON * size + answer.error @ np.abs(taken)
    close = np.abs(rise - answer.value @ taken) <= rounding + 1e-4 * (np.abs(answer.value) @ np.abs(taken))
    if np.all(close):
        return answer
    if count <= 64:
        return _along_some(probe, x, probe.value, directions(np.arange(count)), n, every=True)
    status = np.array(answer.status)
    status[~close] = Status.NOISY
    probe.reason = (
        "close to x f rises otherwise than the interpolants: it is rough, or has a fine structure there"
    )
    return replace(answer, status=status)


def _by_complex_step(
    answer: Derivative, f: Callable[[Any], Any], x: Floats, directions: list[Floats]
) -> Derivative:
    """Give `answer`, derivatives at x along each direction, with complex-step values where it agrees.

    Im f(x + ih) / h loses no digits (Squire & Trapp, SIAM Review 40, 1998). |x| and whatever is not
    analytic answer nonsense without a sound, so nothing is taken on trust.
    """
    tiny = 1e-200
    try:
        columns = [np.imag(f(x + 1j * tiny * direction)) / tiny for direction in directions]
        found = np.stack(columns, axis=-1).reshape(answer.shape).astype(np.float64)
    except Exception as problem:  # noqa: BLE001 - f does not take complex numbers
        return replace(answer, reason=f"no complex step: {type(problem).__name__}: {problem}")
    rounding = 4 * EPSILON * np.abs(found)
    agrees = np.abs(found - answer.value) <= 4 * np.asarray(answer.error) + rounding
    sure = (answer.status == Status.OK) & agrees
    refined = put(answer, sure, plain(found[sure], rounding[sure], "complex step"))
    cost = x.size if len(columns) == 1 else len(columns)
    return replace(
        refined,
        evaluations=answer.evaluations + cost,
        calls=answer.calls + len(columns),
        method="complex step" if np.all(sure) else answer.method,
    )
