"""The flow from a folder to a judged, rendered blog: each stage hands a value to the next."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from blogkit import claims, config, disk, figures
from blogkit.config import Settings
from blogkit.execute import ExecutionSettings, execute_all
from blogkit.judge import confirm, judge
from blogkit.model import ContentError, Executed, Judged, Judgement, Post, Site, Step
from blogkit.observed import with_observations
from blogkit.parse import parse
from blogkit.report.summary import Report
from blogkit.steps import steps

SECOND_SEED = 1
"""The hash seed of the run that tells an unstable claim from a broken one."""

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Request:
    """What the command line asks for."""

    folder: Path
    drafts: bool = False
    future: bool = False
    expired: bool = False
    base_url: str = ""
    execute: bool = True
    cache: bool = True
    jobs: int = 0
    only: tuple[str, ...] = ()
    executor: str = ""
    verbose: bool = False
    twice: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a build comes to. There is no site when nothing may be written."""

    report: Report
    site: Site | None = None
    static: Mapping[str, Path] = field(default_factory=dict[str, Path])


def check(request: Request) -> Report:
    """Folder -> verdicts."""
    settings = read_settings(request)
    posts, unreadable = read_posts(request)
    judged, malformed = judge_posts(published(posts, request), settings, request)
    return Report(judged, [*unreadable, *malformed], verbose=request.verbose)


def read_settings(request: Request) -> Settings:
    """The blog's configuration, with what the command line puts in its place."""
    settings = config.read(disk.read_config(request.folder))
    return replace(settings, base_url=request.base_url) if request.base_url else settings


def read_posts(request: Request) -> tuple[list[Post], list[ContentError]]:
    """Every Markdown file that can be read and understood, and what is wrong with the others."""
    paths = list(disk.source_paths(request.folder, request.only))
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    posts, malformed = collect(parse, sources)
    return posts, [*unreadable, *malformed]


def judge_posts(
    posts: Sequence[Post], settings: Settings, request: Request
) -> tuple[list[Judged], list[ContentError]]:
    """Run the posts that have something to run, and judge what they say."""
    prepared, malformed = collect(with_steps, posts)
    executed = run(prepared, execution_settings(settings, request), request)
    judged = [judge(post) for post in executed]
    judged = second_look(judged, execution_settings(settings, request), request)
    return [_with_figures(post, request.folder) for post in judged], malformed


def with_steps(post: Post) -> tuple[Post, tuple[Step, ...]]:
    """What runs for a post."""
    return post, steps(post, claims.find(post), figures.recipe_steps(post))


def run(
    prepared: Iterable[tuple[Post, tuple[Step, ...]]], settings: ExecutionSettings, request: Request
) -> list[Executed]:
    """Execute, and put the observations at the lines of the posts."""
    return [with_observations(executed) for executed in execute_all(list(prepared), settings)]


def second_look(judged: Sequence[Judged], settings: ExecutionSettings, request: Request) -> list[Judged]:
    """Run posts with a broken claim again, with another hash seed: what differs was never stable."""
    doubtful = [post for post in judged if request.twice or _has_broken(post)]
    if not doubtful:
        return list(judged)
    again = replace(settings, hash_seed=SECOND_SEED, cache=None)
    prepared = [(post.executed.post, post.executed.steps) for post in doubtful]
    second = {id(first): judge(post) for first, post in zip(doubtful, run(prepared, again, request), strict=True)}
    return [confirm(post, second[id(post)]) if id(post) in second else post for post in judged]


def _has_broken(post: Judged) -> bool:
    return any(verdict.judgement is Judgement.BROKEN for verdict in post.verdicts)


def _with_figures(judged: Judged, folder: Path) -> Judged:
    source = judged.executed.post.source
    taken = figures.take_figures(judged.executed, partial(disk.read_picture, folder, source))
    return replace(judged, figures=taken)


def execution_settings(settings: Settings, request: Request) -> ExecutionSettings:
    """How the blog and the command line want posts to be run."""
    own = settings.blogkit
    chosen = {name: own[name] for name in ("timeout", "memory", "output", "kernel") if name in own}
    return ExecutionSettings(request.folder.absolute(), jobs=request.jobs, **chosen)


def published(posts: Sequence[Post], request: Request) -> list[Post]:
    now = datetime.now(UTC)
    return [post for post in posts if post.cells and (request.drafts or not post.front_matter.draft)]


def collect(
    function: Callable[[Given], Made], values: Iterable[Given]
) -> tuple[list[Made], list[ContentError]]:
    """Apply to each value, and keep the errors beside the results: one bad file stops no other."""
    made: list[Made] = []
    errors: list[ContentError] = []
    for value in values:
        try:
            made.append(function(value))
        except ContentError as error:
            errors.append(error)
    return made, errors
