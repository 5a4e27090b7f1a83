"""Page, … and Plan -> Site: every file that the destination gets."""

import re
from collections.abc import Callable, Sequence

from blogkit.config import Settings
from blogkit.model import Page, Site
from blogkit.site import outputs
from blogkit.site.assembly import Assembly
from blogkit.site.contexts import PageContext
from blogkit.site.deferred import Deferred, Files, Marks
from blogkit.site.list_feeds import full_feeds
from blogkit.site.pages import Files as Parts
from blogkit.site.pages import page_files, redirect_page
from blogkit.site.planned import Plan
from blogkit.site.sitemap import sitemap
from blogkit.site.templates import assets

_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
FONT = "mathematics.woff2"


def assemble(
    pages: Sequence[Page],
    plan: Plan,
    settings: Settings,
    *,
    font: Callable[[str], Callable[[], bytes]] | None = None,
) -> Site:
    """Put the templates around the pages and add lists, feeds, redirects and the style sheet.

    `pages` are the rendered bodies of the plan's pages, matched by `source`; a list without a file needs
    none. `font` begins the mathematics font for the signs of all formulas, and gives the function that waits
    for it; it is not called without formulas.
    """
    site = Assembly({page.source: page for page in pages if page.source}, plan, settings)
    files: dict[str, bytes | Deferred] = dict(assets(searchable=settings.searchable))
    files.update(_redirects(site))
    files.update(_whole_site_files(site))
    for page in plan.pages.values():
        if page.build.render:
            files.update(page_files(page, site))
    for page in pages:
        files.update(page.resources)
    files.update(_formula_font(pages, font))
    return Site(Files(files), Marks(files))


def _redirects(site: Assembly) -> Parts:
    for redirect in site.plan.redirects:
        yield redirect.output, redirect_page(redirect.url, site)


def _whole_site_files(site: Assembly) -> Parts:
    settings = site.settings
    if outputs.enabled("404", settings):
        page = PageContext("Page not found", "", kind="404")
        yield "404.html", site.html("404.html", "", page=page)
    if settings.searchable:
        page = PageContext("Search", site.context.search, kind="search")
        yield "search/index.html", site.html("search.html", "/search/", page=page)
    if outputs.enabled("sitemap", settings):
        written = [page for page in site.plan.pages.values() if page.build.render]
        yield (
            str(settings.sitemap.get("filename") or "sitemap.xml"),
            sitemap(site.plan, written, settings.sitemap),
        )
    if settings.enable_robots_txt and outputs.enabled("robotstxt", settings):
        yield "robots.txt", _robots(site)
    yield from full_feeds(site)


def _robots(site: Assembly) -> bytes:
    name = str(site.settings.sitemap.get("filename") or "sitemap.xml")
    where = (
        f"\nSitemap: {site.plan.address.absolute(f'/{name}')}\n"
        if outputs.enabled("sitemap", site.settings)
        else ""
    )
    return f"User-agent: *\n{where}".encode()


def _formula_font(pages: Sequence[Page], font: Callable[[str], Callable[[], bytes]] | None) -> Parts:
    text = formula_signs(pages)
    if text and font:
        yield FONT, Deferred(font(text), lambda: (FONT, text))


def formula_signs(pages: Sequence[Page]) -> str:
    """Every sign that the formulas of some pages use, once and in order."""
    signs: set[str] = set()
    for page in pages:
        if "<math" in page.content:
            signs.update(*_FORMULA.findall(page.content))
    return "".join(sorted(signs))
