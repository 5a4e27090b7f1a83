"""The flow from a folder to a judged, rendered blog: each stage hands a value to the next."""

import pickle
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import cache, partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from blogkit.cache import Memo, digest, sweep_parts, tool_stamp
from blogkit.errors import AbsentError, ContentError, ToolError, blamed_on, collect, raise_all, tool_error
from blogkit.hugo import Files, made_file, template_files
from blogkit.model import FrontMatter, Judged, Post, Published, Request, Site, Source
from blogkit.parallel import Beside
from blogkit.report import Report
from blogkit.site import (
    Blog,
    CheckedLinks,
    Deferred,
    Edition,
    Gallery,
    OwnLook,
    Plan,
    asked_in_vain,
    assemble,
    check_links,
    compile_templates,
    figure_scripts,
    font_names,
    fonts_at_hand,
    left_out,
    made_outputs,
    make_ahead,
    make_pages,
    mathematics_font,
    plan_languages,
    publishable,
    require_fonts,
    searchable,
    signs_of,
    template_faults,
    text_fonts,
    text_of,
)
from blogkit.site import plan_pages as plan
from blogkit.source import (
    Places,
    Settings,
    config,
    disk,
    frontmatter,
    modules,
    parse,
    picture_size,
    picture_state,
    posts_of,
    recipe_path,
    size_of_picture,
    with_consent,
)
from blogkit.values import frozen

if TYPE_CHECKING:
    from blogkit.execute import Interpreter

REHEARSED = 3
"""So many pages are made once before their verdicts are known."""


OWN_FOLDERS = ("archetypes", "assets", "config", "data", "i18n", "layouts", "themes", "_vendor", ".git")
"""Of a blog, beside those that its settings name."""


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


def build(request: Request) -> Outcome:
    """Folder -> verdicts and the finished site. Nothing is written."""
    if request.paths:
        return _check_paths(request)
    if request.wants_site:
        require_fonts()
    return _build(request)


def _build(request: Request) -> Outcome:
    now = datetime.now(UTC)
    beside = Beside(request.jobs)
    with Memo(_answers(request)) as memo:
        if memo.trouble:
            request = replace(request, cache=None)  # one notice is enough
        languages = read_settings(request)
        _sweep(request, languages)
        settings = languages[0]
        posts, unreadable = read_posts(request, languages, memo, beside)
        files_before = _content_files(request, languages)
        posts, plans, unplanned = _planned(posts, languages, request, now, files_before)
        published = [_consented(post, plans, settings) for post in posts if _is_published(post, plans)]
        layouts = disk.read_layouts(request.folder, settings.components)
        rehearsal = partial(_rehearse, Blog(settings, plans[0], published[:REHEARSED], layouts=layouts), memo)
        places = _places(request.folder, languages, plans)
        if claims_only(settings, request):
            judged, malformed = _judge(published, settings, request, memo, places, lambda _: None)
            return _unrendered(
                judged, [*unreadable, *unplanned, *malformed], (posts, plans), settings, request
            )
        judged, malformed = _judge(published, settings, request, memo, places, rehearsal)
        after = _files_after(judged, files_before, partial(_content_files, request, languages), languages)
        plans = plans if after == files_before else plan_site(posts, languages, request, now, after)
        made = made_outputs([post.executed for post in judged], plans, places)
        drawn = made | _drawn(judged, places)
        whole = _whole(published, malformed)
        files = template_files(request.folder)
        blogs = [
            Blog(one, plan, whole, judged, layouts, files) for one, plan in zip(languages, plans, strict=True)
        ]
        editions, warnings = _editions(blogs, memo, _gallery(judged, memo, places, drawn), beside)
        other = _interpreter(settings, request)
        own, more, unfound = _figure_scripts(editions, other, memo)
        site = assemble(
            editions,
            {**drawn, **more},
            font=partial(_font, memo, beside),
            text_font=partial(_text_fonts, memo, beside),
            make_file=partial(_file, files),
        )
        compile_templates()  # while another process makes the font
        static, unpublished = publishable(
            own | _without(disk.static_files(request.folder, *_static(languages, plans)), made)
        )
        unpublished += _covered(site.files.keys() - drawn.keys(), static, plans)
        site, unsearched = _searchable(site, settings, memo)
        links, unlinked = collect(
            partial(_links, site, static), editions, lambda edition: f"links ({edition.settings.language})"
        )
    warnings += [*unsearched, *unlinked, *unfound]
    failed = [one for one in warnings if isinstance(one, ToolError)]
    problems = [
        *unreadable,
        *unplanned,
        *malformed,
        *failed,
        *(problem for plan in plans for problem in plan.problems),
    ]
    warned = [one for one in warnings if not isinstance(one, ToolError)]
    doubtful = [*(doubt for plan in plans for doubt in plan.warnings), *warned, *unpublished]
    doubtful += _missing(request, languages)
    asked = _asked_for(request)
    report = Report(
        judged,
        [*_in_vain(request, posts, [*unreadable, *unplanned], plans), *filter(asked, problems)],
        [error for checked in links for error in checked.broken if asked(error)],
        [
            doubt
            for doubt in [
                *_doubts(published),
                *doubtful,
                *(one for checked in links for one in checked.doubtful),
            ]
            if asked(doubt)
        ],
        verbose=request.verbose,
        environment={name: version for post in judged for name, version in post.executed.environment.items()},
        left_out=left_out(plans),
        install=_install_line(other),
    )
    watched = (Path(other.executable), *other.packages) if other else ()
    writable = not problems or any(_has_pages(blog) for blog in blogs)
    due = min((date for plan in plans if (date := _due(posts, plan, now))), default=None)
    elsewhere = _elsewhere(request.folder, languages)
    addresses = {page.target.output: file for plan in plans for file, page in plan.by_source.items()}
    site = site if writable else None
    return Outcome(report, site, static, due, elsewhere, watched, addresses, memo.trouble)


def _check_paths(request: Request) -> Outcome:
    """Judge Markdown files for what they are, with the settings of the blog around them, if there is one."""
    from blogkit.check import in_file, told_in_file  # noqa: PLC0415  (as in _judge)

    settings = read_settings(request)[0] if disk.has_config(request.folder) else Settings()
    paths = disk.markdown_at(request.folder, request.paths)
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    own = {name: settings.blogkit.get(name) for name in ("execute", "shell")}
    posts, malformed = collect(
        lambda source: parse(source, settings.zone, own, foreign=True), sources, lambda one: str(one.path)
    )
    malformed = [in_file(one, sources) for one in malformed]
    with Memo(_answers(request)) as memo:
        plans = _plans_around(posts, request, memo)
        wanted = [_consented(post, plans, settings) for post in posts]
        judged, spoiled = _judge(wanted, settings, request, memo, Places(request.folder), lambda _: None)
    judged = [told_in_file(one) for one in judged]
    return _unrendered(judged, [*unreadable, *malformed, *spoiled], (posts, []), settings, request)


def _plans_around(posts: Sequence[Post], request: Request, memo: Memo) -> list[Plan]:
    """The plans of the blog that posts are of: what its sections hand down to them counts."""
    if not disk.has_config(request.folder):
        return []
    languages = read_settings(request)
    folders = [name for name, _ in _content_folders(request.folder, languages)]
    if not any(PurePosixPath(name) in post.source.path.parents for post in posts for name in folders):
        return []
    known, _ = read_posts(request, languages, memo, Beside(request.jobs))
    _, plans, _ = _planned(known, languages, request, datetime.now(UTC), _content_files(request, languages))
    return plans


def claims_only(settings: Settings, request: Request) -> bool:
    """Whether nothing is to be rendered: asked for, or the blog's own wish where no site is asked for."""
    wish = settings.blogkit.get("claims_only") is True
    return request.claims_only or (wish and not request.wants_site)


def _unrendered(
    judged: Sequence[Judged],
    problems: Sequence[ContentError],
    planned: tuple[Sequence[Post], Sequence[Plan]],
    settings: Settings,
    request: Request,
) -> Outcome:
    """What judging alone comes to."""
    asked = _asked_for(request)
    other = _interpreter(settings, request)
    report = Report(
        judged,
        [*_in_vain(request, planned[0], problems, planned[1]), *filter(asked, problems)],
        warnings=[doubt for doubt in _unread(request, settings) if asked(doubt)],
        verbose=request.verbose,
        environment={name: version for post in judged for name, version in post.executed.environment.items()},
        left_out=left_out(planned[1]),
        install=_install_line(other),
    )
    watched = (Path(other.executable), *other.packages) if other else ()
    return Outcome(report, watched=watched)


def _main(request: Request) -> str:
    """The configuration that counts."""
    return config.config_files(set(disk.read_config(request.folder)))[0]


def _unread(request: Request, settings: Settings) -> Iterator[ContentError]:
    there = disk.has_config(request.folder)
    return modules.unread_files(request.folder, _main(request), settings) if there else iter(())


def _missing(request: Request, languages: Sequence[Settings]) -> list[ContentError]:
    """What the blog is to have, and what of it is not read: links out of it, themes, mounts."""
    settings = languages[0]
    return [
        *disk.links_out(request.folder, _folders(request.folder, languages)),
        *_unread(request, settings),
        *modules.absent_themes(request.folder, _main(request), settings),
    ]


def _interpreter(settings: Settings, request: Request) -> "Interpreter | None":
    """The blog's own interpreter; none where nothing runs, or ours runs it."""
    if not request.execute:
        return None
    from blogkit.check import interpreter_of  # noqa: PLC0415  (as in _judge)

    return interpreter_of(settings, request)


def _figure_scripts(
    editions: Sequence[Edition], other: "Interpreter | None", memo: Memo
) -> tuple[dict[str, Path], dict[str, bytes], list[ContentError]]:
    """The scripts that the pages' figures need, from the interpreter that ran the posts."""
    pages = [page for edition in editions for page in edition.pages]
    if not any(page.scripts for page in pages):
        return {}, {}, []
    python, paths = (other.executable, other.paths) if other else (sys.executable, tuple(sys.path))
    return figure_scripts(pages, paths, python, memo)


def _install_line(other: "Interpreter | None") -> str:
    """What installs a package there."""
    if other is None:
        return ""
    from blogkit.execute import install_line  # noqa: PLC0415  (as in _judge)

    return install_line(other.executable, "").rstrip()


def _asked_for(request: Request) -> Callable[[ContentError], bool]:
    """Whether `--only` asks for what is wrong at a place: in a post, or in its recipes."""
    if not request.only:
        return lambda _: True
    wanted = disk.chosen(request.folder, request.only)
    return lambda error: any(map(wanted, posts_of(PurePosixPath(error.path))))


def _in_vain(
    request: Request, posts: Sequence[Post], unreadable: Sequence[ContentError], plans: Sequence[Plan]
) -> list[ContentError]:
    """What `--only` asks for and nothing is made of; what cannot be read says so itself."""
    paths = [post.source.path for post in posts]
    spoiled = [path for error in unreadable for path in posts_of(PurePosixPath(error.path))]
    named = [(name, disk.chosen(request.folder, [name])) for name in request.only]
    return [
        problem
        for name, wanted in named
        if not any(map(wanted, spoiled)) and (problem := asked_in_vain(name, filter(wanted, paths), plans))
    ]


def _consented(post: Post, plans: Sequence[Plan], settings: Settings) -> Post:
    """A post whose cells are run only if it, its sections and the site want it."""
    path = post.source.path
    headers = (page.front_matter for plan in plans if (page := plan.by_source.get(path)))
    return (
        with_consent(post, next(headers, post.front_matter).blogkit, settings.blogkit) if post.cells else post
    )


def _is_published(post: Post, plans: Sequence[Plan]) -> bool:
    return any(post.source.path not in plan.unpublished for plan in plans)


def _editions(
    blogs: Sequence[Blog], memo: Memo, gallery: Gallery, beside: Beside
) -> tuple[list[Edition], list[ContentError]]:
    """Make the pages of each language."""
    editions: list[Edition] = []
    warnings: dict[tuple[str, int, str], ContentError] = {}
    for blog in blogs:
        pages, found = make_pages(blog, memo, gallery, beside)
        editions.append(Edition(pages, blog.plan, blog.settings, _look(gallery.folder, blog.settings)))
        warnings |= {(one.path, one.line, one.message): one for one in found}
    return editions, list(warnings.values())


def _static(
    languages: Sequence[Settings], plans: Sequence[Plan]
) -> tuple[list[str], Mapping[str, PurePosixPath]]:
    """Name the folders of static files of all languages, and the files beside pages."""
    folders = dict.fromkeys(name for settings in languages for name in settings.static_dirs)
    return list(folders), {output: file for plan in plans for output, file in plan.resources.items()}


def _covered(names: Collection[str], static: Mapping[str, Path], plans: Sequence[Plan]) -> list[ContentError]:
    """Name the static files that are not published because a page or a list has their address."""
    owners = {page.target.output: page.place for plan in plans for page in plan.pages.values()}
    return [
        ContentError(f"static/{name}", 0, f"is not published: {owners.get(name, 'the site')} has its address")
        for name in sorted(static.keys() & names)
    ]


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


def read_settings(request: Request) -> tuple[Settings, ...]:
    """The blog's configuration in each language, with what the command line puts in its place."""
    languages = config.read_languages(disk.read_config(request.folder))
    words = disk.read_words(request.folder)
    return tuple(
        replace(settings, base_url=request.base_url or settings.base_url, i18n=words)
        for settings in languages
    )


def read_folders(request: Request) -> list[Path]:
    """The folders that the blog is made of."""
    return [
        *_folders(request.folder, read_settings(request)),
        *(request.folder / name for name in OWN_FOLDERS),
    ]


def read_posts(
    request: Request, languages: Sequence[Settings], memo: Memo, beside: Beside
) -> tuple[list[Post], list[ContentError]]:
    """Every Markdown file that can be read and understood, and what is wrong with the others."""
    paths = dict.fromkeys(
        path
        for folder, ignored in _content_folders(request.folder, languages)
        for path in disk.source_paths(request.folder, folder, ignored)
    )
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    posts, malformed = _parse_posts(sources, languages[0], memo, beside)
    return posts, [*unreadable, *malformed]


def _content_folders(folder: Path, languages: Sequence[Settings]) -> list[tuple[str, tuple[str, ...]]]:
    """Name each content folder once, with the patterns for what does not count in it.

    Only that of the default language must be there.
    """
    there = [one for one in languages if one is languages[0] or (folder / one.content_dir).is_dir()]
    return list(dict.fromkeys((settings.content_dir, settings.ignore_files) for settings in there))


def _parse_posts(
    sources: Sequence[Source], settings: Settings, memo: Memo, beside: Beside
) -> tuple[list[Post], list[ContentError]]:
    """Each post as it was parsed before, or parsed now."""
    zone, own = settings.zone, {name: settings.blogkit.get(name) for name in ("execute", "shell")}
    keys = [digest("post", str(zone), str(own), str(one.path), one.text, one.recipes) for one in sources]
    parsed: list[Post | ContentError | None] = [*memo.get_all(keys)]
    missing = [at for at, post in enumerate(parsed) if post is None]

    def make(number: int) -> bytes | ContentError:
        """Pickled for the memory: nothing is pickled twice on its way from another process."""
        try:
            return pickle.dumps(parse(sources[missing[number]], zone, own), protocol=5)
        except ContentError as error:
            return error
        except Exception as error:  # noqa: BLE001  (one post must not cost the others)
            return tool_error(str(sources[missing[number]].path), error)

    for at, made in zip(missing, beside.spread(make, len(missing)), strict=True):
        if isinstance(made, ContentError):
            parsed[at] = made
        else:
            memo.put_pickled({keys[at]: made})
            parsed[at] = pickle.loads(made)  # noqa: S301  (pickled above)
    posts = [one for one in parsed if isinstance(one, Post)]
    return posts, [one for error in parsed if isinstance(error, ContentError) for one in error.each()]


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


def _content_files(request: Request, languages: Sequence[Settings]) -> list[PurePosixPath]:
    """The files below the content folders that are no pages."""
    return list(
        dict.fromkeys(
            path
            for folder, ignored in _content_folders(request.folder, languages)
            for path in disk.content_files(request.folder, folder, ignored)
        )
    )


def _without(static: Mapping[str, Path], made: Mapping[str, bytes]) -> dict[str, Path]:
    """The static files in whose place no post has written another."""
    return {name: path for name, path in static.items() if name not in made}


def _files_after(
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


def _planned(
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


def _rehearse(blog: Blog, memo: Memo, pictures: Iterable[tuple[str, bytes]]) -> None:
    """Make the first pages without verdicts while kernels run: what it takes is then loaded.

    The other forms of pictures are made, too; those of one that is drawn otherwise now are made once more.
    """
    compile_templates()
    pages, _ = make_pages(blog, Memo(None), Gallery(), Beside(1))
    signs = signs_of(pages)
    if signs:
        with suppress(AbsentError):  # a check needs no font
            _made_font(signs)
    make_ahead(memo, pictures)


def _judge(  # noqa: PLR0913, PLR0917  (what a run depends on)
    posts: Sequence[Post],
    settings: Settings,
    request: Request,
    memo: Memo,
    places: Places,
    meanwhile: Callable[[Iterable[tuple[str, bytes]]], None],
) -> tuple[list[Judged], list[ContentError]]:
    if not request.execute:
        return [], []
    from blogkit.check import judge_posts  # noqa: PLC0415  (0.1 s that a build without execution saves)

    wanted = disk.chosen(request.folder, request.only)
    chosen = [post for post in posts if wanted(post.source.path)]
    return judge_posts(chosen, settings, request, memo, places, meanwhile)


def _whole(posts: Sequence[Post], malformed: Sequence[ContentError]) -> list[Post]:
    """The posts whose recipes are not malformed."""
    spoiled = {error.path for error in malformed}
    return [post for post in posts if not spoiled & _files_of(post)]


def _files_of(post: Post) -> set[str]:
    return {str(post.source.path), str(recipe_path(post.source.path))}


def _places(folder: Path, languages: Sequence[Settings], plans: Sequence[Plan]) -> Places:
    """Where an address in a post leads to: that depends on the address of its page."""
    urls = {source: page.url for plan in plans for source, page in plan.by_source.items()}
    static_dirs = tuple(dict.fromkeys(name for settings in languages for name in settings.static_dirs))
    return Places(folder, urls, static_dirs or ("static",), plans[0].address.path)


def _drawn(judged: Sequence[Judged], places: Places) -> dict[str, bytes]:
    """The pictures that are published as they were drawn now: path below the destination -> bytes."""
    return {
        output: figure.png
        for post in judged
        for figure in post.figures
        if figure.status in {"new", "changed"}
        and (output := places.output(post.executed.post.source, figure.path))
    }


def _gallery(judged: Sequence[Judged], memo: Memo, places: Places, drawn: Mapping[str, bytes]) -> Gallery:
    """What is known of the pictures that posts show."""
    published = {
        output: drawn.get(output) or figure.committed or figure.png
        for post in judged
        for figure in post.figures
        if figure.png and (output := places.output(post.executed.post.source, figure.path))
    }
    return Gallery(
        places.folder,
        partial(_picture_size, memo, places, drawn),
        lambda post, address: places.output(post.source, address),
        published,
        lambda output: any((places.folder / name / output).is_file() for name in places.static_dirs),
    )


def _picture_size(
    memo: Memo, places: Places, drawn: Mapping[str, bytes], post: Post, address: str
) -> tuple[int, int] | None:
    """The size of an image of the blog; none for one from elsewhere."""
    fresh = drawn.get(places.output(post.source, address) or "") if drawn else None
    if fresh is not None:
        return memo.recall(digest("size of", fresh), lambda: size_of_picture(BytesIO(fresh)))
    state = picture_state(places, post.source, address)
    return (
        memo.recall(digest("size", state), lambda: picture_size(places, post.source, address))
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


def _sweep(request: Request, languages: Sequence[Settings]) -> None:
    """Take away what a killed build left half-written among the sources and what is kept."""
    for path in [*_folders(request.folder, languages), *([request.cache] if request.cache else [])]:
        sweep_parts(path)


def _elsewhere(folder: Path, languages: Sequence[Settings]) -> tuple[Path, ...]:
    """The folders that are not below the source folder."""
    named = _folders(folder, languages)
    return tuple(path for path in named if folder.resolve() not in path.resolve().parents)


def _folders(folder: Path, languages: Sequence[Settings]) -> list[Path]:
    names = dict.fromkeys(name for one in languages for name in (one.content_dir, *one.static_dirs))
    return [folder / name for name in names]


def _font(memo: Memo, beside: Beside, signs: str) -> Callable[[], bytes]:
    """The mathematics font for some signs, to be waited for: another process may make it meanwhile."""
    key = digest("font", signs)
    known: bytes | None = memo.get(key)
    if known:
        return lambda: known
    coming = beside.soon(partial(_made_font, signs))

    def wait() -> bytes:
        font = coming()
        memo.keep_late(key, font)
        return font

    return wait


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


def _text_fonts(memo: Memo, beside: Beside, letters: str) -> Mapping[str, Callable[[], bytes]]:
    """The fonts of text and code, made together and waited for when the first is asked for."""
    key = digest("text fonts", letters)
    known: dict[str, bytes] | None = memo.get(key) or fonts_at_hand(letters)
    coming = (lambda: known) if known else beside.soon(partial(text_fonts, letters))

    @cache
    def wait() -> Mapping[str, bytes]:
        made = coming() or {}
        if not known:
            memo.keep_late(key, made)
        return made

    return {name: lambda name=name: wait()[name] for name in font_names(letters)}


def _file(files: Files, what: Published) -> Deferred:
    """A file that templates ask for, made when it is written and its source has changed."""
    return Deferred(lambda: made_file(files, what), lambda: (what, files.state(what.source)))


@cache
def _made_font(signs: str) -> bytes:
    return mathematics_font(signs)


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
