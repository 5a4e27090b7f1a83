"""Derivatives of functions of arrays: gradients, Jacobians, Hessians, by values of f alone.

Along every direction an interpolant at 15 Chebyshev points, x among them (`spectral`), reaches 1e-13
on smooth functions of ordinary scale. A direction where its coefficients do not settle is given to
the adaptive scheme. Second derivatives across come from directions between the axes (polarization:
4 uᵀHv = (u+v)ᵀH(u+v) − (u−v)ᵀH(u−v)).
"""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.adaptive import adaptive
from derivkit.backends import Numerical
from derivkit.complex_step import refined
from derivkit.field import Field
from derivkit.probing import Probe, as_callable
from derivkit.result import Derivative, Status, plain, put, shaped
from derivkit.spectral import Fit, centred, fit

Floats = NDArray[np.float64]

_FIFTEEN = centred(15)


def jacobian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate along every axis: at most 15 evaluations per variable where f is smooth."""
    axes = np.eye(x.size).reshape(x.size, *x.shape)
    answer = _along(f, x, axes, 1, backend)
    outputs = np.shape(answer.value)[:-1]
    return shaped(answer, outputs + x.shape)


def jvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate along v."""
    size = float(np.max(np.abs(v), initial=0.0)) or 1.0
    answer = _along(f, x, (v / size)[None], 1, backend)
    scaled = _scaled(answer, size)
    return shaped(scaled, np.shape(answer.value)[:-1])


def hessian(f: Any, x: Floats, backend: Numerical) -> Derivative:
    """Differentiate twice along the axes, and along the sums and differences of two axes."""
    axes = np.eye(x.size)
    pairs = [(i, j) for i in range(x.size) for j in range(i)]
    across = [axes[i] + sign * axes[j] for sign in (1, -1) for i, j in pairs]
    answer = _along_one(f, x, np.concatenate([axes, np.reshape(across, (-1, x.size))]), 2, backend)
    index = np.zeros((2, x.size, x.size), dtype=int)
    index[:, range(x.size), range(x.size)] = np.arange(x.size)
    for number, (i, j) in enumerate(pairs):
        index[:, [i, j], [j, i]] = np.array([[number], [number + len(pairs)]]) + x.size
    plus, minus = _taken(answer, index[0]), _taken(answer, index[1])
    mixed = _polarized(plus, minus)
    own = np.eye(x.size, dtype=bool)
    parts = {name: np.where(own, getattr(plus, name), getattr(mixed, name)) for name in Derivative.POINTWISE}
    return shaped(replace(mixed, **parts), x.shape + x.shape)


def hvp(f: Any, x: Floats, v: Floats, backend: Numerical) -> Derivative:
    """Differentiate twice along v plus and minus each axis."""
    size = float(np.max(np.abs(v), initial=0.0)) or 1.0
    axes, direction = np.eye(x.size), v.ravel() / size
    answer = _along_one(f, x, np.concatenate([direction + axes, direction - axes]), 2, backend)
    halves = np.arange(x.size), np.arange(x.size) + x.size
    return shaped(_scaled(_polarized(*(_taken(answer, half) for half in halves)), size), x.shape)


def _along_one(f: Any, x: Floats, directions: Floats, n: int, backend: Numerical) -> Derivative:
    """Differentiate an f that gives one number along directions (m, size of x): fields (m,)."""
    answer = _along(f, x, directions.reshape(-1, *x.shape), n, backend)
    if np.ndim(answer.value) != 1:
        raise ValueError(
            f"second derivatives need an f that returns one number, not shape {np.shape(answer.value)[:-1]}"
        )
    return answer


def _along(f: Any, x: Floats, directions: Floats, n: int, backend: Numerical) -> Derivative:
    """Give the n-th derivatives along directions (m, *shape of x): fields (*outputs, m)."""
    field = Field(as_callable(f))
    centre = field.at(x)
    if not directions.size:
        empty = np.zeros((*centre.shape, 0))
        return plain(empty, empty, True, "numerical")  # noqa: FBT003 - sure of nothing
    with np.errstate(all="ignore"):
        found = _fits(field, x, centre, directions, n)
        shape = *centre.shape, len(directions)
        answer = plain(found.value.reshape(shape), found.error.reshape(shape), True, "numerical")  # noqa: FBT003 - the unsettled follow
        unsettled = ~(found.error <= _TOLERANCE[n] * (np.abs(found.value) + found.slope))
        unsettled = unsettled & (found.slope != 0) | bool(backend.side)
        unsettled = unsettled.reshape(-1, len(directions))
        for row, column in zip(*np.nonzero(unsettled), strict=True):
            line = _line(field, x, directions[column], centre.shape, int(row))
            place = np.zeros(unsettled.shape, dtype=bool)
            place[row, column] = True
            one = adaptive(Probe(line), np.zeros(1), n, backend.side)
            answer = put(answer, place.reshape(shape), one)
    answer = replace(answer, evaluations=field.evaluations, calls=field.calls, reason=field.reason)
    return refined(answer, field.f, x, list(directions)) if backend.complex_step and n == 1 else answer


_TOLERANCE = {1: 1e-11, 2: 1e-8}
"""Relative to the value and the rise of f; what is worse is given to the adaptive scheme."""


def _fits(field: Field, x: Floats, centre: Floats, directions: Floats, n: int) -> Fit:
    """Interpolate along each direction; fields (outputs * directions,) in that order."""
    count, size = len(directions), centre.size
    usual = np.maximum(1.0, np.max(np.abs(x * directions).reshape(count, -1), axis=1))
    # 3/16: resolved to rounding where singularities keep a distance of 1; no narrower, for the noise
    width = usual * 0.1875 * n
    steps = np.delete(_FIFTEEN.steps(width), 7, axis=1)
    points = x + steps.reshape(count, 14, *(1,) * x.ndim) * directions[:, None]
    values = field.at_all(points.reshape(-1, *x.shape), centre.shape).reshape(count, 14, size)
    values = np.moveaxis(values, -1, 0).reshape(size * count, 14)
    middle = np.repeat(centre.ravel(), count)
    values = np.insert(values, 7, middle, axis=1)
    floor = field.epsilon / 4 * np.max(np.abs(values), axis=1)
    width = np.tile(width, size)
    return fit(_FIFTEEN, _FIFTEEN.steps(width), width, values - middle[:, None], floor, n)


def _line(
    field: Field, x: Floats, direction: Floats, outputs: tuple[int, ...], row: int
) -> Callable[[Any], float]:
    """Give t -> one output of f(x + t·direction), which takes single numbers only."""

    def line(t: Any) -> float:
        if np.ndim(t):
            raise TypeError("one point at a time")
        found = field.at(x + float(t) * direction)
        return float(found.ravel()[row]) if found.shape == outputs else np.nan

    return line


def _taken(answer: Derivative, index: NDArray[np.int_]) -> Derivative:
    return replace(
        answer, **{name: np.asarray(getattr(answer, name))[index] for name in Derivative.POINTWISE}
    )


def _scaled(answer: Derivative, factor: float) -> Derivative:
    return replace(
        answer, **{name: np.asarray(getattr(answer, name)) * factor for name in Derivative.POINTWISE[:-1]}
    )


def _polarized(plus: Derivative, minus: Derivative) -> Derivative:
    value = (np.asarray(plus.value) - minus.value) / 4
    error = (np.asarray(plus.error) + minus.error) / 4
    status = np.where(np.asarray(plus.status) == Status.OK, minus.status, plus.status)
    return replace(plus, value=value, error=error, left=value, right=value, status=status)
