"""A post's steps as one piece of work that any executor may run: in a thread, a process, on a cluster."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blogkit.execute.environment import kernel_environment
from blogkit.execute.notebook import Notebook, notebook_of
from blogkit.execute.settings import ExecutionSettings
from blogkit.model import Step

Progress = Callable[[str, int, int], None]
"""Called with a post's path, how many of its steps are done, and how many there are."""


@dataclass(frozen=True)
class Job:
    """What a worker needs to know."""

    path: str
    """The post's path below the site root."""
    steps: tuple[Step, ...]
    settings: ExecutionSettings


@dataclass(frozen=True)
class Ran:
    """An executed notebook and how many seconds it took."""

    notebook: Notebook
    seconds: float


def run_job(job: Job, progress: Progress | None = None) -> Ran:
    """Run a post's steps in a kernel of its own, in the post's folder."""
    from blogkit.execute.kernel import run_notebook  # noqa: PLC0415  (0.3 s, needless when all is cached)

    settings = job.settings
    begin = time.perf_counter()
    notebook = notebook_of(job.steps)
    for cell, step in zip(notebook["cells"], job.steps, strict=True):
        cell["metadata"]["blogkit"]["timeout"] = step.options.timeout or settings.timeout

    def watch(number: int) -> None:
        if progress:
            progress(job.path, number, len(job.steps))

    folder = settings.site_root.absolute() / Path(job.path).parent
    environment = kernel_environment(settings.site_root, settings.hash_seed)
    executed = run_notebook(notebook, folder, environment, settings.extensions, watch)
    return Ran(executed, time.perf_counter() - begin)
