"""A post run by a real kernel, for the tests of what the kernel observes."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from blogkit.execute.notes import with_observations
from blogkit.execute.run import execute_all
from blogkit.execute.settings import ExecutionSettings
from blogkit.model import Executed, FrontMatter, Post, Source, Step, StepKind

PATH = PurePosixPath("content/a.md")


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Executed]:
    """Run cells (or steps) one after the other; cell n starts at line 10·n."""
    (tmp_path / "content").mkdir()

    def running(*cells: str | Step) -> Executed:
        steps = tuple(
            cell if isinstance(cell, Step) else Step(StepKind.CELL, cell, 10 * n, PATH, 10 * n)
            for n, cell in enumerate(cells, 1)
        )
        post = Post(Source(PATH, ""), FrontMatter("T"))
        return with_observations(execute_all([(post, steps)], ExecutionSettings(tmp_path))[0])

    return running
