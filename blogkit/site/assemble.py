"""Page, … and Plan -> Site: every file that the destination gets."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from blogkit.config import Settings
from blogkit.model import FrontMatter, Page, Site
from blogkit.site import feeds, outputs
from blogkit.site.absolute import absolute_links, canonical
from blogkit.site.contexts import Entry, Named, Neighbour, PageContext, Pager, SiteContext
from blogkit.site.menu import main_menu
from blogkit.site.planned import Plan, Planned
from blogkit.site.raw import table
from blogkit.site.sitemap import sitemap
from blogkit.site.target import place
from blogkit.site.templates import assets, template

_FULL_FEED = 20
"""How many pages the feeds with whole contents have, where the configuration sets no limit."""
_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
FONT = "mathematics.woff2"

Files = Iterator[tuple[str, bytes]]


def assemble(
    pages: Sequence[Page],
    plan: Plan,
    settings: Settings,
    *,
    font: Callable[[str], bytes] | None = None,
) -> Site:
    """Put the templates around the pages and add lists, feeds, redirects and the style sheet.

    `pages` are the rendered bodies of the plan's pages, matched by `source`; a list without a file needs
    none. `font` makes the mathematics font for the text of all formulas; it is not called without formulas.
    """
    site = _Assembly({page.source: page for page in pages if page.source}, plan, settings)
    files: dict[str, bytes] = dict(assets())
    files.update(_formula_font(pages, font))
    files.update(_redirects(site))
    files.update(_whole_site_files(site))
    for page in plan.pages.values():
        if page.build.render:
            files.update(_page_files(page, site))
    for page in pages:
        files.update(page.resources)
    return Site(files)


@dataclass(frozen=True)
class _Assembly:
    """What every part of the assembly looks things up in."""

    bodies: Mapping[PurePosixPath, Page]
    plan: Plan
    settings: Settings

    def body(self, page: Planned) -> Page:
        """The rendered page; an empty one for a list without a file."""
        found = self.bodies.get(page.source) if page.source else None
        return found or Page(page.kind, page.url, FrontMatter(page.title))

    def link(self, page: Planned) -> str:
        """The address of a page as a link from the same host; empty for one that is not written."""
        return self.plan.address.relative(page.url) if page.build.render else ""

    def members(self, page: Planned) -> list[Planned]:
        """The pages that a list shows."""
        return [self.plan.pages[path] for path in self.plan.members.get(page.path, ())]

    @cached_property
    def canonify(self) -> bool:
        """Whether links that start with a slash count from the base."""
        return str(self.settings.raw.get("canonifyurls", "")).lower() == "true"

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
            description=str(settings.params.get("description") or ""),
            menu=main_menu(self.plan, settings),
            feeds=tuple((name, self.plan.address.relative(f"/{path}")) for name, path in _home_feeds(self)),
            copyright=settings.copyright,
            params=settings.params,
        )


# --- pages and lists -------------------------------------------------------------------------------


def _page_files(page: Planned, site: _Assembly) -> Files:
    formats = outputs.formats(page, site.settings)
    if "html" in formats:
        yield from _HTML.get(page.kind, _list_files)(page, site)
    if "rss" in formats and page.kind != "page":
        yield page.target.feed + outputs.feed_name(site.settings), _rss(page, site)


def _single_file(page: Planned, site: _Assembly) -> Files:
    proof = site.body(page).proof
    yield page.target.output, _html("page.html", site, page=_page_context(page, site), proof=proof)


def _taxonomy_file(page: Planned, site: _Assembly) -> Files:
    terms = [
        Entry(term.title, site.link(term), count=len(site.plan.members.get(term.path, ())))
        for term in site.members(page)
    ]
    yield page.target.output, _html("taxonomy.html", site, page=_page_context(page, site), terms=terms)


def _list_files(page: Planned, site: _Assembly) -> Files:
    """Write a list, cut into pages; page/1 leads to the list itself."""
    pagination = site.settings.pagination
    entries = [_entry(member, site) for member in site.members(page)]
    size = pagination.pager_size
    total = max(1, -(-len(entries) // size))
    pagers = [page.target] + [
        place(f"{page.target.feed}{pagination.path}/{number}", ugly=page.target.ugly)
        for number in range(2, total + 1)
    ]
    urls = [site.plan.address.relative(pager.url) for pager in pagers]
    context = _page_context(page, site)
    for index, pager in enumerate(pagers):
        shown = entries[index * size : (index + 1) * size]
        before, after = urls[index - 1] if index else "", urls[index + 1] if index + 1 < total else ""
        numbers = Pager(index + 1, total, before, after)
        yield pager.output, _html("list.html", site, page=context, entries=shown, pager=numbers)
    if not pagination.disable_aliases:
        first = place(f"{page.target.feed}{pagination.path}/1", ugly=page.target.ugly)
        yield first.output, _redirect(page.url, site)


_HTML: Mapping[str, Callable[[Planned, _Assembly], Files]] = {
    "page": _single_file,
    "taxonomy": _taxonomy_file,
}
"""Kind of page -> what it is written with; the others are lists."""


def _html(name: str, site: _Assembly, **values: object) -> bytes:
    html = template(name).render(site=site.context, **values)
    return (canonical(html, site.plan.address) if site.canonify else html).encode()


def _page_context(page: Planned, site: _Assembly) -> PageContext:
    body, header = site.body(page), page.front_matter
    terms = {plural: _terms(paths, site) for plural, paths in page.terms.items()}
    before, after = site.plan.neighbours.get(page.path, ("", ""))
    return PageContext(
        title=page.title,
        url=site.link(page),
        permalink=site.plan.address.absolute(page.url),
        kind=page.kind,
        date=page.date,
        lastmod=page.lastmod,
        description=header.description,
        content=body.content,
        toc=body.toc,
        tags=terms.get("tags", ()),
        categories=terms.get("categories", ()),
        terms=terms,
        reading_time=body.reading_time,
        word_count=body.word_count,
        previous=_neighbour(before, site),
        next=_neighbour(after, site),
        notebook_url=body.notebook_url,
        script_url=body.script_url,
        params=header.raw,
    )


def _terms(paths: Sequence[str], site: _Assembly) -> tuple[Named, ...]:
    pages = [site.plan.pages[path] for path in paths if path in site.plan.pages]
    return tuple((page.title, site.link(page)) for page in pages if page.build.render)


def _neighbour(path: str, site: _Assembly) -> Neighbour | None:
    page = site.plan.pages.get(path)
    return Neighbour(page.title, site.link(page)) if page and page.build.render else None


def _entry(page: Planned, site: _Assembly) -> Entry:
    body = site.body(page)
    title = str(page.front_matter.raw.get("linktitle") or page.title)
    return Entry(title, site.link(page), page.date, body.summary, body.reading_time)


# --- redirects, and what there is one of -------------------------------------------------------------


def _redirects(site: _Assembly) -> Files:
    for redirect in site.plan.redirects:
        yield redirect.output, _redirect(redirect.url, site)


def _redirect(url: str, site: _Assembly) -> bytes:
    target = site.plan.address.absolute(url)
    return template("alias.html").render(site=site.context, target=target).encode()


def _whole_site_files(site: _Assembly) -> Files:
    settings = site.settings
    if outputs.enabled("404", settings):
        page = PageContext("Page not found", "", kind="404")
        yield "404.html", _html("404.html", site, page=page)
    if outputs.enabled("sitemap", settings):
        written = [page for page in site.plan.pages.values() if page.build.render]
        yield (
            str(settings.sitemap.get("filename") or "sitemap.xml"),
            sitemap(site.plan, written, settings.sitemap),
        )
    if settings.enable_robots_txt and outputs.enabled("robotstxt", settings):
        yield "robots.txt", _robots(site)
    yield from _full_feeds(site)


def _robots(site: _Assembly) -> bytes:
    name = str(site.settings.sitemap.get("filename") or "sitemap.xml")
    where = (
        f"\nSitemap: {site.plan.address.absolute(f'/{name}')}\n"
        if outputs.enabled("sitemap", site.settings)
        else ""
    )
    return f"User-agent: *\n{where}".encode()


def _formula_font(pages: Sequence[Page], font: Callable[[str], bytes] | None) -> Files:
    formulas = [
        found for page in pages if "<math" in page.content for found in _FORMULA.findall(page.content)
    ]
    if formulas and font:
        yield FONT, font("".join(sorted(set("".join(formulas)))))


# --- feeds -----------------------------------------------------------------------------------------


def _home_feeds(site: _Assembly) -> list[Named]:
    """Name the feeds of the whole site and their files."""
    home = site.plan.pages.get("/")
    if home is None or "rss" not in outputs.formats(home, site.settings):
        return []
    return [("RSS", outputs.feed_name(site.settings)), ("Atom", "atom.xml"), ("JSON Feed", "feed.json")]


def _rss(page: Planned, site: _Assembly) -> bytes:
    """Write the feed of a list: the home page's has all pages, a taxonomy's its terms."""
    members = (
        site.regular if page.kind == "home" else [one for one in site.members(page) if one.kind != "section"]
    )
    limit = site.settings.rss_limit
    shown = members[:limit] if limit >= 0 else members
    name = page.target.feed + outputs.feed_name(site.settings)
    return feeds.rss(_channel(page, site, name), [_item(member, site) for member in shown])


def _full_feeds(site: _Assembly) -> Files:
    if not _home_feeds(site):
        return
    home, limit = site.plan.pages["/"], site.settings.rss_limit
    shown = site.regular[: limit if limit >= 0 else _FULL_FEED]
    items = [_item(page, site, whole=True) for page in shown]
    yield "atom.xml", feeds.atom(_channel(home, site, "atom.xml"), items)
    yield "feed.json", feeds.json_feed(_channel(home, site, "feed.json"), items)


def _channel(page: Planned, site: _Assembly, name: str) -> feeds.Channel:
    settings, address = site.settings, site.plan.address
    title = page.title if page.title == settings.title else f"{page.title} on {settings.title}"
    title = settings.title if page.kind == "home" else title
    described = page.front_matter.description or (site.context.description if page.kind == "home" else "")
    return feeds.Channel(
        title=title,
        page_url=address.absolute(page.url),
        feed_url=address.absolute("/" + name),
        description=described or f"Recent content on {title}",
        language=settings.language_code or "en",
        author=_author(settings),
        copyright=settings.copyright,
    )


def _author(settings: Settings) -> str:
    value: object = settings.params.get("author") or settings.raw.get("author")
    value = table(value).get("name") if table(value) else value
    return value if isinstance(value, str) else ""


def _item(page: Planned, site: _Assembly, *, whole: bool = False) -> feeds.Item:
    body, address = site.body(page), site.plan.address
    tags = [name for names in (_terms(paths, site) for paths in page.terms.values()) for name, _ in names]
    return feeds.Item(
        title=page.title,
        url=address.absolute(page.url),
        date=page.date,
        updated=page.lastmod,
        summary="" if whole else absolute_links(body.summary, address, page.url),
        content=absolute_links(body.content, address, page.url) if whole else "",
        tags=tuple(tags),
    )
