"""A page's place in the tree and what its author asked for -> its URL and its file."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import unquote, unquote_plus

from blogkit.errors import ContentError
from blogkit.hugo import escaped, lower, normalized, sanitize
from blogkit.model import FrontMatter
from blogkit.site.plan.content_path import ContentPath, parent
from blogkit.site.plan.permalinks import Named, UnknownTokenError, expand
from blogkit.source import Settings
from blogkit.values import frozen

_FLAT_KINDS = frozenset({"page", "term"})
"""Lists keep their folders also where `uglyURLs` is on."""


_WITH_HOST = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@frozen
class Target:
    """Where a page goes."""

    url: str
    """Percent-escaped, below the site's base, with a leading slash: "/posts/caf%C3%A9/"."""
    output: str
    """The file below the destination: "posts/café/index.html"."""
    folder: str
    """Where that goes which belongs to the page (its bundle's files, its feed): "posts/café"."""
    ugly: bool = False
    flat: bool = True
    """With `ugly`: the page is PATH.html; a list stays PATH/index.html, and its URL says so."""

    def below(self, path: str) -> "Target":
        """Place another page of a list, or what belongs to it, in its folder."""
        return place(self.feed + path, ugly=self.ugly, flat=self.flat)

    @property
    def feed(self) -> str:
        """The folder below the destination, with a slash at its end; empty for the site's root."""
        return f"{self.folder}/" if self.folder else ""


@frozen
class Placed:
    """What decides on a page's target."""

    kind: str
    path: ContentPath
    front_matter: FrontMatter
    title: str
    sections: tuple[str, ...] = ()
    """The folder names down to the section the page is in (or is)."""


def target_of(page: Placed, settings: Settings, slug_of: Callable[[str], str]) -> Target:
    """Find a page's URL as Hugo does: `url`, then `permalinks`, then the path with `slug`.

    `slug_of` gives the slug of the section at a logical path; empty where it has none.
    Raises ContentError for a pattern that asks for what no page has.
    """
    named = _named(page, settings, slug_of)
    ugly, of_flat_kind = _is_ugly(page, settings), page.kind in _FLAT_KINDS
    try:
        if page.front_matter.url:
            _check_url(page)
            return replace(
                _from_url(expand(page.front_matter.url, named), settings.folder), ugly=ugly, flat=of_flat_kind
            )
        pattern = _pattern(page, settings.permalinks)
        path = _expanded(pattern, named, settings) if pattern else _default_path(page, settings, slug_of)
    except UnknownTokenError as error:
        raise ContentError(str(page.path.source or "hugo.toml"), 0, _unknown(error.args[0])) from error
    flat = ugly and of_flat_kind
    # the ending belongs to what is cleaned: white space before it becomes a hyphen
    path = _cleaned(f"{path.strip('/')}.html" if flat else path, settings)
    path = f"{settings.folder}{path.removesuffix('.html') if flat else path}".rstrip("/")
    return place(path, ugly=ugly, flat=of_flat_kind)


def _check_url(page: Placed) -> None:
    if _WITH_HOST.match(page.front_matter.url):
        message = f'"url" must be a path below the site, not "{page.front_matter.url}"; leave the host out'
        raise ContentError(str(page.path.source), 0, message)


def _expanded(pattern: str, named: Named, settings: Settings) -> str:
    path = unquote_plus(expand(pattern, named))  # Hugo takes the result for a query: "c++" loses its signs
    return path if settings.disable_path_to_lower else lower(path)


def _unknown(token: str) -> str:
    return f'the permalink pattern asks for "{token}", which no page has; use :year, :slug, :filename, ...'


def place(path: str, *, ugly: bool = False, flat: bool = True) -> Target:
    """Give a clean path its file: a folder with index.html, or (ugly) PATH.html.

    >>> place("posts/café").output, place("posts/café", ugly=True).url
    ('posts/café/index.html', '/posts/caf%C3%A9.html')
    """
    if ugly and flat and path:
        return Target(escaped(f"/{path}.html"), f"{path}.html", path, ugly=True)
    output = f"{path}/index.html" if path else "index.html"
    if ugly:
        return Target(escaped(f"/{output}"), output, path, ugly=True, flat=flat)
    return Target(escaped(f"/{path}/" if path else "/"), output, path)


def _from_url(url: str, language_folder: str) -> Target:
    """Take `url` literally: a last piece with an ending is a file, anything else a folder.

    One that starts with a slash counts from the root of the site, not from that of its language.
    """
    path = unquote(url.strip())
    path = path.lstrip("/") if path.startswith("/") else language_folder + path
    # as Hugo: nothing leads out of the site; a slash at the end tells a folder from a file
    path = posixpath.normpath(f"/{path}").lstrip("/") + ("/" if path.endswith("/") else "")
    name = path.rpartition("/")[2]
    if name == "index.html":
        return place(path.removesuffix(name).rstrip("/"))
    if "." in name:
        folder = path.removesuffix(".html") if name.endswith(".html") else path.rpartition("/")[0]
        return Target(escaped(f"/{path}"), path, folder)
    return place(path.rstrip("/"))


def _pattern(page: Placed, permalinks: Mapping[str, Mapping[str, str]]) -> str:
    of_kind = permalinks.get(page.kind, {})
    section = page.sections[0] if page.sections else "/"
    return of_kind.get(section, "")


def slug_of_header(front_matter: FrontMatter) -> str:
    """Read `slug`; hyphens at its ends do not count."""
    return front_matter.slug.strip("-")


def _named(page: Placed, settings: Settings, slug_of: Callable[[str], str]) -> Named:
    above = ["/" + "/".join(page.sections[:count]) for count in range(1, len(page.sections) + 1)]
    return Named(
        title=page.title,
        slug=slug_of_header(page.front_matter),
        file_name="" if page.path.branch else page.path.base_name,
        base_name=page.path.base_name,
        date=page.front_matter.date,
        keep_case=settings.disable_path_to_lower,
        sections=page.sections,
        section_slugs=tuple(
            slug_of(folder) or name for folder, name in zip(above, page.sections, strict=True)
        ),
    )


def _default_path(page: Placed, settings: Settings, slug_of: Callable[[str], str]) -> str:
    written = page.path.written if settings.disable_path_to_lower else normalized(page.path.written)
    pieces = [piece for piece in written.split("/") if piece]
    logical = page.path.logical
    for position in range(len(pieces) - 1, -1, -1):
        own = position == len(pieces) - 1
        slug = slug_of_header(page.front_matter) if own else slug_of(logical)
        pieces[position] = _slug(slug, settings) if slug else pieces[position]
        logical = parent(logical)
    return "/".join(pieces)


def _slug(slug: str, settings: Settings) -> str:
    clean = sanitize(unquote(slug))
    return clean if settings.disable_path_to_lower else lower(clean)


def _cleaned(path: str, settings: Settings) -> str:
    """Drop signs that do not belong in a path, empty pieces, and (where asked) accents."""
    path = sanitize(path.strip("/"))
    if settings.remove_path_accents:
        signs = unicodedata.normalize("NFD", path)
        path = unicodedata.normalize(
            "NFC", "".join(sign for sign in signs if unicodedata.category(sign) != "Mn")
        )
    return "/".join(piece for piece in path.split("/") if piece not in {"", ".", ".."})


def _is_ugly(page: Placed, settings: Settings) -> bool:
    ugly = settings.ugly_urls
    return ugly if isinstance(ugly, bool) else bool(page.sections and ugly.get(page.sections[0], False))
