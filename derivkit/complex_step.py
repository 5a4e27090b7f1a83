"""The complex step: Im f(x + ih) / h loses no digits (Squire & Trapp, SIAM Review 40, 1998)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.result import Derivative, Status

Floats = NDArray[np.float64]


def refined(
    answer: Derivative, f: Callable[[Any], Any], x: Floats, directions: Sequence[Floats]
) -> Derivative:
    """Give `answer`, derivatives at x along each direction, with complex-step values where it agrees.

    The last axis of the answer runs over the directions unless there is one. |x| and whatever is not
    analytic answer nonsense without a sound, so nothing is taken on trust.
    """
    tiny = 1e-200
    try:
        with np.errstate(all="ignore"):
            columns = [_imaginary(f(x + 1j * tiny * direction)) / tiny for direction in directions]
    except Exception as problem:  # noqa: BLE001 - f does not take complex numbers
        return replace(answer, reason=f"no complex step: {type(problem).__name__}: {problem}")
    found = columns[0] if len(columns) == 1 else np.stack(columns, axis=-1)
    value, error = np.asarray(answer.value), np.asarray(answer.error)
    if found.size != value.size:
        return replace(answer, reason=f"no complex step: f gave shape {np.shape(columns[0])}")
    found = found.reshape(value.shape)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(found)
    sure = (np.asarray(answer.status) == Status.OK) & (np.abs(found - value) <= 4 * error + rounding)
    return replace(
        answer,
        value=np.where(sure, found, value),
        error=np.where(sure, rounding, error),
        evaluations=answer.evaluations + len(columns) * (x.size if len(columns) == 1 else 1),
        calls=answer.calls + len(columns),
        method="complex step" if np.all(sure) else answer.method,
    )


def _imaginary(found: object) -> Floats:
    return np.asarray(np.imag(np.asarray(found)), dtype=np.float64)
