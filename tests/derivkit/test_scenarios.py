"""One table of functions with exact answers; every backend meets every scenario it can."""

# ruff: noqa: ANN001, ANN202 - parameters of a test are fixtures and functions under test

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import pytest

from derivkit import (
    Automatic,
    Numerical,
    Status,
    Symbolic,
    derivative,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_derivative,
)

pytestmark = pytest.mark.slow

BACKENDS = [Symbolic(), Numerical(), Automatic()]


@dataclass(frozen=True)
class Scenario:
    """A function of NumPy, the same function of mpmath, and a point."""

    name: str
    f: Callable[[Any], Any]
    exact: Callable[[Any], Any]
    x: float
    tolerance: float = 1e-12

    def __str__(self) -> str:
        return f"{self.name} at {self.x}"


SMOOTH = [
    Scenario("sin", np.sin, mpmath.sin, 1.0),
    Scenario("the post's", lambda x: np.exp(-2 * x) + 3 * np.sin(3 * x),
             lambda x: mpmath.exp(-2 * x) + 3 * mpmath.sin(3 * x), 0.7),
    Scenario("polynomial", lambda x: x**5 - 3 * x**2 + 1, lambda x: x**5 - 3 * x**2 + 1, 2.0),
    Scenario("rational", lambda x: 1 / (1 + x**2), lambda x: 1 / (1 + x**2), 0.5),
    Scenario("logarithm near 0", np.log, mpmath.log, 1e-6),
    Scenario("root near 0", np.sqrt, mpmath.sqrt, 1e-9),
    Scenario("pole close by", lambda x: 1 / (x - 1), lambda x: 1 / (x - 1), 1 + 1e-6),
    Scenario("logarithmic pole close by", lambda x: np.log(np.abs(x - 1)),
             lambda x: mpmath.log(abs(x - 1)), 1 + 1e-6),
    Scenario("tangent near its pole", np.tan, mpmath.tan, 1.5707),
    Scenario("large argument", np.cos, mpmath.cos, 1048575.9),
    Scenario("slow", lambda x: np.exp(1e-6 * x), lambda x: mpmath.exp(x * mpmath.mpf(1e-6)), 1.0, 1e-11),
    Scenario("fast", lambda x: np.sin(1e8 * x), lambda x: mpmath.sin(10**8 * x), 1e-9),
    Scenario("huge argument", lambda x: x**3, lambda x: x**3, 1e10),
    Scenario("tiny argument", np.exp, mpmath.exp, 1e-12),
    Scenario("a plain hill near its top", lambda x: 1 / (2 + x**2), lambda x: 1 / (2 + x**2), 4.899e-7, 1e-7),
    Scenario("straight through 0", lambda x: -3 - 2 * x, lambda x: -3 - 2 * x, -1.5),
    Scenario("branch far away", lambda x: np.where(x > 0, x**2, -x), lambda x: x**2, 1.5),
]  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
@pytest.mark.parametrize("scenario", SMOOTH, ids=str)
def test_a_smooth_function_has_the_exact_derivative(scenario, backend):
    with mpmath.workdps(60):
        exact = float(mpmath.diff(scenario.exact, mpmath.mpf(scenario.x)))
    answer = derivative(scenario.f, scenario.x, backend=backend)
    assert answer.status == Status.OK
    assert answer.value == pytest.approx(exact, rel=scenario.tolerance)
    assert abs(answer.value - exact) <= answer.error + 4e-16 * abs(exact)


@pytest.mark.parametrize("n", range(1, 7))
@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
def test_derivatives_up_to_the_sixth_order(n, backend):
    answer = derivative(lambda x: np.exp(2 * x), 0.3, n=n, backend=backend)
    assert answer.value == pytest.approx(2**n * math.exp(0.6), rel=1e-8)


def guarded_sinc(x):
    return np.where(x == 0, 1.0, np.sin(x) / np.where(x == 0, 1.0, x))


def trap(x):
    """The derivative of sinc, which automatic differentiation gets wrong without a sound at 0."""
    safe = np.where(x == 0, 1.0, np.pi * x)
    return np.where(x == 0, 0.0, np.pi * (np.cos(safe) * safe - np.sin(safe)) / safe**2)


SPECIAL = [
    ("kink", np.abs, 0.0, Status.KINK, -1.0, 1.0),
    ("shifted kink", lambda x: np.sin(x) + 3 * np.abs(x - 1.3), 1.3, Status.KINK, None, None),
    ("faint kink", lambda x: np.sin(x) + 1e-6 * np.abs(x), 0.0, Status.KINK, 1 - 1e-6, 1 + 1e-6),
    ("ramp", lambda x: np.maximum(x, 0), 0.0, Status.KINK, 0.0, 1.0),
    ("step", lambda x: np.where(x > 0, 1.0, 0.0), 0.0, Status.JUMP, 0.0, math.inf),
    ("stairs", np.floor, 2.0, Status.JUMP, math.inf, 0.0),
    ("cube root", np.cbrt, 0.0, Status.VERTICAL, math.inf, math.inf),
    ("cusp", lambda x: np.sqrt(np.abs(x)), 0.0, Status.VERTICAL, -math.inf, math.inf),
    ("root at its edge", np.sqrt, 0.0, Status.VERTICAL, None, math.inf),
    ("arcsine at its edge", np.arcsin, 1.0, Status.VERTICAL, math.inf, None),
    ("power at its edge", lambda x: x**1.5, 0.0, Status.ONE_SIDED, None, 0.0),
    ("logarithm at 0", np.log, 0.0, Status.UNDEFINED, None, None),
    ("outside", np.sqrt, -1.0, Status.UNDEFINED, None, None),
    ("x|x|", lambda x: x * np.abs(x), 0.0, Status.OK, 0.0, 0.0),
    ("guarded sinc", guarded_sinc, 0.0, Status.OK, 0.0, 0.0),
]


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
@pytest.mark.parametrize("case", SPECIAL, ids=lambda case: case[0])
def test_a_special_point_is_called_by_its_name(case, backend):
    name, f, x, status, left, right = case
    if isinstance(backend, Symbolic) and name == "stairs":
        with pytest.raises(TypeError, match=r"no formula for the derivative of floor\(x\)"):
            derivative(f, x, backend=backend)
        return
    answer = derivative(f, x, backend=backend)
    assert answer.status is status
    for side, expected in ((answer.left, left), (answer.right, right)):
        assert expected is None or side == pytest.approx(expected, abs=1e-8)
    if status in {Status.KINK, Status.JUMP, Status.UNDEFINED}:
        assert math.isnan(answer.value)


def test_the_sides_of_a_second_derivative_are_told_apart():
    answer = derivative(lambda x: x * np.abs(x), 0.0, n=2)
    assert answer.status is not Status.OK
    assert (answer.left, answer.right) == (pytest.approx(-2.0), pytest.approx(2.0))


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
def test_the_where_trap_is_never_silent(backend):
    answer = derivative(trap, 0.0, backend=backend)
    assert answer.value == pytest.approx(-(math.pi**2) / 3, rel=1e-6)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.round(np.sin(x), 4),
        lambda x: np.sin(x) + 1e-6 * np.random.default_rng(1).normal(size=np.shape(x)),
        lambda x: np.float64(np.float16(np.sin(x))),
    ],
    ids=["rounded", "random", "half precision inside"],
)
def test_a_noisy_function_is_called_noisy_and_its_error_covers_the_truth(f):
    answer = derivative(f, 0.9)
    assert answer.status is Status.NOISY
    assert abs(answer.value - math.cos(0.9)) <= max(2 * answer.error, 1e-2)


TEETH = [
    ("float32 on the way", lambda x: np.sin(np.float64(np.float32(np.tanh(1.7 * x)))) + x,
     lambda x: mpmath.sin(mpmath.tanh(mpmath.mpf(1.7) * x)) + x, 0.045),
    ("a rounded factor", lambda x: np.exp(0.3 * x) * np.round(np.cos(3 * x), 9),
     lambda x: mpmath.exp(mpmath.mpf(0.3) * x) * mpmath.cos(3 * x), 1.41),
    ("a rounded term", lambda x: np.sinh(x) + np.round(np.arctan(x), 8),
     lambda x: mpmath.sinh(x) + mpmath.atan(x), 0.286),
    ("a rounded argument", lambda x: np.sin(np.round(x**3 - 1.45 * x, 3)),
     lambda x: mpmath.sin(x**3 - mpmath.mpf(1.45) * x), -1.0655),
    ("a large number added and taken away", lambda x: ((1e11 + np.tanh(x)) - 1e11) * (1.2 * x - 0.9),
     lambda x: mpmath.tanh(x) * (mpmath.mpf(1.2) * x - mpmath.mpf(0.9)), -0.2323),
    ("cancellation of second order", lambda x: (1 - np.cos(x)) / x**2,
     lambda x: (1 - mpmath.cos(x)) / x**2, 1e-4),
    ("cancellation of third order", lambda x: (x - np.sin(x)) / x**3,
     lambda x: (x - mpmath.sin(x)) / x**3, 1e-4),
    ("cancellation near an inner point", lambda x: (np.sin(x) - np.sin(0.7)) / (x - 0.7),
     lambda x: (mpmath.sin(x) - mpmath.sin(mpmath.mpf(0.7))) / (x - mpmath.mpf(0.7)), 0.7 + 3e-7),
]  # fmt: skip


@pytest.mark.parametrize("case", TEETH, ids=lambda case: case[0])
def test_a_function_that_is_smooth_only_between_its_teeth_is_not_taken_at_its_word(case):
    _, f, exact, x = case
    with mpmath.workdps(60):
        truth = float(mpmath.diff(exact, mpmath.mpf(x)))
    answer = derivative(f, x)
    assert abs(answer.value - truth) <= max(2 * answer.error, 1e-12)
    assert answer.status is Status.NOISY or abs(answer.value - truth) <= 1e-3 * abs(truth)


NEIGHBOURS = [
    ("a kink", lambda x: np.sin(x) + np.abs(x)),
    ("a jump", lambda x: np.sin(x) + np.where(x < 0, 1.0, 0.0)),
    ("a clip", lambda x: np.clip(np.sin(x) + x, -1e-5, 2e3)),
    ("an edge", lambda x: np.sin(x) + np.where(x < 0, np.nan, x)),
]


@pytest.mark.parametrize("distance", [1e-1, 1e-3, 1e-6])
@pytest.mark.parametrize("case", NEIGHBOURS, ids=lambda case: case[0])
def test_a_kink_jump_or_edge_nearby_does_not_spoil_the_answer(case, distance):
    name, f = case
    answer = derivative(f, distance)
    exact = math.cos(distance) + (name != "a jump")
    assert answer.status is Status.OK
    assert abs(answer.value - exact) <= max(answer.error, 1e-15)
    assert answer.value == pytest.approx(exact, rel=1e-4)


def test_a_rounding_inside_the_function_is_seen_through():
    answer = derivative(lambda x: (np.exp(x) - 1) / x, 1e-4)
    assert answer.value == pytest.approx(0.5 + 1e-4 / 3, rel=1e-6)


@pytest.mark.parametrize("scenario", SMOOTH, ids=str)
def test_the_numerical_method_keeps_its_budget(scenario):
    answer = derivative(scenario.f, scenario.x)
    assert answer.evaluations <= 81
    assert answer.calls <= 5


@pytest.mark.parametrize("scenario", [case for case in SMOOTH if "near" not in case.name][:4], ids=str)
def test_a_usual_point_takes_twenty_two_evaluations_in_two_calls(scenario):
    answer = derivative(scenario.f, scenario.x)
    assert answer.evaluations <= 22
    assert answer.calls == 2


SCALES = [
    ("a steep wall far away", lambda x: (x / 1e-7) ** 4 + 0.4 * x / 1e-7, 6e-8, 4e7 * 0.6**3 + 4e6),
    ("a narrow bump", lambda x: np.cos(x) + x * np.exp(-((x / 1e-4) ** 2)), 0.0, 1.0),
    ("a kink", lambda x: np.sin(x) + np.abs(x), 0.0, math.nan),
]


@pytest.mark.parametrize("case", SCALES, ids=lambda case: case[0])
def test_a_batch_sees_what_a_single_point_sees(case):
    _, f, x, exact = case
    batch = derivative(f, np.append(x, np.linspace(-2, 2, 40)))
    single = derivative(f, x)
    assert batch.status[0] is single.status
    assert batch.value[0] == pytest.approx(exact, rel=1e-6, nan_ok=True)


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
    matrix = np.arange(1.0, 7.0).reshape(2, 3)
    assert np.allclose(gradient(lambda m: np.sum(m**3), matrix, backend), 3 * matrix**2)
    points = np.linspace(-1, 1, 5)
    batch = derivative(np.exp, points, backend=backend)
    assert np.allclose(batch, np.exp(points))
    assert [status is Status.OK for status in batch.status] == [True] * 5
    assert value_and_derivative(np.square, 3, backend=backend)[0] == pytest.approx(9.0)


def test_a_smooth_gradient_takes_fifteen_evaluations_per_variable():
    def f(x):
        return np.sin(x[0]) * np.exp(x[1]) + x[2] ** 2 / (2 + x[0])

    answer = gradient(f, [0.3, 0.5, 1.2])
    exact = [
        math.cos(0.3) * math.exp(0.5) - 1.44 / 2.3**2,
        math.sin(0.3) * math.exp(0.5),
        2.4 / 2.3,
    ]
    assert answer.value == pytest.approx(exact, rel=1e-13)
    assert answer.evaluations <= 15 * 3
    assert answer.calls <= 4


@pytest.mark.parametrize("backend", [Numerical(), Automatic(), Symbolic()], ids=repr)
def test_a_gradient_names_the_coordinate_with_the_kink(backend):
    answer = gradient(lambda x: np.sum(np.abs(x)), [0.0, 1.0], backend)
    assert list(answer.status) == [Status.KINK, Status.OK]
    assert answer.value[1] == pytest.approx(1.0)
