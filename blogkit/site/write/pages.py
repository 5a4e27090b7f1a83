"""A planned page -> its files: the page itself, or a list cut into pages."""

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin

from blogkit.hugo import escaped
from blogkit.site.plan.values import Planned
from blogkit.site.write import outputs
from blogkit.site.write.contexts import Entry, Neighbour, PageContext, Pager
from blogkit.site.write.lazy import Deferred
from blogkit.site.write.list_feeds import list_feed
from blogkit.site.write.templates import template
from blogkit.site.write.view import Assembly
from blogkit.source import is_trusted

Files = Iterator[tuple[str, bytes | Deferred]]
"""(path below the destination, content)"""


def page_files(page: Planned, site: Assembly) -> Files:
    """Write a page in the formats it asks for."""
    formats = outputs.formats(page, site.settings)
    if "html" in formats:
        yield from _HTML.get(page.kind, _list_files)(page, site)
    if "rss" in formats and page.kind != "page":
        yield page.target.feed + outputs.feed_name(site.settings), list_feed(page, site)


def _single_file(page: Planned, site: Assembly) -> Files:
    proof = site.body(page).proof
    yield page.target.output, site.html("page.html", page.url, page=_page_context(page, site), proof=proof)


def _taxonomy_file(page: Planned, site: Assembly) -> Files:
    terms = [
        Entry(term.title, site.link(term), count=len(site.plan.members.get(term.path, ())))
        for term in site.members(page)
    ]
    yield (
        page.target.output,
        site.html("taxonomy.html", page.url, page=_page_context(page, site), terms=terms),
    )


def _list_files(page: Planned, site: Assembly) -> Files:
    """Write a list, cut into pages; page/1 leads to the list itself."""
    pagination = site.settings.pagination
    entries = [_entry(member, site) for member in site.members(page)]
    size = pagination.pager_size
    total = max(1, -(-len(entries) // size))
    pagers = [page.target] + [
        page.target.below(f"{pagination.path}/{number}") for number in range(2, total + 1)
    ]
    urls = [site.plan.address.relative(pager.url) for pager in pagers]
    context = _page_context(page, site)
    for index, pager in enumerate(pagers):
        shown = entries[index * size : (index + 1) * size]
        before, after = urls[index - 1] if index else "", urls[index + 1] if index + 1 < total else ""
        numbers = Pager(index + 1, total, before, after)
        yield pager.output, site.html("list.html", pager.url, page=context, entries=shown, pager=numbers)
    if not pagination.disable_aliases:
        first = page.target.below(f"{pagination.path}/1")
        yield first.output, redirect_page(page.url, site)


_HTML: Mapping[str, Callable[[Planned, Assembly], Files]] = {
    "page": _single_file,
    "taxonomy": _taxonomy_file,
}
"""Kind of page -> what it is written with; the others are lists."""


def _page_context(page: Planned, site: Assembly) -> PageContext:
    body, header = site.body(page), page.front_matter
    terms = {plural: site.terms(paths) for plural, paths in page.terms.items()}
    before, after = site.plan.neighbours.get(page.path, ("", ""))
    return PageContext(
        title=page.title,
        url=site.link(page),
        permalink=site.plan.address.absolute(page.url),
        kind=page.kind,
        guarded=not is_trusted(header.blogkit),
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
        notebook_url=_beside(body.notebook_url, page, site),
        script_url=_beside(body.script_url, page, site),
        has_figures=bool(body.scripts),
        translations=site.plan.translations(page),
        params=header.raw,
        heading=site.formulas(page.title, page),
        lead=site.formulas(header.description, page),
    )


def _beside(name: str, page: Planned, site: Assembly) -> str:
    """Link to a file in the page's folder: that is not where the page is when its URL is ugly."""
    return urljoin(site.plan.address.relative(escaped(f"/{page.target.feed}")), name) if name else ""


def _neighbour(path: str, site: Assembly) -> Neighbour | None:
    page = site.plan.pages.get(path)
    if page is None or not page.build.render:
        return None
    return Neighbour(page.title, site.link(page), site.formulas(page.title, page))


def _entry(page: Planned, site: Assembly) -> Entry:
    body = site.body(page)
    title = str(page.front_matter.raw.get("linktitle") or page.title)
    summary = site.summaries.get(page.path, "")
    heading = site.formulas(title, page)
    return Entry(title, site.link(page), page.date, summary, body.reading_time, heading=heading)


def redirect_page(url: str, site: Assembly) -> Deferred:
    """Send the reader on to the page at `url`, below the base."""
    target = site.plan.address.absolute(url)

    def make() -> bytes:
        return template("alias.html").render(site=site.context, target=target).encode()

    return Deferred(make, lambda: ("alias.html", site.mark, target))
