"""What every part of the assembly looks things up in."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import urljoin

from jinja2 import TemplateError
from markupsafe import Markup, escape

from blogkit.cache import digest
from blogkit.errors import ContentError
from blogkit.hugo import escaped
from blogkit.model import FrontMatter, Page
from blogkit.site.plan.values import Plan, Planned
from blogkit.site.write.contexts import Entry, Named, SiteContext
from blogkit.site.write.feeds import Item
from blogkit.site.write.lazy import Deferred
from blogkit.site.write.look import OURS, OwnLook, styles_of, text_of
from blogkit.site.write.menu import link, main_menu
from blogkit.site.write.outputs import home_feeds
from blogkit.site.write.plain import first_picture, first_source, plain_summary
from blogkit.site.write.rebase import canonical, relative, rooted
from blogkit.site.write.templates import template
from blogkit.source import Settings, is_trusted, items, table
from blogkit.values import frozen

EARLY = ("text.woff2",)
"""Fonts that the first lines of every page are set in."""


def anchor_of(page: Planned) -> str:
    """Where the claims of a page stand in the list of all."""
    return page.path.strip("/").replace("/", "-") or "home"


def macros_of(settings: Settings) -> Mapping[str, str] | None:
    """The site's TeX macros; None where the site has no formulas but in pages that ask for them."""
    if not settings.markup.passthrough.enable:
        return None
    given = table(settings.blogkit.get("macros"))
    if not given:
        return {}
    from blogkit.page import sound_macros  # noqa: PLC0415  (few sites have macros)

    return sound_macros(given)[0]


@frozen
class Assembly:
    """The plan, the rendered bodies and the settings."""

    bodies: Mapping[PurePosixPath, Page]
    plan: Plan
    settings: Settings
    look: OwnLook = OURS

    def body(self, page: Planned) -> Page:
        """The rendered page; an empty one for a list without a file."""
        found = self.bodies.get(page.source) if page.source else None
        return found or Page(page.kind, page.url, FrontMatter(page.title))

    @cached_property
    def summaries(self) -> Mapping[str, str]:
        """Page -> what lists say of it: its description, or the first sentences."""
        return {page.path: self._summary(page) for page in self.plan.pages.values()}

    def _summary(self, page: Planned) -> str:
        described = page.front_matter.description
        if described:
            return self.formulas(described, page) or escape(described)
        return Markup(plain_summary(self.body(page).summary))  # noqa: S704  (the page's own HTML)

    def picture(self, page: Planned) -> str:
        """The first picture of a page, with links that work on every page."""
        body = self.body(page)
        return rooted(first_picture(body.shown or body.content), self.plan.address, page.url)

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
    def entries(self) -> dict[str, Entry]:
        """What lists show of pages, as far as it has been made."""
        return {}

    @cached_property
    def feed_items(self) -> dict[tuple[str, bool], Item]:
        """What feeds say of pages, with their contents or without, as far as it has been made."""
        return {}

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
            words=settings.words,
            icon=link(text_of(settings, "icon") or self.look.icon or "icon.svg", self.plan),
            logo=link(logo, self.plan) if (logo := text_of(settings, "logo")) else "",
            styles=tuple(link(one, self.plan) for one in styles_of(settings)),
            fonts=tuple(self.plan.address.relative(f"/{name}") for name in EARLY),
            analytics=self.look.analytics,
            links=tuple((word, self.plan.address.relative(url)) for word, url in self.made_pages.items()),
        )

    @cached_property
    def made_pages(self) -> Mapping[str, str]:
        """The pages that nobody wrote: the word for each -> its URL; the blog's own page counts more."""
        wanted = {"archive": bool(self.archived), "verification": bool(self.verified)}
        urls = {name: f"/{self.settings.folder}{name}/" for name, there in wanted.items() if there}
        taken = {page.url.lower() for page in self.plan.pages.values()}
        return {name: url for name, url in urls.items() if url not in taken}

    @cached_property
    def archived(self) -> list[Planned]:
        """What the archive lists."""
        return [page for page in self.regular if page.date and page.build.render]

    @cached_property
    def verified(self) -> list[Planned]:
        """The pages that state something of their code."""
        return [page for page in self.plan.pages.values() if page.build.render and self.body(page).claims]

    def claims_url(self, page: Planned) -> str:
        """Where the claims of a page are listed beside those of others."""
        url = self.made_pages.get("verification")
        return (
            self.plan.address.relative(url) + f"#{anchor_of(page)}" if url and self.body(page).claims else ""
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
            return self.rebased(self._filled(name, values), url).encode()

        return Deferred(make, lambda: (name, url, self.mark, values))

    def _filled(self, name: str, values: Mapping[str, object]) -> str:
        try:
            return template(name, self.look.templates).render(site=self.context, **values)
        except TemplateError as error:
            if not self.look.templates:
                raise
            raise ContentError(f"{self.look.folder}/{name}", 0, str(error.message)) from error

    @cached_property
    def mark(self) -> str:
        """Digest what all pages depend on."""
        rebasing = self._says("relativeurls"), self._says("canonifyurls")
        return digest(repr((self.context, self.plan.address, rebasing, self.look)))

    @cached_property
    def listed_marks(self) -> Mapping[str, str]:
        """Page -> a digest of what lists and feeds show of it."""
        return {path: digest(repr(self._listed(page))) for path, page in self.plan.pages.items()}

    @cached_property
    def content_marks(self) -> Mapping[str, str]:
        """Page -> a digest of its content."""
        return {path: digest(self.body(page).content) for path, page in self.plan.pages.items()}

    def image(self, page: Planned) -> str:
        """The picture for those who link to a page, with the host; empty where there is none."""
        given = items(page.front_matter.raw.get("images")) or items(page.front_matter.raw.get("image"))
        named = next((one for one in given if isinstance(one, str) and one), "")
        if card := self.body(page).card:
            return self.plan.address.absolute(escaped(f"/{card}"))
        if not named:
            found = first_source(self.body(page).content)
            named = urljoin(self.plan.address.relative(page.url), found) if found else ""
        if not named or not self.plan.address.origin:
            return ""
        return urljoin(self.plan.address.absolute(page.url), link(named, self.plan))

    def _listed(self, page: Planned) -> tuple[object, ...]:
        terms = [self.terms(paths) for paths in page.terms.values()]
        body = self.body(page)
        return page.title, page.url, page.date, page.lastmod, terms, body.summary, body.shown, body.proof

    def terms(self, paths: Sequence[str]) -> tuple[Named, ...]:
        """Name the terms that have a page."""
        pages = [self.plan.pages[path] for path in paths if path in self.plan.pages]
        return tuple((page.title, self.link(page)) for page in pages if page.build.render)
