"""The flow from a folder to a judged, rendered blog: each stage hands a value to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath

from blogkit import config, disk, figures
from blogkit.collect import collect
from blogkit.config import Settings
from blogkit.fonts import mathematics_font
from blogkit.judging import judge_posts
from blogkit.model import ContentError, Judged, Post, Site
from blogkit.pages import Blog, make_pages
from blogkit.parse import parse
from blogkit.report.summary import Report
from blogkit.request import Request
from blogkit.site import Plan, assemble, plan


@dataclass(frozen=True)
class Outcome:
    """What a build comes to. There is no site when nothing but malformed posts would have been in it."""

    report: Report
    site: Site | None = None
    static: Mapping[str, Path] = field(default_factory=dict[str, Path])


def check(request: Request) -> Report:
    """Folder -> verdicts."""
    return _judged_blog(request)[1]


def build(request: Request) -> Outcome:
    """Folder -> verdicts and the finished site. Nothing is written."""
    blog, report = _judged_blog(request)
    if report.problems and not _has_pages(blog):
        return Outcome(report)
    pages, warnings = make_pages(blog)
    site = assemble(pages, blog.plan, blog.settings, font=mathematics_font)
    report = replace(report, warnings=[*report.warnings, *warnings])
    return Outcome(
        report, site, disk.static_files(request.folder, blog.settings.static_dirs, blog.plan.resources)
    )


def _has_pages(blog: Blog) -> bool:
    """Whether any post is left beside the lists."""
    readable = {post.source.path for post in blog.posts}
    return any(page.kind == "page" and page.source in readable for page in blog.plan.pages.values())


def _judged_blog(request: Request) -> tuple[Blog, Report]:
    settings = read_settings(request)
    posts, unreadable = read_posts(request, settings)
    sketch = plan_site(posts, settings, request)
    published = [post for post in posts if post.source.path not in sketch.unpublished]
    judged, malformed = _judge(published, settings, request)
    spoiled = {error.path for error in malformed}
    published = [post for post in published if not spoiled & _files_of(post)]
    shortcodes = disk.read_shortcodes(request.folder, settings.theme)
    problems = [*unreadable, *malformed, *sketch.problems]
    report = Report(judged, problems, warnings=sketch.warnings, verbose=request.verbose)
    return Blog(settings, sketch, published, judged, shortcodes), report


def _judge(
    posts: Sequence[Post], settings: Settings, request: Request
) -> tuple[list[Judged], list[ContentError]]:
    if not request.execute:
        return [], []
    wanted = disk.chosen(request.folder, request.only)
    return judge_posts([post for post in posts if wanted(post.source.path)], settings, request)


def read_settings(request: Request) -> Settings:
    """The blog's configuration, with what the command line puts in its place."""
    settings = config.read(disk.read_config(request.folder))
    return replace(settings, base_url=request.base_url) if request.base_url else settings


def read_posts(request: Request, settings: Settings) -> tuple[list[Post], list[ContentError]]:
    """Every Markdown file that can be read and understood, and what is wrong with the others."""
    paths = disk.source_paths(request.folder, settings.content_dir)
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    posts, malformed = collect(parse, sources)
    return posts, [*unreadable, *malformed]


def plan_site(posts: Sequence[Post], settings: Settings, request: Request) -> Plan:
    """Which pages there are, and where they go."""
    headers = [(post.source.path, post.front_matter) for post in posts]
    files = disk.content_files(request.folder, settings.content_dir)
    now = datetime.now(UTC)
    return plan(
        headers,
        settings,
        now,
        drafts=request.drafts,
        future=request.future,
        expired=request.expired,
        files=files,
    )


def _files_of(post: Post) -> set[str]:
    path: PurePosixPath = post.source.path
    return {str(path), str(figures.recipe_path(path))}
