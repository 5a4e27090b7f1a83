"""Post, … -> Judged, …: run what a post runs, and hold its claims against what was shown."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from blogkit.cache import Memo, digest
from blogkit.check import claims, figures, recipes
from blogkit.check.claims import Found
from blogkit.check.judge.engine import confirm, decide_formulas, judge
from blogkit.check.judge.facts import read_ahead
from blogkit.check.judge.repeated import doubt_repeated
from blogkit.check.letters import looked_at_again
from blogkit.check.lost_files import with_places
from blogkit.check.progress import shown_progress
from blogkit.check.settled import Settled, Settlement, what_runs
from blogkit.check.steps import steps
from blogkit.check.symbolic.memory import remembering
from blogkit.check.wishes import execution_settings, is_strict
from blogkit.errors import ContentError, collect
from blogkit.execute import (
    ExecutionSettings,
    cluster_at,
    execute_all,
    with_observations,
)
from blogkit.hugo import Image, images
from blogkit.model import Executed, Judged, Judgement, Post, Request, Step, StepKind
from blogkit.source import Places, Settings, read_picture
from blogkit.values import frozen

MOST_AHEAD = 500
"""Steps that are read ahead: of more, the first would be forgotten before they are judged."""
SECOND_SEED = 1
"""The hash seed of the run that tells an unstable claim from a broken one."""


@frozen
class Prepared:
    """A post, what was found in it, what runs for it, and the images it shows."""

    post: Post
    found: Found
    steps: tuple[Step, ...]
    shown: tuple[Image, ...] = ()


def judge_posts(  # noqa: PLR0913, PLR0917  (what a run depends on)
    posts: Sequence[Post],
    settings: Settings,
    request: Request,
    memo: Memo,
    places: Places,
    meanwhile: Callable[[Iterable[tuple[str, bytes]]], None],
) -> tuple[list[Judged], list[ContentError]]:
    """Run and judge the posts that state or draw something; malformed recipes come as errors.

    `meanwhile` is called while kernels run, and there is time: with the addresses and bytes of the pictures
    that the blog has of those which recipes draw again.
    """
    chosen = execution_settings(settings, request)
    settlement = Settlement(chosen, memo)
    settled = {} if request.twice else _found(settlement, posts)
    changed = [post for post in posts if _path_of(post) not in settled]
    prepared, malformed = collect(partial(_with_steps, memo, chosen), changed, _path_of)
    with executor_of(request) as executor:
        run = partial(_judged, memo=memo, executor=executor, quiet=request.quiet)
        ahead = partial(_work_ahead, prepared, meanwhile, places)
        first, failed = run(prepared, chosen, meanwhile=ahead)
        second = partial(run, settings=_other(chosen))
        judged, failed_again = _second_look(prepared, first, second, twice=request.twice)
    shown = {_path_of(one.post): one.shown for one in prepared}
    for one in first if not request.twice else ():
        if not _has_broken(one):
            settlement.add(one, shown[_path_judged(one)])
    judged = _in_order(posts, [*judged, *(one.judged for one in settled.values())])
    if not is_strict(settings, request):
        judged = [doubt_repeated(one) for one in judged]
    shown |= {path: one.shown for path, one in settled.items()}
    complete, undrawn = collect(
        lambda post: _with_figures(post, shown[_path_judged(post)], places), judged, _path_judged
    )
    redraw = partial(_drawn_again, shown=shown, places=places, request=request, memo=memo, settings=chosen)
    complete = looked_at_again(complete, redraw)
    errors = [*malformed, *failed, *failed_again, *undrawn]
    complete = [with_places(post, request.folder) for post in complete]
    return [post for post in complete if _says_anything(post)], errors


def _found(settlement: Settlement, posts: Sequence[Post]) -> dict[str, Settled]:
    """Path -> what earlier builds settled."""
    return {_path_of(post): known for post in posts if (known := settlement.find(post))}


def _in_order(posts: Sequence[Post], judged: Sequence[Judged]) -> list[Judged]:
    by_path = {_path_judged(one): one for one in judged}
    return [by_path[path] for post in posts if (path := _path_of(post)) in by_path]


def _path_of(post: Post) -> str:
    return str(post.source.path)


def _path_judged(judged: Judged) -> str:
    return _path_of(judged.executed.post)


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
    with cluster_at(place) as cluster:
        yield cluster


def _with_steps(memo: Memo, settings: ExecutionSettings, post: Post) -> Prepared:
    """What runs for a post; raises ContentError where its front matter asks for what makes no sense."""
    settings.for_post(post.front_matter.blogkit, str(post.source.path))
    key = digest("steps", str(post.source.path), post.source.text, post.source.recipes, repr(what_runs(post)))

    def prepare() -> tuple[Found, tuple[Step, ...], tuple[Image, ...]]:
        found, shown = claims.survey(post), images(post)
        return found, steps(post, found.claims, recipes.recipe_steps(post, shown)), shown

    return Prepared(post, *memo.recall(key, prepare))


def _judged(  # noqa: PLR0913  (one run of all posts, and how)
    prepared: Sequence[Prepared],
    settings: ExecutionSettings,
    memo: Memo,
    executor: Executor | None,
    meanwhile: Callable[[], None] = lambda: None,
    *,
    quiet: bool,
) -> tuple[list[Judged], list[ContentError]]:
    """Run posts and judge what they showed; what the tool itself fails at comes as errors."""
    failed: list[ContentError] = []
    between = partial(_prepare, [one for one in prepared if one.steps], memo, meanwhile)
    ran = _run(prepared, settings, executor, between, failed.append, quiet=quiet)
    founds = {_path_of(one.post): one.found for one in prepared}
    judged, errors = collect(
        lambda executed: _recalled(executed, founds[_path_of(executed.post)], memo),
        ran,
        lambda executed: _path_of(executed.post),
    )
    return judged, [*failed, *errors]


def _other(settings: ExecutionSettings) -> ExecutionSettings:
    return replace(settings, hash_seed=SECOND_SEED)


def _recalled(executed: Executed, found: Found, memo: Memo) -> Judged:
    """Judge, or remember how the same results were judged, but for what was not decided in time."""
    post = executed.post
    key = digest("verdicts", str(post.source.path), post.source.text, pickle.dumps(executed.results))
    known: Judged | None = memo.get(key)
    if known is not None:
        return replace(known, executed=executed)
    with remembering(memo):
        judged = judge(executed, found)
    if judged.is_final:
        memo.put(key, _without_run(judged))
    return replace(judged, executed=executed)


def _without_run(judged: Judged) -> Judged:
    """What is worth keeping: the run itself has a record of its own."""
    return replace(judged, executed=replace(judged.executed, steps=(), results=()))


def _run(  # noqa: PLR0913  (one run of all posts, and how)
    prepared: Sequence[Prepared],
    settings: ExecutionSettings,
    executor: Executor | None,
    meanwhile: Callable[[], None],
    failed: Callable[[ContentError], None],
    *,
    quiet: bool,
) -> list[Executed]:
    """Execute; a post with nothing to run needs no kernel, and one at which the tool fails is left out."""
    lost: set[str] = set()

    def lose(error: ContentError) -> None:
        lost.add(error.path)
        failed(error)

    runnable = [(one.post, one.steps) for one in prepared if one.steps]
    with shown_progress(len(runnable), quiet=quiet) as progress:
        running = execute_all(runnable, settings, executor, progress, meanwhile=meanwhile, failed=lose)
    observed, errors = collect(with_observations, running, lambda executed: _path_of(executed.post))
    for error in errors:
        lose(error)
    ran = {executed.post.source.path: executed for executed in observed}
    return [
        ran.get(one.post.source.path) or Executed(one.post, (), ())
        for one in prepared
        if _path_of(one.post) not in lost
    ]


def _prepare(prepared: Sequence[Prepared], memo: Memo, meanwhile: Callable[[], None]) -> None:
    """Decide what needs none of the answers, while the kernels are busy.

    What fails here fails again when its post is judged, and is said there.
    """
    meanwhile()
    if memo.keeps:
        with remembering(memo):
            collect(
                lambda one: decide_formulas(one.found, one.post), prepared, lambda one: _path_of(one.post)
            )


def _work_ahead(
    prepared: Sequence[Prepared], pictures: Callable[[Iterable[tuple[str, bytes]]], None], places: Places
) -> None:
    pictures(picture for one in prepared for picture in _committed(one, places))
    ordered = [step for one in prepared for step in one.steps]
    if len(ordered) <= MOST_AHEAD:
        read_ahead(ordered)


def _committed(one: Prepared, places: Places) -> Iterator[tuple[str, bytes]]:
    """The pictures that recipes draw again, as the blog has them."""
    for address in (step.figure for step in one.steps if step.kind is StepKind.RECIPE):
        file = places.file(one.post.source, address)
        picture = read_picture(places.folder, file) if file else None
        if picture is not None:
            yield address, picture


def _second_look(
    prepared: Sequence[Prepared],
    judged: Sequence[Judged],
    run: Callable[[Sequence[Prepared]], tuple[list[Judged], list[ContentError]]],
    *,
    twice: bool,
) -> tuple[list[Judged], list[ContentError]]:
    """Run posts with a broken claim again, with another hash seed: what differs was never stable."""
    doubtful = {_path_judged(post) for post in judged if twice or _has_broken(post)}
    again, failed = run([one for one in prepared if one.steps and _path_of(one.post) in doubtful])
    second = {_path_judged(post): post for post in again}
    return [
        confirm(post, second[_path_judged(post)]) if _path_judged(post) in second else post for post in judged
    ], failed


def _has_broken(post: Judged) -> bool:
    return any(verdict.judgement is Judgement.BROKEN for verdict in post.verdicts)


def _says_anything(post: Judged) -> bool:
    """Whether there is anything to report: prose without code, claims or figures is no executable post."""
    return bool(post.executed.post.cells or post.verdicts or post.figures)


def _with_figures(judged: Judged, shown: Sequence[Image], places: Places) -> Judged:
    """Add what became of the images, and which recipes failed. Raises ContentError."""
    executed = judged.executed
    locate = partial(places.file, executed.post.source)
    taken = figures.take_figures(executed, shown, locate, partial(read_picture, places.folder))
    return replace(judged, figures=taken, failures=(*judged.failures, *recipes.recipe_failures(executed)))


def _drawn_again(  # noqa: PLR0913  (one more run of some posts, and how)
    judged: Sequence[Judged],
    way: str,
    *,
    shown: Mapping[str, Sequence[Image]],
    places: Places,
    request: Request,
    memo: Memo,
    settings: ExecutionSettings,
) -> dict[str, dict[PurePosixPath, bytes]]:
    """What posts draw with letters set in another way; what fails here has failed in the first run."""
    other = replace(settings, letters=way, checkpoints=None)
    posts = [one.executed.post for one in judged]
    prepared, _ = collect(partial(_with_steps, memo, other), posts, _path_of)
    with executor_of(request) as executor:
        ran = _run(prepared, other, executor, lambda: None, lambda _: None, quiet=request.quiet)
    return {
        path: figures.drawn_files(one, shown[path], partial(places.file, one.post.source))
        for one in ran
        if (path := _path_of(one.post))
    }
