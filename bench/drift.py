"""Pairs of pictures, drawn otherwise or of something else: counts those on the wrong side.

    python -m bench.drift [calibration|proof]... [--dpi N]... [--other FOLDER]...

Each FOLDER holds another Matplotlib (`pip install --no-deps --target FOLDER matplotlib==3.11.0`). The measure
was calibrated on the first set of figures; the second proves it.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Matplotlib is partly untyped

import argparse
import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from blogkit.check.compare_pictures import difference, may_be_hinting, share_among
from blogkit.check.letters import WAYS

FILE = PurePosixPath("a.png")
SIZE = 8
"""Points of most letters: where they are small, they say least."""
Is = dict[str, Any]


@dataclass(frozen=True)
class Subject:
    """What is drawn, as it is, and what somebody may have changed in it."""

    draw: Callable[[Is], Figure]
    plain: Is
    changes: dict[str, Is] = field(default_factory=dict[str, Is])


def _axes(is_: Is, rows: int = 1, columns: int = 1, kind: str = "rectilinear") -> tuple[Figure, Any]:
    figure = Figure(figsize=(5, 3.6), layout=is_.get("layout"))
    return figure, figure.subplots(rows, columns, subplot_kw={"projection": kind})


def _dressed(axes: Any, is_: Is) -> None:  # noqa: ANN401  (Matplotlib's axes are untyped)
    axes.set_xlabel(is_["label"])
    axes.set_title(is_["title"])
    if "limits" in is_:
        axes.set_ylim(*is_["limits"])
    if "ticks" in is_:
        axes.set_xticks(is_["ticks"])
    axes.legend()


def curve(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    axes.plot(is_["points"], "o-", color=is_["colour"], label=is_["legend"])
    x = np.linspace(0, 4, 99)
    axes.plot(x, 2 + np.sin(3 * x), color="C1", label="run")
    _dressed(axes, is_)
    return figure


def bars(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    axes.bar(["ant", "bee", "cow", "dog"], is_["points"], color=is_["colour"], label=is_["legend"])
    for at, value in enumerate(is_["points"]):
        axes.text(at, value + 0.05, f"{value:.2f}", ha="center", color="0.3")
    _dressed(axes, is_)
    return figure


def cloud(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    x, y = np.random.default_rng(0).random((2, 100))
    y[7] = is_["points"]
    axes.scatter(x, y, s=9, color=is_["colour"], label=is_["legend"])
    axes.grid(visible=True)
    _dressed(axes, is_)
    return figure


def contours(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    x, y = np.meshgrid(np.linspace(-2, 2, 80), np.linspace(-2, 2, 80))
    lines = axes.contour(x, y, x**2 + y**2, levels=is_["levels"], colors=is_["colour"])
    axes.clabel(lines, fmt=is_["form"])
    axes.plot([0], [is_["points"]], "o", label=is_["legend"])
    _dressed(axes, is_)
    return figure


def heat(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    values = np.add.outer(np.arange(5.0), np.arange(6.0))
    values[2, 3] = is_["points"]
    shown = axes.imshow(values, cmap=is_["colour"])
    for (row, column), value in np.ndenumerate(values):
        axes.text(column, row, f"{value:g}", ha="center", va="center", color="w" if value < 5 else "k")
    figure.colorbar(shown, label=is_["legend"])
    axes.set_xlabel(is_["label"])
    axes.set_title(is_["title"])
    return figure


def panels(is_: Is) -> Figure:
    figure, axes = _axes(is_, 2, 2)
    for number, one in enumerate(axes.flat):
        points = np.array(is_["points"]) * (number + 1)
        one.plot(points, color=is_["colour"], label=is_["legend"])
        _dressed(one, is_)
    figure.tight_layout()
    return figure


def histogram(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    data = np.random.default_rng(1).normal(size=400)
    axes.hist(data + is_["points"], bins=24, range=(-4, 4), color=is_["colour"], label=is_["legend"])
    axes.axvline(data.mean(), color="k", linestyle="--")
    _dressed(axes, is_)
    return figure


def errors(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    words = {"color": is_["colour"], "label": is_["legend"]}
    axes.errorbar(range(5), is_["points"], yerr=0.4, fmt="s", capsize=3, **words)
    axes.annotate("the most", (1, 4), (2.2, 4.6), arrowprops={"arrowstyle": "->"})
    _dressed(axes, is_)
    return figure


def shares(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    names = ["rye", is_["label"], "oats"]
    axes.pie(is_["points"], labels=names, autopct="%.1f%%", colors=[is_["colour"], "C1", "C2"])
    axes.set_title(is_["title"])
    axes.legend(["rye", "wheat", is_["legend"]], loc="lower left")
    return figure


def turns(is_: Is) -> Figure:
    figure, axes = _axes(is_, kind="polar")
    angle = np.linspace(0, 2 * np.pi, 60)
    axes.plot(angle, 1 + is_["points"] * np.cos(angle), color=is_["colour"], label=is_["legend"])
    axes.set_title(is_["title"])
    axes.set_xlabel(is_["label"])
    axes.legend(loc="lower right")
    return figure


def formulas(is_: Is) -> Figure:
    figure, axes = _axes(is_)
    x = np.linspace(0.1, 10, 80)
    axes.loglog(x, x**2, color=is_["colour"], label=is_["legend"])
    axes.plot([2], [is_["points"]], "k^")
    axes.text(0.2, 20, is_["formula"])
    _dressed(axes, is_)
    return figure


def small(is_: Is) -> Figure:
    figure, axes = _axes(is_, 2, 3)
    for number, one in enumerate(axes.flat):
        one.fill_between(range(5), is_["points"], alpha=0.3, color=is_["colour"])
        one.plot(is_["points"], color=is_["colour"], label=is_["legend"])
        one.set_title(f"run {number}")
        one.tick_params(labelsize=is_["small"])
    axes[0][0].legend()
    axes[1][1].set_xlabel(is_["label"])
    figure.suptitle(is_["title"])
    if "limits" in is_:
        axes[0][0].set_ylim(*is_["limits"])
    return figure


WORDS = {"label": "time in seconds", "title": "How fast it goes", "legend": "walk", "colour": "C0"}
CHANGED = {
    "label": {"label": "times in seconds"},
    "title": {"title": "How far it goes"},
    "legend": {"legend": "wall"},
    "colour": {"colour": "C2"},
    "shade": {"colour": "#1f5fb4"},
}
POINTS = (1, 4, 2, 5, 3)
MOVED = (1, 4, 2.15, 5, 3)
CALIBRATION = {
    "curve": Subject(curve, WORDS | {"points": POINTS}, CHANGED | {
        "point": {"points": MOVED}, "ticks": {"ticks": range(4)}, "scaled": {"limits": (0.7, 5.4)}}),
    "bars": Subject(bars, WORDS | {"points": (0.31, 0.55, 0.42, 0.68)}, CHANGED | {
        "point": {"points": (0.31, 0.55, 0.44, 0.68)}, "scaled": {"limits": (0, 0.8)}}),
    "cloud": Subject(cloud, WORDS | {"points": 0.5}, CHANGED | {
        "point": {"points": 0.53}, "scaled": {"limits": (-0.1, 1.1)}, "ticks": {"ticks": [0, 0.5, 1]}}),
    "contours": Subject(
        contours, WORDS | {"points": 0.0, "levels": (0.5, 1, 1.5, 2, 3), "form": "%.1f", "colour": "0.4"},
        {"label": CHANGED["label"], "legend": CHANGED["legend"], "point": {"points": 0.1},
         "digit": {"form": {0.5: "0.5", 1: "1.0", 1.5: "1.6", 2: "2.0", 3: "3.0"}},
         "level": {"levels": (0.5, 1, 1.5, 2.1, 3)}}),
    "heat": Subject(heat, WORDS | {"points": 5.0, "colour": "viridis"}, {
        "label": CHANGED["label"], "title": CHANGED["title"], "legend": CHANGED["legend"],
        "colour": {"colour": "plasma"}, "point": {"points": 6.0}}),
    "panels, laid out": Subject(panels, WORDS | {"points": POINTS}, CHANGED | {
        "point": {"points": MOVED}, "scaled": {"limits": (0.5, 22)}}),
}  # fmt: skip
PROOF = {
    "histogram": Subject(histogram, WORDS | {"points": 0.0}, CHANGED | {
        "point": {"points": 0.05}, "ticks": {"ticks": [-4, -2, 0, 2]}, "scaled": {"limits": (0, 60)}}),
    "errors": Subject(errors, WORDS | {"points": POINTS}, CHANGED | {
        "point": {"points": MOVED}, "ticks": {"ticks": range(4)}, "scaled": {"limits": (0.4, 5.6)}}),
    "shares": Subject(shares, WORDS | {"points": (20, 30, 50), "label": "wheat"}, {
        "label": {"label": "whets"}, "title": CHANGED["title"], "legend": CHANGED["legend"],
        "colour": CHANGED["colour"], "shade": CHANGED["shade"], "point": {"points": (20, 31, 49)}}),
    "turns": Subject(turns, WORDS | {"points": 0.5}, CHANGED | {"point": {"points": 0.53}}),
    "formulas": Subject(
        formulas, WORDS | {"points": 9.0, "formula": r"$\frac{\alpha^2}{\sqrt{x_1}}$"}, CHANGED | {
            "point": {"points": 10.0}, "digit": {"formula": r"$\frac{\alpha^3}{\sqrt{x_1}}$"},
            "index": {"formula": r"$\frac{\alpha^2}{\sqrt{x_2}}$"}, "scaled": {"limits": (0.008, 120)}}),
    "small, laid out": Subject(
        small, WORDS | {"points": POINTS, "layout": "constrained", "small": 6}, CHANGED | {
            "point": {"points": MOVED}, "scaled": {"limits": (-0.2, 5.4)}}),
}  # fmt: skip
SETS = {"calibration": CALIBRATION, "proof": PROOF}


def drawn(subject: Subject, changed: Is, way: str, density: int) -> bytes:
    """As it is drawn with letters set in one way; the empty one is Matplotlib's own."""
    hinting, _, aliased = way.partition("-")
    letters: dict[Any, Any] = {"text.hinting": hinting, "text.antialiased": not aliased} if way else {}
    file = io.BytesIO()
    with rc_context({**letters, "font.size": SIZE}):
        figure = subject.draw(subject.plain | changed)
        figure.savefig(file, format="png", dpi=density, pil_kwargs={"compress_level": 1})
    return file.getvalue()


def told(drawings: Sequence[bytes], committed: bytes) -> float:
    """What the tool says: it looks at as many drawings as it needs."""
    if not may_be_hinting(drawings[0], committed, FILE):
        return difference(drawings[0], committed, FILE).share
    counts = range(1 if drawings[0] == committed else 2, len(drawings) + 1)
    shares = (share_among(drawings[:count], committed, FILE, last=count == len(drawings)) for count in counts)
    return next(share for share in shares if share is not None)


def pairs(
    name: str, subject: Subject, density: int, others: Mapping[str, Path]
) -> Iterator[tuple[str, bool, Sequence[bytes], bytes]]:
    """What is tried, whether something has changed, what is drawn now, and what was committed."""
    ways = ["", *WAYS]
    committed = {way: drawn(subject, {}, way, density) for way in ways}
    now = [committed[way] for way in ways]
    for way in ways[1:]:
        yield f"{name}: {way}", False, now, committed[way]
    for version, folder in others.items():
        yield f"{name}: {version}", False, now, (folder / _file_name(name, density)).read_bytes()
    for change, changed in subject.changes.items():
        now = [drawn(subject, changed, way, density) for way in ways]
        for way in ("", "force_autohint"):
            yield f"{name}: {change} {way}".rstrip(), True, now, committed[way]


def _file_name(name: str, density: int) -> str:
    return f"{name}-{density}.png"


def draw_all(folder: Path, sets: Sequence[str], densities: Sequence[int]) -> None:
    """Draw every figure as it is, into a folder."""
    for name, subject in ((name, one) for some in sets for name, one in SETS[some].items()):
        for density in densities:
            (folder / _file_name(name, density)).write_bytes(drawn(subject, {}, "", density))


def _drawn_by_others(others: Sequence[Path], place: Path, words: Sequence[str]) -> dict[str, Path]:
    """Version -> the folder into which that Matplotlib has drawn."""
    found: dict[str, Path] = {}
    for other in others:
        version = next(other.glob("matplotlib-*.dist-info")).name.split("-")[1].removesuffix(".dist")
        found[version] = place / version
        found[version].mkdir()
        command = [sys.executable, "-m", "bench.drift", *words, "--draw", str(found[version])]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(other)})
    return found


def main() -> None:
    """Measure, and name each pair on the wrong side."""
    parser = argparse.ArgumentParser(prog="python -m bench.drift", description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"{' or '.join(SETS)}; both by default")
    parser.add_argument("--dpi", type=int, action="append")
    parser.add_argument("--other", type=Path, action="append", default=[])
    parser.add_argument("--draw", type=Path, help="only draw, into a folder")
    asked = parser.parse_args()
    sets: list[str] = asked.sets or [*SETS]
    densities: list[int] = asked.dpi or [100]
    if asked.draw:
        draw_all(asked.draw, sets, densities)
        return
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as place:
        words = [*sets, *(f"--dpi={one}" for one in densities)]
        others = _drawn_by_others(asked.other, Path(place), words)
        for some, density in ((some, density) for some in sets for density in densities):
            for name, subject in SETS[some].items():
                for what, has_changed, now, committed in pairs(name, subject, density, others):
                    is_drift = told(now, committed) > 0
                    counts[f"{some}, {'changed' if has_changed else 'the same'}"] += 1
                    if is_drift != has_changed:
                        counts[f"{some}, wrong"] += 1
                        print(
                            f"{'false alarm' if is_drift else 'missed'} at {density} dpi: {what}", flush=True
                        )
    print(f"Matplotlib {mpl.__version__}: {dict(counts)}")


if __name__ == "__main__":
    main()
