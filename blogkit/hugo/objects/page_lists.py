"""What templates do with a list of pages: `.ByDate`, `.GroupBy "Section"`."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# The values of a Go template have no type until it runs.

from collections.abc import Mapping
from functools import partial
from typing import Any

from blogkit.hugo.gotemplate.values import Fields, go_text


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
    "ByName": partial(_by_texts, "Name"),
    "ByWeight": _by_weight,
    "Reverse": lambda items: items[::-1],
    "Limit": lambda items, count: items[:count],
    "GroupBy": _group_by,
    "GroupByDate": _group_by_date,
}
"""What templates do with a list of pages."""
