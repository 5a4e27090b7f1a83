"""The values of the plan: a page that will be written, and the whole of them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath

from blogkit.cache import digest
from blogkit.errors import ContentError
from blogkit.hugo import escaped
from blogkit.model import FrontMatter
from blogkit.site.plan.address import NOWHERE, Address
from blogkit.site.plan.publish import PUBLISHED, Build
from blogkit.site.plan.target import Target
from blogkit.values import frozen


@frozen
class Planned:
    """A page of the site."""

    path: str
    """The page as Hugo looks it up: "/posts/my-trip"; the home page is "/"."""
    kind: str
    """Hugo's kinds: "home", "section", "page", "taxonomy", "term"."""
    title: str
    target: Target
    front_matter: FrontMatter
    """With what the sections above hand down."""
    source: PurePosixPath | None = None
    """None for a list that has no `_index.md`."""
    section: str = ""
    """The first folder of the path: "posts"; empty at the root."""
    home: str = "/"
    """The list page this page stands in: the nearest section above."""
    taxonomy: str = ""
    """For a taxonomy and a term: its plural, "tags"."""
    build: Build = PUBLISHED
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Taxonomy -> the paths of the page's terms."""
    date: datetime | None = None
    lastmod: datetime | None = None
    """For lists without a date of their own: the latest of the pages in them."""

    @property
    def url(self) -> str:
        """Below the site's base, percent-escaped, with a leading slash."""
        return self.target.url

    @property
    def place(self) -> str:
        """The file to name in an error."""
        return str(self.source) if self.source else self.target.output


@frozen
class Redirect:
    """A page that sends the reader on."""

    output: str
    """The file below the destination."""
    url: str
    """Where to, below the site's base."""
    source: str = ""
    """The file whose `aliases` ask for it; empty for the first page of a list."""


@frozen
class Plan:
    """Which pages the site has, where they go and how they hang together."""

    pages: Mapping[str, Planned]
    """Path -> page, in Hugo's order: weight, date, title."""
    members: Mapping[str, tuple[str, ...]]
    """List page -> the pages it lists, in order; a taxonomy lists its terms."""
    neighbours: Mapping[str, tuple[str, str]]
    """Page -> the one before it in time and the one after it, in its section; empty where there is none."""
    main_sections: tuple[str, ...]
    """The sections whose pages the front page shows."""
    redirects: tuple[Redirect, ...] = ()
    resources: Mapping[str, PurePosixPath] = field(default_factory=dict[str, PurePosixPath])
    """Files beside pages: path below the destination -> file below the source folder."""
    address: Address = NOWHERE
    language: str = "en"
    language_code: str = "en"
    """The same as HTML names it: "en-us"."""
    language_name: str = ""
    """The same for readers: "English"."""
    languages: "tuple[Plan, ...]" = ()
    """The plans of all languages, this one too, each without the others; none where one stands alone."""
    unpublished: Mapping[PurePosixPath, str] = field(default_factory=dict[PurePosixPath, str])
    """Files that make no page -> why: "draft", "future", "expired", "hidden" …."""
    problems: tuple[ContentError, ...] = ()
    """What an author must change: two pages with one URL, a circle of aliases."""
    warnings: tuple[ContentError, ...] = ()

    @cached_property
    def headers(self) -> str:
        """Digest what the headers and places of all pages say."""
        return digest(repr([(page, page.url) for page in self.pages.values()]), repr(self.members))

    @cached_property
    def by_source(self) -> Mapping[PurePosixPath, Planned]:
        """File -> its page."""
        return {page.source: page for page in self.pages.values() if page.source}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Page -> its place in Hugo's order."""
        return {path: place for place, path in enumerate(self.pages)}

    def files_of(self, page: Planned) -> Mapping[str, str]:
        """The files of a page's bundle: name in it -> address on the host.

        A bundle has those of its translations, too, where its own language has none of that name.
        """
        return {name: self.address.relative(escaped(f"/{out}")) for name, out in self.bundle_of(page).items()}

    def bundle_of(self, page: Planned) -> Mapping[str, str]:
        """The same files: name -> path below the destination."""
        own = self._beside.get(page.target.feed, {})
        if not self.languages:
            return own
        found = {**own, **{_neutral(name, self.language): output for name, output in own.items()}}
        for plan in self.languages:
            other = plan.pages.get(page.path)
            found = {**(plan.bundle_of(other) if other else {}), **found}
        return found

    def source_of(self, output: str) -> str:
        """The file below the source folder that is published there, in whatever language."""
        plans = (self, *self.languages)
        return next((str(plan.resources[output]) for plan in plans if output in plan.resources), "")

    def translations(self, page: Planned) -> tuple[tuple[str, str, str], ...]:
        """The page in every language that has it: code, name, URL with the host; none where one has."""
        twins = ((plan, plan.pages.get(page.path)) for plan in self.languages)
        found = [
            (plan.language_code, plan.language_name, plan.address.absolute(twin.url))
            for plan, twin in twins
            if twin and twin.build.render
        ]
        return tuple(found) if len(found) > 1 else ()

    @cached_property
    def _beside(self) -> Mapping[str, Mapping[str, str]]:
        """Folder below the destination -> its bundle's files: name -> path below the destination."""
        folders = {page.target.feed for page in self.pages.values()}
        found: dict[str, dict[str, str]] = {}
        for output in self.resources:
            above = output
            while above not in folders and above:
                above = above.rstrip("/").rpartition("/")[0]
                above = f"{above}/" if above else ""
            found.setdefault(above, {})[output.removeprefix(above)] = output
        return found

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Planned, ...]]:
        """Last piece of a path -> the pages that have it."""
        names: dict[str, list[Planned]] = {}
        for path, page in self.pages.items():
            names.setdefault(path.rpartition("/")[2], []).append(page)
        return {name: tuple(pages) for name, pages in names.items()}


def _neutral(name: str, language: str) -> str:
    """Take a language off a file's name.

    >>> _neutral("a/plot.ja.png", "ja"), _neutral("plot.png", "ja")
    ('a/plot.png', 'plot.png')
    """
    path = PurePosixPath(name)
    stem = path.stem.removesuffix(f".{language}")
    return str(path.with_name(stem + path.suffix))
