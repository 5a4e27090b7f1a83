"""A post run by a real kernel, for the tests of what the kernel observes."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from blogkit.execute.notes import with_observations
from blogkit.execute.run import execute_all
from blogkit.execute.settings import ExecutionSettings
from blogkit.model import Executed, FrontMatter, Post, Source, Step, StepKind

PATH = PurePosixPath("content/a.md")


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One source folder for all: its warm process serves every test."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "content").mkdir()
    return folder


@pytest.fixture
def run(root: Path) -> Callable[..., Executed]:
    """Run cells (or steps) one after the other; cell n starts at line 10·n."""

    def running(*cells: str | Step) -> Executed:
        steps = tuple(
            cell if isinstance(cell, Step) else Step(StepKind.CELL, cell, 10 * n, PATH, 10 * n)
            for n, cell in enumerate(cells, 1)
        )
        post = Post(Source(PATH, ""), FrontMatter("T"))
        return with_observations(execute_all([(post, steps)], ExecutionSettings(root))[0])

    return running
