"""What a build comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from blogkit.errors import ContentError
from blogkit.model import Judged, Post, Request, Site
from blogkit.pipeline.doubts import asked_for, in_vain, unread
from blogkit.pipeline.judging import install_line_for, interpreter_of_blog
from blogkit.report import Report
from blogkit.site import Plan, left_out
from blogkit.source import Settings
from blogkit.values import frozen


@frozen
class Outcome:
    """What a build comes to. There is no site when nothing but malformed posts would have been in it."""

    report: Report
    site: Site | None = None
    static: Mapping[str, Path] = field(default_factory=dict[str, Path])
    due: datetime | None = None
    """When a post that waits for its date comes out, or one that expires goes: the site changes by itself."""
    elsewhere: tuple[Path, ...] = ()
    """Folders outside the source folder that the blog's settings name."""
    watched: tuple[Path, ...] = ()
    """Files and folders, whatever is below them, whose change may change an answer."""
    addresses: Mapping[str, PurePosixPath] = field(default_factory=dict[str, PurePosixPath])
    """Path of a page below the destination -> its file."""
    notice: str = ""
    """Why no answer can be kept for the next build; empty while all is well."""


def unrendered(
    judged: Sequence[Judged],
    problems: Sequence[ContentError],
    planned: tuple[Sequence[Post], Sequence[Plan]],
    settings: Settings,
    request: Request,
) -> Outcome:
    """What judging alone comes to."""
    asked = asked_for(request)
    vain = in_vain(request, planned[0], problems, planned[1])
    report = report_of(judged, [*vain, *filter(asked, problems)], planned[1], settings, request)
    doubts = [doubt for doubt in unread(request, settings) if asked(doubt)]
    return Outcome(replace(report, warnings=doubts), watched=watched_by(settings, request))


def report_of(
    judged: Sequence[Judged],
    problems: Sequence[ContentError],
    plans: Sequence[Plan],
    settings: Settings,
    request: Request,
) -> Report:
    """The report on judged posts, in so far as rendering adds nothing to it."""
    return Report(
        judged,
        problems,
        verbose=request.verbose,
        environment={name: version for post in judged for name, version in post.executed.environment.items()},
        left_out=left_out(plans),
        install=install_line_for(interpreter_of_blog(settings, request)),
    )


def watched_by(settings: Settings, request: Request) -> tuple[Path, ...]:
    """The files and folders of the interpreter that the blog names."""
    other = interpreter_of_blog(settings, request)
    return (Path(other.executable), *other.packages) if other else ()
