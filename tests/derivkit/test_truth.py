"""No answer of any backend is wrong without a word: each is held against f itself."""

# ruff: noqa: ANN001, ANN202 - parameters of a test are fixtures and functions under test

import math

import numpy as np
import pytest

from bench import derivatives_families as families
from derivkit import Automatic, Numerical, Status, Symbolic, derivative, gradient, hessian, hvp, jacobian, jvp

pytestmark = pytest.mark.slow

BACKENDS = [Numerical(), Symbolic(), Automatic()]
EVERY = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: type(backend).__name__)


def silent(case, backend):
    """Say whether an answer is wrong, by more than it says itself, and called ok."""
    exact = case.exact()
    with np.errstate(all="ignore"):
        answer = derivative(case.f, case.x, n=case.n, backend=backend)
    wrong = not abs(answer.value - exact) <= max(1e-3 * abs(exact), 10 * answer.error)
    return answer.status == Status.OK and (wrong or not math.isfinite(answer.error))


def defined(case):
    with np.errstate(all="ignore"):
        return math.isfinite(case.f(case.x)) and math.isfinite(case.exact())


SMOOTH = (
    families.smooth,
    families.scaled,
    families.near,
    families.neighbours,
    families.extrema,
    families.huge,
)


@pytest.mark.parametrize("family", [*SMOOTH, families.removable], ids=lambda family: family.__name__)
def test_values_alone_are_never_silently_wrong(family):
    cases = [case for case in families.drawn(family, 40, seed=70) if defined(case)]
    assert [case for case in cases if silent(case, Numerical())] == []


@pytest.mark.parametrize("backend", BACKENDS[1:], ids=lambda backend: type(backend).__name__)
def test_exact_methods_are_never_silently_wrong_beside_a_removable_singularity(backend):
    cases = [case for case in families.drawn(families.removable, 12, seed=71) if defined(case)]
    assert [case for case in cases if silent(case, backend)] == []


@EVERY
def test_a_gradient_beside_a_removable_singularity_is_that_of_the_function_meant(backend):
    answer = gradient(lambda x: np.sum((1 - np.cos(x)) / x**2), [1e-7, 0.5], backend)
    assert answer.value == pytest.approx([-1e-7 / 12, -0.04097685528], rel=1e-3)


def test_kinks_are_named_in_each_order():
    cases = [*families.drawn(families.kinks, 40, seed=72), *families.drawn(families.second, 40, seed=73)]
    for case in cases:
        if case.status != ("ok",):
            assert derivative(case.f, case.x, n=case.n).status != Status.OK


@EVERY
@pytest.mark.parametrize(("f", "x", "n"), [(lambda x: x**2, 0.0, 1), (np.sin, 0.0, 2), (np.cosh, 0.0, 1)])
def test_a_true_zero_is_ok(f, x, n, backend):
    answer = derivative(f, x, n=n, backend=backend)
    assert answer.status is Status.OK
    assert abs(answer.value) <= answer.error


@EVERY
def test_numbers_near_the_end_of_the_range_are_like_any_other(backend):
    assert derivative(lambda x: x, 1e200, backend=backend).value == pytest.approx(1.0)
    assert derivative(np.exp, 700.0, backend=backend).value == pytest.approx(math.exp(700))


@EVERY
def test_a_kink_of_the_slope_is_named_with_its_sides(backend):
    answer = derivative(lambda x: x * np.abs(x), 0.0, n=2, backend=backend)
    assert (answer.status, answer.left, answer.right) == (
        Status.KINK,
        pytest.approx(-2.0),
        pytest.approx(2.0),
    )
    matrix = hessian(lambda x: np.abs(x[0]) + x[1] ** 2, [0.0, 1.0], backend)
    assert (matrix.status[0, 0], matrix.status[1, 1]) == (Status.KINK, Status.OK)
    along = hvp(lambda x: x[0] * np.abs(x[0]) + x[1] ** 2, [0.0, 1.0], [1.0, 0.0], backend)
    assert along.status[0] is Status.KINK


@EVERY
def test_a_closure_that_changes_is_another_function(backend):
    factor, weights = 1.0, np.array([1.0, 2.0])

    def f(x):
        return factor * x**2

    def g(x):
        return np.sum(weights * x**2)

    assert derivative(f, 3.0, backend=backend).value == pytest.approx(6.0)
    assert gradient(g, [1.0, 1.0], backend).value == pytest.approx([2.0, 4.0])
    factor = 5.0
    weights *= 3
    assert derivative(f, 3.0, backend=backend).value == pytest.approx(30.0)
    assert gradient(g, [1.0, 1.0], backend).value == pytest.approx([6.0, 12.0])


@pytest.mark.parametrize("backend", [Symbolic(check=False), Automatic(check=False)], ids=repr)
def test_an_unchecked_plan_is_held_against_the_value_of_f(backend):
    weights = np.array([1.0, 2.0])

    def g(x):
        return np.sum(weights * x**2)

    gradient(g, [1.0, 1.0], backend)
    weights *= 3
    answer = gradient(g, [1.0, 1.0], backend)
    assert answer.value == pytest.approx([6.0, 12.0])
    assert set(answer.status) == {Status.UNCHECKED}


@EVERY
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.log, -1.0),
        (lambda x: np.sqrt(x) ** 2, -1.0),
        (lambda x: np.exp(np.log(x)), -1.0),
        (lambda x: x**2 / x, 0.0),
        (lambda x: x**0.5, -1.0),
    ],
)
def test_where_f_has_no_value_there_is_no_derivative(f, x, backend):
    answer = derivative(f, x, backend=backend)
    assert answer.status is Status.UNDEFINED
    assert math.isnan(answer.value)


@EVERY
def test_a_branch_cut_is_a_jump(backend):
    assert derivative(lambda x: np.arctan2(x, -1.0), 0.0, backend=backend).status is Status.JUMP


def test_a_cast_in_the_program_is_no_constant():
    answer = derivative(lambda x: x.astype(int) * 1.0, 2.0, backend=Automatic())
    assert answer.status is Status.JUMP


def test_a_wrong_rule_is_found_out():
    import jax  # noqa: PLC0415 - only here

    def stopped(x):
        return jax.numpy.sum(jax.lax.stop_gradient(x) * x)

    answer = gradient(stopped, [2.0, 1.0], Automatic())
    assert answer.value == pytest.approx([4.0, 2.0])
    assert "disagree" in repr(answer)


def test_a_wrong_rule_among_many_variables_is_not_ok():
    import jax  # noqa: PLC0415 - only here

    def stopped(x):
        return jax.numpy.sum(jax.lax.stop_gradient(x) * x)

    assert Status.OK not in set(gradient(stopped, np.linspace(1, 2, 100), Automatic()).status)


def test_outputs_that_share_an_array_are_copied():
    shared = np.zeros(3)

    def rates(x):
        shared[:] = x**2
        return shared

    assert jacobian(rates, [1.0, 2.0, 3.0]).value == pytest.approx(np.diag([2.0, 4.0, 6.0]))


@EVERY
@pytest.mark.parametrize(
    ("f", "error"),
    [
        (lambda x: missing(x) + 1, NameError),  # noqa: F821 - the point of the test
        (lambda x, _y: x, TypeError),
        (lambda x: np.array([x])[1], IndexError),
    ],
)
def test_what_is_wrong_with_the_code_is_raised(f, error, backend):
    with pytest.raises(error):
        derivative(f, 1.0, backend=backend)


@EVERY
def test_a_function_that_mixes_the_points_needs_another_operator(backend):
    with pytest.raises(ValueError, match="use gradient"):
        derivative(lambda w: np.sum(w) ** 2, [1.0, 2.0], backend=backend)


def test_a_random_function_is_noisy_in_every_backend():
    random = np.random.default_rng(1)
    for backend in BACKENDS:
        answer = derivative(lambda x: x + random.random(), 1.0, backend=backend)
        assert answer.status is not Status.OK


def test_other_shapes_at_other_points_are_an_error():
    with pytest.raises(ValueError, match="same shape everywhere"):
        gradient(lambda x: np.sum(x) if x[0] == 1 else np.zeros(2), [1.0, 2.0])


@EVERY
def test_formulas_keep_all_digits_of_their_numbers(backend):
    factor = 0.12345678901234567
    assert derivative(lambda x: factor * x, 2.0, backend=backend).value == pytest.approx(factor, rel=5e-15)
    assert derivative(lambda x: np.abs(x) ** 3, 2.0, n=3, backend=backend).value == pytest.approx(6.0)


def test_a_direction_is_checked_as_it_is_given():
    answer = jvp(lambda x: np.sum(np.abs(x)), [0.0, 1.0], [0.0, 1.0], Automatic())
    assert (answer.value, answer.status) == (pytest.approx(1.0), Status.OK)


def test_one_wide_tread_of_a_rounded_curve_is_no_constant():
    rounded = derivative(lambda x: np.round(np.exp(-((2.28 * x + 0.42) ** 2)), 4), 1.395)
    assert (rounded.status, rounded.error > 3.7e-5) == (Status.NOISY, True)
    for staircase in (np.floor, lambda x: np.maximum(x - 2, 0.0), lambda x: np.sign(np.sin(x))):
        answer = derivative(staircase, 1.5)
        assert (answer.value, answer.status) == (0.0, Status.OK)


@pytest.mark.parametrize("kink", [lambda x: 1.5e-4 * np.maximum(x, 0), lambda x: 2e-4 * np.sqrt(np.abs(x))])
def test_a_small_kink_on_a_steep_slope_is_not_smoothed_over(kink):
    def steep(x):
        return np.sin(1.43 * np.arcsinh(-1.54 * x - 1.39) - 1.55) + kink(x)

    assert derivative(steep, 0.0).status is not Status.OK


@EVERY
def test_a_zero_that_only_rounding_makes_has_the_error_that_it_hides(backend):
    answer = derivative(lambda x: np.log(1 + np.exp(x)), -40.0, backend=backend)
    assert abs(answer.value - np.exp(-40.0)) <= answer.error < 1e-12


def fast_far_out(x):
    inner = 0.483 - 1.88 / (1.5 + np.sin(2.28 * x - 0.85))
    return 1.41 * (inner**3 - 2 * inner) - 0.944 * np.sqrt(1 + (1.69 * x + 1.216) ** 2)


def narrow_peak(x):
    bowl = np.sqrt(1 + (2.8968 * np.sqrt(1 + (1.0635 * x - 1.3261) ** 2) - 0.603) ** 2)
    return bowl - np.exp(-((8360.5 * (x + 1.490966860150461)) ** 2))


@pytest.mark.parametrize(
    ("f", "x", "truth"),
    [(fast_far_out, 59260694.5, 57.25613639740), (narrow_peak, -1.4904837624311695, -2.887239191782)],
)
def test_a_wave_and_the_foot_of_a_peak_narrow_beside_the_scale_of_x_are_seen(f, x, truth):
    assert derivative(f, x).value == pytest.approx(truth, rel=1e-5)


def test_a_plateau_that_rounding_makes_beside_a_singularity_is_no_constant():
    def cancelled(x):
        return (1 / (1 - np.exp(-(x + 0.8084785705274959))) - 1 / (x + 0.8084785705274959)) * np.cos(x)

    answer = derivative(cancelled, -0.8084785671238673)
    assert answer.value == pytest.approx(0.41916862, rel=1e-6)


def test_noise_at_x_itself_is_no_jump_and_no_vertical_tangent():
    beside = derivative(lambda x: (np.exp(x) - 1) / x, 0.0017433962681970075)
    assert (beside.status, beside.value) == (Status.OK, pytest.approx(0.500581502, rel=1e-6))
    assert derivative(lambda x: 1e-4 * np.cbrt(x - 1.79) + np.cos(x), 1.79).status is Status.VERTICAL


@pytest.mark.parametrize(
    ("f", "x", "n", "truth"),
    [
        (lambda x: np.sqrt(1 - np.sqrt(1 - x)), 4.967222059845178e-13, 1, 501646.999),
        (lambda x: np.exp(np.sin(x)) + 4.4e-3 * np.abs(x - 0.2), 0.2 + 4.9e-9, 1, 1.199864),
        (lambda x: 1e-12 / (x + 1.007421034430533) ** 2 + np.sin(x), -1.0034764567410885, 2, 0.8681269665),
        (lambda x: 1e-9 / (x - 0.75), 0.75 + 2.6e-13, 1, -1.479128e16),
        (lambda x: np.sin(x) - 1.5e-6 * x * np.log(np.abs(x) + 1e-300), 0.0, 1, math.nan),
        (lambda x: np.tanh(x) + np.abs(x) ** 3 * x / 24, 0.0, 4, math.nan),
        (lambda x: (2 * np.cos(x) - 2 + x**2) / x**4 * np.exp(x), 1.1310338216504409e-07, 1, 0.0833333423),
        (lambda x: np.log(x + 0.5030004634) / (x - 0.4969995366) * np.cos(x), 0.4969996113, 1, -0.9162987704),
    ],
)
def test_what_is_finer_than_the_first_fits_is_seen_or_doubted(f, x, n, truth):
    answer = derivative(f, x, n=n)
    assert answer.status is not Status.OK or abs(answer.value - truth) <= max(answer.error, 1e-3 * abs(truth))


def test_a_tooth_of_rounding_beside_a_kept_product_is_not_the_slope():
    answer = derivative(lambda x: ((2.5756526e7 + np.sin(x)) - 2.5756526e7) * (1.2 * x - 0.9), 0.6165641)
    truth = math.cos(0.6165641) * (1.2 * 0.6165641 - 0.9) + 1.2 * math.sin(0.6165641)
    assert answer.status is not Status.OK or abs(answer.value - truth) <= max(answer.error, 1e-6)


@pytest.mark.parametrize(
    ("f", "slope", "at"),
    [
        (lambda x: (1 - np.cos(x)) / x**2, lambda x: -x / 12, np.logspace(-7.5, -3, 200)),
        (lambda x: np.expm1(x) / x - np.exp(x) / x + 1 / x, lambda x: 0 * x, np.logspace(-9, -4, 100)),
        (lambda x: (np.exp(x) - 1) / x, lambda x: 0.5 + x / 3, np.logspace(-12, -4, 200)),
        (lambda x: (x - np.sin(x)) / x**3, lambda x: -x / 60, np.logspace(-6, -2, 200)),
        (lambda x: (np.tan(x) - x) / x**3, lambda x: 4 * x / 15, np.logspace(-6, -2, 200)),
    ],
)
def test_a_tooth_of_rounding_is_never_taken_for_the_slope(f, slope, at):
    answer = derivative(f, at)
    wrong = np.abs(answer.value - slope(at))
    silent = (answer.status == "ok") & (wrong > 5 * answer.error) & (wrong > 0.01 * np.abs(slope(at)))
    assert not at[silent].size
