"""Headers of all pages -> Plan: which pages there are, where they go, how they hang together."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from blogkit.errors import ContentError
from blogkit.model import FrontMatter
from blogkit.site.plan.address import read_address
from blogkit.site.plan.bundles import resources_of
from blogkit.site.plan.cascade import inherited, read_cascade, says_distrust
from blogkit.site.plan.collisions import (
    alias_collisions,
    page_collisions,
    same_path,
    unwritable,
    unwritable_aliases,
)
from blogkit.site.plan.content_path import (
    ContentPath,
    below_content,
    is_hidden,
    language_in,
    leaf_folders,
    owner_bundle,
    parent,
    read_path,
)
from blogkit.site.plan.filename_date import with_name
from blogkit.site.plan.listing import main_sections_of, members_of, neighbours_of, sorted_pages, with_dates
from blogkit.site.plan.output_names import why_no_name
from blogkit.site.plan.publish import why_not
from blogkit.site.plan.redirects import redirects_of
from blogkit.site.plan.tree import File, kind_of, planned_pages
from blogkit.site.plan.values import Plan, Planned, Redirect
from blogkit.source import Settings, merge, table, typed

Header = tuple[PurePosixPath, FrontMatter]
OTHER_LANGUAGE = "other language"
NOT_BUILT = "language that is not built"


def plan_pages(  # noqa: PLR0913 - Hugo's own switches
    headers: Sequence[Header],
    settings: Settings,
    now: datetime,
    *,
    drafts: bool = False,
    future: bool = False,
    expired: bool = False,
    files: Sequence[PurePosixPath] = (),
) -> Plan:
    """Decide which pages are published, and where.

    `headers` are the Markdown files, their paths below the source folder ("content/posts/a.md");
    `files` are the other files below the content folder, whose names alone decide where they go.
    `now` must have a time zone. Mistakes of authors are gathered in `Plan.problems`.
    """
    found, unpublished = _read(headers, settings)
    found, malformed = _with_inheritance(found, settings)
    switches = {
        "drafts": drafts or settings.build_drafts,
        "future": future or settings.build_future,
        "expired": expired or settings.build_expired,
    }
    reasons = {file.path.source: why_not(file.front_matter, now, **switches) for file in found}
    due = [file for file in found if not reasons[file.path.source]]
    unpublished |= {source: reason for source, reason in reasons.items() if reason}
    made, errors = planned_pages(found, due, settings)
    made = sorted(made, key=lambda page: page.place)
    chosen = {page.path: page for page in sorted(made, key=_rank, reverse=True)}
    pages = {page.path: page for page in reversed(made) if chosen[page.path] is page}
    hidden = {file.path.logical for file in found if reasons[file.path.source] and file.path.leaf}
    resources = resources_of(_of_language(files, settings), pages, hidden, settings.content_dir_of)
    pages = {path: page for path, page in pages.items() if page.build.link}
    nowhere = unwritable(pages.values())
    lost = {error.path for error in nowhere}
    pages = {path: page for path, page in pages.items() if page.place not in lost}
    problems = [
        *malformed,
        *errors,
        *same_path(sorted(made, key=_rank)),
        *page_collisions(reversed(pages.values())),
        *nowhere,
    ]
    connected = _connected(pages, settings, resources, unpublished)
    return replace(
        connected,
        problems=(*problems, *connected.problems),
        warnings=(*connected.warnings, *_unsupported(unpublished, settings)),
    )


def plan_languages(languages: Sequence[Settings], plan_one: Callable[[Settings], Plan]) -> list[Plan]:
    """Plan the blog in each language, and let the plans know each other."""
    plans = [plan_one(settings) for settings in languages]
    if len(plans) == 1:
        return plans
    order = languages[0].languages
    together = tuple(sorted(plans, key=lambda one: order.index(one.language)))
    return [replace(one, languages=together) for one in plans]


def _rank(page: Planned) -> tuple[bool, bool, str]:
    """Which of two files that are one page Hugo takes: a folder's own, else Markdown, else the first."""
    path = PurePosixPath(page.place)
    return path.stem.lower().partition(".")[0] not in {"index", "_index"}, path.suffix != ".md", page.place


def _connected(
    pages: Mapping[str, Planned],
    settings: Settings,
    resources: Mapping[str, PurePosixPath],
    unpublished: Mapping[PurePosixPath, str],
) -> Plan:
    """Put the pages in order and connect them."""
    ordered = with_dates(sorted_pages(pages.values()))
    main_sections = main_sections_of(ordered, settings)
    redirects = (
        []
        if settings.disable_aliases
        else [one for page in ordered.values() for one in redirects_of(page, settings.folder)]
    )
    nowhere = unwritable_aliases(redirects)
    redirects = [one for one in redirects if not why_no_name(one.output)]
    by_source = sorted(ordered.values(), key=lambda page: page.place)
    errors, warnings = alias_collisions(by_source, redirects)
    return Plan(
        pages=ordered,
        members=members_of(ordered, main_sections),
        neighbours=neighbours_of(ordered),
        main_sections=main_sections,
        redirects=(*redirects, *_to_default_language(ordered, settings)),
        resources=resources,
        address=read_address(settings.base_url),
        language=settings.language,
        language_code=settings.language_code or settings.language,
        language_name=settings.language_name,
        unpublished=unpublished,
        problems=(*nowhere, *errors),
        warnings=tuple(warnings),
    )


def _unsupported(unpublished: Mapping[PurePosixPath, str], settings: Settings) -> list[ContentError]:
    """Say what a blog in several languages does not get."""
    found: list[ContentError] = []
    foreign = [source for source, reason in unpublished.items() if reason == NOT_BUILT]
    if foreign and settings.is_default:
        message = (
            f"{len(foreign)} pages are in a language that is not built: disabled, or with a host of its own"
        )
        found.append(ContentError(str(min(foreign)), 0, message))
    return found


def _to_default_language(pages: Mapping[str, Planned], settings: Settings) -> list[Redirect]:
    """Lead from the root to the folder of the default language, or the other way round."""
    switched_off = str(settings.raw.get("disabledefaultlanguageredirect", "")).lower() == "true"
    if not settings.languages or not settings.is_default or switched_off or "/" not in pages:
        return []
    output = "index.html" if settings.folder else f"{settings.language}/index.html"
    return [Redirect(output, pages["/"].url)]


def _of_language(files: Sequence[PurePosixPath], settings: Settings) -> Sequence[PurePosixPath]:
    """Choose the files beside pages that are published with the pages of this language."""
    if not settings.languages:
        return files
    named = {*settings.languages, *settings.other_languages}
    return [
        file
        for file in files
        if (language_in(file.stem, named) or settings.language_of(file)) == settings.language
    ]


def _read(headers: Sequence[Header], settings: Settings) -> tuple[list[File], dict[PurePosixPath, str]]:
    """Leave out what makes no page of its own: files in a bundle, and other languages."""
    languages = {settings.language, *(name.lower() for name in table(settings.raw.get("languages")))}
    paths = [
        (read_path(source, settings.content_dir_of(source), languages), header) for source, header in headers
    ]
    leaves = leaf_folders(path for path, _ in paths)
    found: list[File] = []
    unpublished: dict[PurePosixPath, str] = {}
    for path, header in paths:
        reason = _why_no_page(path, settings, leaves)
        if reason:
            unpublished[path.source] = reason
        else:
            found.append(File(path, header))
    return found, unpublished


def _why_no_page(path: ContentPath, settings: Settings, leaves: Collection[str]) -> str:
    language = path.language or settings.language_of(path.source)
    if language != settings.language:
        return OTHER_LANGUAGE if language in settings.languages else NOT_BUILT
    if is_hidden(below_content(path.source, settings.content_dir_of(path.source))):
        return "hidden"
    if owner_bundle(parent(path.logical), leaves):
        return "part of a bundle"
    return ""


def _with_inheritance(found: Iterable[File], settings: Settings) -> tuple[list[File], list[ContentError]]:
    """Give each header what the sections above hand down, and the dates of file names.

    A page that is handed a value that cannot be keeps its own header.
    """
    found = list(found)
    cascades = {
        file.path.logical: read_cascade(file.front_matter.raw["cascade"])
        for file in found
        if file.path.branch and "cascade" in file.front_matter.raw
    }
    orders = table(settings.raw.get("frontmatter"))
    of_site = read_cascade(settings.cascade)
    finished: list[File] = []
    errors: list[ContentError] = []
    for file in found:
        front_matter = file.front_matter
        kind = kind_of(file.path, settings)
        keys = inherited(file.path.logical, kind, cascades, of_site)
        if keys:
            merged = merge(keys, front_matter.raw)
            try:
                front_matter = typed(merged, front_matter.body_line, str(file.path.source), settings.zone)
            except ContentError as error:
                errors.append(error)
        if says_distrust(file.path.logical, kind, cascades, of_site):
            front_matter = replace(front_matter, blogkit={**front_matter.blogkit, "trust": False})
        if orders:
            front_matter = with_name(front_matter, file.path.base_name, orders, settings.zone)
        finished.append(replace(file, front_matter=front_matter))
    return finished, errors
