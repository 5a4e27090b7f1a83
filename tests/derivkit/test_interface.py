"""What people need daily: forms of x, arguments, optimisers, budgets, uncertainties, checks of gradients."""

# ruff: noqa: ANN001, ANN202 - parameters of a test are fixtures and functions under test

import math
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from derivkit import (
    Automatic,
    Numerical,
    Status,
    Symbolic,
    check_gradient,
    derivative,
    gradient,
    hessian,
    hvp,
    jacobian,
    partial,
    prepare,
    propagate,
    sampled,
    value_and_gradient,
    vjp,
)

pytestmark = pytest.mark.slow

BACKENDS = [Numerical(), Symbolic(), Automatic()]
EVERY = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: type(backend).__name__)


def model(p):
    return p["a"] * p["b"] ** 2 + np.sum(p["w"] ** 2)


@EVERY
def test_a_dictionary_gives_a_dictionary_of_answers(backend):
    answer = gradient(model, {"a": 2.0, "b": 3.0, "w": np.array([1.0, 2.0])}, backend)
    assert answer["a"].value == pytest.approx(9.0)
    assert answer["b"].status is Status.OK
    assert answer["w"].value == pytest.approx([2.0, 4.0])


def test_a_series_keeps_its_labels():
    answer = gradient(lambda s: s["u"] * s["v"] ** 2, pd.Series({"u": 1.0, "v": 2.0}))
    assert answer.value["v"] == pytest.approx(4.0)
    assert answer["u"].status is Status.OK
    assert list(answer.error.index) == ["u", "v"]
    points = derivative(np.square, pd.Series([1.0, 2.0], index=["first", "second"]))
    assert points.value["second"] == pytest.approx(4.0)


@EVERY
def test_further_arguments_go_to_f(backend):
    def f(x, power, factor=1.0):
        return factor * np.sum(x**power)

    answer = gradient(f, [1.0, 2.0], backend, args=(3,), kwargs={"factor": 2.0})
    assert answer.value == pytest.approx([6.0, 24.0])
    assert value_and_gradient(f, [1.0, 2.0], backend, args=(2,))[0] == pytest.approx(5.0)


def outputs(x):
    return np.array([x[0] * x[1] ** 2, x[0]])


@EVERY
def test_outputs_of_several_numbers_have_hessians(backend):
    found = hessian(outputs, [2.0, 3.0], backend)
    assert found.value == pytest.approx(np.array([[[0, 6], [6, 4]], [[0, 0], [0, 0]]]), abs=1e-9)
    assert hvp(outputs, [2.0, 3.0], [1.0, 0.0], backend).value == pytest.approx(
        np.array([[0, 6], [0, 0]]), abs=1e-9
    )
    assert vjp(outputs, [2.0, 3.0], [1.0, 2.0], backend).value == pytest.approx([11.0, 12.0])


@EVERY
def test_mixed_partial_derivatives_come_in_any_order(backend):
    answer = partial(lambda x: x[0] ** 2 * x[1] ** 3, [1.0, 2.0], (1, 0, 1), backend)
    assert answer.value == pytest.approx(24.0)


def test_errors_of_axes_weights_and_empty_points_say_what_is_needed():
    with pytest.raises(ValueError, match="axes must be 1 to 4 numbers of variables below 2"):
        partial(np.sum, [1.0, 2.0], (2,))
    with pytest.raises(ValueError, match="w must have the shape of the output"):
        vjp(outputs, [1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="x is empty"):
        gradient(np.sum, [])


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (np.ma.array([1.0, 2.0], mask=[False, True]), "masked"),
        (np.longdouble(1), "64 bits"),
        (True, "real numbers, not bool"),
    ],
)
def test_what_would_be_stripped_in_silence_is_refused(x, message):
    with pytest.raises(TypeError, match=message):
        derivative(np.sin, x)


def test_parts_of_an_answer_keep_error_and_status():
    answer = derivative(np.abs, [0.0, 1.0])
    assert answer[0].status is Status.KINK
    assert answer[1].error < 1e-12
    with pytest.raises(ValueError, match="neither true nor false"):
        bool(answer)


class Spy:
    """A function that remembers where it was asked."""

    def __init__(self) -> None:
        self.seen = []

    def __call__(self, x) -> np.ndarray:
        self.seen.extend(np.ravel(x))
        return np.sin(3 * np.asarray(x)) + np.abs(np.asarray(x) - 0.51)


def test_nothing_is_asked_beyond_the_bounds():
    spy = Spy()
    answer = derivative(spy, 0.5, backend=Numerical(bounds=(0.4, 0.52)))
    assert answer.value == pytest.approx(3 * math.cos(1.5) - 1)
    assert min(spy.seen) >= 0.4
    assert max(spy.seen) <= 0.52


def test_nothing_is_asked_farther_away_than_the_step():
    spy = Spy()
    derivative(spy, 0.5, backend=Numerical(max_step=0.05))
    assert max(abs(point - 0.5) for point in spy.seen) <= 0.05 + 1e-15


def test_a_budget_is_kept_and_what_it_leaves_open_is_said():
    answer = derivative(Spy(), 0.5, backend=Numerical(max_evaluations=30))
    assert answer.evaluations <= 30
    assert answer.status is Status.UNCHECKED
    assert "max_evaluations=30" in answer.reason
    with pytest.raises(ValueError, match="this takes about 75"):
        gradient(lambda x: np.sum(x**2), np.ones(5), Numerical(max_evaluations=30))


def test_a_large_gradient_takes_memory_that_grows_with_its_size():
    tracemalloc.start()
    answer = gradient(lambda x: np.sin(x).sum(axis=0), np.linspace(0, 1, 500))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.value == pytest.approx(np.cos(np.linspace(0, 1, 500)))
    assert peak < 60e6


def rosen(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


@EVERY
def test_optimisers_take_the_prepared_derivatives(backend):
    from scipy.optimize import minimize  # noqa: PLC0415 - slow to load, only here

    p = prepare(rosen, [1.3, 0.7], backend)
    assert minimize(p.fun, [1.3, 0.7], jac=p.jac, hess=p.hess, method="Newton-CG").x == pytest.approx(
        [1, 1], abs=1e-3
    )
    if isinstance(backend, Automatic):
        assert minimize(p.fun_and_jac, [1.3, 0.7], jac=True).x == pytest.approx([1, 1], abs=1e-3)
        found = minimize(p.fun, [1.3, 0.7], jac=p.jac, hessp=p.hessp, method="trust-ncg")
        assert found.x == pytest.approx([1, 1], abs=1e-3)


def test_least_squares_and_curves_take_the_prepared_derivatives():
    from scipy.optimize import curve_fit, least_squares  # noqa: PLC0415 - slow to load, only here

    p = prepare(lambda x: np.array([10 * (x[1] - x[0] ** 2), 1 - x[0]]), [0.0, 0.0])
    assert least_squares(p.fun, [2.0, 2.0], jac=p.jac).x == pytest.approx([1, 1])
    decay = prepare(lambda x, a, b: a * np.exp(-b * x))
    x = np.linspace(0, 4, 30)
    found, _ = curve_fit(decay.fun, x, 2 * np.exp(-0.7 * x), p0=[1.0, 1.0], jac=decay.curve_jac)
    assert found == pytest.approx([2.0, 0.7])


def test_what_a_backend_cannot_follow_is_prepared_by_values():
    assert prepare(lambda x: math.sin(x[0]) if x[0] > 0 else 0.0, [1.0], Symbolic()).backend == Numerical()


def test_uncertainties_go_through_f():
    answer = propagate(lambda x: x[0] * x[1], [2.0, 3.0], [0.1, 0.2])
    assert (answer.value, answer.error) == (6.0, pytest.approx(0.5))
    related = propagate(lambda x: x[0] - x[1], [2.0, 3.0], [[0.01, 0.01], [0.01, 0.01]])
    assert related.error == pytest.approx(0.0, abs=1e-9)
    assert propagate(np.square, 0.0, 0.1).status is Status.NOISY
    assert propagate(np.abs, 0.0, 0.1).status is Status.KINK


@pytest.mark.parametrize("f", [lambda x: np.where(x > 0, 1.0, 0.0), np.log, math.log, lambda x: max(x, 0.0)])
def test_an_uncertainty_is_doubted_where_f_jumps_bends_or_ends_on_either_side(f):
    assert propagate(f, 0.05, 0.1).status is Status.NOISY


def test_an_uncertainty_of_a_huge_number_does_not_overflow():
    assert propagate(np.exp, 700.0, 1e-3).error == pytest.approx(1e-3 * np.exp(700.0))


def test_a_right_gradient_is_true():
    assert check_gradient(rosen, lambda x: gradient(rosen, x).value, [1.3, 0.7])


def test_a_wrong_component_is_named_with_its_size():
    def wrong(x):
        return np.array([2 * x[0], 4 * x[1]])

    report = check_gradient(lambda x: np.sum(x**2), wrong, [1.0, 2.0])
    assert (report.blame, report.hint) == ("gradient", "x[1] is 2 times what it should be")
    assert [(part.name, part.given) for part in report.wrong] == [("x[1]", 8.0)]
    assert report.wrong[0].found == pytest.approx(4.0)
    assert "1 of 2 components wrong" in repr(report)


@pytest.mark.parametrize(
    ("grad", "hint"),
    [
        (lambda x: -2 * x, "every sign is turned"),
        (lambda x: x, "every component is 0.5 times what it should be"),
        (lambda x: 2 * x[::-1], "the components are right, but in another order"),
        (lambda x: x * math.nan, "it is not finite"),
    ],
)
def test_what_a_wrong_gradient_looks_like_is_said(grad, hint):
    assert check_gradient(lambda x: np.sum(x**2), grad, [1.0, 2.0, 4.0]).hint == hint


def test_a_kink_puts_the_blame_on_the_point():
    report = check_gradient(lambda x: abs(x[0]) + x[1] ** 2, lambda x: [np.sign(x[0]), 2 * x[1]], [0.0, 2.0])
    assert (bool(report), report.blame) == (False, "point")
    assert "kink at x[0]" in report.hint


def test_a_branch_of_the_gradient_alone_puts_the_blame_on_the_point():
    report = check_gradient(lambda x: np.sum(x**3), lambda x: 3 * x**2 + (x == 1.0), [1.0, 2.0])
    assert (report.blame, report.hint) == ("point", "a little beside x the gradient is right")


def test_many_components_are_checked_along_directions_first():
    x = np.linspace(-1, 1, 1000)
    assert check_gradient(lambda v: np.sum(np.sin(v)), np.cos, x)
    wrong = np.cos(x)
    wrong[700] += 0.1
    report = check_gradient(lambda v: np.sin(v).sum(axis=0), wrong, x)
    assert [part.name for part in report.wrong] == ["x[700]"]


def test_names_of_labelled_components_are_those_of_x():
    x = {"a": 2.0, "b": np.array([1.0, 5.0])}
    report = check_gradient(
        lambda p: p["a"] * p["b"][0] ** 2, lambda _: {"a": 1.0, "b": np.array([2.0, 0.0])}, x
    )
    assert [part.name for part in report.wrong] == ["x['b'][0]"]


@pytest.mark.parametrize("noise", [1e-6, 1e-3, 1e-1])
def test_the_error_of_noisy_samples_covers_the_truth(noise):
    random = np.random.default_rng(3)
    x = np.linspace(0, 6, 300)
    answer = sampled(np.sin(x) + noise * random.normal(size=x.size), x)
    miss = np.abs(answer.value - np.cos(x))
    assert np.mean(miss <= answer.error) > 0.9
    assert np.sqrt(np.mean(miss**2)) < max(10 * noise, 1e-3)


def test_samples_have_higher_derivatives_along_any_axis():
    x = np.linspace(0, 1, 21)
    second = sampled(np.stack([x**2, x**3], axis=1), x, n=2, axis=0)
    assert second.value == pytest.approx(np.stack([np.full(21, 2.0), 6 * x], axis=1), abs=1e-9)


def test_jacobians_of_dictionaries_keep_the_outputs_first():
    found = jacobian(lambda p: np.array([p["a"] * p["b"][0], p["b"][1]]), {"a": 2.0, "b": np.ones(2)})
    assert found["a"].value == pytest.approx([1.0, 0.0])
    assert found["b"].value == pytest.approx(np.array([[2.0, 0.0], [0.0, 1.0]]))
