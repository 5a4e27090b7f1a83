"""A planned page -> its files: the page itself, or a list cut into pages."""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from urllib.parse import urljoin

from blogkit.hugo import escaped
from blogkit.model import Proof
from blogkit.site.plan.values import Planned
from blogkit.site.write import outputs
from blogkit.site.write.contexts import Entry, Neighbour, PageContext, Pager, Series, Verified
from blogkit.site.write.lazy import Deferred
from blogkit.site.write.list_feeds import list_feed
from blogkit.site.write.look import Author, author_of
from blogkit.site.write.related import related
from blogkit.site.write.schema import schema
from blogkit.site.write.templates import template
from blogkit.site.write.view import Assembly, anchor_of
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
    body, context = site.body(page), _page_context(page, site)
    yield (
        page.target.output,
        site.html("page.html", page.url, page=context, proof=body.proof, claims=body.claims),
    )


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


_CARD_SIZE = (1200, 630)
_HTML: Mapping[str, Callable[[Planned, Assembly], Files]] = {
    "page": _single_file,
    "taxonomy": _taxonomy_file,
}
"""Kind of page -> what it is written with; the others are lists."""


def _page_context(page: Planned, site: Assembly) -> PageContext:
    body, header = site.body(page), page.front_matter
    terms = {plural: site.terms(paths) for plural, paths in page.terms.items()}
    before, after = site.plan.neighbours.get(page.path, ("", ""))
    if header.weight:  # lists begin with what was written last, but with what is to be read first
        before, after = after, before
    trail = _trail(page, site)
    is_post = page.kind == "page"
    author = author_of(site.settings, header.raw) if is_post and page.date else Author()
    return PageContext(
        title=page.title,
        url=site.link(page),
        permalink=site.plan.address.absolute(page.url),
        kind=page.kind,
        guarded=not is_trusted(header.blogkit),
        date=page.date,
        lastmod=page.lastmod,
        description=header.description,
        content=body.shown or body.content,
        toc=body.toc if _says_more_than_one(body.toc) else "",
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
        trail=tuple((one.title, site.link(one)) for one in trail),
        section_url=site.link(trail[1]) if len(trail) > 1 else "",
        author=author.name,
        author_url=author.url,
        series=_series(page, site),
        related=tuple(_neighbour(one.path, site) or NOBODY for one in related(page, site.plan))
        if is_post
        else (),
        image=site.image(page),
        image_size=_CARD_SIZE if body.card else None,
        schema=schema(page, site, author) if is_post and page.date else "",
        claims_url=site.claims_url(page),
        comments=site.look.comments if is_post and page.date else "",
    )


def _trail(page: Planned, site: Assembly) -> list[Planned]:
    """The lists above a page, from the front page down."""
    above: list[Planned] = []
    path = f"/{page.taxonomy}" if page.kind == "term" else page.home
    while page.path != "/":
        one = site.plan.pages.get(path)
        if one is None or one in above or one is page:
            break
        if one.build.render:
            above.insert(0, one)
        if one.path == "/":
            break
        path = one.home
    return above


def _series(page: Planned, site: Assembly) -> tuple[Series, ...]:
    """The series a page is part of, each with its parts from the first on."""
    terms = [site.plan.pages[path] for path in page.terms.get("series", ()) if path in site.plan.pages]
    return tuple(
        (
            term.title,
            site.link(term),
            tuple((one.title, site.link(one)) for one in reversed(site.members(term))),
        )
        for term in terms
        if len(site.members(term)) > 1
    )


def _says_more_than_one(toc: str) -> bool:
    """Whether a table of contents has more than one line: less is no help."""
    return toc.count("<a ") > 1


def archive_files(site: Assembly) -> Files:
    """Write the archive and the list of all claims, where the blog has no pages of its own there."""
    words, urls = site.settings.words, site.made_pages
    if "archive" in urls:
        years = [
            (year, [_entry(page, site) for page in pages])
            for year, pages in groupby(site.archived, lambda page: page.date.year if page.date else 0)
        ]
        yield _made("archive.html", words("archive"), urls["archive"], site, years=years)
    if "verification" in urls:
        posts = [_verified(page, site) for page in site.verified]
        lead = words("verification_lead")
        yield _made("verification.html", words("verification"), urls["verification"], site, lead, posts=posts)


def _made(
    template: str, title: str, url: str, site: Assembly, description: str = "", **values: object
) -> tuple[str, Deferred]:
    address = site.plan.address
    home = site.plan.pages.get("/")
    page = PageContext(
        title,
        address.relative(url),
        address.absolute(url),
        kind="made",
        description=description,
        trail=((home.title or site.settings.title, site.link(home)),) if home else (),
    )
    return f"{url.removeprefix('/')}index.html", site.html(template, url, page=page, **values)


def _verified(page: Planned, site: Assembly) -> Verified:
    body = site.body(page)
    proof = body.proof or Proof(0, 0, 0)
    heading = site.formulas(page.title, page)
    return Verified(page.title, site.link(page), anchor_of(page), proof, body.claims, heading)


NOBODY = Neighbour("", "")


def _beside(name: str, page: Planned, site: Assembly) -> str:
    """Link to a file in the page's folder: that is not where the page is when its URL is ugly."""
    return urljoin(site.plan.address.relative(escaped(f"/{page.target.feed}")), name) if name else ""


def _neighbour(path: str, site: Assembly) -> Neighbour | None:
    page = site.plan.pages.get(path)
    if page is None or not page.build.render:
        return None
    return Neighbour(page.title, site.link(page), site.formulas(page.title, page))


def _entry(page: Planned, site: Assembly) -> Entry:
    """What lists show of a page; the same in each of the lists that it stands in."""
    if page.path not in site.entries:
        site.entries[page.path] = _made_entry(page, site)
    return site.entries[page.path]


def _made_entry(page: Planned, site: Assembly) -> Entry:
    body = site.body(page)
    title = str(page.front_matter.raw.get("linktitle") or page.title)
    return Entry(
        title,
        site.link(page),
        page.date,
        site.summaries.get(page.path, ""),
        body.reading_time,
        heading=site.formulas(title, page),
        picture=site.picture(page),
        tags=site.terms(page.terms.get("tags", ())),
        proof=body.proof,
    )


def redirect_page(url: str, site: Assembly) -> Deferred:
    """Send the reader on to the page at `url`, below the base."""
    target = site.plan.address.absolute(url)

    def make() -> bytes:
        return template("alias.html", site.look.templates).render(site=site.context, target=target).encode()

    return Deferred(make, lambda: ("alias.html", site.mark, target))
