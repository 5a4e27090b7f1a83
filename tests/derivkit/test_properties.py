"""Laws of differentiation that hold for any function drawn."""

# ruff: noqa: ANN001 - parameters of a test are fixtures and functions under test

import math

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from derivkit import Automatic, Numerical, Symbolic, derivative, gradient

points = st.floats(-3, 3)
factors = st.floats(-4, 4)
FUNCTIONS = [np.sin, np.exp, lambda x: x**3 - x, lambda x: 1 / (2 + x**2), np.arctan]
functions = st.sampled_from(FUNCTIONS)


def close(answer, exact, doubt):
    return abs(answer.value - exact) <= answer.error + doubt + 1e-13 * (1 + abs(exact))


@settings(deadline=None)
@given(functions, functions, factors, factors, points)
def test_the_derivative_is_linear(f, g, a, b, x):
    left, right = derivative(f, x), derivative(g, x)
    both = derivative(lambda t: a * f(t) + b * g(t), x)
    assert close(both, a * left.value + b * right.value, abs(a) * left.error + abs(b) * right.error)


@settings(deadline=None)
@given(functions, functions, points)
def test_the_product_rule_holds(f, g, x):
    left, right = derivative(f, x), derivative(g, x)
    product = derivative(lambda t: f(t) * g(t), x)
    doubt = abs(g(x)) * left.error + abs(f(x)) * right.error
    assert close(product, left.value * g(x) + f(x) * right.value, doubt)


@settings(deadline=None)
@given(st.sampled_from([np.sin, np.arctan, np.tanh]), functions, points)
def test_the_chain_rule_holds(inner, outer, x):
    first, second = derivative(inner, x), derivative(outer, float(inner(x)))
    chained = derivative(lambda t: outer(inner(t)), x)
    doubt = abs(first.value) * second.error + abs(second.value) * first.error
    assert close(chained, first.value * second.value, doubt)


@settings(deadline=None)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=9), points)
@example([9, 0, 0, -1], 0.0)  # nearly flat: 3.7e-10 is all that is known close to 0, 2e-13 at a distance
def test_polynomials_are_differentiated_to_rounding(coefficients, x):
    polynomial = np.polynomial.Polynomial([float(number) for number in coefficients])
    size = np.polynomial.Polynomial(np.abs(polynomial.coef))(abs(x) + 1)
    answer = derivative(polynomial, x)
    assert abs(answer.value - polynomial.deriv()(x)) <= answer.error + 1e-13 * (1 + size)
    assert answer.error <= 1e-11 * (1 + size)


@settings(deadline=None)
@given(functions, points)
def test_the_three_methods_agree_within_their_errors(f, x):
    answers = [derivative(f, x, backend=backend) for backend in (Symbolic(), Numerical(), Automatic())]
    for one in answers:
        for other in answers:
            assert abs(one.value - other.value) <= 2 * (one.error + other.error) + 1e-15


@settings(deadline=None)
@given(points, st.floats(0.01, 10), st.sampled_from([-1.0, 1.0]))
def test_a_kink_is_found_wherever_it_is_and_however_steep(place, steepness, sign):
    answer = derivative(lambda x: np.cos(x) + sign * steepness * np.abs(x - place), place)
    assert answer.status == "kink"
    assert math.isclose(answer.right - answer.left, 2 * sign * steepness, rel_tol=1e-4)


@settings(deadline=None)
@given(st.lists(points, min_size=1, max_size=5))
def test_a_gradient_is_its_partial_derivatives(x):
    answer = gradient(lambda v: np.sum(np.sin(v)), x)
    assert np.all(np.abs(answer.value - np.cos(x)) <= answer.error + 1e-14)
