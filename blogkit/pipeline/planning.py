"""Posts -> which pages there are, where they go, which cells run, and when the site changes by itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

from blogkit.errors import ContentError, ToolError, blamed_on, collect
from blogkit.model import FrontMatter, Judged, Post, Request
from blogkit.site import Plan, plan_languages
from blogkit.site import plan_pages as plan
from blogkit.source import Places, Settings, with_consent


def plan_site(
    posts: Sequence[Post],
    languages: Sequence[Settings],
    request: Request,
    now: datetime,
    files: Sequence[PurePosixPath],
) -> list[Plan]:
    """Which pages there are in each language, and where they go, with the files beside them."""
    headers = [(post.source.path, post.front_matter) for post in posts]
    switches = {"drafts": request.drafts, "future": request.future, "expired": request.expired}
    return plan_languages(languages, lambda settings: plan(headers, settings, now, files=files, **switches))


def planned_posts(
    posts: list[Post],
    languages: Sequence[Settings],
    request: Request,
    now: datetime,
    files: Sequence[PurePosixPath],
) -> tuple[list[Post], list[Plan], list[ContentError]]:
    """The plans; a post that the tool fails to plan is found by planning each alone, and left out."""

    def planned(some: Sequence[Post]) -> list[Plan]:
        return plan_site(some, languages, request, now, files)

    try:
        with blamed_on(languages[0].content_dir):
            return posts, planned(posts), []
    except ToolError:
        _, found = collect(lambda post: planned([post]), posts, lambda post: str(post.source.path))
        blamed = {error.path: error for error in found if isinstance(error, ToolError)}
        if not blamed:
            raise
    good = [post for post in posts if str(post.source.path) not in blamed]
    return good, planned(good), list(blamed.values())


def files_after(
    judged: Sequence[Judged],
    before: Sequence[PurePosixPath],
    look: Callable[[], list[PurePosixPath]],
    languages: Sequence[Settings],
) -> list[PurePosixPath]:
    """The files beside pages, those among them that cells wrote there, or would have written."""
    now = look() if any(not one.executed.cached for one in judged) else [*before]
    contents = {settings.content_dir for settings in languages}
    made = {file for one in judged for file in one.executed.made}
    below = {file for file in made if any(file.is_relative_to(name) for name in contents)}
    return [*now, *sorted(below.difference(now))]


def consented(post: Post, plans: Sequence[Plan], settings: Settings) -> Post:
    """A post whose cells are run only if it, its sections and the site want it."""
    path = post.source.path
    headers = (page.front_matter for plan in plans if (page := plan.by_source.get(path)))
    return (
        with_consent(post, next(headers, post.front_matter).blogkit, settings.blogkit) if post.cells else post
    )


def is_published(post: Post, plans: Sequence[Plan]) -> bool:
    """Whether a post comes out in any language."""
    return any(post.source.path not in plan.unpublished for plan in plans)


def places_of(folder: Path, languages: Sequence[Settings], plans: Sequence[Plan]) -> Places:
    """Where an address in a post leads to: that depends on the address of its page."""
    urls = {source: page.url for plan in plans for source, page in plan.by_source.items()}
    static_dirs = tuple(dict.fromkeys(name for settings in languages for name in settings.static_dirs))
    return Places(folder, urls, static_dirs or ("static",), plans[0].address.path)


def due_date(posts: Sequence[Post], planned: Plan, now: datetime) -> datetime | None:
    """The next moment at which a post comes out or goes."""
    headers = {post.source.path: post.front_matter for post in posts}
    waiting = {path for path, reason in planned.unpublished.items() if reason == "future"}
    if any(not _later(headers[path], now) for path in waiting if path in headers):
        return now  # its date is a section's or its file name's: nobody knows when, so look every time
    every = [*headers.values(), *(page.front_matter for page in planned.pages.values())]
    return min((date for header in every for date in _later(header, now)), default=None)


def _later(header: FrontMatter, now: datetime) -> list[datetime]:
    dates = (header.date, header.publish_date, header.expiry_date)
    return [date for date in dates if date and date > now]


def static_sources(
    languages: Sequence[Settings], plans: Sequence[Plan]
) -> tuple[list[str], Mapping[str, PurePosixPath]]:
    """Name the folders of static files of all languages, and the files beside pages."""
    folders = dict.fromkeys(name for settings in languages for name in settings.static_dirs)
    return list(folders), {output: file for plan in plans for output, file in plan.resources.items()}


def without(static: Mapping[str, Path], made: Mapping[str, bytes]) -> dict[str, Path]:
    """The static files in whose place no post has written another."""
    return {name: path for name, path in static.items() if name not in made}
