"""The other pages of the site as templates see them: `site.RegularPages`, `.GetPage`, `.Content`."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# The values of a Go template have no type until it runs.

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from math import ceil
from typing import Any

from blogkit.hugo.context import Context, PageFacts, Rendered, no_fence
from blogkit.hugo.gotemplate.functions import date_fields
from blogkit.hugo.gotemplate.values import Fields, Safe, Table, field, go_text
from blogkit.hugo.objects.lists import OfTerm
from blogkit.hugo.objects.others import file_fields, kind_fields
from blogkit.hugo.objects.resources import read_text
from blogkit.hugo.other_pages import Listed, Twin
from blogkit.hugo.shortcodes.call import Rendering
from blogkit.hugo.urlize import urlize
from blogkit.source import items

_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


def pages_of_site(rendering: Rendering) -> dict[str, Any]:
    """Give the fields of the site that list pages."""
    pages = rendering.context.pages
    return {
        "Pages": lambda: _listed(pages.all(), rendering),
        "AllPages": lambda: _listed(pages.all(), rendering),
        "RegularPages": lambda: _listed(pages.all(), rendering, "page"),
        "Sections": lambda: _children(_at(rendering, "/"), rendering, "section"),
        "Home": lambda: _shown(_at(rendering, "/"), rendering),
        "GetPage": lambda path: _shown(pages.find(go_text(path)), rendering),
        "Taxonomies": lambda: _taxonomies(rendering),
        "MainSections": lambda: _main_sections(rendering),
    }


def page_near(rendering: Rendering, path: object) -> Fields | None:
    """Find a page as seen from the one that is made."""
    return _shown(rendering.context.pages.near(go_text(path)), rendering)


def own_place(rendering: Rendering) -> dict[str, Callable[..., Any]]:
    """Give what the page that is made can say of its place among the others."""

    @cache
    def own() -> Fields | None:
        found = (one for one in rendering.context.pages.all() if one.url == rendering.page_address)
        return _shown(next(found, None), rendering)

    def ask(name: str, *arguments: object) -> object:
        page = own()
        return page.fields[name](*arguments) if page else None

    return {name: partial(ask, name) for name in _PLACED}


_PLACED = (
    "Path", "Parent", "CurrentSection", "FirstSection", "Ancestors", "Sections", "Pages", "RegularPages",
    "Next", "Prev", "NextInSection", "PrevInSection", "InSection", "IsAncestor", "IsDescendant", "Eq",
    "GetTerms", "Aliases", "PublishDate", "ExpiryDate", "RawContent", "Name", "BundleType", "IsTranslated",
    "Translations", "OutputFormats",
)  # fmt: skip


def _shown(one: Listed | None, rendering: Rendering) -> Fields | None:
    return listed_fields(one, rendering) if one else None


def _listed(found: Sequence[Listed], rendering: Rendering, kind: str = "") -> list[Fields]:
    return [listed_fields(one, rendering) for one in found if kind in {"", one.kind}]


def listed_fields(one: Listed, rendering: Rendering) -> Fields:
    """Make the object of a page."""
    params = one.params
    return Fields(
        {
            "Title": lambda: one.title,
            "LinkTitle": lambda: params.get("linktitle") or one.title,
            "Name": lambda: one.title,
            "Params": lambda: params,
            "Param": lambda name: params.get(go_text(name).lower()),
            "Description": lambda: params.get("description") or "",
            "RelPermalink": lambda: one.url,
            "Permalink": lambda: one.absolute_url,
            "Date": lambda: date_fields(one.date or _UNDATED),
            "Lastmod": lambda: date_fields(one.lastmod or one.date or _UNDATED),
            "PublishDate": lambda: date_fields(one.published or one.date or _UNDATED),
            "ExpiryDate": lambda: date_fields(one.expires or _UNDATED),
            "Draft": lambda: one.draft,
            "Weight": lambda: one.weight,
            "Path": lambda: one.path,
            "Aliases": lambda: list(one.aliases),
            "File": lambda: file_fields(one.file) if one.file else None,
            "Lang": lambda: rendering.context.settings.language,
            "IsTranslated": lambda: bool(one.twins),
            "Translations": lambda: [_twin_fields(twin) for twin in one.twins],
            "BundleType": lambda: _bundle_type(one),
            "OutputFormats": lambda: Fields({"Get": lambda name: _html_format(one, go_text(name))}),
            **_site_and_body(one, rendering),
            **_place(one, rendering),
            **kind_fields(one.kind, one.section, one.type, params),
        },
        one.path,
    )


def _twin_fields(twin: Twin) -> Fields:
    names = ("Label", "LanguageName")
    language = {"Lang": lambda: twin.language, **dict.fromkeys(names, lambda: twin.language_name)}
    return Fields(
        {
            "Title": lambda: twin.title,
            "LinkTitle": lambda: twin.title,
            "RelPermalink": lambda: twin.url,
            "Permalink": lambda: twin.absolute_url,
            "Lang": lambda: twin.language,
            "Language": lambda: Fields(language, twin.language),
        },
        twin.url,
    )


def _bundle_type(one: Listed) -> str:
    name = one.file.lower().rpartition("/")[2].partition(".")[0]
    return {"index": "leaf", "_index": "branch"}.get(name, "")


def _html_format(one: Listed, name: str) -> Fields | None:
    if name.lower() != "html":
        return None
    return Fields({"RelPermalink": lambda: one.url, "Permalink": lambda: one.absolute_url})


# --- the site and the body of another page ------------------------------------------------------------


def _site_and_body(one: Listed, rendering: Rendering) -> dict[str, Callable[..., Any]]:
    def site() -> Fields:
        from blogkit.hugo.objects.page import site_fields  # noqa: PLC0415  (a site knows its pages)

        return site_fields(rendering)

    @cache
    def body() -> Rendered:
        return _rendered(one, rendering)

    return {
        "Site": site,
        "Language": lambda: field(site(), "Language", ()),
        "RawContent": lambda: _raw(one, rendering),
        "Content": lambda: Safe(body().html),
        "Summary": lambda: Safe(body().summary),
        "Truncated": lambda: body().truncated,
        "Plain": lambda: body().plain and f"{body().plain}\n",
        "PlainWords": lambda: [*body().plain.split()],
        "WordCount": lambda: body().word_count,
        "FuzzyWordCount": lambda: ceil((body().word_count + 1) / 100) * 100,
        "ReadingTime": lambda: body().reading_time,
        "TableOfContents": lambda: Safe(body().toc),
        "Len": lambda: len(body().html.encode()),
    }


def _raw(one: Listed, rendering: Rendering) -> str:
    """Read the Markdown of a page without its header."""
    if not one.source:
        return ""
    text = read_text(one.source, rendering).removeprefix("\ufeff").replace("\r\n", "\n")
    return "\n".join(text.split("\n")[one.body_line - 1 :])


def _rendered(one: Listed, rendering: Rendering) -> Rendered:
    """Render the body of another page; a page within itself is empty."""
    from blogkit.hugo.render import render  # noqa: PLC0415  (a body may hold what asks for another)

    context = rendering.context
    if one.path in context.within:
        return Rendered("")
    return render(_raw(one, rendering), one.body_line, _context_of(one, context))


def _context_of(one: Listed, context: Context) -> Context:
    base = len(context.settings.base_url.partition("://")[2].partition("/")[2].strip("/"))
    url = one.url[base + 1 :] if base else one.url
    facts = PageFacts(one.source, url, one.title, one.params, kind=one.kind, section=one.section)
    return replace(
        context, page=facts, store={}, fence=no_fence, code=no_fence, within=(*context.within, one.path)
    )


# --- its place among the others -----------------------------------------------------------------------


def _at(rendering: Rendering, path: str) -> Listed | None:
    return next((one for one in rendering.context.pages.all() if one.path == path), None)


def _above(one: Listed, rendering: Rendering) -> list[Listed]:
    """Name the lists that a page is in, the nearest one first."""
    lists = {other.path: other for other in rendering.context.pages.all() if other.kind != "page"}
    parts = one.path.strip("/").split("/")
    paths = (
        ["/" + "/".join(parts[:count]) for count in range(len(parts) - 1, -1, -1)] if one.path != "/" else []
    )
    return [lists[path] for path in paths if path in lists]


def _children(one: Listed | None, rendering: Rendering, kind: str) -> list[Fields]:
    if one is None:
        return []
    below = (other for other in rendering.context.pages.all() if other.kind == kind)
    return [listed_fields(other, rendering) for other in below if _above(other, rendering)[:1] == [one]]


def _place(one: Listed, rendering: Rendering) -> dict[str, Callable[..., Any]]:
    pages = rendering.context.pages

    def section() -> Listed | None:
        above = _above(one, rendering)
        return one if one.kind != "page" else above[0] if above else None

    def first() -> Listed | None:
        line = [one, *_above(one, rendering)] if one.kind != "page" else _above(one, rendering)
        return next((other for other in reversed(line) if other.path != "/"), line[-1] if line else None)

    def beside(step: int, *, within: bool = False) -> Fields | None:
        same = [
            other
            for other in pages.all()
            if other.kind == "page"
            and (not within or _above(other, rendering)[:1] == _above(one, rendering)[:1])
        ]
        at = next((n for n, other in enumerate(same) if other.path == one.path), None)
        found = None if at is None or not 0 <= at + step < len(same) else same[at + step]
        return _shown(found, rendering)

    def is_above(path: str, other: str) -> bool:
        return path != other and (path == "/" or other.startswith(f"{path}/"))

    return {
        "Parent": lambda: _shown(next(iter(_above(one, rendering)), None), rendering),
        "CurrentSection": lambda: _shown(section(), rendering),
        "FirstSection": lambda: _shown(first(), rendering),
        "Ancestors": lambda: _listed(_above(one, rendering), rendering),
        "Sections": lambda: _children(one, rendering, "section"),
        "Pages": lambda: _listed(pages.members(one.path), rendering),
        "RegularPages": lambda: _listed(pages.members(one.path), rendering, "page"),
        "Next": lambda: beside(-1),
        "Prev": lambda: beside(1),
        "NextInSection": lambda: beside(-1, within=True),
        "PrevInSection": lambda: beside(1, within=True),
        "InSection": lambda other: section() is not None and _section_path(other) == (section() or one).path,
        "IsAncestor": lambda other: is_above(one.path, other.text),
        "IsDescendant": lambda other: is_above(other.text, one.path),
        "Eq": lambda other: isinstance(other, Fields) and other.text == one.path,
        "GetTerms": lambda name: _terms_of(one, go_text(name), rendering),
        "Data": lambda: _data(one, rendering),
    }


def _section_path(page: Fields) -> str:
    found = page.fields["CurrentSection"]()
    return found.text if found else ""


# --- taxonomies ---------------------------------------------------------------------------------------


def _terms(name: str, rendering: Rendering) -> list[Listed]:
    found = (one for one in rendering.context.pages.all() if one.kind == "term")
    return sorted((one for one in found if one.path.startswith(f"/{name}/")), key=lambda one: one.path)


def _terms_of(page: Listed, name: str, rendering: Rendering) -> list[Fields]:
    members = rendering.context.pages.members
    terms = _terms(name, rendering)
    found = [one for one in terms if page.path in {other.path for other in members(one.path)}]
    named = [urlize(go_text(one)).lower() for one in items(page.params.get(name))]

    def place(one: Listed) -> int:
        term = one.path.rpartition("/")[2]
        return [*named, term].index(term)

    return _listed(sorted(found, key=place), rendering)


def _taxonomies(rendering: Rendering) -> dict[str, Table]:
    found = [one.path.strip("/") for one in rendering.context.pages.all() if one.kind == "taxonomy"]
    return {name: _taxonomy(name, rendering) for name in sorted(found)}


def _taxonomy(name: str, rendering: Rendering) -> Table:
    entries = [_term(one, name, rendering) for one in _terms(name, rendering)]
    tree = {entry.fields["Name"](): entry.fields["WeightedPages"]() for entry in entries}
    by_name = sorted(entries, key=lambda one: one.fields["Name"]())

    def by_count() -> list[Fields]:
        return sorted(by_name, key=lambda one: -one.fields["Count"]())

    def get(term: object) -> list[Fields]:
        return tree.get(go_text(term).lower(), [])

    def count(term: object) -> int:
        return len(get(term))

    return Table(tree, {"ByCount": by_count, "Alphabetical": lambda: by_name, "Get": get, "Count": count})


def _data(one: Listed, rendering: Rendering) -> dict[str, Any]:
    """Give what a list knows of itself: its pages, and of which taxonomy it is."""
    pages = {"Pages": _listed(rendering.context.pages.members(one.path), rendering)}
    if one.kind not in {"taxonomy", "term"}:
        return pages
    plural = one.path.strip("/").partition("/")[0]
    named = rendering.context.settings.taxonomies.items()
    singular = next((name for name, other in named if other == plural), plural)
    terms = {"Terms": _taxonomy(plural, rendering)} if one.kind == "taxonomy" else {"Term": one.title}
    return {**pages, **terms, "Plural": plural, "Singular": singular}


def _term(one: Listed, taxonomy: str, rendering: Rendering) -> Fields:
    members = rendering.context.pages.members(one.path)
    name = _spelled(one, taxonomy, members)
    term = listed_fields(one, rendering)
    pages = OfTerm([_weighted(page, taxonomy, rendering) for page in members], term)
    return Fields(
        {
            "Name": lambda: name,
            "Term": lambda: name,
            "Count": lambda: len(pages),
            "Pages": lambda: pages,
            "WeightedPages": lambda: pages,
            "Page": lambda: term,
        }
    )


def _spelled(term: Listed, taxonomy: str, members: Sequence[Listed]) -> str:
    """Spell a term as a page has it, in small letters: what is "all-things" in addresses is "all things"."""
    last = term.path.rpartition("/")[2]
    given = (go_text(one).lower() for page in members for one in items(page.params.get(taxonomy)))
    return next((name for name in given if urlize(name) == last), last)


def _weighted(page: Listed, taxonomy: str, rendering: Rendering) -> Fields:
    """Make a page of a term: it has another weight there."""
    fields = listed_fields(page, rendering)
    weight = page.params.get(f"{taxonomy}_weight") or 0
    return Fields({**fields.fields, "Page": lambda: fields, "Weight": lambda: weight}, fields.text)


def _main_sections(rendering: Rendering) -> list[str]:
    """Give the sections that the settings name, else the one with the most pages."""
    given = rendering.context.settings.params.get("mainsections")
    if given:
        return [go_text(one) for one in given]
    sections = [one.section for one in rendering.context.pages.all() if one.kind == "page" and one.section]
    return [max(sorted(set(sections)), key=sections.count)] if sections else []
