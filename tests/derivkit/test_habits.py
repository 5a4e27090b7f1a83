"""Functions with habits, bad input, and what importing costs."""

# ruff: noqa: ANN001, ARG005 - parameters of a test are fixtures and functions under test

import itertools
import math
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from derivkit import (
    Automatic,
    Derivative,
    Numerical,
    Status,
    Symbolic,
    check_gradient,
    compare,
    derivative,
    formula,
    gradient,
    jvp,
    partial,
    prepare,
    propagate,
    sampled,
)

pytestmark = pytest.mark.slow


def only_floats(x):
    return math.sin(x)


def only_arrays(x):
    return np.sin(x[:])


def branches(x):
    return x**2 if x > 0 else -x


def raises_below_one(x):
    if np.any(np.asarray(x) < 1):
        raise ValueError("below one")
    return x**2


def changes_its_input(x):
    x *= 2
    return x**2


def mixes_elements(x):
    return x * np.max(x)


HABITS = [
    (only_floats, 1.0, math.cos(1.0)),
    (only_arrays, 1.0, math.cos(1.0)),
    (branches, 1.5, 3.0),
    (raises_below_one, 3.0, 6.0),
    (changes_its_input, 1.5, 12.0),
    (mixes_elements, 1.5, 3.0),
    (lambda _: 3, 1.0, 0.0),
    (lambda x: x**2, 3, 6.0),
    (lambda x: np.float32(np.sin(x)), 1.0, math.cos(1.0)),
]


@pytest.mark.parametrize(("f", "x", "exact"), HABITS)
def test_the_numerical_method_survives_the_habits_of_functions(f, x, exact):
    answer = derivative(f, x)
    assert answer.status is Status.OK
    assert abs(answer.value - exact) <= answer.error + 1e-15 * abs(exact)
    assert answer.error < 1e-5


def test_a_point_off_the_domain_is_not_a_crash():
    answer = derivative(raises_below_one, 1.0)
    assert (answer.status, answer.value) == (Status.ONE_SIDED, pytest.approx(2.0))
    undefined = derivative(raises_below_one, 0.5)
    assert undefined.status is Status.UNDEFINED
    assert undefined.reason == "ValueError: below one"


def test_only_the_asked_side_is_looked_at():
    answer = derivative(raises_below_one, 1.0, backend=Numerical(side=1))
    assert answer.value == pytest.approx(2.0, rel=1e-12)
    assert derivative(abs, 0.0, backend=Numerical(side=-1)).value == -1.0


BAD = [
    (lambda: derivative(3, 1.0), TypeError, "f must be callable or a SymPy expression, not int 3"),
    (lambda: derivative(np.sin, math.nan), ValueError, "x must be finite, not nan"),
    (lambda: derivative(np.sin, "a"), TypeError, "x must be real numbers, not <U1"),
    (lambda: derivative(np.sin, 1j), TypeError, "x must be real numbers, not complex128"),
    (lambda: derivative(np.sin, 1.0, n=0), ValueError, "n must be between 1 and 6, not 0"),
    (lambda: derivative(np.sin, 1.0, n=1.5), TypeError, "n must be a whole number, not float 1.5"),
    (lambda: derivative(np.sin, 1.0, backend="jax"), TypeError, "backend must be Numerical()"),
    (lambda: derivative(lambda x: "a", 1.0), TypeError, "f must return real numbers"),
    (lambda: derivative(lambda x: x + 1j, 1.0), TypeError, "f must return real numbers, not complex128"),
    (lambda: derivative(lambda x: [x, x], 1.0), ValueError, "use jacobian"),
    (lambda: gradient(lambda x: x, [1.0, 2.0]), ValueError, "gradient needs an f that returns one number"),
    (lambda: gradient(lambda x: "a", [1.0, 2.0]), TypeError, "f must return real numbers"),
    (lambda: jvp(np.sum, [1.0, 2.0], [1.0]), ValueError, "v must have the shape of x"),
    (lambda: sampled([1, 2], [1, 2]), ValueError, "n ≥ 3"),
    (lambda: sampled([1, 2, 3], [1, 1, 2]), ValueError, "strictly increasing"),
    (lambda: sampled([1, math.nan, 3, 4], [1, 2, 3, 4]), ValueError, "y must be finite"),
    (lambda: sampled([1, 2, 3], [1, 2, 3], n="2"), ValueError, "n must be 1, 2, 3 or 4, not '2'"),
    (lambda: sampled([1, 2, 3], [1, 2, 3], axis=3), ValueError, "or y an axis as long as x"),
    (lambda: propagate(np.square, 2.0, -0.1), ValueError, "sigma must be positive"),
    (lambda: propagate(np.square, 2.0, math.nan), ValueError, "sigma must be finite"),
    (lambda: propagate(np.sum, [1.0, 2.0], [[1, 2], [2, 1]]), ValueError, "no variance negative"),
    (lambda: partial(np.sum, [1.0, 2.0], (0.5,)), ValueError, "axes must be 1 to 4 numbers"),
    (lambda: partial(np.sum, [1.0, 2.0], "ab"), ValueError, "axes must be 1 to 4 numbers"),
    (lambda: Numerical(bounds=("a", "b")), ValueError, "bounds must be two rising numbers"),
    (lambda: Numerical(bounds=None), ValueError, "bounds must be two rising numbers"),
    (lambda: Numerical(max_step="1"), TypeError, "max_step must be a number, not '1'"),
    (lambda: prepare(3), TypeError, "f must be callable"),
    (lambda: check_gradient(np.sum, lambda _: None, [1.0, 2.0]), TypeError, "the gradient must be real"),
    (lambda: Numerical(side=2), ValueError, "side must be -1, 0 or 1, not 2"),
    (lambda: Automatic(dtype="int8"), ValueError, "dtype must be"),
    (lambda: formula(only_floats), TypeError, "function of math"),
    (lambda: formula(branches), TypeError, "cannot trace a branch on the value"),
    (lambda: formula(lambda x: np.interp(x, [0, 1], [0, 1])), TypeError, "cannot trace the function interp"),
    (
        lambda: derivative(only_floats, 1.0, backend=Automatic()),
        TypeError,
        "JAX cannot follow f: cannot",
    ),
    (
        lambda: derivative(lambda x: np.linalg.det(np.array([[x, 1], [1, x]])), 1.0, backend=Automatic()),
        TypeError,
        "use np.stack; or give Numerical()",
    ),
]


def stopped(_):
    raise KeyboardInterrupt


def shapes_in_turn():
    """Give a function that returns other shapes in turn."""
    turns = itertools.cycle([2, 3])
    return lambda x: np.ones(next(turns)) * np.sum(x)


class Slotted:
    __slots__ = ("factor",)

    def __init__(self) -> None:
        self.factor = 3.0

    def value(self, x):
        return self.factor * x**2


def prints(x):
    print(end="")
    return x**2


@pytest.mark.parametrize(
    ("f", "x", "exact"),
    [
        (Slotted().value, 2.0, 12.0),
        (prints, 2.0, 4.0),
        (np.square, np.array([1, 2]), [2.0, 4.0]),
        (np.square, np.int8(100), 200.0),
        (np.vectorize(lambda t: t**2 if t > 0 else -t), 2.0, 4.0),
    ],
)
@pytest.mark.parametrize("backend", [Numerical(), Automatic()], ids=repr)
def test_methods_prints_vectorized_branches_and_integers_are_differentiated(f, x, exact, backend):
    answer = derivative(f, x, backend=backend)
    assert answer.value == pytest.approx(exact)
    assert set(np.ravel(answer.status)) == {Status.OK}


def test_a_function_over_a_data_frame_keeps_its_labels():
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    answer = gradient(lambda data: (data.a * data.b).sum(), frame)
    assert answer.value.a.to_numpy() == pytest.approx([3.0, 4.0])


@pytest.mark.parametrize("backend", [Numerical(), Symbolic()], ids=repr)
def test_a_million_variables_are_sent_to_the_method_for_them(backend):
    with pytest.raises(ValueError, match=r"1000000 elements.*Automatic\(\)"):
        gradient(np.sum, np.ones(10**6), backend)


def raises_two_lines(_):
    raise ValueError("first\nsecond")


BACKENDS = [Numerical(), Symbolic(), Automatic()]
EVERYWHERE = [
    (lambda b: derivative(lambda x: "a", 1.0, backend=b), TypeError, "return real numbers"),
    (lambda b: gradient(lambda x: None, [1.0, 2.0], b), TypeError, "return real numbers"),
    (lambda b: derivative(lambda x: x * 1j, 1.0, backend=b), TypeError, "f must return real numbers"),
    (lambda b: derivative(lambda x: [x, x], 1.0, backend=b), ValueError, "use jacobian"),
    (
        lambda b: derivative(lambda x: None, 1.0, backend=b),
        TypeError,
        "not NoneType (None): it lacks a return",
    ),
    (lambda b: derivative(lambda x: [None], 1.0, backend=b), TypeError, "return real numbers, not NoneType"),
    (lambda b: derivative(lambda x: object(), 1.0, backend=b), TypeError, "return real numbers, not object"),
    (lambda b: derivative(lambda x: {"a": x}, 1.0, backend=b), TypeError, "return real numbers, not"),
    (lambda b: derivative(lambda x: x > 1, 1.0, backend=b), TypeError, "return real numbers, not"),
    (
        lambda b: derivative(lambda x: x + 1j, 1.0, backend=b),
        TypeError,
        "not complex128 ((1+1j)): take its real",
    ),
    (lambda b: derivative(stopped, 1.0, backend=b), KeyboardInterrupt, ""),
    (lambda b: gradient(np.sum, [], b), ValueError, "x is empty"),
    (
        lambda b: derivative(np.sin, np.ma.array([1.0, 2.0], mask=[0, 1]), backend=b),
        TypeError,
        "x.compressed()",
    ),
    (
        lambda b: derivative(np.sin, [True, False], backend=b),
        TypeError,
        "not bool ([True, False]): give floats",
    ),
    (lambda b: derivative(np.sin, [1.0, math.nan], backend=b), ValueError, "leave such points out"),
    (lambda b: gradient(shapes_in_turn(), [1.0, 2.0], b), ValueError, "f must return"),
    (lambda b: jvp(np.sum, [1.0, 2.0], [1.0, math.nan], b), ValueError, "v must be finite"),
    (lambda b: gradient(np.sum, [[1.0], [1.0, 2.0]], b), ValueError, "rows of different length"),
    (lambda b: compare(3, 1.0, [b]), TypeError, "f must be callable"),
    (lambda b: compare(np.sin, math.inf, [b]), ValueError, "x must be finite"),
]


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
@pytest.mark.parametrize(("ask", "error", "message"), EVERYWHERE)
def test_every_backend_refuses_the_same_input_in_one_line(ask, error, message, backend):
    with pytest.raises(error) as caught:
        ask(backend)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("backend", [Symbolic(), Automatic()], ids=repr)
def test_an_exception_of_several_lines_is_told_in_one(backend):
    with pytest.raises(TypeError, match="first") as caught:
        derivative(raises_two_lines, 1.0, backend=backend)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("backend", BACKENDS, ids=repr)
def test_no_points_give_no_derivatives(backend):
    assert derivative(np.sin, [], backend=backend).value.shape == (0,)


@pytest.mark.parametrize(("ask", "error", "message"), BAD)
def test_bad_input_gets_one_line_that_says_what_is_needed(ask, error, message):
    with pytest.raises(error) as caught:
        ask()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_formulas_use_real_symbols():
    assert str(formula(np.abs)) == "sign(x)"
    assert str(formula(lambda t: np.sin(t) ** 2)) == "2*sin(t)*cos(t)"


def test_sampled_data_are_exact_for_parabolas_up_to_the_ends():
    x = np.linspace(-5, 5, 100)
    assert np.allclose(sampled(x**2, x), 2 * x)
    uneven = np.array([0.0, 0.1, 0.5, 2.0])
    assert np.allclose(sampled(uneven**2, uneven), 2 * uneven)


def test_the_error_of_sampled_data_is_of_the_right_size():
    x = np.linspace(0, 6, 200)
    answer = sampled(np.sin(x), x)
    assert np.all(np.abs(answer.value - np.cos(x)) <= 2 * answer.error + 1e-6)
    assert np.max(answer.error) < 5e-3


def test_a_result_acts_as_its_value():
    answer = derivative(np.square, 3.0)
    assert float(answer) == pytest.approx(6.0)
    assert answer + 1 == pytest.approx(7.0)
    assert f"{answer:.3f}" == "6.000"
    assert "ok" in repr(answer)
    assert "<table>" in answer._repr_html_()
    assert isinstance(answer, Derivative)
    batch = derivative(np.square, [1.0, 2.0])
    assert np.asarray(batch).shape == (2,)
    assert "shape (2,)" in repr(batch)
    assert "<td>" in batch._repr_html_()


def test_a_comparison_has_a_row_per_method_and_reasons_where_one_fails():
    comparison = compare(branches, 1.5)
    assert [row.method for row in comparison.rows] == ["symbolic", "numerical", "automatic"]
    assert "cannot trace a branch" in repr(comparison)
    assert "<table>" in comparison._repr_html_()


def test_importing_derivkit_loads_neither_jax_nor_sympy():
    code = "import sys, derivkit; sys.exit(bool({'jax', 'sympy', 'matplotlib'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_sixty_four_bits_do_not_leak():
    import jax.numpy as jnp  # noqa: PLC0415 - the other tests must not need it

    before = jnp.ones(2).dtype
    assert gradient(lambda x: jnp.sum(x**2), [1.0, 2.0], Automatic()).error.max() < 1e-13
    assert jnp.ones(2).dtype == before == np.float32


def test_an_automatic_answer_that_nobody_checked_says_so():
    answer = gradient(lambda x: np.sum(np.abs(x)), [0.0, 1.0], Automatic(check=False))
    assert list(answer.status) == [Status.UNCHECKED] * 2


def test_expressions_serve_every_backend():
    import sympy  # noqa: PLC0415 - only here

    x, y = sympy.symbols("x y")
    for backend in (Symbolic(), Numerical(), Automatic()):
        assert np.allclose(gradient(x**2 * y, [1.0, 2.0], backend), [4.0, 1.0])
        assert derivative(sympy.sin(x), 1.0, backend=backend).value == pytest.approx(math.cos(1.0))


@pytest.mark.parametrize("backend", [Symbolic(), Automatic()], ids=lambda backend: type(backend).__name__)
def test_a_column_of_a_table_may_stand_before_what_is_traced(backend):
    table = pd.DataFrame({"a": [1.0, 2.0, 3.0]})
    assert derivative(lambda x: (table.a * x).sum(), 2.0, backend=backend).value == 6


def test_a_function_that_draws_random_numbers_is_noisy_and_said_to_be():
    answer = derivative(lambda x: x * np.random.default_rng().random(), 2.0)
    assert answer.status is Status.NOISY
    assert "something else each time" in repr(answer)
    assert "left and right derivatives differ" in repr(derivative(abs, 0.0))
