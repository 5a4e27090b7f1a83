"""(Post, Step, ...) -> Executed: run each post in a kernel of its own. Only this package knows Jupyter."""

import os
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

from blogkit.execute.job import Job, Progress, Ran, job_modules, run_job
from blogkit.execute.notebook import results_of
from blogkit.execute.settings import ExecutionSettings
from blogkit.model import Executed, Post, Step

__all__ = ["ExecutionSettings", "execute_all"]


def execute_all(
    posts: Sequence[tuple[Post, tuple[Step, ...]]],
    settings: ExecutionSettings,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[Executed, ...]:
    """Run the steps of every post, several posts at a time; the answers come in the order of `posts`."""
    jobs = _prepared([_job(post, steps, settings) for post, steps in posts])
    if executor is None:
        with ThreadPoolExecutor(settings.jobs or os.cpu_count() or 1) as threads:
            futures = [threads.submit(run_job, job, progress) for job in jobs]
    else:
        futures = [executor.submit(run_job, job) for job in jobs]
    return tuple(
        _executed(post, steps, future.result()) for (post, steps), future in zip(posts, futures, strict=True)
    )


def _job(post: Post, steps: tuple[Step, ...], settings: ExecutionSettings) -> Job:
    return Job(str(post.source.path), steps, settings.for_post(post.front_matter.blogkit))


def _prepared(jobs: Sequence[Job]) -> list[Job]:
    """Give all jobs one warm process with the libraries of those that take a warm kernel."""
    preload = tuple(sorted({name for job in jobs if not job.cold for name in job_modules(job)}))
    return [replace(job, preload=preload) for job in jobs]


def _executed(post: Post, steps: tuple[Step, ...], ran: Ran) -> Executed:
    return Executed(post, steps, results_of(steps, ran.notebook), ran.seconds)
