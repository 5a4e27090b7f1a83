"""The other pages of the site as templates see them: `site.RegularPages`, `.GetPage`."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# The values of a Go template have no type until it runs.

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from blogkit.hugo.gotemplate.functions import date_fields
from blogkit.hugo.gotemplate.values import Fields, go_text
from blogkit.hugo.other_pages import Listed, Pages

_UNDATED = datetime(1, 1, 1, tzinfo=UTC)


def pages_of_site(pages: Pages) -> dict[str, Any]:
    """Give the fields of the site that list pages."""
    return {
        "Pages": lambda: _listed(pages.all(), pages),
        "RegularPages": lambda: _listed(pages.all(), pages, "page"),
        "Sections": lambda: [
            one for one in _listed(pages.all(), pages, "section") if one.text.count("/") == 1
        ],
        "GetPage": lambda path: _found(pages.find(go_text(path)), pages),
    }


def page_near(pages: Pages, path: object) -> Fields | None:
    """Find a page as seen from the one that is made."""
    return _found(pages.near(go_text(path)), pages)


def _found(one: Listed | None, pages: Pages) -> Fields | None:
    return listed_fields(one, pages) if one else None


def _listed(found: Sequence[Listed], pages: Pages, kind: str = "") -> list[Fields]:
    return [listed_fields(one, pages) for one in found if kind in {"", one.kind}]


def listed_fields(one: Listed, pages: Pages) -> Fields:
    """Make the object of a page."""
    params = one.params
    return Fields(
        {
            "Title": lambda: one.title,
            "LinkTitle": lambda: params.get("linktitle") or one.title,
            "Params": lambda: params,
            "Param": lambda name: params.get(go_text(name).lower()),
            "Description": lambda: params.get("description") or "",
            "RelPermalink": lambda: one.url,
            "Permalink": lambda: one.absolute_url,
            "Date": lambda: date_fields(one.date or _UNDATED),
            "Lastmod": lambda: date_fields(one.lastmod or one.date or _UNDATED),
            "PublishDate": lambda: date_fields(one.published or one.date or _UNDATED),
            "Draft": lambda: one.draft,
            "Weight": lambda: one.weight,
            "Path": lambda: one.path,
            "File": lambda: file_fields(one.file) if one.file else None,
            "Pages": lambda: _listed(pages.members(one.path), pages),
            "RegularPages": lambda: _listed(pages.members(one.path), pages, "page"),
            **kind_fields(one.kind, one.section, one.type, params),
        },
        one.path,
    )


def kind_fields(kind: str, section: str, type_: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that say what a page is."""
    return {
        "Kind": lambda: kind,
        "Section": lambda: section,
        "Type": lambda: type_ or section or "page",
        "IsPage": lambda: kind == "page",
        "IsNode": lambda: kind != "page",
        "IsHome": lambda: kind == "home",
        "IsSection": lambda: kind == "section",
        "Layout": lambda: params.get("layout") or "",
        "Slug": lambda: params.get("slug") or "",
        "Keywords": lambda: params.get("keywords") or [],
    }


def file_fields(file: str) -> Fields:
    """Make the object of a page's file, whose path is below the content folder."""
    path = PurePosixPath(file)
    folder = "" if path.parent == PurePosixPath() else str(path.parent)
    in_bundle = path.stem in {"index", "_index"} and folder
    name = path.parent.name if in_bundle else path.stem
    return Fields(
        {
            "Path": lambda: file,
            "Dir": lambda: f"{folder}/",
            "LogicalName": lambda: path.name,
            "BaseFileName": lambda: path.stem,
            "ContentBaseName": lambda: name,
            "TranslationBaseName": lambda: path.stem,
            "Ext": lambda: path.suffix.removeprefix("."),
        },
        file,
    )


# --- lists of them ----------------------------------------------------------------------------------


def _by_dates(name: str, items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda one: one.fields[name]().fields["Unix"]())


def _by_texts(name: str, items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda one: go_text(one.fields[name]()).lower())


def _by_weight(items: list[Any]) -> list[Any]:
    """Pages without a weight come last."""
    return sorted(items, key=lambda one: one.fields["Weight"]() or 2**62)


def _group_by(items: list[Any], name: object, direction: object = "asc") -> list[Fields]:
    groups: dict[str, list[Any]] = {}
    for one in items:
        groups.setdefault(go_text(one.fields[go_text(name)]()), []).append(one)
    return [_group(key, groups[key]) for key in sorted(groups, reverse=direction == "desc")]


def _group_by_date(items: list[Any], layout: object, direction: object = "desc") -> list[Fields]:
    groups: dict[str, list[Any]] = {}
    for one in sorted(items, key=_time, reverse=direction != "asc"):
        groups.setdefault(one.fields["Date"]().fields["Format"](layout), []).append(one)
    return [_group(key, group) for key, group in groups.items()]


def _time(one: Fields) -> int:
    return one.fields["Date"]().fields["Unix"]()


def _group(key: str, items: list[Any]) -> Fields:
    return Fields({"Key": lambda: key, "Pages": lambda: items})


PAGE_LISTS: Mapping[str, Any] = {
    "ByDate": partial(_by_dates, "Date"),
    "ByLastmod": partial(_by_dates, "Lastmod"),
    "ByPublishDate": partial(_by_dates, "PublishDate"),
    "ByTitle": partial(_by_texts, "Title"),
    "ByLinkTitle": partial(_by_texts, "LinkTitle"),
    "ByWeight": _by_weight,
    "Reverse": lambda items: items[::-1],
    "Limit": lambda items, count: items[:count],
    "GroupBy": _group_by,
    "GroupByDate": _group_by_date,
}
"""What templates do with a list of pages."""
