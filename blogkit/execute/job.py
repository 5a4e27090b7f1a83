"""A post's steps as one piece of work that any executor may run: in a thread, a process, on a cluster."""

import sys
import tempfile
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path

import blogkit.kernel
from blogkit.cache import temporary_folder
from blogkit.code import imports_of
from blogkit.execute.checkpoints import Checkpoint
from blogkit.execute.environment import kernel_environment, warm_environment
from blogkit.execute.forkserver.client import Forks, NoForkError, Nursery, nursery_for
from blogkit.execute.forkserver.policy import can_fork, needs_cold, preloadable
from blogkit.execute.keys import mark_now
from blogkit.execute.notebook import Notebook, Ran, died, notebook_of, reported_files
from blogkit.execute.remote_files import Files, mentioned_files, unpack
from blogkit.execute.resuming import Resuming
from blogkit.execute.sanitize import tidy
from blogkit.execute.scratch import scratch_for
from blogkit.execute.settings import ExecutionSettings
from blogkit.execute.shell_lines import shell_needs
from blogkit.kernel import BEGAN, VARIABLE, fingerprint
from blogkit.model import Step
from blogkit.values import frozen

Progress = Callable[[str, int, int], None]
"""Called with a post's path, how many of its steps are done, and how many there are."""


@frozen
class Job:
    """What a worker needs to know."""

    path: str
    """The post's path below the site root."""
    steps: tuple[Step, ...]
    settings: ExecutionSettings
    preload: tuple[str, ...] = ()
    """The modules the warm process has imported; the same for all jobs of a build."""
    files: Files | None = None
    """For another machine: everything the post needs of its site. None: the site is here."""

    @property
    def folder(self) -> Path:
        """The working folder."""
        return self.settings.site_root.resolve() / (self.settings.folder or Path(self.path).parent)

    @property
    def codes(self) -> tuple[str, ...]:
        """What runs."""
        return tuple(step.code for step in self.steps)

    @property
    def modules(self) -> frozenset[str]:
        """The installed modules that the post may import, itself or through the site's own."""
        return imports_of(self.codes, (self.folder, self.settings.site_root.resolve())).modules

    @property
    def cold(self) -> bool:
        """Whether the post needs a kernel that starts anew."""
        return self.settings.kernel == "cold" or not can_fork() or needs_cold(self.codes, self.folder)

    @property
    def python(self) -> str:
        """The program that runs the cells."""
        return self.settings.interpreter.executable if self.settings.interpreter else sys.executable

    @property
    def warm_environment(self) -> dict[str, str]:
        """The variables of the process that its kernel is forked from."""
        return warm_environment(self.settings.hash_seed, self.settings.interpreter)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of the kernel's environment."""
        root, interpreter = self.settings.site_root.resolve(), self.settings.interpreter
        return kernel_environment(root, self.settings.hash_seed, interpreter=interpreter)


def run_job(job: Job, progress: Progress | None = None) -> Ran:
    """Run a post's steps in a kernel of its own, in the post's folder."""
    if job.files is None:
        return _run_here(job, progress)
    with tempfile.TemporaryDirectory(dir=temporary_folder()) as name:
        here = replace(job, settings=replace(job.settings, site_root=Path(name)), files=None)
        here.folder.mkdir(parents=True, exist_ok=True)
        unpack(job.files, Path(name))
        return _run_here(here, progress)


def _run_here(job: Job, progress: Progress | None) -> Ran:
    nursery = warm_up(job)  # it imports while nbclient is imported here
    from blogkit.execute.jupyter import run as jupyter  # noqa: PLC0415  (0.2 s, needless when all is cached)

    begin = time.perf_counter()
    root = job.settings.site_root.resolve()
    environment = job.environment

    resuming = Resuming(job, _files) if nursery and job.settings.checkpoints is not None else None

    def run(forks: Forks | None, resume: Checkpoint | None = None) -> Notebook:
        with (
            tempfile.NamedTemporaryFile(dir=environment["IPYTHONDIR"]) as began,
            scratch_for(job, root, stays=resuming is not None) as scratch,
        ):
            arguments = (*_arguments(job, root), f"{BEGAN}{began.name}", *scratch.arguments)
            memory, mark = job.settings.memory, Path(began.name)
            rests = resuming.rests() if resuming and forks else None
            place = jupyter.Place(
                scratch.folder, environment, arguments, memory, forks, mark, job.python, resume, rests
            )
            cells = _notebook(job, resume)
            notebook = jupyter.run_notebook(cells, place, lambda number: _tell(job, number, progress))
            tidy(notebook, root, scratch.original)
            notebook["metadata"]["blogkit"] = {"made": scratch.made()}
            return notebook

    notebook = resuming.run(run) if resuming else None
    if notebook is None:
        notebook = _run_warm(job, nursery, run) if nursery else run(None)
    notebook["metadata"]["blogkit"]["files"] = _files(job, notebook, root)
    _tell(job, len(job.steps), progress)
    ran = Ran(notebook, time.perf_counter() - begin)
    return resuming.told(ran) if resuming else ran


def _run_warm(
    job: Job,
    nursery: Nursery,
    run: Callable[[Forks | None], Notebook],
) -> Notebook:
    """Run in a kernel of the warm process; in another one where there is none to be had.

    A post that ends the warm process ends the kernels of all others. They run again, each below a warm
    process of its own, which the post that did it can end only for itself.
    """
    try:
        notebook = run(None if _is_noisy(job, nursery) else nursery)
        if not died(notebook) or not nursery.has_ended():
            return notebook
        own = Nursery(job.warm_environment, job.preload, job.python)
        try:
            return run(own)
        finally:
            own.close()
    except NoForkError:
        return run(None)


def _files(job: Job, notebook: Notebook, root: Path) -> dict[str, str]:
    """Path -> hash of what the run read, as the kernel saw it, and of what only a library may have read."""
    mentioned = mentioned_files(job.codes, job.folder, root, stars=False)
    named = {path.relative_to(root).as_posix(): fingerprint(path) for path in sorted(mentioned)}
    now = partial(mark_now, root=root, environment=job.environment)
    asked = {name: now(name) for name in shell_needs(job.codes, job.folder, root)}
    # what a kernel or a library sets for itself (TERM, PAGER) is not what the run was given
    seen = reported_files(notebook).items()
    return named | asked | {name: now(name) if name.startswith(VARIABLE) else mark for name, mark in seen}


def warm_up(job: Job) -> Nursery | None:
    """Start the warm process of this job's libraries, if the job wants one."""
    return None if job.cold else nursery_for(job.warm_environment, job.preload, job.python)


def _is_noisy(job: Job, nursery: Nursery) -> bool:
    """Whether an import of this post says something, which it would not say in a warm kernel."""
    noisy = nursery.noisy()
    return bool(noisy) and not noisy.isdisjoint(preloadable(job.modules))


def _arguments(job: Job, root: Path) -> tuple[str, ...]:
    return (
        "--Application.log_level=ERROR",
        "--HistoryManager.enabled=False",
        f"--IPKernelApp.extensions={[blogkit.kernel.__name__]!r}",
        f"--Blogkit.root={root}",
        f"--Blogkit.output={job.settings.output}",
        *([f"--Blogkit.letters={job.settings.letters}"] if job.settings.letters else []),
    )


def _notebook(job: Job, resume: Checkpoint | None) -> Notebook:
    notebook = notebook_of(job.steps)
    for cell, known in zip(notebook["cells"], resume.cells if resume else (), strict=False):
        cell |= {name: deepcopy(known[name]) for name in ("execution_count", "outputs")}
    for cell, step in zip(notebook["cells"], job.steps, strict=True):
        cell["metadata"]["blogkit"]["timeout"] = step.options.timeout or job.settings.timeout
    return notebook


def _tell(job: Job, done: int, progress: Progress | None) -> None:
    if progress:
        progress(job.path, done, len(job.steps))
