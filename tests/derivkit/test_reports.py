"""What people reported as wrong derivatives elsewhere: no backend is wrong about any of it without a word."""

# ruff: noqa: ANN001 - parameters of a test are fixtures and functions under test

import math

import numpy as np
import pytest

from bench.derivatives_reports import REPORTS
from derivkit import Automatic, Numerical, Status, Symbolic, derivative, gradient, hessian

pytestmark = pytest.mark.slow


def asked(report, backend):
    """Give the answer, or None where the backend says that it cannot follow f."""
    try:
        if report.of_array:
            return (hessian if report.n == 2 else gradient)(report.f, report.x, backend)
        return derivative(report.f, report.x, n=report.n, backend=backend)
    except TypeError:
        return None


def silent(answer, report):
    """Say whether a component is called ok and neither right nor within its error."""
    parts = (np.ravel(np.asarray(part, dtype=object)) for part in (answer.value, answer.error, answer.status))
    rows = zip(*parts, np.ravel(report.true), strict=True)
    return any(
        status == Status.OK and not abs(value - true) <= max(error, 1e-3 * abs(true))
        for value, error, status, true in rows
    )


@pytest.mark.parametrize(
    "backend", [Numerical(), Symbolic(), Automatic()], ids=lambda backend: type(backend).__name__
)
def test_no_reported_function_is_answered_wrongly_without_a_word(backend):
    answers = [(report, asked(report, backend)) for report in REPORTS]
    assert [report.name for report, answer in answers if answer is not None and silent(answer, report)] == []
    refused = sum(answer is None for _, answer in answers)
    assert refused <= (5 if isinstance(backend, Symbolic) else 0)


def test_values_alone_are_sure_of_what_is_smooth_in_the_reports():
    unsure = [
        report.name
        for report in REPORTS
        if not np.isnan(report.true).any()
        and not set(np.ravel(asked(report, Numerical()).status)) <= {Status.OK, Status.ONE_SIDED}
    ]
    assert unsure == [
        "tensorflow: cross entropy, second order"
    ]  # constant along one direction, but for rounding


def test_a_gradient_of_a_program_that_branches_is_held_against_its_values():
    stops = next(report for report in REPORTS if report.name == "ForwardDiff: a product that stops at 0")
    answer = gradient(stops.f, stops.x, Automatic())
    assert answer.value == pytest.approx(stops.true)
    assert math.isfinite(max(answer.error))
