"""What every part of the assembly looks things up in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from markupsafe import Markup

from blogkit.cache import digest
from blogkit.model import FrontMatter, Page
from blogkit.site.plan.values import Plan, Planned
from blogkit.site.write.contexts import Named, SiteContext
from blogkit.site.write.lazy import Deferred
from blogkit.site.write.menu import main_menu
from blogkit.site.write.outputs import home_feeds
from blogkit.site.write.rebase import canonical, relative, rooted
from blogkit.site.write.templates import template
from blogkit.source import Settings, is_trusted, table


def macros_of(settings: Settings) -> Mapping[str, str] | None:
    """The site's TeX macros; None where the site has no formulas but in pages that ask for them."""
    if not settings.markup.passthrough.enable:
        return None
    given = table(settings.blogkit.get("macros"))
    if not given:
        return {}
    from blogkit.page import sound_macros  # noqa: PLC0415  (few sites have macros)

    return sound_macros(given)[0]


@dataclass(frozen=True)
class Assembly:
    """The plan, the rendered bodies and the settings."""

    bodies: Mapping[PurePosixPath, Page]
    plan: Plan
    settings: Settings

    def body(self, page: Planned) -> Page:
        """The rendered page; an empty one for a list without a file."""
        found = self.bodies.get(page.source) if page.source else None
        return found or Page(page.kind, page.url, FrontMatter(page.title))

    @cached_property
    def summaries(self) -> Mapping[str, str]:
        """Page -> its summary, with links that work on every page."""
        bodies = ((page, self.body(page).summary) for page in self.plan.pages.values())
        return {page.path: rooted(html, self.plan.address, page.url) for page, html in bodies if html}

    def link(self, page: Planned) -> str:
        """The address of a page as a link from the same host; empty for one that is not written."""
        return self.plan.address.relative(page.url) if page.build.render else ""

    def members(self, page: Planned) -> list[Planned]:
        """The pages that a list shows."""
        return [self.plan.pages[path] for path in self.plan.members.get(page.path, ())]

    def rebased(self, html: str, url: str) -> str:
        """Change the links of the page at `url` as `relativeURLs` or `canonifyURLs` ask."""
        if self._says("relativeurls") and url:
            return relative(html, self.plan.address, url)
        return canonical(html, self.plan.address) if self._says("canonifyurls") else html

    def _says(self, key: str) -> bool:
        return str(self.settings.raw.get(key, "")).lower() == "true"

    @cached_property
    def regular(self) -> list[Planned]:
        """All pages that stand in lists, newest first."""
        return [page for page in self.plan.pages.values() if page.kind == "page" and page.build.listed]

    @cached_property
    def context(self) -> SiteContext:
        """What is the same on all pages."""
        settings = self.settings
        return SiteContext(
            title=settings.title,
            language=settings.language_code or "en",
            base_path=self.plan.address.path,
            home=self.plan.address.relative(f"/{settings.folder}"),
            description=str(settings.params.get("description") or ""),
            guarded=not is_trusted(settings.blogkit),
            menu=main_menu(self.plan, settings),
            feeds=tuple(
                (name, self.plan.address.relative(f"/{path}"))
                for name, path in home_feeds(self.plan, self.settings)
            ),
            copyright=settings.copyright,
            search=self.plan.address.relative(f"/{settings.folder}search/") if settings.searchable else "",
            params=settings.params,
        )

    @cached_property
    def macros(self) -> Mapping[str, str] | None:
        """The site's TeX macros."""
        return macros_of(self.settings)

    def formulas(self, text: str, page: Planned) -> str:
        """A title or a description as HTML; empty where it holds no formulas."""
        if "$" not in text and "\\(" not in text:
            return ""
        from blogkit.page import with_formulas  # noqa: PLC0415  (few titles have formulas)

        html = with_formulas(text, self.macros, page.front_matter.raw)
        return Markup(html) if "<math" in html else ""  # noqa: S704  (escaped there)

    def html(self, name: str, url: str, **values: object) -> Deferred:
        """Fill in a template for the page at `url`."""

        def make() -> bytes:
            return self.rebased(template(name).render(site=self.context, **values), url).encode()

        return Deferred(make, lambda: (name, url, self.mark, values))

    @cached_property
    def mark(self) -> str:
        """Digest what all pages depend on."""
        rebasing = self._says("relativeurls"), self._says("canonifyurls")
        return digest(repr((self.context, self.plan.address, rebasing)))

    @cached_property
    def listed_marks(self) -> Mapping[str, str]:
        """Page -> a digest of what lists and feeds show of it."""
        return {path: digest(repr(self._listed(page))) for path, page in self.plan.pages.items()}

    def _listed(self, page: Planned) -> tuple[object, ...]:
        terms = [self.terms(paths) for paths in page.terms.values()]
        return page.title, page.url, page.date, page.lastmod, terms, self.body(page).summary

    def terms(self, paths: Sequence[str]) -> tuple[Named, ...]:
        """Name the terms that have a page."""
        pages = [self.plan.pages[path] for path in paths if path in self.plan.pages]
        return tuple((page.title, self.link(page)) for page in pages if page.build.render)
