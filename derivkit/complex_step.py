"""The complex step: Im f(x + ih) / h loses no digits (Squire & Trapp, SIAM Review 40, 1998)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derivkit.result import Derivative, Status


def refined(answer: Derivative, f: Callable[[Any], Any], x: NDArray[np.float64]) -> Derivative:
    """Give the answer at x (k,) with complex-step values where real differences agree with them.

    |x| and whatever is not analytic answer nonsense without a sound, so nothing is taken on trust.
    """
    tiny = 1e-200
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(f(x + 1j * tiny)).imag / tiny
    except Exception as problem:  # noqa: BLE001 - f does not take complex numbers
        return replace(answer, reason=f"no complex step: {type(problem).__name__}: {problem}")
    if found.shape != x.shape:
        return replace(answer, reason=f"no complex step: f gave shape {found.shape}")
    value, error = np.asarray(answer.value), np.asarray(answer.error)
    rounding = 4 * np.finfo(np.float64).eps * np.abs(found)
    sure = (np.asarray(answer.status) == Status.OK) & (np.abs(found - value) <= 4 * error + rounding)
    return replace(
        answer,
        value=np.where(sure, found, value),
        error=np.where(sure, rounding, error),
        evaluations=answer.evaluations + x.size,
        calls=answer.calls + 1,
        method="complex step" if np.all(sure) else answer.method,
    )
