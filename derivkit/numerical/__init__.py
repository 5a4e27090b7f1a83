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
        return shaped(joined(blocks), x.shape)

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
        x, *more, backend = inputs
        if operator in {"jacobian", "hessian", "hvp", "vjp"} and x.size > _MOST:
            raise ValueError(
                f"x has {x.size} elements, too many to differentiate by one by one: use Automatic(), or jvp"
            )
        f = _weighed(f, x, *more) if operator == "vjp" else f
        with np.errstate(all="ignore"):
            probe = Probe(f, backend, _ORDERS.get(operator, 1) or more[0].size)
            probe.begin(x, single=False)
            return _OPERATORS[operator](probe, x, *more)


numerical = NumericalMethod()


def _block(f: Any, points: Floats, n: int, backend: Numerical) -> Derivative:
    probe = Probe(f, backend, n)
    answer = _told(probe, adaptive(probe, points))
    if probe.mixes and points.size > 1 and not probe.random():
        raise ValueError(
            "f mixes the elements of x, which derivative takes one by one: use gradient or jacobian"
        )
    return answer


def _jacobian(probe: Probe, x: Floats, _w: Floats | None = None) -> Derivative:
    """Differentiate along every axis: at most 15 evaluations per variable where f is smooth."""
    answer = _along(probe, x, x.size, lambda rows: np.eye(x.size)[rows])
    return shaped(answer, answer.shape[:-1] + x.shape)


def _jvp(probe: Probe, x: Floats, v: Floats) -> Derivative:
    """Differentiate along v."""
    answer = _along(probe, x, 1, lambda _: v.reshape(1, -1))
    return shaped(answer, answer.shape[:-1])


def _weighed(f: Any, x: Floats, w: Floats) -> Callable[[Any], Any]:
    """Give the combination w of the outputs of f."""

    def combined(point: Any) -> Any:
        weights = w.reshape(w.shape + (1,) * (np.ndim(point) - x.ndim))
        return np.sum(weights * f(point), axis=tuple(range(w.ndim)))

    return combined


def _hessian(probe: Probe, x: Floats) -> Derivative:
    """Differentiate by two axes, for all pairs of them."""
    rows, columns = np.tril_indices(x.size)
    mixed = _polarized(probe, x, rows.size, lambda part: np.eye(x.size)[np.stack([rows, columns])[:, part]])
    place = np.zeros((x.size, x.size), dtype=int)
    place[rows, columns] = place[columns, rows] = np.arange(rows.size)
    return shaped(changed(mixed, lambda part: part[..., place]), mixed.shape[:-1] + x.shape + x.shape)


def _hvp(probe: Probe, x: Floats, v: Floats) -> Derivative:
    """Differentiate along v and by each axis."""
    size = float(np.max(np.abs(v), initial=0.0)) or 1.0

    def pairs(part: NDArray[Any]) -> Floats:
        return np.stack([np.broadcast_to(v.ravel() / size, (part.size, x.size)), np.eye(x.size)[part]])

    mixed = _polarized(probe, x, x.size, pairs)
    return shaped(changed(mixed, lambda part: part * size, Derivative.NUMBERS), mixed.shape[:-1] + x.shape)


def _partial(probe: Probe, x: Floats, axes: Floats) -> Derivative:
    """Differentiate once by each of the variables numbered `axes` (k,)."""
    return _curvature(probe, x, *np.eye(x.size)[axes.astype(int)])


def _curvature(probe: Probe, x: Floats, *directions: Floats) -> Derivative:
    """Differentiate once along each of so many directions."""
    units = np.reshape(directions, (-1, 1, x.size))
    mixed = _polarized(probe, x, 1, lambda _: units)
    return shaped(mixed, mixed.shape[:-1])


def _polarized(probe: Probe, x: Floats, count: int, directions: Callable[[Any], Floats]) -> Derivative:
    """Give mixed k-th derivatives (*outputs, count), once along each of directions(rows) (k, m, size).

    k! 2^(k-1) times the mixed derivative is the sum of the k-th derivatives along all sums and differences
    of the directions, each with the product of its signs (Griewank, Utke & Walther, Math. Comp. 69, 2000).
    """
    signs = np.array(list(product([1.0], *[[1.0, -1.0]] * (probe.order - 1))))

    def sums(rows: NDArray[Any]) -> Floats:
        return np.einsum("mk,kmi->mi", signs[rows // count], directions(rows % count))

    found = _along(probe, x, len(signs) * count, sums)
    share = np.prod(signs, axis=1) / (math.factorial(probe.order) * len(signs))
    parts = changed(found, lambda part: np.moveaxis(part.reshape(*part.shape[:-1], len(signs), count), -2, 0))
    value, *sides = (np.tensordot(share, side, 1) for side in (parts.value, parts.left, parts.right))
    error, status = np.tensordot(np.abs(share), parts.error, 1), parts.status[0]
    for other in parts.status[1:]:
        status = np.where(status == Status.OK, other, status)
    return replace(found, value=value, error=error, left=sides[0], right=sides[1], status=status)


_OPERATORS = {
    "jacobian": _jacobian, "hessian": _hessian, "jvp": _jvp, "vjp": _jacobian, "hvp": _hvp,
    "partial": _partial, "curvature": _curvature,
}  # fmt: skip
_ORDERS = {"hessian": 2, "hvp": 2, "curvature": 2, "partial": 0}
"""Of derivatives that are not the first; partial counts its axes."""


_TOLERANCE = {1: 1e-11, 2: 1e-8}
"""Relative to the value and the rise of f; what is worse is given to the adaptive scheme."""


def _along(probe: Probe, x: Floats, count: int, directions: Callable[[Any], Floats]) -> Derivative:
    """Give the derivatives along so many directions, rows -> (m, size): fields (*outputs, count)."""
    rows = max(1, _BLOCK // (15 * max(x.size, probe.value.size)))
    starts = range(0, count, rows)
    try:
        blocks = [_along_some(probe, x, directions(np.arange(at, min(at + rows, count)))) for at in starts]
    except OverspentError:
        raise ValueError(
            f"max_evaluations={probe.fence.max_evaluations:g} is too few: this takes about {15 * count}"
        ) from None
    answer = _close(probe, x, directions, joined(blocks))
    answer = replace(answer, evaluations=probe.evaluations, calls=probe.calls, reason=probe.reason)
    return _told(probe, answer)


def _told(probe: Probe, answer: Derivative) -> Derivative:
    """Call everything noisy where f draws random numbers: what is a jump in them is none of f."""
    known = np.isfinite(probe.value).all()
    if not known or np.all(np.asarray(answer.status) == Status.OK) or not probe.random():
        return answer
    status = np.full(np.shape(answer.status), Status.NOISY, dtype=object)
    return replace(answer, status=status, reason="f gives something else each time at the same point")


def _along_some(probe: Probe, x: Floats, directions: Floats, *, every: bool = False) -> Derivative:
    """The same for a block of directions, those that do not settle, or every one, one by one."""
    n, size = probe.order, np.max(np.abs(directions), axis=1, initial=0.0)
    size[size == 0] = 1.0
    along, side, centre = (directions / size[:, None]).reshape(-1, *x.shape), probe.fence.side, probe.value
    centres = np.broadcast_to(centre, (len(along), *centre.shape))
    found = quick(probe, np.broadcast_to(x, along.shape), along, centres)
    tolerance = max(_TOLERANCE.get(n, 1e-6), probe.fence.rtol)
    settled = found.error <= tolerance * (np.abs(found.value) + found.slope * found.width ** (1.0 - n))
    answer = plain(found.value, found.error, "numerical")
    for place in np.flatnonzero(~settled & (found.slope != 0) | every | bool(side)):
        row, column = divmod(int(place), len(along))
        start, fence = _start(x, along[column]), replace(probe.fence, bounds=(-np.inf, np.inf))
        line = Probe(_line(probe, x, along[column], row, start), fence, n)
        answer = put(answer, slice(place, place + 1), adaptive(line, start))
    answer = shaped(answer, (*centre.shape, len(along)))
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


def _close(probe: Probe, x: Floats, directions: Callable[[Any], Floats], answer: Derivative) -> Derivative:
    """Hold the slopes against a point close to x: what is narrower than the interpolants shows there."""
    count = answer.shape[-1]
    if probe.order > 1 or probe.fence.side or count != x.size or not np.all(answer.status == Status.OK):
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
        return _along_some(probe, x, directions(np.arange(count)), every=True)
    status = np.array(answer.status)
    status[~close] = Status.NOISY
    probe.reason = (
        "close to x f rises otherwise than the interpolants: it is rough, or has a fine structure there"
    )
    return replace(answer, status=status)
