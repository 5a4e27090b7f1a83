"""Numerical differentiation: from values of f alone, with an error estimate.

Functions of one variable are given to the adaptive scheme (`adaptive`). Functions of arrays are
differentiated along directions: an interpolant at 15 points, x among them, reaches 1e-13 on smooth
functions of ordinary scale; a direction where its coefficients do not settle is given to the
adaptive scheme. Second derivatives across come from directions between the axes (polarization:
uᵀHv = aᵀHa − bᵀHb with a = (u+v)/2, b = (u−v)/2).
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.backends import Numerical
from derivkit.numerical.adaptive import adaptive, quick
from derivkit.numerical.evaluation import Probe
from derivkit.result import Derivative, Status, changed, plain, put, shaped

Floats = NDArray[np.float64]


class NumericalMethod:
    """What the operators ask."""

    def derivative(self, f: Any, x: Floats, n: int, backend: Numerical) -> Derivative:
        """Differentiate at every element of x, all of them in the same calls."""
        probe, points = Probe(f, backend), x.ravel()
        if not x.size:
            return plain(x, x, "numerical")
        with np.errstate(all="ignore"):
            answer = adaptive(probe, points, n, backend.side)
            if backend.complex_step and n == 1:
                answer = _by_complex_step(answer, probe.f, points, [np.ones_like(points)])
        return shaped(answer, x.shape)

    def value(self, f: Any, x: Floats, backend: Numerical) -> Floats:
        """Evaluate f elementwise."""
        probe = Probe(f, backend)
        first = probe.begin(x.ravel()[0], single=True)
        return np.append(first, probe.at(x.ravel()[1:])).reshape(x.shape)

    def whole(self, operator: str, f: Any, *inputs: Any) -> Derivative:
        """Give a derivative of f as a function of the whole array x; `inputs`: x, perhaps v, the backend."""
        return _OPERATORS[operator](f, *inputs)


numerical = NumericalMethod()


def _jacobian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate along every axis: at most 15 evaluations per variable where f is smooth."""
    answer = _along(f, x, np.eye(x.size), 1, backend)
    return shaped(answer, answer.shape[:-1] + x.shape)


def _jvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate along v."""
    answer = _along(f, x, v.reshape(1, -1), 1, backend)
    return shaped(answer, answer.shape[:-1])


def _hessian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate twice along the sums and differences of two axes, an axis and itself among them."""
    axes = np.eye(x.size)
    rows, columns = np.tril_indices(x.size)
    mixed = _mixed(f, x, axes[rows], axes[columns], backend)
    place = np.zeros((x.size, x.size), dtype=int)
    place[rows, columns] = place[columns, rows] = np.arange(rows.size)
    return shaped(changed(mixed, lambda part: part[place]), x.shape + x.shape)


def _hvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate twice along v plus and minus each axis."""
    size = float(np.max(np.abs(v), initial=0.0)) or 1.0
    mixed = _mixed(f, x, np.tile(v.ravel() / size, (x.size, 1)), np.eye(x.size), backend)
    return shaped(changed(mixed, lambda part: part * size, Derivative.NUMBERS), x.shape)


_OPERATORS = {"jacobian": _jacobian, "hessian": _hessian, "jvp": _jvp, "hvp": _hvp}


def _mixed(f: Any, x: Floats, one: Floats, other: Floats, backend: Numerical) -> Derivative:
    """Give uᵀHv (m,) for the rows u of `one` (m, size of x) and v of `other`."""
    both = _along(f, x, np.concatenate([one + other, one - other]) / 2, 2, backend)
    if len(both.shape) != 1:
        raise ValueError(f"second derivatives need an f that returns one number, not shape {both.shape[:-1]}")
    plus, minus = (changed(both, lambda part, half=half: np.split(part, 2)[half]) for half in (0, 1))
    value, error = plus.value - minus.value, plus.error + minus.error
    status = np.where(plus.status == Status.OK, minus.status, plus.status)
    return replace(both, value=value, error=error, left=value, right=value, status=status)


_TOLERANCE = {1: 1e-11, 2: 1e-8}
"""Relative to the value and the rise of f; what is worse is given to the adaptive scheme."""


def _along(f: Any, x: Floats, directions: Floats, n: int, backend: Numerical) -> Derivative:
    """Give the n-th derivatives along directions (m, size of x): fields (*outputs, m)."""
    size = np.max(np.abs(directions), axis=1, initial=0.0)
    size[size == 0] = 1.0
    probe, along = Probe(f, backend), (directions / size[:, None]).reshape(-1, *x.shape)
    centre = probe.begin(x, single=False)
    shape = *centre.shape, len(along)
    if not along.size:
        return plain(np.zeros(shape), np.zeros(shape), "numerical")
    with np.errstate(all="ignore"):
        copies = len(along), *(1,) * centre.ndim
        found = quick(probe, np.broadcast_to(x, along.shape), along, np.tile(centre, copies), n)
        settled = found.error <= _TOLERANCE[n] * (np.abs(found.value) + found.slope)
        hard = ~settled & (found.slope != 0) | bool(backend.side)
        answer = plain(found.value, found.error, "numerical")
        for place in np.flatnonzero(hard):
            row, column = divmod(int(place), len(along))
            line = Probe(_line(probe, x, along[column], row))
            here = slice(place, place + 1)
            answer = put(answer, here, adaptive(line, np.zeros(1), n, backend.side))
        cost = {"evaluations": probe.evaluations, "calls": probe.calls, "reason": probe.reason}
        answer = replace(shaped(answer, shape), **cost)
        if backend.complex_step and n == 1:
            answer = _by_complex_step(answer, probe.f, x, list(along))
    return changed(answer, lambda part: part * size**n, Derivative.NUMBERS)


def _line(probe: Probe, x: Floats, direction: Floats, row: int) -> Callable[[Any], float]:
    """Give t -> one output of f(x + t·direction), which takes single numbers only."""

    def line(t: Any) -> float:
        return float(probe.at((x + float(t) * direction)[None]).ravel()[row])

    return line


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
    rounding = 4 * np.finfo(np.float64).eps * np.abs(found)
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
