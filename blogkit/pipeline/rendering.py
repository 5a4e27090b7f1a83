"""The pages of a judged blog, the files beside them, and what their making has to say."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from blogkit.cache import Memo
from blogkit.errors import AbsentError, ContentError, blamed_on, collect, raise_all
from blogkit.hugo import Files, made_file, template_files
from blogkit.model import Judged, Published, Site
from blogkit.parallel import Beside
from blogkit.pipeline.doubts import covered
from blogkit.pipeline.fonts import font_of, made_font, text_fonts_of
from blogkit.pipeline.judging import interpreter_of_blog, whole_posts
from blogkit.pipeline.pictures import drawn_pictures, figure_scripts_of, gallery
from blogkit.pipeline.planning import files_after, plan_site, static_sources, without
from blogkit.pipeline.reading import content_files
from blogkit.pipeline.ready import Desk, Ready
from blogkit.site import (
    Blog,
    CheckedLinks,
    Deferred,
    Edition,
    Gallery,
    OwnLook,
    Plan,
    assemble,
    check_links,
    compile_templates,
    made_outputs,
    make_ahead,
    make_pages,
    publishable,
    searchable,
    signs_of,
    template_faults,
    text_of,
)
from blogkit.source import Settings, disk
from blogkit.values import frozen

REHEARSED = 3
"""So many pages are made once before their verdicts are known."""


@frozen
class Rendered:
    """A site, and what was found while it was made."""

    site: Site
    static: Mapping[str, Path]
    plans: list[Plan]
    """With the files that cells wrote beside their pages."""
    links: list[CheckedLinks]
    warnings: list[ContentError]
    """Of pages, the search index, links and scripts; a ToolError is a fault of ours."""
    unpublished: list[ContentError]
    """Static files that do not come out."""
    has_pages: bool
    """Whether any post is left beside the lists."""


def render(ready: Ready, judged: Sequence[Judged], malformed: Sequence[ContentError], desk: Desk) -> Rendered:
    """Make the site of judged posts; those of `malformed` recipes are left out."""
    plans = _plans_after(ready, judged, desk)
    made = made_outputs([post.executed for post in judged], plans, ready.places)
    drawn = made | drawn_pictures(judged, ready.places)
    files = template_files(desk.request.folder)
    blogs = [
        Blog(one, plan, whole_posts(ready.published, malformed), judged, ready.layouts, files)
        for one, plan in zip(ready.languages, plans, strict=True)
    ]
    editions, warnings = _editions(blogs, gallery(judged, desk.memo, ready.places, drawn), desk)
    other = interpreter_of_blog(ready.settings, desk.request)
    own, more, unfound = figure_scripts_of(editions, other, desk.memo)
    site = assemble(
        editions,
        {**drawn, **more},
        font=partial(font_of, desk.memo, desk.beside),
        text_font=partial(text_fonts_of, desk.memo, desk.beside),
        make_file=partial(_file, files),
    )
    compile_templates()  # while another process makes the font
    sources = disk.static_files(desk.request.folder, *static_sources(ready.languages, plans))
    static, unpublished = publishable(own | without(sources, made))
    unpublished += covered(site.files.keys() - drawn.keys(), static, plans)
    site, unsearched = _searchable(site, ready.settings, desk.memo)
    links, unlinked = collect(
        partial(_links, site, static), editions, lambda edition: f"links ({edition.settings.language})"
    )
    warnings += [*unsearched, *unlinked, *unfound]
    return Rendered(site, static, plans, links, warnings, unpublished, any(map(_has_pages, blogs)))


def rehearse(ready: Ready, memo: Memo, drawn: Iterable[tuple[str, bytes]]) -> None:
    """Make the first pages without verdicts while kernels run: what it takes is then loaded.

    The other forms of pictures are made, too; those of one that is drawn otherwise now are made once more.
    """
    blog = Blog(ready.settings, ready.plans[0], ready.published[:REHEARSED], layouts=ready.layouts)
    compile_templates()
    pages, _ = make_pages(blog, Memo(None), Gallery(), Beside(1))
    signs = signs_of(pages)
    if signs:
        with suppress(AbsentError):  # a check needs no font
            made_font(signs)
    make_ahead(memo, drawn)


def _plans_after(ready: Ready, judged: Sequence[Judged], desk: Desk) -> list[Plan]:
    """The plans once posts have run: cells may have written files beside their pages."""
    look = partial(content_files, desk.request, ready.languages)
    files = files_after(judged, ready.files, look, ready.languages)
    if files == ready.files:
        return ready.plans
    return plan_site(ready.posts, ready.languages, desk.request, desk.now, files)


def _editions(
    blogs: Sequence[Blog], gallery: Gallery, desk: Desk
) -> tuple[list[Edition], list[ContentError]]:
    """Make the pages of each language."""
    editions: list[Edition] = []
    warnings: dict[tuple[str, int, str], ContentError] = {}
    for blog in blogs:
        pages, found = make_pages(blog, desk.memo, gallery, desk.beside)
        editions.append(Edition(pages, blog.plan, blog.settings, _look(gallery.folder, blog.settings)))
        warnings |= {(one.path, one.line, one.message): one for one in found}
    return editions, list(warnings.values())


def _look(folder: Path, settings: Settings) -> OwnLook:
    """What the blog brings for its own look."""
    where = text_of(settings, "templates") or OwnLook.folder
    templates = disk.read_templates(folder, where)
    raise_all(template_faults(templates, where))
    return OwnLook(
        templates=templates,
        comments=disk.read_snippet(folder, text_of(settings, "comments"), "comments"),
        analytics=disk.read_snippet(folder, text_of(settings, "analytics"), "analytics"),
        icon=disk.find_icon(folder, settings.static_dirs),
        folder=where,
    )


def _file(files: Files, what: Published) -> Deferred:
    """A file that templates ask for, made when it is written and its source has changed."""
    return Deferred(lambda: made_file(files, what), lambda: (what, files.state(what.source)))


def _searchable(site: Site, settings: Settings, memo: Memo) -> tuple[Site, list[ContentError]]:
    """The site with its search index, if it wants one; or what kept it from having one."""
    if not settings.searchable:
        return site, []
    try:
        with blamed_on("search"):
            return searchable(site, memo), []
    except ContentError as problem:
        return site, [problem]


def _links(site: Site, static: Mapping[str, Path], edition: Edition) -> CheckedLinks:
    settings = edition.settings
    return check_links(
        site,
        edition.plan,
        edition.pages,
        static=frozenset(static),
        theme=settings.mounts_files,
        elsewhere=settings.other_languages - set(settings.languages),
    )


def _has_pages(blog: Blog) -> bool:
    """Whether any post is left beside the lists."""
    readable = {post.source.path for post in blog.posts}
    return any(page.kind == "page" and page.source in readable for page in blog.plan.pages.values())
