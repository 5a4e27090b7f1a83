"""Measures whole commands on executed posts, claims and figures included: writes bench/out/whole.md.

    python -m bench whole [--quick]

Plain is one `python` a post with the same cells, two at a time. All that is compared runs in turn within a
round; a ratio is the median of the rounds'. The table ends with the targets, met or not.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.execution import WORKERS, posts
from bench.rendering import HOME, OUT, Cost, measured
from bench.targets import Row, table

SETTINGS = 'baseURL = "https://example.org/"\ntitle = "A blog"\n'
FORMULA = "\nBetween them stands a formula, $\\sqrt{x^2} = |x|$, and a sentence.\n"
CHANGED = 3
"""The post that is edited; any will do."""


class Blog:
    """Generated posts whose outputs are stated, and the same cells as scripts."""

    def __init__(self, folder: Path, count: int) -> None:
        """Write it; `fix` states the outputs."""
        self.folder = folder / f"blog-{count}"
        self._cells = posts(count)
        self._round = 0
        (self.folder / "content/posts").mkdir(parents=True)
        (self.folder / "hugo.toml").write_text(SETTINGS)
        for number, cells in enumerate(self._cells):
            self.post(number).write_text(text_of_post(number, cells))
        _command("fix", self.folder, self.folder / "fixed")

    def post(self, number: int) -> Path:
        """The file of a post."""
        return self.folder / f"content/posts/post-{number}.md"

    def begin_anew(self) -> None:
        """Let the next build find no cache."""
        self._round += 1

    def build(self) -> Cost:
        """The whole command."""
        return _command("build", self.folder, self.folder.parent / f"cache-{self.folder.name}-{self._round}")

    def plain(self, numbers: range) -> tuple[float, float]:
        """Wall and CPU seconds of the cells as scripts, two at a time."""
        begin = time.perf_counter()
        with ThreadPoolExecutor(WORKERS) as workers:
            costs = list(workers.map(self._script, numbers))
        return time.perf_counter() - begin, sum(cost.cpu for cost in costs)

    def _script(self, number: int) -> Cost:
        command = [sys.executable, "-c", "\n".join(self._cells[number])]
        return measured(command, {"MPLBACKEND": "agg"})


def text_of_post(number: int, cells: list[str]) -> str:
    """A post of these cells, each with an empty output for `fix` to fill, a formula and a sentence."""
    fences = (f"```python\n{cell}\n```\n\n```\n```\n{FORMULA}" for cell in cells)
    return f"---\ntitle: Post {number}\ndate: 2026-01-{number % 28 + 1:02}\n---\n\n" + "\n".join(fences)


def _command(name: str, folder: Path, cache: Path) -> Cost:
    command = [sys.executable, str(HOME / "build_site.py"), name, "-q", "-s", str(folder)]
    return measured(command, {"BLOGKIT_CACHE": str(cache)}, accepted={0, 1})


def rows(folder: Path, size: int, rounds: int, targets: tuple[float, float]) -> Iterator[Row]:
    """A build from nothing beside plain Python: wall, and CPU."""
    blog = Blog(folder, size)
    walls: tuple[list[float], list[float]] = ([], [])
    cpus: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        blog.begin_anew()
        ours = blog.build()
        wall, cpu = blog.plain(range(size))
        walls[0].append(ours.wall)
        walls[1].append(wall)
        cpus[0].append(ours.cpu)
        cpus[1].append(cpu)
    yield Row(f"{plural(size)} from nothing, wall", *walls, targets[0])
    yield Row(f"{plural(size)} from nothing, CPU", *cpus, targets[1])


def edits(folder: Path, size: int, rounds: int) -> Iterator[Row]:
    """What an author feels: nothing, a sentence, a line of code changed; beside plain Python of one post."""
    blog = Blog(folder / "edits", size)
    blog.build()
    nothing, prose, code, one = (list[float]() for _ in range(4))
    for number in range(rounds):
        nothing.append(blog.build().cpu)
        with blog.post(CHANGED).open("a") as file:
            file.write(f"\nA sentence for round {number}.\n")
        prose.append(blog.build().cpu)
        with blog.post(CHANGED).open("a") as file:
            file.write(f"\n```python\nprint({number})\n```\n")
        code.append(blog.build().cpu)
        one.append(blog.plain(range(CHANGED, CHANGED + 1))[1])
    seconds = [1.0] * rounds
    yield Row(f"nothing changed, {plural(size)}, CPU s", nothing, seconds, 0.11)
    yield Row(f"one sentence changed, {plural(size)}, CPU s", prose, seconds, 0.35)
    yield Row(f"one line of code changed, {plural(size)}, CPU", code, one, 1.3)


def plural(count: int) -> str:
    """Name so many posts."""
    return f"{count} post{'s' * (count != 1)}"


def main(*, quick: bool = False) -> list[Row]:
    """Measure, print and write the table."""
    rounds = 1 if quick else 5
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        sizes = {1: (1.0, 1.1), 10: (0.60, 0.50), 30: (0.44, 0.38)}
        made = [row for size, targets in sizes.items() if not quick or size < 30
                for row in rows(folder, size, rounds, targets)]  # fmt: skip
        made += edits(folder, 5 if quick else 30, rounds)
    text = table(made)
    print(text)
    OUT.mkdir(exist_ok=True)
    (OUT / "whole.md").write_text(text + "\n")
    return made
