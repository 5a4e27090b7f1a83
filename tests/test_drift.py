"""Pairs of real pictures: what a reader sees is drift, what another rendering of letters does is none."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# Matplotlib is partly untyped

import io
from collections.abc import Callable
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Literal

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from blogkit.check.compare_pictures import difference, may_be_hinting
from blogkit.check.drift import ink_difference
from blogkit.check.letters import WAYS, looked_at_again
from blogkit.model import Executed, FrontMatter, Judged, Post, Source
from blogkit.model import Figure as Promised

POINTS = (1, 4, 2, 5, 3)
PICTURE = PurePosixPath("static/a.png")


def curve(**changed: object) -> Figure:
    """Two lines with all that a figure has; `changed` is what a careless author may have changed."""
    is_: dict[str, Any] = {
        "points": POINTS,
        "label": "time in seconds",
        "legend": "walk",
        "colour": "C0",
    } | changed
    figure = Figure(figsize=(5, 3.6), dpi=100)
    axes = figure.subplots()
    axes.plot(is_["points"], "o", color=is_["colour"], label=is_["legend"], linestyle=is_.get("line", "-"))
    x = np.linspace(0, 4, 99)
    axes.plot(x, 2 + np.sin(3 * x), color="C1", label="run")
    axes.set_xlabel(is_["label"])
    axes.set_title(is_.get("title", "How fast it goes"))
    axes.set_xticks(is_.get("ticks", range(5)))
    axes.set_ylim(*is_.get("limits", (0.5, 5.5)))
    axes.grid(visible=is_.get("grid", False))
    axes.legend()
    return figure


def line(values: list[int]) -> Figure:
    figure = Figure(figsize=(5, 3.6), dpi=100)
    figure.subplots().plot(values)
    return figure


def cloud(moved: float = 0) -> Figure:
    """A hundred points, one of which moves."""
    x, y = np.random.default_rng(0).random((2, 100))
    y[7] += moved
    figure = Figure(figsize=(5, 3.6), dpi=100)
    axes = figure.subplots()
    axes.scatter(x, y, s=9)
    axes.set_xlim(-0.1, 1.1)
    axes.set_ylim(-0.1, 1.1)
    return figure


def picture(figure: Figure) -> Image.Image:
    file = io.BytesIO()
    FigureCanvasAgg(figure).print_png(file)
    return Image.open(file).convert("RGB")


ORIGINALS: dict[str, Callable[[], Figure]] = {"curve": curve, "line": lambda: line([1, 2]), "cloud": cloud}


@cache
def original(name: str) -> Image.Image:
    return picture(ORIGINALS[name]())


@pytest.mark.parametrize("fonts", ["none", "native"])
@pytest.mark.parametrize("name", ORIGINALS)
def test_other_hinting_is_no_drift(name: str, fonts: Literal["none", "native"]):
    with rc_context({"text.hinting": fonts}):
        assert ink_difference(original(name), picture(ORIGINALS[name]())) == 0


def test_letters_hinted_by_force_are_no_drift_in_ticks():
    with rc_context({"text.hinting": "force_autohint"}):
        assert ink_difference(original("cloud"), picture(cloud())) == 0


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("curve", lambda: curve(points=(1, 4, 2.2, 5, 3))),
        ("curve", lambda: curve(label="time in minutes")),
        ("curve", lambda: curve(label="times in seconds")),
        ("curve", lambda: curve(legend="fly")),
        ("curve", lambda: curve(title="How far it goes")),
        ("curve", lambda: curve(colour="C2")),
        ("curve", lambda: curve(colour="#1f5fb4")),
        ("curve", lambda: curve(line="--")),
        ("curve", lambda: curve(ticks=range(4))),
        ("curve", lambda: curve(limits=(0.5, 5.8))),
        ("curve", lambda: curve(grid=True)),
        ("line", lambda: line([2, 1])),
        ("line", lambda: line([10, 20])),
        ("line", lambda: line([1, 3])),
        ("cloud", lambda: cloud(0.05)),
    ],
)
def test_what_a_reader_sees_is_drift(name: str, changed: Callable[[], Figure]):
    assert ink_difference(original(name), picture(changed())) > 0.0005


@cache
def small(way: str = "", point: float = 2, label: str = "time in seconds") -> bytes:
    """A figure with small letters, laid out by them, at a hundred dots per inch."""
    hinting, _, aliased = way.partition("-")
    settings: dict[Any, Any] = {"text.hinting": hinting, "text.antialiased": not aliased} if way else {}
    with rc_context({**settings, "font.size": 8}):
        figure = curve(points=(1, 4, point, 5, 3), label=label)
        figure.tight_layout()
        file = io.BytesIO()
        FigureCanvasAgg(figure).print_png(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("way", "changed"),
    [
        ("force_autohint", {}),
        ("no_hinting-aliased", {}),
        ("", {"point": 2.05}),
        ("force_autohint", {"label": "time in secands"}),
    ],
)
def test_small_letters_in_another_hinting_are_no_drift_and_another_letter_is(
    way: str, changed: dict[str, Any]
):
    runs: list[str] = []

    def redraw(_: object, other: str) -> dict[str, dict[PurePosixPath, bytes]]:
        runs.append(other)
        return {"a.md": {PICTURE: small(other, **changed)}}

    figure = Promised(1, "a.png", "unchanged", png=small(**changed), committed=small(way), file=PICTURE)
    post = Post(Source(PurePosixPath("a.md"), ""), FrontMatter("a"))
    (told,) = looked_at_again([Judged(Executed(post, (), ()), figures=(figure,))], redraw)
    assert told.figures[0].status == ("changed" if changed else "unchanged")
    assert len(runs) <= (1 if not way else len(WAYS))


def test_what_is_another_picture_by_far_is_not_drawn_again():
    one, other = small(), small(point=3)
    assert not may_be_hinting(one, other, PICTURE)


def noted(words: str) -> Image.Image:
    """A line with grey words along it, as contours have."""
    figure = line([1, 2])
    figure.axes[0].text(0.3, 1.6, words, fontsize=10, color="0.4", rotation=20)
    return picture(figure)


def test_another_digit_in_a_grey_word_along_a_line_is_drift_and_other_hinting_none():
    original = noted("3.0")
    assert min(ink_difference(original, noted(f"{digit}.0")) for digit in "012456789") > 0
    with rc_context({"text.hinting": "native"}):
        assert ink_difference(original, noted("3.0")) == 0


def drawing(figure: Figure) -> bytes:
    file = io.StringIO()
    FigureCanvasSVG(figure).print_svg(file)
    return file.getvalue().encode()


def apart(one: bytes, other: bytes) -> float:
    return difference(one, other, PurePosixPath("a.svg")).share


def test_drawings_are_compared_as_they_look():
    original = drawing(curve())
    for points in (POINTS, (1, 4, 2.2, 5, 3)):
        with rc_context({"text.hinting": "none", "svg.hashsalt": "other", "svg.id": "one"}):
            assert (apart(drawing(curve(points=points)), original) > 0) == (points != POINTS)
    assert apart(drawing(curve(label="times in seconds")), original) > 0


def test_a_drawing_whose_words_are_text_differs_by_them():
    with rc_context({"svg.fonttype": "none"}):
        assert apart(drawing(curve(title="How far it goes")), drawing(curve())) == 1
