"""The three methods answer the same questions."""

import numpy as np
import pytest

from derivkit import (
    Automatic,
    Numerical,
    Status,
    Symbolic,
    compare,
    derivative,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_derivative,
)

BACKENDS = [Symbolic(), Numerical(), Automatic()]


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
def test_every_method_differentiates_the_composed_function_of_the_post(backend):
    answer = derivative(lambda x: np.exp(-2 * x) + 3 * np.sin(3 * x), 0.7, backend=backend)
    assert answer.value == pytest.approx(-2 * np.exp(-1.4) + 9 * np.cos(2.1), rel=1e-11)
    assert answer.status == Status.OK


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
def test_every_method_reports_the_kink_of_the_absolute_value(backend):
    answer = derivative(np.abs, 0.0, backend=backend)
    assert (answer.status, round(answer.left, 9), round(answer.right, 9)) == (Status.KINK, -1.0, 1.0)
    assert np.isnan(answer.value)


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
def test_every_operator_gives_the_shape_of_output_and_input(backend):
    def f(x):
        return np.sum(x**2) * x[0]

    def g(x):
        return np.array([x[0] * x[1], np.sin(x[0]), x[1] ** 2])

    x, v = np.array([1.0, 2.0]), np.array([1.0, -1.0])
    assert np.allclose(gradient(f, x, backend), [7.0, 4.0])
    assert np.allclose(jacobian(g, x, backend), [[2.0, 1.0], [np.cos(1.0), 0.0], [0.0, 4.0]])
    assert np.allclose(hessian(f, x, backend), [[6.0, 4.0], [4.0, 2.0]])
    assert np.allclose(jvp(g, x, v, backend), [1.0, np.cos(1.0), -4.0])
    assert np.allclose(hvp(f, x, v, backend), [2.0, 2.0])
    assert value_and_derivative(np.square, 3.0, backend=backend)[0] == pytest.approx(9.0)


def test_a_comparison_has_a_row_per_method():
    comparison = compare(lambda x: x**2, 3.0)
    assert [row.method for row in comparison.rows] == ["symbolic", "numerical", "automatic"]
    assert "6" in repr(comparison)
