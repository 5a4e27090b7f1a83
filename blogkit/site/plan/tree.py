"""Files -> the tree of pages: home, sections, taxonomies, terms, pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from blogkit.errors import ContentError
from blogkit.hugo import list_title, normalized
from blogkit.model import FrontMatter
from blogkit.site.plan.content_path import ContentPath, ancestors, parent
from blogkit.site.plan.publish import build_options
from blogkit.site.plan.target import Placed, slug_of_header, target_of
from blogkit.site.plan.terms import terms_of
from blogkit.site.plan.values import Planned
from blogkit.source import Settings
from blogkit.values import frozen


@frozen
class File:
    """A content file with its header."""

    path: ContentPath
    front_matter: FrontMatter


def kind_of(path: ContentPath, settings: Settings) -> str:
    """Tell Hugo's kind of page by the path."""
    if not path.branch:
        return "page"
    if path.logical == "/":
        return "home"
    first, _, rest = path.logical[1:].partition("/")
    if first in settings.taxonomies.values():
        return "term" if rest else "taxonomy"
    return "section"


def planned_pages(
    found: Sequence[File], due: Sequence[File], settings: Settings
) -> tuple[list[Planned], list[ContentError]]:
    """Make the pages: one for each file in `due`, and the lists that have no file; and say what went wrong.

    `found` also has the files that are not due: a section is there as soon as it has a file.
    """
    tree = {file.path.logical: file for file in due if file.path.branch}
    pages = [file for file in due if not file.path.branch]
    lists = _lists(found, pages, tree, settings)
    enabled = [file for file in [*lists.values(), *pages] if _enabled(kind_of(file.path, settings), settings)]
    sections = {path for path, file in lists.items() if kind_of(file.path, settings) == "section"}
    slugs = {path: slug_of_header(file.front_matter) for path, file in lists.items()}
    made: list[Planned] = []
    errors: list[ContentError] = []
    for file in enabled:
        try:
            made.append(_planned(file, sections, settings, lambda path: slugs.get(path, "")))
        except ContentError as error:
            errors.append(error)
    return made, errors


_OLD_KINDS = {"taxonomyterm": "taxonomy"}


def _enabled(kind: str, settings: Settings) -> bool:
    return kind not in {_OLD_KINDS.get(name, name) for name in settings.disable_kinds}


def _lists(
    found: Sequence[File], pages: Iterable[File], tree: Mapping[str, File], settings: Settings
) -> dict[str, File]:
    """Collect the list pages: those with a file, and those that Hugo makes up."""
    lists = dict(tree)
    # a section whose own page is not due has no page; a page at the path of a list takes its place
    taken = {file.path.logical for file in [*found, *pages]} - set(lists)
    made = [_made_up("/", settings.title)]
    made += [
        _made_up(f"/{plural}", _title(plural, settings, plural=False))
        for plural in settings.taxonomies.values()
    ]
    in_folders = (file.path for file in found if file.path.branch or file.path.logical.count("/") > 1)
    tops = dict.fromkeys(top for path in in_folders for top in path.written.split("/")[1:2])
    made += [
        _made_up(f"/{top}", _title(top, settings, plural=settings.pluralize_list_titles)) for top in tops
    ]
    terms: dict[str, tuple[str, str]] = {}
    for file in [*pages, *tree.values()]:
        for plural, named in terms_of(file.front_matter.raw, settings.taxonomies).items():
            for path, name in named.items():
                terms.setdefault(path, (plural, name))
    made += [
        _made_up(f"/{plural}/{name}", _title(name, settings, plural=False), path)
        for path, (plural, name) in terms.items()
    ]
    for file in made:
        if file.path.logical not in taken:
            lists.setdefault(file.path.logical, file)
    return lists


def _made_up(written: str, title: str, logical: str = "") -> File:
    name = written.rpartition("/")[2]
    path = ContentPath(PurePosixPath(), logical or normalized(written), written, branch=True, base_name=name)
    return File(path, FrontMatter(title))


def _title(name: str, settings: Settings, *, plural: bool) -> str:
    style = settings.title_case_style
    return list_title(name, plural=plural, capital=settings.capitalize_list_titles, style=style)


def _planned(file: File, sections: set[str], settings: Settings, slug_of: Callable[[str], str]) -> Planned:
    path, header = file.path, file.front_matter
    kind = kind_of(path, settings)
    within = _section(path, kind, sections)
    title = header.title or _fallback_title(file, kind, settings)
    pieces = tuple(piece for piece in within.split("/") if piece)
    return Planned(
        path=path.logical,
        kind=kind,
        title=title,
        target=target_of(Placed(kind, path, header, title, pieces), settings, slug_of),
        front_matter=header,
        source=path.source if path.source.name else None,
        section=pieces[0] if pieces else _first_folder(path),
        home=_section(path, "page", sections - {path.logical}) if kind != "term" else within,
        taxonomy=pieces[0] if kind in {"taxonomy", "term"} else "",
        build=build_options(header),
        terms={plural: tuple(found) for plural, found in terms_of(header.raw, settings.taxonomies).items()},
        date=header.date,
        lastmod=header.lastmod or header.date,
    )


def _section(path: ContentPath, kind: str, sections: set[str]) -> str:
    """Find the section a page is in; a section is in itself, a term in its taxonomy."""
    if kind in {"taxonomy", "term"}:
        return "/" + path.logical.split("/")[1]
    above = ancestors(path.logical if kind == "section" else parent(path.logical))
    return next((one for one in reversed(above) if one in sections), "/")


def _first_folder(path: ContentPath) -> str:
    first, _, rest = path.logical[1:].partition("/")
    return first if rest else ""


def _fallback_title(file: File, kind: str, settings: Settings) -> str:
    if kind == "home":
        return settings.title
    return _title(file.path.base_name, settings, plural=kind == "section" and settings.pluralize_list_titles)
