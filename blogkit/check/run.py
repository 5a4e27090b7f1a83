"""Post, … -> Judged, …: run what a post runs, and hold its claims against what was shown."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# Dask's client is partly untyped

import pickle
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path

from blogkit.cache import Memo, digest
from blogkit.check import claims, figures
from blogkit.check.judge.engine import confirm, judge
from blogkit.check.steps import steps
from blogkit.errors import ContentError, collect
from blogkit.execute import ExecutionSettings, execute_all, with_observations
from blogkit.model import Executed, Judged, Judgement, Post, Request, Step
from blogkit.progress import shown_progress
from blogkit.source import Settings, read_picture

SECOND_SEED = 1
"""The hash seed of the run that tells an unstable claim from a broken one."""

STATED = re.compile(r"\$[^$\n]*(?:=|\\approx)[^$\n]*\$")
"""A formula that states something, which takes SymPy to judge."""

Prepared = tuple[Post, tuple[Step, ...]]


def judge_posts(
    posts: Sequence[Post],
    settings: Settings,
    request: Request,
    memo: Memo,
    meanwhile: Callable[[], None],
) -> tuple[list[Judged], list[ContentError]]:
    """Run and judge the posts that state or draw something; malformed recipes come as errors.

    `meanwhile` is called while kernels run, and there is time.
    """
    chosen = execution_settings(settings, request)
    prepared, malformed = collect(partial(_with_steps, memo, chosen), posts)
    with executor_of(request) as executor:
        judged = [_judged(executed, memo) for executed in _run(prepared, chosen, executor, meanwhile)]
        other = replace(chosen, hash_seed=SECOND_SEED)
        judged = _second_look(judged, other, memo, executor, twice=request.twice)
    complete = [_with_figures(post, request.folder) for post in judged]
    return [post for post in complete if _says_anything(post)], malformed


@contextmanager
def executor_of(request: Request) -> Iterator[Executor | None]:
    """Where the posts run: None stands for threads of this process that watch over kernels.

    Raises ContentError for an address that is no Dask scheduler's, or where none answers.
    """
    if not request.executor:
        yield None
        return
    scheme, _, place = request.executor.partition("://")
    if scheme != "dask" or ":" not in place:
        raise ContentError("--executor", 0, f"{request.executor} is not known; give dask://HOST:PORT")
    try:
        from distributed import Client  # noqa: PLC0415  (an optional dependency)
    except ImportError as error:
        raise ContentError("--executor", 0, "needs Dask: pip install distributed") from error
    try:
        client = Client(f"tcp://{place}", timeout=10)
    except OSError as error:
        raise ContentError("--executor", 0, f"no Dask scheduler answers at {place}") from error
    with client:
        yield client.get_executor()


def _with_steps(memo: Memo, settings: ExecutionSettings, post: Post) -> Prepared:
    """What runs for a post; raises ContentError where its front matter asks for what makes no sense."""
    settings.for_post(post.front_matter.blogkit, str(post.source.path))
    key = digest("steps", str(post.source.path), post.source.text, post.source.recipes)
    return post, memo.recall(key, lambda: steps(post, claims.find(post), figures.recipe_steps(post)))


def _judged(executed: Executed, memo: Memo) -> Judged:
    """Judge, or remember how the same results were judged, but for what was not decided in time."""
    post = executed.post
    key = digest("verdicts", str(post.source.path), post.source.text, pickle.dumps(executed.results))
    known: Judged | None = memo.get(key)
    judged = judge(executed) if known is None else known
    if known is None and judged.is_final:
        memo.put(key, _without_run(judged))
    return replace(judged, executed=executed)


def _without_run(judged: Judged) -> Judged:
    """What is worth keeping: the run itself has a record of its own."""
    return replace(judged, executed=replace(judged.executed, steps=(), results=()))


def execution_settings(settings: Settings, request: Request) -> ExecutionSettings:
    """How the blog and the command line want posts to be run."""
    own = settings.blogkit
    chosen = {name: own[name] for name in ("timeout", "memory", "output", "kernel") if name in own}
    return ExecutionSettings(request.folder.absolute(), jobs=request.jobs, cache=request.cache, **chosen)


def _run(
    prepared: Sequence[Prepared],
    settings: ExecutionSettings,
    executor: Executor | None,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[Executed]:
    """Execute; a post with nothing to run needs no kernel."""
    runnable = [(post, parts) for post, parts in prepared if parts]
    with shown_progress(len(runnable)) as progress:
        between = partial(_prepare, runnable, meanwhile)
        running = execute_all(runnable, settings, executor, progress, meanwhile=between)
    ran = {executed.post.source.path: with_observations(executed) for executed in running}
    return [ran.get(post.source.path) or Executed(post, (), ()) for post, _ in prepared]


def _prepare(runnable: Sequence[Prepared], meanwhile: Callable[[], None]) -> None:
    """Import what comes after the run, while the kernels are busy."""
    import_module("jupytext")

    from blogkit.site import template  # noqa: PLC0415  (0.1 s, as the others)

    template("page.html")
    meanwhile()
    if any(STATED.search(post.source.text) for post, _ in runnable):
        from blogkit.check.symbolic.library import library  # noqa: PLC0415  (0.4 s)

        library()


def _second_look(
    judged: Sequence[Judged],
    settings: ExecutionSettings,
    memo: Memo,
    executor: Executor | None,
    *,
    twice: bool,
) -> list[Judged]:
    """Run posts with a broken claim again, with another hash seed: what differs was never stable."""
    doubtful = [post for post in judged if post.executed.steps and (twice or _has_broken(post))]
    prepared = [(post.executed.post, post.executed.steps) for post in doubtful]
    again = [_judged(executed, memo) for executed in _run(prepared, settings, executor)]
    second = {id(first): other for first, other in zip(doubtful, again, strict=True)}
    return [confirm(post, second[id(post)]) if id(post) in second else post for post in judged]


def _has_broken(post: Judged) -> bool:
    return any(verdict.judgement is Judgement.BROKEN for verdict in post.verdicts)


def _says_anything(post: Judged) -> bool:
    """Whether there is anything to report: prose without code, claims or figures is no executable post."""
    return bool(post.executed.post.cells or post.verdicts or post.figures)


def _with_figures(judged: Judged, folder: Path) -> Judged:
    source = judged.executed.post.source
    taken = figures.take_figures(judged.executed, partial(read_picture, folder, source))
    return replace(judged, figures=taken)
