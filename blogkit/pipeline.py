"""The flow from a folder to a site: each stage hands a value to the next."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from blogkit import claims, config, disk, figures, site
from blogkit.config import Settings
from blogkit.execute import ExecutionSettings, execute_all
from blogkit.judge import confirm, judge
from blogkit.model import ContentError, Executed, Judged, Judgement, Page, Post, Site, Source
from blogkit.observed import with_observations
from blogkit.parse import parse
from blogkit.render import render_all
from blogkit.report.summary import Report
from blogkit.steps import steps

SECOND_SEED = 1
"""The hash seed of the run that tells a broken claim from an unstable one."""


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
    """What a build comes to."""

    report: Report
    site: Site | None = None
    static: Mapping[str, Path] | None = None


def build(request: Request) -> Outcome:
    """Folder -> judged posts and the site; nothing is written."""
    settings = read_settings(request)
    posts, problems = read_posts(request)
    plan = site.plan(
        [(post.source.path, post.front_matter) for post in posts],
        settings,
        datetime.now(UTC),
        drafts=request.drafts,
        future=request.future,
        expired=request.expired,
    )
    published = [post for post in posts if plan.publishes(post.source.path)]
    judged, more = judge_all(published, settings, request) if request.execute else ([], [])
    problems += more
    pages, notes = render_all(published, judged, plan, settings)
    ...
    return Outcome(Report(judged, problems))
