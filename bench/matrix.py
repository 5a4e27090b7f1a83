"""Times the check in three environments, side by side, beside one check: writes bench/out/matrix.md.

    python -m bench matrix [--quick]

The environments (three releases of NumPy) are made before anything is timed, which needs uv and a package
index. Both sides run every post anew; they take turns, and the median of the rounds' ratios counts.
"""

import sys
import tempfile
from pathlib import Path

from bench.execution import IMPORTS, posts
from bench.rendering import HOME, OUT, Cost, measured
from bench.targets import Row, table
from bench.whole import SETTINGS, plural, text_of_post

RELEASES = ("numpy==2.2.*", "numpy==2.3.*", "numpy==2.4.*")
LEFT_OUT = {IMPORTS["jax"], IMPORTS["matplotlib"]}
"""Posts with these are left out: the environments would take gigabytes."""


def write_blog(folder: Path, count: int) -> None:
    """Posts that compute with NumPy and SymPy, their outputs stated by `fix`."""
    fitting = [cells for cells in posts(5 * count) if not LEFT_OUT.intersection(cells)]
    (folder / "content/posts").mkdir(parents=True)
    (folder / "hugo.toml").write_text(SETTINGS)
    for number, cells in enumerate(fitting[:count]):
        (folder / f"content/posts/post-{number}.md").write_text(text_of_post(number, cells))
    _command("fix", folder)


def _command(name: str, folder: Path, *flags: str) -> Cost:
    command = [sys.executable, str(HOME / "build_site.py"), name, "-q", "-s", str(folder), *flags]
    return measured(command, {"BLOGKIT_CACHE": str(folder / "cache")}, accepted={0, 1})


def row(folder: Path, size: int, rounds: int) -> Row:
    """Three environments, and one check."""
    write_blog(folder, size)
    everywhere = [part for release in RELEASES for part in ("--with", release)]
    _command("matrix", folder, *everywhere)
    three: list[float] = []
    one: list[float] = []
    for _ in range(rounds):
        three.append(_command("matrix", folder, "--no-cache", *everywhere).wall)
        one.append(_command("check", folder, "--no-cache", "--claims-only").wall)
    return Row(f"three environments, {plural(size)}, wall", three, one, 2.2)


def main(*, quick: bool = False) -> list[Row]:
    """Measure, print and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        made = [row(Path(folder), 2 if quick else 10, 1 if quick else 3)]
    text = table(made)
    print(text)
    OUT.mkdir(exist_ok=True)
    (OUT / "matrix.md").write_text(text + "\n")
    return made
