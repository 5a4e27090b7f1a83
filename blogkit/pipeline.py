"""The flow from a folder to a judged, rendered blog: each stage hands a value to the next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import cache, partial
from pathlib import Path

from blogkit import config, disk, figures, frontmatter
from blogkit.beside import Beside
from blogkit.collect import collect
from blogkit.config import Settings
from blogkit.fresh import tool_stamp
from blogkit.memo import Memo, digest
from blogkit.model import ContentError, FrontMatter, Judged, Page, Post, Site, Source
from blogkit.pages import Blog, make_pages
from blogkit.parse import parse
from blogkit.report.summary import Report
from blogkit.request import Request
from blogkit.site import Plan, assemble, formula_signs, plan
from blogkit.site.links import CheckedLinks, check_links
from blogkit.site.templates import compile_templates

REHEARSED = 3
"""So many pages are made once before their verdicts are known."""


@dataclass(frozen=True)
class Outcome:
    """What a build comes to. There is no site when nothing but malformed posts would have been in it."""

    report: Report
    site: Site | None = None
    static: Mapping[str, Path] = field(default_factory=dict[str, Path])
    due: datetime | None = None
    """When a post that waits for its date comes out, or one that expires goes: the site changes by itself."""
    elsewhere: tuple[Path, ...] = ()
    """Folders outside the source folder that the blog's settings name."""
    notice: str = ""
    """Why no answer can be kept for the next build; empty while all is well."""


def build(request: Request) -> Outcome:
    """Folder -> verdicts and the finished site. Nothing is written."""
    now = datetime.now(UTC)
    with Memo(_answers(request)) as memo, Beside(request.jobs) as beside:
        if memo.trouble:
            request = replace(request, cache=None)  # one notice is enough
        settings = read_settings(request)
        posts, unreadable = read_posts(request, settings, memo)
        planned = plan_site(posts, settings, request, now)
        published = [post for post in posts if post.source.path not in planned.unpublished]
        layouts = disk.read_layouts(request.folder, settings.theme)
        rehearsal = partial(_rehearse, Blog(settings, planned, published[:REHEARSED], layouts=layouts))
        judged, malformed = _judge(published, settings, request, memo, rehearsal)
        blog = Blog(settings, planned, _whole(published, malformed), judged, layouts)
        pages, warnings = make_pages(blog, memo, partial(_picture_size, memo, request.folder), beside)
        compile_templates(memo)
        site = assemble(pages, planned, settings, font=partial(_font, memo, beside))
        static = disk.static_files(request.folder, settings.static_dirs, planned.resources)
        site, unsearched = _searchable(site, settings, memo)
        links = _links(site, planned, pages, static, settings)
    problems = [*unreadable, *malformed, *planned.problems]
    report = Report(
        judged,
        problems,
        links.broken,
        [*_doubts(published), *planned.warnings, *warnings, *unsearched, *links.doubtful],
        verbose=request.verbose,
        environment={name: version for post in judged for name, version in post.executed.environment.items()},
    )
    writable = not problems or _has_pages(blog)
    due = _due(posts, planned, now)
    return Outcome(
        report, site if writable else None, static, due, _elsewhere(request.folder, settings), memo.trouble
    )


def _doubts(posts: Sequence[Post]) -> list[ContentError]:
    """What in the headers probably says something else than its author means."""
    return [
        doubt
        for post in posts
        for doubt in frontmatter.doubts(post.source.text, post.front_matter, str(post.source.path))
    ]


def _answers(request: Request) -> Path | None:
    """The memory's file; another version of the tool has another one."""
    return request.cache / f"answers-{tool_stamp()}.sqlite" if request.cache else None


def read_settings(request: Request) -> Settings:
    """The blog's configuration, with what the command line puts in its place."""
    settings = config.read(disk.read_config(request.folder))
    return replace(settings, base_url=request.base_url) if request.base_url else settings


def read_posts(request: Request, settings: Settings, memo: Memo) -> tuple[list[Post], list[ContentError]]:
    """Every Markdown file that can be read and understood, and what is wrong with the others."""
    paths = disk.source_paths(request.folder, settings.content_dir, settings.ignore_files)
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    posts, malformed = collect(partial(_parsed, memo, settings.zone), sources)
    return posts, [*unreadable, *malformed]


def _parsed(memo: Memo, zone: tzinfo, source: Source) -> Post:
    key = digest("post", str(zone), str(source.path), source.text, source.recipes)
    return memo.recall(key, lambda: parse(source, zone))


def plan_site(posts: Sequence[Post], settings: Settings, request: Request, now: datetime) -> Plan:
    """Which pages there are, and where they go."""
    return plan(
        [(post.source.path, post.front_matter) for post in posts],
        settings,
        now,
        drafts=request.drafts,
        future=request.future,
        expired=request.expired,
        files=disk.content_files(request.folder, settings.content_dir, settings.ignore_files),
    )


def _rehearse(blog: Blog) -> None:
    """Make the first pages without verdicts while kernels run: what it takes is then loaded."""
    pages, _ = make_pages(blog, Memo(None), lambda _post, _address: None, Beside(1))
    signs = formula_signs(pages)
    if signs:
        _made_font(signs)


def _judge(
    posts: Sequence[Post],
    settings: Settings,
    request: Request,
    memo: Memo,
    meanwhile: Callable[[], None],
) -> tuple[list[Judged], list[ContentError]]:
    if not request.execute:
        return [], []
    from blogkit.judging import judge_posts  # noqa: PLC0415  (0.1 s that a build without execution saves)

    wanted = disk.chosen(request.folder, request.only)
    chosen = [post for post in posts if wanted(post.source.path)]
    return judge_posts(chosen, settings, request, memo, meanwhile)


def _whole(posts: Sequence[Post], malformed: Sequence[ContentError]) -> list[Post]:
    """The posts whose recipes are not malformed."""
    spoiled = {error.path for error in malformed}
    return [post for post in posts if not spoiled & _files_of(post)]


def _files_of(post: Post) -> set[str]:
    return {str(post.source.path), str(figures.recipe_path(post.source.path))}


def _picture_size(memo: Memo, folder: Path, post: Post, address: str) -> tuple[int, int] | None:
    """The size of an image of the blog; none for one from elsewhere."""
    state = disk.picture_state(folder, post.source, address)
    return (
        memo.recall(digest("size", state), lambda: disk.picture_size(folder, post.source, address))
        if state
        else None
    )


def _due(posts: Sequence[Post], planned: Plan, now: datetime) -> datetime | None:
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


def _elsewhere(folder: Path, settings: Settings) -> tuple[Path, ...]:
    """The folders that are not below the source folder."""
    named = [folder / name for name in (settings.content_dir, *settings.static_dirs)]
    return tuple(path for path in named if folder.resolve() not in path.resolve().parents)


def _font(memo: Memo, beside: Beside, signs: str) -> Callable[[], bytes]:
    """The mathematics font for some signs, to be waited for: another process may make it meanwhile."""
    key = digest("font", signs)
    known: bytes | None = memo.get(key)
    if known:
        return lambda: known
    coming = beside.soon(_made_font, signs)

    def wait() -> bytes:
        font = coming()
        memo.keep_late(key, font)
        return font

    return wait


@cache
def _made_font(signs: str) -> bytes:
    from blogkit.fonts import mathematics_font  # noqa: PLC0415  (0.5 s that a known set of signs saves)

    return mathematics_font(signs)


def _searchable(site: Site, settings: Settings, memo: Memo) -> tuple[Site, list[ContentError]]:
    """The site with its search index, if it wants one; or what kept it from having one."""
    if not settings.searchable:
        return site, []
    from blogkit.search import searchable  # noqa: PLC0415  (few blogs are searched)

    try:
        return searchable(site, memo), []
    except ContentError as problem:
        return site, [problem]


def _links(
    site: Site, planned: Plan, pages: Sequence[Page], static: Mapping[str, Path], settings: Settings
) -> CheckedLinks:
    return check_links(
        site,
        planned,
        pages,
        static=frozenset(static),
        theme=settings.mounts_files,
        elsewhere=settings.other_languages,
    )


def _has_pages(blog: Blog) -> bool:
    """Whether any post is left beside the lists."""
    readable = {post.source.path for post in blog.posts}
    return any(page.kind == "page" and page.source in readable for page in blog.plan.pages.values())
