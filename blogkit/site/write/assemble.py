"""Page, … and Plan -> Site: every file that the destination gets."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape

from blogkit.model import Page, Published, Site
from blogkit.site.plan.values import Plan
from blogkit.site.text_fonts import BASIC
from blogkit.site.write import outputs
from blogkit.site.write.contexts import PageContext
from blogkit.site.write.lazy import Deferred, Files, Marks
from blogkit.site.write.list_feeds import full_feeds
from blogkit.site.write.llms import llms_text
from blogkit.site.write.look import OURS, OwnLook
from blogkit.site.write.pages import Files as Parts
from blogkit.site.write.pages import archive_files, page_files, redirect_page
from blogkit.site.write.sitemap import sitemap, sitemap_index
from blogkit.site.write.templates import assets
from blogkit.site.write.view import Assembly
from blogkit.source import Settings
from blogkit.values import frozen

_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
_NOT_DRAWN = re.compile(r"<annotation\b.*?</annotation>|<[^<>]*>", re.DOTALL)
FONT = "mathematics.woff2"
MakeFile = Callable[[Published], Deferred]
"""A file that templates ask for -> how to make it."""


@frozen
class Edition:
    """The blog in one language."""

    pages: Sequence[Page]
    """The rendered bodies of the plan's pages, matched by `source`; a list without a file needs none."""
    plan: Plan
    settings: Settings
    look: OwnLook = OURS


def assemble(
    editions: Sequence[Edition],
    drawn: Mapping[str, bytes] | None = None,
    *,
    font: Callable[[str], Callable[[], bytes]] | None = None,
    text_font: Callable[[str], Mapping[str, Callable[[], bytes]]] | None = None,
    make_file: MakeFile | None = None,
) -> Site:
    """Put the templates around the pages and add lists, feeds, redirects and the style sheet.

    The default language's edition comes first. `drawn` are pictures that posts drew anew.
    `font` begins the mathematics font for the signs of all formulas, and gives the function that waits for
    it; it is not called without formulas. `text_font` does so for the letters of all texts, with a function
    for each of its files. `make_file` makes the files that the pages' templates ask for.
    """
    settings = editions[0].settings
    has_figures = any(page.scripts for edition in editions for page in edition.pages)
    files: dict[str, bytes | Deferred] = dict(assets(searchable=settings.searchable, has_figures=has_figures))
    for edition in editions:
        files.update(_edition_files(edition))
        files.update(_published(edition.pages, make_file))
    if settings.languages and outputs.enabled("sitemap", settings):
        files[sitemap_name(settings)] = _sitemap_of_sitemaps(editions)
    files.update(_formula_font([page for edition in editions for page in edition.pages], font))
    if text_font:
        letters = letters_of(editions)
        files.update(
            (name, Deferred(make, lambda name=name: (name, letters)))
            for name, make in text_font(letters).items()
        )
    files.update(drawn or {})
    return Site(Files(files), Marks(files))


def _edition_files(edition: Edition) -> Parts:
    pages, plan = edition.pages, edition.plan
    site = Assembly(
        {page.source: page for page in pages if page.source}, plan, edition.settings, edition.look
    )
    yield from _redirects(site)
    yield from _whole_site_files(site)
    for page in plan.pages.values():
        if page.build.render:
            yield from page_files(page, site)
    for page in pages:
        yield from page.resources.items()


def _published(pages: Sequence[Page], make_file: MakeFile | None) -> Iterator[tuple[str, Deferred]]:
    """Give the files that the templates of pages ask for; another page may ask for the same one."""
    if make_file is not None:
        for page in pages:
            yield from ((name, make_file(one)) for name, one in page.published.items())


def _redirects(site: Assembly) -> Parts:
    for redirect in site.plan.redirects:
        yield redirect.output, redirect_page(redirect.url, site)


def _whole_site_files(site: Assembly) -> Parts:
    settings = site.settings
    if outputs.enabled("404", settings):
        page = PageContext(settings.words("not_found"), "", kind="404")
        yield f"{settings.folder}404.html", site.html("404.html", "", page=page)
    if settings.searchable:
        page = PageContext(settings.words("search"), site.context.search, kind="search")
        where = f"{settings.folder}search/"
        yield f"{where}index.html", site.html("search.html", f"/{where}", page=page)
    if outputs.enabled("sitemap", settings):
        written = [page for page in site.plan.pages.values() if page.build.render]
        folder = f"{settings.language}/" if settings.languages else ""
        yield folder + sitemap_name(settings), sitemap(site.plan, written, settings.sitemap)
    if settings.is_default and settings.enable_robots_txt and outputs.enabled("robotstxt", settings):
        yield "robots.txt", _robots(site)
    if settings.for_models:
        yield f"{settings.folder}llms.txt", llms_text(site)
    yield from full_feeds(site)
    yield from archive_files(site)


def sitemap_name(settings: Settings) -> str:
    """Name the file of a sitemap."""
    return str(settings.sitemap.get("filename") or "sitemap.xml")


def _sitemap_of_sitemaps(editions: Sequence[Edition]) -> bytes:
    order = editions[0].settings.languages
    return sitemap_index(
        (
            edition.plan.address.absolute(f"/{edition.settings.language}/{sitemap_name(edition.settings)}"),
            max((page.lastmod for page in edition.plan.pages.values() if page.lastmod), default=None),
        )
        for edition in sorted(editions, key=lambda edition: order.index(edition.settings.language))
    )


def _robots(site: Assembly) -> bytes:
    name = sitemap_name(site.settings)
    where = (
        f"\nSitemap: {site.plan.address.absolute(f'/{name}')}\n"
        if outputs.enabled("sitemap", site.settings)
        else ""
    )
    return f"User-agent: *\n{where}".encode()


def _formula_font(pages: Sequence[Page], font: Callable[[str], Callable[[], bytes]] | None) -> Parts:
    text = signs_of(pages)
    if text and font:
        yield FONT, Deferred(font(text), lambda: (FONT, text))


def formula_signs(html: str) -> str:
    """Every sign that the formulas of a page draw, once and in order.

    >>> formula_signs("<p>y <math><mi>x</mi><mo>&lt;</mo><annotation>x_2</annotation></math></p>")
    '<x'
    """
    drawn = "".join(_NOT_DRAWN.sub("", formula) for formula in _FORMULA.findall(html))
    return "".join(sorted({*unescape(drawn)}))


def letters_of(editions: Sequence[Edition]) -> str:
    """Every letter of the pages that is not in each English text, once and in order."""
    found: set[str] = set()
    for edition in editions:
        found.update(*(page.letters for page in edition.pages))
        found.update(*(page.title for page in edition.plan.pages.values()))
        found.update(edition.settings.title, edition.settings.words.every)
    return "".join(sorted(found - {*BASIC}))


def signs_of(pages: Sequence[Page]) -> str:
    """Every sign that the formulas of some pages use, once and in order."""
    return "".join(sorted({*"".join(page.signs for page in pages)}))
