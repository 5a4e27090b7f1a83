"""Exact answers beside what the values of f say: which of the two is given, and as what."""

# NumPy's stubs lose the element type in np.where, np.stack and friends.
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false

from dataclasses import replace

import numpy as np

from derivkit.numerical.chebyshev import EPSILON
from derivkit.result import Derivative, Floats, Status

_REGULAR = ["ok", "noisy", "one_sided"]


def compared(answer: Derivative, probed: Derivative) -> Derivative:
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
    keep = agree & regular & telling & (doubt <= error)
    smooth = keep & (status != Status.ONE_SIDED)
    merged = replace(
        probed,
        value=np.where(keep, exact, other),
        # a 0 may be what rounding has left of a small number
        error=np.where(keep & (exact != 0), np.maximum(doubt, np.minimum(4 * apart, 2 * error)), error),
        left=np.where(smooth, exact, probed.left),
        right=np.where(smooth, exact, probed.right),
        status=np.where(smooth, Status.OK, status),
        method=answer.method if np.any(keep) else probed.method,
    )
    disagree = f"{answer.method} and probes disagree: the probes' answer is given"
    return replace(merged, reason=probed.reason if np.all(agree | ~regular) else disagree)


def on_the_whole(
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
    known = (apart <= 3 * doubt + 1e-13 * size) & (doubt <= 1e-6 * np.maximum(size, np.abs(seen)) + 1e-300)
    if not (known.all() and np.all(np.asarray(probed.status) == Status.OK)):
        return None
    # one direction sees the sum of the errors: each component may have all of it
    spread = np.minimum(4 * apart, doubt) + EPSILON * size
    error = error + (spread.reshape(-1, 1) / sizes).reshape(error.shape)
    error = error if error.ndim else float(error)
    return replace(answer, error=error, evaluations=probed.evaluations, calls=probed.calls)


def _weights(operator: str, u: Floats) -> Floats:
    """Give what the components of an answer, in a row, are weighed with along u."""
    if operator in {"jvp", "partial"}:
        return np.ones(1)
    return np.multiply.outer(u, u).ravel() if operator == "hessian" else u.ravel()


def _along(value: Floats, weights: Floats, shape: tuple[int, ...]) -> Floats:
    return (value.reshape(-1, weights.size) @ weights).reshape(shape)
