"""The build of each of this blog's posts beside one `python` that runs its cells and draws its figures.

    python -m bench.own_posts [--rounds N]

Each is built alone, into an empty folder, without records of earlier runs, all claims judged and all figures
compared; the two take turns, and the median of the rounds' ratios counts.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.rendering import HOME, Cost, measured
from blogkit.check.recipes import recipe_steps
from blogkit.check.steps import steps
from blogkit.hugo import images
from blogkit.model import Step, StepKind
from blogkit.source import disk, parse

_START = 'import os\nos.chdir("{}")\nimport matplotlib\nmatplotlib.use("agg")'
_SAVE = 'import matplotlib.pyplot as plt\nplt.savefig("{}", dpi=200)\nplt.close("all")\n'


def script(path: Path, drawn: Path) -> str:
    """The cells of a post and its recipes, each where the post shows its picture, as a build runs them."""
    post = parse(disk.read_source(HOME, path))
    order = steps(post, (), recipe_steps(post, images(post)))
    return "\n".join([_START.format(path.parent), *(_code(step, drawn) for step in order)])


def _code(step: Step, drawn: Path) -> str:
    if step.kind is not StepKind.RECIPE:
        return step.code
    magic, _, code = step.code.partition("\n")
    return code.lstrip("\n") + "\n" + _SAVE.format(drawn / Path(magic.removeprefix("%%recipe ")).name)


def costs(name: str, folder: Path) -> tuple[Cost, Cost]:
    """What the cells and the build of one post cost, each once."""
    posts = HOME / "content" / "posts"
    blog = folder / name
    shutil.rmtree(blog, ignore_errors=True)
    (blog / "content" / "posts").mkdir(parents=True)
    for path in posts.glob(f"{name}.*"):
        shutil.copy(path, blog / "content" / "posts")
    shutil.copy(HOME / "hugo.toml", blog)
    shutil.copytree(HOME / "static", blog / "static")
    cells = blog / "cells.py"
    cells.write_text(script(posts / f"{name}.md", blog), encoding="utf-8")
    environment = {"PYTHONPATH": str(HOME), "BLOGKIT_CACHE": str(folder / "cache")}
    shutil.rmtree(folder / "cache", ignore_errors=True)
    plain = measured([sys.executable, str(cells)], environment)
    build = [
        sys.executable,
        str(HOME / "build_site.py"),
        "build",
        "-s",
        str(blog),
        "-d",
        str(blog / "public"),
    ]
    return plain, measured(build, environment)


def main() -> None:
    """Print a row a post."""
    parser = argparse.ArgumentParser(prog="python -m bench.own_posts", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds: int = parser.parse_args().rounds
    print("| post | wall: cells, build, ratio | CPU: cells, build, ratio |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((HOME / "content" / "posts").glob("[a-z]*.md")):
            pairs = [costs(path.stem, Path(folder)) for _ in range(rounds)]
            print(_row(path.stem, pairs))


def _row(name: str, pairs: Sequence[tuple[Cost, Cost]]) -> str:
    cells = [name]
    for kind in ("wall", "cpu"):
        plain, build = ([getattr(pair[side], kind) for pair in pairs] for side in (0, 1))
        ratios = [one / other for other, one in zip(plain, build, strict=True)]
        medians = map(statistics.median, (plain, build, ratios))
        cells.append("{:.2f} s, {:.2f} s, {:.2f}".format(*medians))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
