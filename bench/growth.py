"""Measures how CPU time and memory grow with a blog: writes bench/out/growth.md and growth.png.

    python -m bench growth [--quick]

Each kind is measured at sizes that grow by a factor; what counts is the exponent of a power law through the
last two: 1 is linear. CPU times count all processes, memory is that of the largest one.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path

from bench.blogs import write_prose_blog
from bench.layout import write_layout
from bench.rendering import HOME, OUT, Cost, measured
from bench.whole import SETTINGS

LINEAR = 1.15
"""An exponent below this is called linear: one run differs from the next by a tenth."""


def _posts(folder: Path, size: int) -> list[str]:
    write_prose_blog(folder, size)
    write_layout(folder)
    return ["build", "--no-execute"]


def _one(folder: Path, text: str) -> None:
    (folder / "content/posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text(SETTINGS)
    (folder / "content/posts/one.md").write_text(f"---\ntitle: One\ndate: 2026-01-01\n---\n\n{text}")


def _claims(folder: Path, size: int) -> list[str]:
    cells = ["```python\n" + "".join(f"{n} + 1  # {n + 1}\n" for n in range(at, at + 10)) + "```\n"
             for at in range(0, size, 10)]  # fmt: skip
    _one(folder, "\n".join(cells))
    return ["build"]


def _tags(folder: Path, size: int) -> list[str]:
    (folder / "content/posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text(SETTINGS)
    for number in range(200):
        tags = ", ".join(f"tag-{at % size}" for at in range(number * 10, number * 10 + 10))
        text = f"---\ntitle: Post {number}\ndate: 2026-01-01\ntags: [{tags}]\n---\n\nA sentence.\n"
        (folder / f"content/posts/post-{number}.md").write_text(text)
    return ["build", "--no-execute"]


def _lines(folder: Path, size: int) -> list[str]:
    _one(folder, f"```python\nfor n in range({size}):\n    print(n)\n```\n")
    return ["build"]


KINDS: Mapping[str, tuple[Callable[[Path, int], list[str]], Sequence[int]]] = {
    "posts": (_posts, (203, 1_000, 3_000, 10_000)),
    "claims in a post": (_claims, (10, 100, 1_000, 10_000)),
    "tags on 200 posts": (_tags, (1, 100, 1_000, 2_000)),
    "lines of output": (_lines, (100, 1_000, 10_000, 100_000)),
}


def cost(folder: Path, make: Callable[[Path, int], list[str]], size: int) -> Cost:
    """What a build from nothing costs at a size."""
    place = folder / f"{make.__name__}-{size}"
    place.mkdir()
    command, *flags = make(place, size)
    arguments = [sys.executable, str(HOME / "build_site.py"), command, *flags, "-q", "-s", str(place)]
    cache = {"BLOGKIT_CACHE": str(folder / f"cache-{place.name}")}
    return measured(arguments, cache, accepted={0, 1})


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Of the power law through the last two."""
    return log(values[-1] / values[-2]) / log(sizes[-1] / sizes[-2])


def main(*, quick: bool = False) -> None:
    """Measure, print, write the table and draw the picture."""
    lines = ["| what | sizes | CPU s | exponent | MB | |", "|---|---|---|---|---|---|"]
    drawn: dict[str, tuple[Sequence[int], list[float]]] = {}
    with tempfile.TemporaryDirectory() as room:
        for name, (make, all_sizes) in KINDS.items():
            sizes = all_sizes[:-1] if quick else all_sizes
            costs = [cost(Path(room), make, size) for size in sizes]
            cpus = [one.cpu for one in costs]
            drawn[name] = sizes, cpus
            power = exponent(sizes, cpus)
            memory = ", ".join(f"{one.memory / 1e6:.0f}" for one in costs)
            verdict = "linear" if power <= LINEAR else "**more than linear**"
            row = (name, ", ".join(f"{size:,}" for size in sizes), ", ".join(f"{cpu:.2f}" for cpu in cpus),
                   f"{power:.2f}", memory, verdict)  # fmt: skip
            lines.append("| " + " | ".join(row) + " |")
            print(lines[-1], flush=True)
    OUT.mkdir(exist_ok=True)
    (OUT / "growth.md").write_text("\n".join(lines) + "\n")
    _draw(drawn)


def _draw(drawn: Mapping[str, tuple[Sequence[int], list[float]]]) -> None:
    import matplotlib.pyplot as plt  # noqa: PLC0415  (the last step of a long run)

    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for name, (sizes, cpus) in drawn.items():
        axes.loglog(sizes, cpus, marker="o", label=name)
    axes.set(xlabel="size", ylabel="CPU seconds of a build")
    axes.legend()
    figure.savefig(OUT / "growth.png", dpi=150)
