"""Pages -> which list shows which pages, in which order, and who is next to whom."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from blogkit.hugo import normalized
from blogkit.site.plan.order import BEGINNING, collation, order_key
from blogkit.site.plan.values import Planned
from blogkit.source import Settings


def sorted_pages(pages: Iterable[Planned]) -> dict[str, Planned]:
    """Put the pages in Hugo's order."""
    return {page.path: page for page in sorted(pages, key=page_key)}


def page_key(page: Planned) -> tuple[object, ...]:
    """Return the sort key of a page."""
    title = str(page.front_matter.raw.get("linktitle") or page.title)
    return order_key(page.front_matter.weight, page.date, title, page.path)


def with_dates(pages: Mapping[str, Planned]) -> dict[str, Planned]:
    """Date a list that has no date of its own by the newest page in it."""
    first = _newest(pages, lambda page: page.date)
    last = _newest(pages, lambda page: page.lastmod)
    return {
        path: page
        if page.kind == "page"
        else replace(page, date=page.date or first.get(path), lastmod=page.lastmod or last.get(path))
        for path, page in pages.items()
    }


def _newest(
    pages: Mapping[str, Planned], date_of: Callable[[Planned], datetime | None]
) -> dict[str, datetime]:
    """List -> the latest date of a page in it; a term's may be sections, and stand in no list."""
    latest: dict[str, datetime] = defaultdict(lambda: BEGINNING)
    for page in pages.values():
        if page.kind == "page" and page.build.listed and (date := date_of(page)):
            for path in {"/", *_above(page)}:
                latest[path] = max(latest[path], date)
    for page in pages.values():
        if page.terms and (date := date_of(page) or latest.get(page.path)):
            terms = (term for terms in page.terms.values() for term in terms)
            for path in {*terms, *(f"/{taxonomy}" for taxonomy in page.terms)}:
                latest[path] = max(latest[path], date)
    return dict(latest)


def _above(page: Planned) -> list[str]:
    pieces = page.home.strip("/").split("/")
    return ["/" + "/".join(pieces[:count]) for count in range(1, len(pieces) + 1)]


def main_sections_of(pages: Mapping[str, Planned], settings: Settings) -> tuple[str, ...]:
    """Name the sections of the front page: as configured, or the one with the most pages."""
    if settings.main_sections:
        return tuple(normalized(name).strip("/") for name in settings.main_sections)
    counts = Counter(page.section for page in pages.values() if page.kind == "page" and page.section)
    largest = max(counts.values(), default=0)
    return tuple(sorted(name for name, count in counts.items() if count == largest))[:1]


def members_of(pages: Mapping[str, Planned], main_sections: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Say which pages each list shows, in order.

    The front page shows the pages of the main sections, a section its pages and the sections right
    below, a taxonomy its terms by name, a term the pages that have it.
    """
    found: dict[str, list[str]] = {path: [] for path, page in pages.items() if page.kind != "page"}
    for path, page in pages.items():
        if not page.build.listed:
            continue
        if page.kind in {"page", "section"}:
            homes = [] if page.home == "/" else [page.home]
            homes += [term for terms in page.terms.values() for term in terms]
            homes += (
                ["/"] if page.kind == "page" and (page.section in main_sections or not main_sections) else []
            )
        else:
            homes = [page.home] if page.kind == "term" else []
        for home in homes:
            if home in found:
                found[home].append(path)
    return {path: _ordered(pages[path], members, pages) for path, members in found.items()}


def _ordered(page: Planned, members: list[str], pages: Mapping[str, Planned]) -> tuple[str, ...]:
    """Terms stand by name; in a term, pages with a weight there (`tags_weight`) come last."""
    if page.kind == "taxonomy":
        return tuple(sorted(members, key=lambda path: (collation(pages[path].title), path)))
    if page.kind == "term":
        return tuple(sorted(members, key=lambda path: _weight(pages[path], page.taxonomy)))
    return tuple(members)


def _weight(page: Planned, taxonomy: str) -> int:
    weight = page.front_matter.raw.get(f"{taxonomy}_weight")
    return weight if isinstance(weight, int) else 0


def neighbours_of(pages: Mapping[str, Planned]) -> dict[str, tuple[str, str]]:
    """Give each page the one before it in time and the one after it, within its section."""
    sections: dict[str, list[str]] = defaultdict(list)
    for path, page in pages.items():
        if page.kind == "page" and page.build.listed and page.build.link:
            sections[page.home].append(path)
    found: dict[str, tuple[str, str]] = {}
    for paths in sections.values():
        for later, path, earlier in zip(["", *paths], paths, [*paths[1:], ""], strict=False):
            found[path] = (earlier, later)
    return found
