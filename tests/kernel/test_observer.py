"""What the kernel notes about the lines of a post, with a real kernel."""

import base64
import struct
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from blogkit.model import Executed, Step, StepKind

pytestmark = pytest.mark.kernel
PATH = PurePosixPath("content/a.md")
Run = Callable[..., Executed]


def printed(executed: Executed) -> list[tuple[tuple[int, ...], str]]:
    return [(note.lines, note.text) for result in executed.results for note in result.printed]


def shown(executed: Executed) -> list[tuple[int, str, str]]:
    return [(note.line, note.name, note.value.repr) for result in executed.results for note in result.shown]


def test_a_print_is_noted_at_its_line_and_at_the_lines_that_called_it(run: Run):
    executed = run(
        "def f(x):\n    print('in f')\n    return x**2",
        "\n\nprint('f:', f(3))\nfor i in range(2):\n    print(i)",
    )
    assert printed(executed) == [((22, 11), "in f\n"), ((22,), "f: 9\n"), ((24,), "0\n1\n")]


def test_a_value_is_noted_only_for_a_statement_with_a_comment(run: Run):
    executed = run("a = 1\nb = a + 1  # 2\na\na + 3\n# 4\na, c = 5, 6  # (5, 6)\n[a][0]")
    assert shown(executed) == [(11, "b", "2"), (13, "", "4"), (15, "(a, c)", "(5, 6)")]


def test_only_values_without_objects_in_them_are_noted_where_no_claim_stands(run: Run):
    class_ = "class Loud:\n    def __repr__(self):\n        raise SystemExit\n"
    executed = run(class_ + "me = []\nme.append(me)\n[1, {'a': (None, 2.5)}]\nme\n[Loud()]\nLoud()\n'end'")
    assert printed(executed) == [((15,), "[1, {'a': (None, 2.5)}]\n")]


def test_an_assignment_with_a_claim_shows_nothing_to_the_reader(run: Run):
    assert not run("b = 2  # 2").results[0].outputs


def test_values_are_noted_inside_blocks_but_not_inside_functions(run: Run):
    function = "def f():\n    x = 1  # 1\n    return x\n"
    executed = run(function + "if True:\n    y = f()  # 1\nfor _ in range(1):\n    y + 1  # 2")
    assert shown(executed) == [(14, "y", "1"), (16, "", "2")]


def test_an_element_that_is_assigned_shows_the_whole(run: Run):
    assert shown(run("x = [1, 2]\nx[0] = 5  # [5, 2]")) == [(11, "x", "[5, 2]")]


def test_arrays_keep_all_their_digits(run: Run):
    executed = run("import numpy as np\nx = np.array([0.1, 1e-20])  # [0.1 0]")
    value = executed.results[0].shown[0].value
    assert value.numbers == (0.1, 1e-20)
    assert (value.shape, value.dtype, value.text) == ((2,), "float64", "[1.e-01 1.e-20]")


def test_formulas_come_in_their_exact_form(run: Run):
    executed = run("from sympy import *\nsqrt(18)  # 3*sqrt(2)")
    assert executed.results[0].shown[0].value.srepr == "Mul(Integer(3), Pow(Integer(2), Rational(1, 2)))"


def test_an_error_is_at_the_line_of_the_cell_that_failed_and_written_down_once(run: Run):
    counted = "written = []\nit = get_ipython().InteractiveTB\nwrite = it.structured_traceback\n"
    counted += "it.structured_traceback = lambda *a, **k: written.append(1) or write(*a, **k)"
    failing = "def f(x):\n    return 1 / x", "\nx = 0\nf(\n    x)", "y = = 2", "z = 1"
    executed = run(*failing, counted, "1 / 0", "len(written)  # 1")
    failures = [result.failure for result in executed.results]
    assert [(bad.line, bad.name) for bad in failures if bad] == [
        (22, "ZeroDivisionError"),
        (30, "SyntaxError"),
        (60, "ZeroDivisionError"),
    ]
    assert executed.results[3].ran
    assert shown(executed) == [(70, "", "1")]


def test_a_recipe_sees_the_names_of_the_post_and_leaves_none(run: Run):
    code = "%%recipe a.png\nimport matplotlib.pyplot as plt\nx = 99\nplt.plot(ys)"
    recipe = Step(StepKind.RECIPE, code, 1, PATH.with_suffix(".figures.py"), 15)
    executed = run("x = 1\nys = [1, 2]", recipe, "x  # 1")
    assert shown(executed) == [(30, "", "1")]
    png = base64.b64decode(executed.results[1].outputs[0].data["image/png"])
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, _ = struct.unpack(">II", png[16:24])
    assert width >= 1200  # sharp on a high-density screen
    assert b"Software" not in png


def test_a_recipe_draws_the_same_bytes_again(run: Run):
    code = "%%recipe a.png\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])"
    recipe = Step(StepKind.RECIPE, code, 1, PATH.with_suffix(".figures.py"), 15)
    first, second = (run(recipe).results[0].outputs[0].data["image/png"] for _ in range(2))
    assert first == second


PLOT = "import matplotlib.pyplot as plt\n"
OPEN = Step(
    StepKind.CELL, f"%config InlineBackend.close_figures = False\n{PLOT}_ = plt.plot([3, 4])", 15, PATH, 15
)


def recipe(code: str, name: str = "a.png") -> Step:
    return Step(StepKind.RECIPE, f"%%recipe {name}\n{code}", 1, PATH.with_suffix(".figures.py"), 15)


def test_a_recipe_that_fails_or_draws_nothing_shows_no_picture_and_leaves_no_figure(run: Run):
    drawn = f"{PLOT}plt.rcParams['lines.linewidth'] = 9\nplt.plot([1, 2])\n"
    codes = ["x = 1", f"{drawn}1 / 0", f"{PLOT}plt.figure()", f"{drawn}plt.close()", "x = = 1"]
    wide = f"{PLOT}plt.figure(figsize=(150, 2))\nplt.plot([1])"
    after = "print(plt.get_fignums(), plt.rcParams['lines.linewidth'])"
    executed = run(OPEN, *map(recipe, [*codes, wide]), after)
    results = executed.results[1:-1]
    assert [result.failure and (result.failure.line, result.failure.name) for result in results] == [
        (1, "NoPictureError"),
        (5, "ZeroDivisionError"),
        (1, "NoPictureError"),
        (1, "NoPictureError"),
        (2, "SyntaxError"),
        (1, "NoPictureError"),
    ]
    assert not any(result.outputs for result in results)
    # the post's own open figure is as it was
    assert printed(executed) == [((80,), "[1] 1.5\n")]


def test_every_format_is_drawn_with_the_same_bytes_again_also_behind_show(run: Run):
    names = [f"a b.{form}" for form in ("png", "svg", "svgz", "pdf", "jpg", "webp", "eps")]
    steps = [recipe(f"{PLOT}plt.plot([1, 2])\nplt.show()", name) for name in names for _ in "12"]
    results = run(*steps).results
    assert [result.failure for result in results] == [None] * len(steps)
    assert [len(result.outputs) for result in results] == [1] * len(steps)
    assert all(one.outputs == other.outputs for one, other in zip(results[::2], results[1::2], strict=True))


def test_a_figure_is_drawn_to_be_measured_and_shown_and_once_more_where_it_is_laid_out(run: Run):
    counted = "draw = Figure.draw\ndrawn = []\nFigure.draw = lambda *a: drawn.append(1) or draw(*a)"
    executed = run(
        f"import matplotlib.pyplot as plt\nfrom matplotlib.figure import Figure\n{counted}",
        "plt.plot([1]);",
        "plain = len(drawn)\nplt.subplots(layout='constrained');",
        "plain, len(drawn) - plain  # (2, 3)",
    )
    assert shown(executed)[-1] == (40, "", "(2, 3)")


def test_a_check_is_evaluated_with_the_numbers_of_its_sentence(run: Run):
    check = Step(StepKind.CHECK, "%%check 0.5 -2\nnumbers == [slope, -2]", 19, PATH, 20)
    assert shown(run("slope = 0.5", check)) == [(20, "", "True")]


def test_a_value_that_cannot_be_shown_does_no_harm(run: Run):
    code = "class Odd:\n    def __repr__(self):\n        raise ValueError\nodd = Odd()  # odd\nprint('after')"
    executed = run(code)
    assert executed.results[0].failure is None
    assert printed(executed) == [((14,), "after\n")]


def test_redirected_text_is_not_taken_for_output(run: Run):
    redirected = "with contextlib.redirect_stdout(io.StringIO()):\n    print('hidden')\n"
    code = f"import contextlib, io\n{redirected}print('seen')"
    assert printed(run(code)) == [((13,), "seen\n")]


def test_a_method_that_returns_nothing_shows_the_object_it_changed(run: Run):
    assert shown(run("a = [2, 1]\na.sort()  # [1, 2]")) == [(11, "", "None"), (11, "a", "[1, 2]")]


def test_a_list_that_holds_itself_is_described(run: Run):
    assert shown(run("a = [0]\na[0] = a\na  # [[...]]")) == [(12, "", "[[...]]")]


def test_a_cell_goes_on_behind_an_exception_that_its_text_announces(run: Run):
    code = "d = {}\nd['a']  # KeyError: 'a'\nb = d['b']\n# raises KeyError\nprint('on')\nlen(d)  # 0"
    executed = run(code)
    assert executed.results[0].failure is None
    assert printed(executed) == [((14,), "on\n")]
    texts = [(line, text) for line, _, text in shown(executed) if text != "None"]
    assert texts == [(11, "KeyError: 'a'"), (12, "KeyError: 'b'"), (15, "0")]


def test_another_exception_than_the_one_announced_stops_the_cell(run: Run):
    failure = run("len(5)  # ValueError\nprint('on')").results[0].failure
    assert failure
    assert (failure.name, failure.line) == ("TypeError", 10)


def test_the_last_value_is_shown_where_an_announced_exception_stays_away(run: Run):
    outputs = run("len('ab')  # not a TypeError, but 2").results[0].outputs
    assert [output.data["text/plain"] for output in outputs] == ["2"]


def test_a_coroutine_runs_as_in_a_script_and_never_inside_another(run: Run):
    code = """import asyncio
async def two():
    await asyncio.sleep(0)
    print("waited")
    return 2
async def nested():
    asyncio.run(two())
asyncio.run(two())  # 2
asyncio.get_event_loop().run_until_complete(two())  # 2
loop = asyncio.new_event_loop()
loop.run_until_complete(two())  # 2
loop.close()
await two()  # 2"""
    executed = run(code, "import asyncio\nasyncio.run(nested())")
    assert executed.results[0].failure is None
    assert [text for _, name, text in shown(executed) if not name] == ["2", "2", "2", "2"]
    assert [text for _, text in printed(executed)][:3] == ["waited\n"] * 3
    failure = executed.results[1].failure
    assert failure
    assert failure.message == "asyncio.run() cannot be called from a running event loop"


def test_an_exception_that_the_post_handles_reaches_its_handler(run: Run):
    code = "try:\n    {}['a']  # KeyError\nexcept KeyError:\n    print('handled')"
    assert [text for _, text in printed(run(code))] == ["handled\n"]


def test_code_that_is_nested_too_deeply_is_observed_or_fails_at_once(run: Run):
    deep, deeper = "+".join(["1"] * 700), "+".join(["1"] * 9000)
    executed = run(f"{deep}  # 700\nx = {deep}  # 700", deeper, "1 + 1  # 2")
    assert shown(executed) == [(10, "", "700"), (11, "x", "700"), (30, "", "2")]
    assert [bad.name for result in executed.results if (bad := result.failure)] == ["MemoryError"]
