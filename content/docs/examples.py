"""The examples of a page, judged by the command that a reader would call."""

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

# found, not imported: what a page imports travels with its downloads, and the tool is a command here
TOOL = Path(str(getattr(find_spec("blogkit"), "origin", ""))).parent
EXAMPLE = re.compile(r"^````markdown\n(.*?)^````$", re.MULTILINE | re.DOTALL)
CALL = "import sys; sys.argv[0] = 'blogkit'; from blogkit.cli import leave, main; leave(main())"


def verdicts(page: str, given: str = "") -> Iterator[str]:
    """Give what `blogkit check --verbose` says of each Markdown example of a page, in their order.

    `given` is a Python cell that stands above each of them.
    """
    examples = EXAMPLE.findall(Path(page).read_text())
    above = f"```python\n{given}```\n" if given else ""
    with tempfile.TemporaryDirectory() as folder:
        for number, example in enumerate(examples, 1):
            place = Path(folder, f"{number:03}")
            place.mkdir()
            (place / "example.md").write_text(above + example)
        said = blogkit_says(folder, "check", "--verbose", ".")
    for number in range(1, len(examples) + 1):
        yield "\n".join(_of_one(said, f"{number:03}/", above.count("\n")))


def new_blog(settings: str = "") -> Path:
    """Make an empty blog that is gone with the page's process."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "hugo.toml").write_text(f'title = "Notes"\n{settings}')
    return folder


def blogkit_says(folder: str | Path, *words: str) -> str:
    """Give what the command `blogkit` says in a folder, without the time that it took."""
    _depend_on_the_tool()
    places = {"PYTHONPATH": str(TOOL.parent), "BLOGKIT_CACHE": f"{folder}/.cache"}
    done = subprocess.run(
        [sys.executable, "-c", CALL, *words],
        cwd=folder,
        env=os.environ | places,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = done.stdout
    return re.sub(r"^checked in .*\n| in [\d.]+ s$", "", said, flags=re.MULTILINE)


def _of_one(said: str, place: str, above: int) -> Iterator[str]:
    """Its lines, counted from the example's first, without what stands below a line."""
    for line in said.split("\n"):
        if line.startswith(place):
            name, number, rest = line.removeprefix(place).split(":", 2)
            yield f"{name}:{int(number) - above}:{rest}"


def _depend_on_the_tool() -> None:
    """Read the tool, so that the verdicts that are kept are those of the tool as it is now."""
    for path in TOOL.rglob("*.py"):
        path.read_bytes()
