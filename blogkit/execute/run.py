"""(Post, Step, ...) -> Executed: run each post in a kernel of its own. Only this package knows Jupyter.

Nothing of Jupyter is imported until a post has to run.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NoReturn, TypeVar

from blogkit.errors import ContentError, collect
from blogkit.execute.job import Job, Progress
from blogkit.execute.notebook import Ran, made_files, results_of
from blogkit.execute.packages import direct_versions
from blogkit.execute.records import Cache, Notice
from blogkit.execute.resuming import remember_last, remember_resumed, resumed_before, taken_over
from blogkit.execute.settings import ExecutionSettings
from blogkit.execute.travelling import needs_of, read_ahead
from blogkit.kernel import VARIABLE
from blogkit.model import Executed, Kept, Post, Result, Step

if TYPE_CHECKING:
    from concurrent.futures import Executor

Made = TypeVar("Made")

__all__ = ["ExecutionSettings", "Notice", "Progress", "execute_all"]


def execute_all(  # noqa: PLR0913, PLR0917  (all but two have defaults)
    posts: Sequence[tuple[Post, tuple[Step, ...]]],
    settings: ExecutionSettings,
    executor: "Executor | None" = None,
    progress: Progress | None = None,
    notice: Notice | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    failed: Callable[[ContentError], None] | None = None,
) -> tuple[Executed, ...]:
    """Run the steps of every post that no record answers for; the answers come in the order of `posts`.

    A post at which the tool itself fails is told to `failed` and has no answer; the others run.

    `executor` may be any executor of `concurrent.futures`, also that of a cluster; without one, threads watch
    over the kernels. `progress` hears what is done, `notice` what did not work but does not matter;
    `meanwhile` is called when posts run and there is nothing to do here but wait.
    """
    notice, failed = notice or _say, failed or _raise
    cache = Cache(settings.cache, settings.cache_size, notice)
    jobs = [_job(post, steps, settings) for post, steps in posts]
    loaded, errors = _each(range(len(jobs)), jobs, lambda number: _known(jobs[number], cache))
    found = {number: ran for number, ran in loaded.items() if ran}
    missing = {number: jobs[number] for number, ran in loaded.items() if ran is None and jobs[number].steps}
    for number in found:
        _tell_done(jobs[number], progress)
    day = today().isoformat()

    def ahead() -> None:
        meanwhile()
        _each(missing, jobs, lambda number: read_ahead(jobs[number]))  # what it fails at is said at the end

    for number, ran in _runs(missing, cache, settings.jobs, executor, progress, notice, ahead):
        if isinstance(ran, ContentError):
            errors.append(ran)
            loaded.pop(number)
        else:
            found[number] = cache.store(jobs[number], replace(ran, day=day))
            for why_not in remember_resumed(jobs[number], ran):
                notice(why_not)
    for number, ran in found.items():
        remember_last(jobs[number], ran)
    cache.finish({job.path: found[number].seconds for number, job in missing.items() if number in found})
    executed, unread = _each(
        loaded, jobs, lambda number: _executed(posts[number][0], jobs[number], found.get(number))
    )
    for error in [*errors, *unread]:
        failed(error)
    return tuple(executed.values())


def _known(job: Job, cache: Cache) -> Ran | None:
    """A run that a record holds, or that this preview made."""
    return cache.load(job) or resumed_before(job) or taken_over(job)


def _runs(  # noqa: PLR0913, PLR0917  (what a crowd of posts needs to know)
    missing: Mapping[int, Job],
    cache: Cache,
    most: int,
    executor: "Executor | None",
    progress: Progress | None,
    notice: Notice,
    meanwhile: Callable[[], None],
) -> Iterator[tuple[int, Ran | ContentError]]:
    """Run what no record answers for."""
    if missing:
        from blogkit.execute.scheduler import longest_first, run_together  # noqa: PLC0415  (most builds run nothing)

        ordered = longest_first(missing, cache.times())
        yield from run_together(ordered, most, executor, progress, notice, meanwhile)


def today() -> date:
    """The day of a run; `SOURCE_DATE_EPOCH` gives every build of a release the same one."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    return moment.date()


def _each(
    numbers: Iterable[int], jobs: Sequence[Job], function: Callable[[int], Made]
) -> tuple[dict[int, Made], list[ContentError]]:
    """Apply a function to the numbers of jobs; what it fails at is left out and said at its post."""
    made, errors = collect(
        lambda number: (number, function(number)), numbers, lambda number: jobs[number].path
    )
    return dict(made), errors


def _raise(error: ContentError) -> NoReturn:
    raise error


def _job(post: Post, steps: tuple[Step, ...], settings: ExecutionSettings) -> Job:
    path = str(post.source.path)
    return Job(path, steps, settings.for_post(post.front_matter.blogkit, path))


def _tell_done(job: Job, progress: Progress | None) -> None:
    if progress:
        progress(job.path, len(job.steps), len(job.steps))


def _executed(post: Post, job: Job, ran: Ran | None) -> Executed:
    environment = _versions(job)
    if ran is None:
        return Executed(post, job.steps, tuple(Result(ran=False) for _ in job.steps), environment=environment)
    results = results_of(job.steps, ran.notebook)
    read = ran.notebook["metadata"]["blogkit"]["files"]
    files = tuple(sorted(name for name in read if not name.startswith(VARIABLE)))
    variables = tuple(sorted(name.removeprefix(VARIABLE) for name in read if name.startswith(VARIABLE)))
    made = made_files(ran.notebook)
    return Executed(
        post,
        job.steps,
        results,
        ran.seconds,
        ran.cached,
        environment,
        files,
        variables,
        made,
        ran.day,
        needs_of(job, results, files),
        Kept(ran.record, read) if ran.record else None,
    )


def _versions(job: Job) -> dict[str, str]:
    """The versions of the interpreter and of the packages that a post asks for."""
    other = job.settings.interpreter
    version = (other.version if other else sys.version).split()[0]
    return {"python": version, **direct_versions(job.modules, other.paths if other else None)}


def _say(message: str) -> None:
    print(f"blogkit: {message}", file=sys.stderr)  # noqa: T201  (a notice is for whoever started the build)
