"""Jobs -> runs, several at a time: in threads of this process, or wherever an executor takes them."""

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    as_completed,
    wait,
)
from contextlib import nullcontext
from dataclasses import replace
from math import inf

from blogkit.errors import ContentError, blamed_on
from blogkit.execute.cluster import has_workers
from blogkit.execute.forkserver.client import begun, close_nurseries
from blogkit.execute.forkserver.policy import preloadable
from blogkit.execute.job import Job, Progress, run_job, warm_up
from blogkit.execute.notebook import Ran
from blogkit.execute.records import Notice
from blogkit.execute.remote_files import files_of

_USUAL_MEMORY = 1024
"""MiB that most posts stay below; so many of them run together as the free memory holds of these."""
PATIENCE = 30.0
"""Seconds without any news after which a cluster is asked whether it still has workers."""


def run_together(  # noqa: PLR0913, PLR0917  (what a crowd of posts needs to know)
    jobs: Mapping[int, Job],
    most: int,
    executor: Executor | None,
    progress: Progress | None,
    notice: Notice,
    meanwhile: Callable[[], None],
) -> Iterator[tuple[int, Ran | ContentError]]:
    """Yield each job's number and run, as they end; where the tool itself failed at one, what it failed of.

    `most` limits how many run at a time, 0 stands for what the machine bears; `meanwhile` is called once they
    are under way. What an executor loses runs here.
    """
    if not jobs:
        return
    preload = _preload(jobs)
    ready = {number: replace(job, preload=preload) for number, job in jobs.items()}
    lost: dict[int, Job] = {}
    with ThreadPoolExecutor(most or _bearable()) if executor is None else nullcontext(executor) as workers:
        futures = _submitted(ready, workers, progress, local=executor is None)
        try:
            meanwhile()
            for future in _ended(futures, executor, notice):
                number = futures[future]
                error = _error_of(future)
                if error is None:
                    yield number, future.result()
                elif executor is None:
                    yield number, _blamed(jobs[number], error)
                else:
                    lost[number] = jobs[number]
                    if not isinstance(error, CancelledError):
                        what = f"{type(error).__name__}: {error}"
                        notice(f"{jobs[number].path}: runs here, the executor failed: {what}")
        except BaseException:
            _stop(futures)
            raise
    yield from run_together(lost, most, None, progress, notice, lambda: None)


def longest_first(jobs: Mapping[int, Job], times: Mapping[str, float]) -> dict[int, Job]:
    """Order jobs by how long their posts took last time; those never seen come before all others."""
    ordered = sorted(jobs, key=lambda number: (-times.get(jobs[number].path, inf), number))
    return {number: jobs[number] for number in ordered}


def _preload(jobs: Mapping[int, Job]) -> tuple[str, ...]:
    """What one warm process for all these jobs imports."""
    warm = [job for job in jobs.values() if not job.cold]
    modules = preloadable({name for job in warm for name in job.modules})
    return begun(warm[0].warm_environment, modules, warm[0].python) if warm else modules


def _submitted(
    jobs: Mapping[int, Job], workers: Executor, progress: Progress | None, *, local: bool
) -> dict[Future[Ran], int]:
    if local:
        for job in jobs.values():
            if warm_up(job):  # begins to import while the threads are still starting
                break
        return {workers.submit(run_job, job, progress): number for number, job in jobs.items()}
    travelling = (
        jobs if isinstance(workers, ProcessPoolExecutor) else {n: _packed(job) for n, job in jobs.items()}
    )
    return {workers.submit(run_job, job): number for number, job in travelling.items()}


def _packed(job: Job) -> Job:
    """The job with the files it needs, for a machine that does not have the site."""
    return replace(job, files=files_of(job.codes, job.folder, job.settings.site_root.resolve()))


def _ended(
    futures: Collection[Future[Ran]], executor: Executor | None, notice: Notice
) -> Iterator[Future[Ran]]:
    """Each future as it ends. A cluster that has no worker left would never end one: they are taken back."""
    if executor is None or isinstance(executor, ProcessPoolExecutor):
        yield from as_completed(futures)
        return
    waiting = set(futures)
    while waiting:
        ended, waiting = wait(waiting, PATIENCE, FIRST_COMPLETED)
        yield from ended
        if not ended and not has_workers(executor):
            notice(
                f"no worker of the executor has been there for {PATIENCE:g} s: {len(waiting)} posts run here"
            )
            for future in waiting:
                future.cancel()
            yield from waiting
            return


def _error_of(future: Future[Ran]) -> BaseException | None:
    """Why there is no run: also that it was taken back, or that its scheduler is gone."""
    try:
        return future.exception(timeout=0)
    except (CancelledError, TimeoutError):
        return CancelledError()


def _blamed(job: Job, error: BaseException) -> ContentError:
    try:
        with blamed_on(job.path):
            raise error
    except ContentError as blamed:
        return blamed


def _stop(futures: Mapping[Future[Ran], int]) -> None:
    """Let no post start any more, and end those that run."""
    for future in futures:
        future.cancel()
    close_nurseries()
    running = sys.modules.get("blogkit.execute.jupyter.run")
    if running is not None:
        running.kill_running()


def _bearable() -> int:
    import psutil  # noqa: PLC0415  (needless when all is cached)

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, psutil.virtual_memory().available // (_USUAL_MEMORY * 2**20)))
