"""Sentences about a figure say what its recipe draws; a number changed in a checked one is noticed."""

import ast
import re
from collections.abc import Callable, Mapping
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from blogkit.check import claims
from blogkit.check.recipes import recipe_steps
from blogkit.check.steps import steps
from blogkit.hugo import images
from blogkit.model import Post, Source, StepKind
from blogkit.source import parse

mpl.use("Agg")
from matplotlib import pyplot as plt

pytestmark = pytest.mark.slow

CONTENT = Path(__file__).parent.parent / "content"
PAGES = ("posts/calculus-101", "posts/several-variables", "posts/fitting", "docs/figures")
RED, BLUE, GREEN = to_rgb("#cc3311"), to_rgb("#0077bb"), to_rgb("#117733")
Names = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """A page, run in this process: the figures by name, and the changed numbers that its checks let pass."""

    figures: dict[str, Figure] = field(default_factory=dict[str, Figure])
    passed: list[str] = field(default_factory=list[str])
    lies: list[str] = field(default_factory=list[str])


def read(name: str) -> Post:
    """A page with its recipes."""
    path = CONTENT / f"{name}.md"
    recipes = path.with_suffix(".figures.py")
    text = recipes.read_text("utf-8") if recipes.exists() else ""
    return parse(Source(PurePosixPath(f"{name}.md"), path.read_text("utf-8"), text))


@cache
def run(name: str) -> Ran:
    """Run the cells, checks and recipes of a page, in the order of the text."""
    post, names, ran = read(name), Names(__name__="__main__"), Ran()
    todo = steps(post, claims.find(post), recipe_steps(post, images(post)))
    with plt.rc_context(), chdir((CONTENT / name).parent), redirect_stdout(StringIO()):
        for step in todo:
            if step.kind is StepKind.CHECK:
                try_lies(step.code, names, ran)
            elif step.kind is StepKind.RECIPE:
                exec(step.code.split("\n", 1)[1], dict(names))  # noqa: S102 - our own recipe
                ran.figures[Path(step.figure).name] = plt.gcf()
            elif not step.options.raises:
                exec(step.code, names)  # noqa: S102 - our own cell
    plt.close("all")
    return ran


def try_lies(code: str, names: Names, ran: Ran) -> None:
    """Evaluate a check with the numbers of its sentence, and with each of them changed."""
    head, expression = code.split("\n", 1)
    said = head.split()[1:]
    assert holds(expression, said, names), code
    for at, number in enumerate(said):
        lie = changed(number)
        ran.lies.append(lie)
        if "numbers" in expression and holds(expression, [*said[:at], lie, *said[at + 1 :]], names):
            ran.passed.append(f"{lie} for {number}: {expression}")


def holds(expression: str, said: list[str], names: Names) -> bool:
    """Whether a check holds; one that fails does not."""
    try:
        return bool(eval(expression, names | {"numbers": [*map(ast.literal_eval, said)]}))  # noqa: S307
    except (LookupError, ValueError):
        return False


def changed(number: str) -> str:
    """Another first digit that means something: 0.101 becomes 0.201."""
    return (
        re.sub(r"[1-9]", lambda digit: str(int(digit[0]) % 9 + 1), number, count=1)
        if number.strip("-0.")
        else "1"
    )


@pytest.mark.parametrize("name", PAGES)
def test_each_number_changed_in_a_checked_sentence_is_noticed(name: str):
    assert run(name).passed == []


def xy(axes: Axes, label: str) -> tuple[np.ndarray, np.ndarray]:
    """The data of the line whose label begins so."""
    line = next(one for one in axes.lines if str(one.get_label()).startswith(label))
    return np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)


def colour(axes: Axes, label: str) -> tuple[float, float, float]:
    return to_rgb(next(one for one in axes.lines if str(one.get_label()).startswith(label)).get_color())


def rings(axes: Axes) -> np.ndarray:
    """The points ringed in red, one a row."""
    found = [one for one in axes.lines if one.get_markersize() >= 12 and to_rgb(one.get_color()) == RED]
    return np.vstack([np.column_stack([one.get_xdata(), one.get_ydata()]) for one in found])


def texts(axes: Axes) -> list[str]:
    return [one.get_text() for one in axes.texts]


def function_derivative(figure: Figure) -> None:
    (axes,) = figure.axes
    x, curve = xy(axes, "function")
    _, slope = xy(axes, "derivative")
    assert (colour(axes, "function"), colour(axes, "derivative")) == (RED, BLUE)
    assert np.array_equal(np.sign(np.diff(curve)), np.sign(slope[1:] + slope[:-1])), "negative where it falls"
    assert x[curve.argmin()] == slope[curve.argmin()] == 0, "zero at the bottom"
    assert (np.diff(np.abs(slope[x >= 0])) > 0).all(), "the farther from zero, the steeper"


def symbolic_comparison(figure: Figure) -> None:
    (axes,) = figure.axes
    dots = next(one for one in axes.lines if one.get_marker() == "o")
    assert texts(axes) == ["2", "4", "6"] == [f"{slope:g}" for slope in dots.get_ydata()]
    assert np.interp(dots.get_xdata(), *xy(axes, "SymPy")) == pytest.approx([2, 4, 6])


def numpy_numerical(figure: Figure) -> None:
    axes = figure.axes[0]
    (x, exact), (_, dots) = xy(axes, "exact"), xy(axes, "np.gradient, every third")
    assert len(dots) == 100
    assert np.abs(dots - exact)[1:-1].max() < 1e-12
    assert rings(axes)[:, 0].tolist() == [x[0], x[-1]]
    assert dots[0] > exact[0] + 0.1, "the outermost dot lies above the line"


def complex_function(figure: Figure) -> None:
    whole, closeup = figure.axes
    line, (x, dots) = xy(whole, "exact"), xy(whole, "np.gradient")
    off = np.abs(dots - np.interp(x, *line))
    assert rings(whole)[:, 0] == [x[0]]
    assert texts(whole) == [f"off by {off[0]:,.0f}"]
    assert round(off[0], -1) == 4170
    assert off.argmax() == 0
    assert off[x > 0][:-1].max() < 0.35 < off[-1] < 1, "close through every wave, but for the last one"
    assert rings(closeup)[:, 0] == [x[-1]]


def absolute_value(figure: Figure) -> None:
    (axes,) = figure.axes
    x, dots = xy(axes, "np.gradient")
    assert rings(axes)[:, 1].tolist() == pytest.approx([-0.5, 0.5])
    assert texts(axes) == ["−0.5", "0.5"]
    others = np.abs(dots) > 0.75
    assert dots[others] == pytest.approx(np.sign(x[others]))
    assert (~others).sum() == 2


def jax_autodiff(figure: Figure) -> None:
    (axes,) = figure.axes
    assert xy(axes, "jax.grad")[1] == pytest.approx(xy(axes, "exact")[1], rel=1e-6)


def expression_swell(figure: Figure) -> None:
    (axes,) = figure.axes
    (_, out), (_, parts), (_, graph) = (xy(axes, name) for name in ("written out", "parts shared", "JAX"))
    assert colour(axes, "written out") == RED
    assert 4 <= np.log10(out[-1] / out[0]) < 5, "through four powers of ten"
    assert max(parts[-1], graph[-1]) < out[-1] / 100, "far below"


def step_size(figure: Figure) -> None:
    (axes,) = figure.axes
    (right, forward), (far, central) = xy(axes, "forward"), xy(axes, "central")
    for errors in (forward, central):
        assert errors.min() < min(errors[0], errors[-1]) / 1e4, "a V"
    assert central.min() < forward.min(), "deeper"
    assert far[central.argmin()] > right[forward.argmin()], "farther right"
    assert max(xy(axes, "derivkit")[1]) < min(central.min(), forward.min()) / 10, "far below both"
    assert colour(axes, "derivkit") == GREEN


def thirty_two_bits(figure: Figure) -> None:
    (_, off), *_ = [(line.get_xdata(), np.asarray(line.get_ydata())) for line in figure.axes[0].lines]
    begin = off[off > 0][0]
    assert 1e-8 < begin < 1e-6, "one part in ten million"
    assert off.max() > 0.1, "well above a per cent"


def where_trap(figure: Figure) -> None:
    (axes,) = figure.axes
    crosses, zeros = xy(axes, "one where: nan")
    assert crosses.max() == 0
    assert len(crosses) == 21
    assert not zeros.any()
    assert colour(axes, "one where: nan") == RED
    x, dots = xy(axes, "one where")
    assert x.min() > 0
    assert (np.diff(dots) < 0).all(), "the falling curve"
    cured, zero = xy(axes, "two wheres")
    assert cured.max() == 0
    assert not zero.any()


def cancellation(figure: Figure) -> None:
    (axes,) = figure.axes
    for name in ("SymPy", "JAX"):
        _, error = xy(axes, name)
        assert error[:9].min() > 1e4, "far above one"
        assert error[-1] < 1e-8, "to rounding"
    assert xy(axes, "derivkit")[1].max() < 0.02


def gradient_times(figure: Figure) -> None:
    (axes,) = figure.axes
    labels = ("finite differences", "compiled jax.grad", "SymPy's code")
    differences, compiled, symbols = (xy(axes, label) for label in labels)
    growth = [values[-1] / values[0] for _, values in (differences, compiled)]
    assert growth[0] > 50 * growth[1], "rises steeply, stays nearly flat"
    assert symbols[1][0] == min(one[1][0] for one in (differences, compiled, symbols)), "begins lowest"
    assert symbols[0][-1] < compiled[0][-1], "ends early"


def valley(x: float, y: float) -> float:
    return (1 - x) ** 2 + 10 * (y - x**2) ** 2


def gradient(figure: Figure) -> None:
    (axes,) = figure.axes
    (quiver,) = [one for one in axes.collections if hasattr(one, "U")]
    assert len(quiver.U) == 5
    for (x, y), u, v in zip(quiver.XY, quiver.U, quiver.V, strict=True):
        step = 1e-6
        uphill = valley(x + step * u, y + step * v) - valley(x - step * u, y - step * v)
        along = valley(x - step * v, y + step * u) - valley(x + step * v, y - step * u)
        assert uphill > 0
        assert abs(along) < 1e-6 * uphill, "at right angles to the contour line"


def paths(figure: Figure) -> None:
    (axes,) = figure.axes
    (x, y), (far, high) = xy(axes, "gradient descent, 500"), xy(axes, "Newton, 6")
    assert (len(x) - 1, len(far) - 1) == (500, 6)
    assert (x[0], y[0]) == (far[0], high[0])
    assert np.hypot(far[-1] - 1, high[-1] - 1) < 1e-4 < np.hypot(x[-1] - 1, y[-1] - 1)
    assert np.median(np.hypot(np.diff(x), np.diff(y))) < 0.2 < np.hypot(np.diff(far), np.diff(high)).max()
    heights = np.array([valley(*one) for one in zip(far, high, strict=True)])
    assert heights.max() > heights[0], "one of them climbs the wall"


def cooling(figure: Figure) -> None:
    (axes,) = figure.axes
    (_, measured), (_, fit) = xy(axes, "measured"), xy(axes, "fit")
    assert len(measured) == 20
    assert (round(measured[0], -1), round(measured[-1])) == (80, 21)
    assert (np.diff(fit) < 0).all()


def sine(figure: Figure) -> None:
    (line,) = figure.axes[0].lines
    assert np.asarray(line.get_ydata()) == pytest.approx(np.sin(line.get_xdata()))


FIGURES: Mapping[tuple[str, str], Callable[[Figure], None]] = {
    ("posts/calculus-101", "function-derivative.png"): function_derivative,
    ("posts/calculus-101", "symbolic-comparison.png"): symbolic_comparison,
    ("posts/calculus-101", "numpy-numerical.png"): numpy_numerical,
    ("posts/calculus-101", "complex-function.png"): complex_function,
    ("posts/calculus-101", "absolute-value.png"): absolute_value,
    ("posts/calculus-101", "jax-autodiff.png"): jax_autodiff,
    ("posts/calculus-101", "expression-swell.png"): expression_swell,
    ("posts/calculus-101", "step-size.png"): step_size,
    ("posts/calculus-101", "thirty-two-bits.png"): thirty_two_bits,
    ("posts/calculus-101", "where-trap.png"): where_trap,
    ("posts/calculus-101", "cancellation.png"): cancellation,
    ("posts/calculus-101", "gradient-times.png"): gradient_times,
    ("posts/several-variables", "gradient.png"): gradient,
    ("posts/fitting", "paths.png"): paths,
    ("posts/fitting", "cooling.png"): cooling,
    ("docs/figures", "sine.svg"): sine,
}


@pytest.mark.parametrize(("page", "name"), FIGURES, ids=[name for _, name in FIGURES])
def test_a_figure_shows_what_its_sentences_say(page: str, name: str):
    FIGURES[page, name](run(page).figures[name])


@pytest.mark.parametrize("page", PAGES)
def test_each_figure_of_a_page_is_held_against_its_sentences(page: str):
    assert {name for one, name in FIGURES if one == page} == set(run(page).figures)
