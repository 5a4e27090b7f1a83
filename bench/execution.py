"""Measures running posts: plain Python, nbclient as it comes, ours, and the least there is, in pairs.

    python bench/execution.py [--rounds 3] [--sizes 1 10 30]

Plain Python runs the cells of each post as one script. Every way gets the same cells, two workers, an
environment in which byte code is written, and a process of its own; its times include its children's. The
least is the floor of a way that runs each post by itself: the libraries imported once, a fork for each post,
and nothing shown, noted or drawn. Ours may come close or below: its posts share what JAX compiles.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

HOME = Path(__file__).resolve().parent.parent
WORKERS = 2
CELLS = {
    "numpy": [
        "a = np.random.default_rng({n}).normal(size=({n} + 20, 30))\nprint(a.shape, a.mean().round(3))",
        "np.linalg.svd(a @ a.T)[1][:3].round(4)",
        "x = np.linspace(-5, 5, {n} * 10)\nnp.gradient(x**2, x)[:4]",
        "np.fft.fft(np.cos(np.arange(256) * {n}))[:2]",
        "np.polyfit(np.arange(10), np.arange(10) ** 2 + {n}, 2).round(6)",
    ],
    "sympy": [
        "s, t = sp.symbols('s t')\nsp.expand((s + {n} * t) ** 4)",
        "sp.diff(sp.exp(-{n} * s) * sp.sin(s * t), s)",
        "sp.integrate(s**2 * sp.cos(s), s)",
        "sp.solve(s**2 - {n} * s + 1, s)",
        "sp.series(sp.sin(s) / s, s, 0, 6)",
        "sp.Matrix([[1, s], [t, {n}]]).inv()",
    ],
    "jax": [
        "jax.grad(lambda v: jnp.sin(v) ** 2 + {n} * v)(1.0)",
        "jnp.arange({n} % 7 + 2.0) / 3",
        "jax.vmap(jax.grad(lambda v: v**3))(jnp.arange(4.0))",
        "jax.jit(lambda m: (m @ m.T).sum())(jnp.ones((5, {n} % 5 + 2)))",
    ],
    "matplotlib": [
        "fig, ax = plt.subplots(figsize=(4, 3))\nax.plot(range({n} % 9 + 5)); ax.set_title('$x^{n}$');",
        "plt.hist([1, 2, 2, 3, {n}], bins=5);",
    ],
    "python": [
        "def f(x):\n    return x ** 2 + {n}\n\nprint(f(3))",
        "sorted({{'b': {n}, 'a': 2}}.items())",
        "for i in range(3):\n    print(i, f'{{i * {n}:>8}}')",
        "sum(i * i for i in range({n} * 100))",
        "from collections import Counter\nCounter('mississippi').most_common(2)",
    ],
}
IMPORTS = {
    "numpy": "import numpy as np",
    "sympy": "import sympy as sp",
    "jax": "import jax\nimport jax.numpy as jnp",
    "matplotlib": "import matplotlib.pyplot as plt",
}
TOPICS = [
    ["numpy", "sympy", "jax"],
    ["numpy", "matplotlib"],
    ["sympy"],
    ["numpy", "jax", "matplotlib"],
    ["numpy", "sympy"],
]


def posts(count: int) -> list[list[str]]:
    """Cells of varied posts, the same in every run. The first is of the seed post's size and kind."""
    chance = random.Random(2025)
    made: list[list[str]] = []
    for number in range(count):
        libraries = TOPICS[number % len(TOPICS)]
        cells = [IMPORTS[name] for name in libraries]
        for name in [*libraries, "python"]:
            chosen = CELLS[name][:1] + chance.sample(CELLS[name][1:], min(2, len(CELLS[name]) - 1))
            cells += [cell.format(n=chance.randint(2, 40)) for cell in chosen]
        made.append(cells)
    return made


def plain(cells: Sequence[Sequence[str]]) -> None:
    """A Python process for each post."""

    def run(post: Sequence[str]) -> None:
        subprocess.run([sys.executable, "-c", "\n".join(post)], check=True, stdout=subprocess.DEVNULL)

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(run, cells))


def peer(cells: Sequence[Sequence[str]]) -> None:
    """nbclient, one ordinary kernel for each post."""
    import nbformat  # noqa: PLC0415  (the imports are part of what is measured)
    from nbclient import NotebookClient  # noqa: PLC0415  (only this part of the benchmark)

    def run(post: Sequence[str]) -> None:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in post])
        NotebookClient(notebook, kernel_name="python3").execute()

    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(run, cells))


def least(cells: Sequence[Sequence[str]]) -> None:
    """A fork of one process with the libraries imported for each post; it must stay without threads."""
    for name in {name for post in cells for name in IMPORTS if IMPORTS[name] in post}:
        exec(IMPORTS[name], {})  # noqa: S102  (our own line)
    running = 0
    for post in cells:
        if running == WORKERS:
            os.wait()
            running -= 1
        if os.fork() == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            exec("\n".join(post), {})  # noqa: S102  (our own cells)
            os._exit(0)
        running += 1
    for _ in range(running):
        os.wait()


def ours(cells: Sequence[Sequence[str]]) -> None:
    """Our own, without the cache."""
    sys.path.insert(0, str(HOME))
    from blogkit.execute.run import execute_all  # noqa: PLC0415  (only this part of the benchmark)
    from blogkit.execute.settings import ExecutionSettings  # noqa: PLC0415  (only this part of the benchmark)
    from blogkit.model import FrontMatter, Post, Source, Step, StepKind  # noqa: PLC0415  (only this part of the benchmark)

    with tempfile.TemporaryDirectory() as root:
        prepared = []
        for number, post in enumerate(cells):
            path = PurePosixPath(f"post-{number}.md")
            steps = tuple(Step(StepKind.CELL, cell, 1, path, 1) for cell in post)
            prepared.append((Post(Source(path, ""), FrontMatter("A post")), steps))
        for executed in execute_all(prepared, ExecutionSettings(Path(root), jobs=WORKERS)):
            failures = [result.failure for result in executed.results if result.failure]
            if failures:
                raise SystemExit(str(failures))


WAYS = {"plain python": plain, "nbclient": peer, "ours": ours, "the least": least}


def measure(way: str, count: int) -> tuple[float, float]:
    """Wall and CPU seconds of one way over so many posts, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, __file__, "--way", way, "--sizes", str(count)]
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    if way in {"plain python", "the least"}:
        environment["MPLBACKEND"] = "agg"
    subprocess.run(command, check=True, env=environment, stderr=subprocess.PIPE)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def table(sizes: Sequence[int], rounds: int) -> tuple[str, list[dict[str, float | str]]]:
    """The medians as a Markdown table, and as rows for other tools. A ratio is taken within its round."""
    lines = ["| posts | way | wall s | CPU s | wall / plain | CPU / plain |", "|---|---|---|---|---|---|"]
    rows: list[dict[str, float | str]] = []
    for size in sizes:
        taken = {way: [] for way in WAYS}
        for _ in range(rounds):
            for way in WAYS:
                taken[way].append(measure(way, size))
        for way, times in taken.items():
            wall, cpu = (statistics.median(one[part] for one in times) for part in (0, 1))
            ratios = [
                statistics.median(
                    one[part] / floor[part] for one, floor in zip(times, taken["plain python"], strict=True)
                )
                for part in (0, 1)
            ]
            lines.append(f"| {size} | {way} | {wall:.2f} | {cpu:.2f} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
            rows.append(
                {
                    "posts": size,
                    "way": way,
                    "wall": wall,
                    "cpu": cpu,
                    "wall_ratio": ratios[0],
                    "cpu_ratio": ratios[1],
                }
            )
    return "\n".join(lines), rows


def main() -> None:
    """Print the table, or run one way when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 10, 30])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    arguments = parser.parse_args()
    if arguments.way:
        WAYS[arguments.way](posts(arguments.sizes[0]))
        return
    text, rows = table(arguments.sizes, arguments.rounds)
    print(text)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
