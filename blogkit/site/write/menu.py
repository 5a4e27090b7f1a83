"""The main menu: from the configuration and from front matters."""

from collections.abc import Iterable, Mapping
from typing import Any

from blogkit.hugo import filtered_url
from blogkit.site.plan.order import collation
from blogkit.site.plan.values import Plan, Planned
from blogkit.site.write.contexts import Named
from blogkit.source import Settings, items, table

MENU = "main"


def main_menu(plan: Plan, settings: Settings) -> tuple[Named, ...]:
    """List (name, URL) by weight, then by name; without any menu, the sections."""
    entries = [_configured(entry, plan) for entry in settings.menus.get(MENU, ())]
    entries += [entry for page in plan.pages.values() for entry in _of_page(page, plan)]
    if not entries:
        entries = [_of_section(page, plan) for page in plan.pages.values() if _is_top(page)]
    ordered = sorted(entries, key=lambda entry: (entry[0] == 0, entry[0], collation(entry[1])))
    return tuple((name, url) for _, name, url in ordered if name)


_Entry = tuple[int, str, str]
"""Weight, name, URL."""


def _configured(entry: Mapping[str, Any], plan: Plan) -> _Entry:
    page = (
        plan.pages.get("/" + str(entry.get("pageref", "")).strip("/").lower()) if "pageref" in entry else None
    )
    name = entry.get("name") or entry.get("title") or entry.get("identifier") or (page.title if page else "")
    url = page.url if page else str(entry.get("url", entry.get("pageref", "/")))
    return _weight(entry), str(name), link(url, plan)


def link(url: str, plan: Plan) -> str:
    """Put a URL of the configuration below the site's base, unless it leads elsewhere or has the base."""
    if ":" in url.partition("/")[0] or url.startswith(("//", "#")):
        return filtered_url(url)
    base = plan.address.path
    return url if base != "/" and url.startswith(base) else plan.address.relative(url)


def _of_page(page: Planned, plan: Plan) -> Iterable[_Entry]:
    """Read `menu: main`, `menus: [main]` or a table with a weight and a name."""
    value: object = page.front_matter.raw.get("menus", page.front_matter.raw.get("menu"))
    if MENU not in (table(value) or items(value)):
        return
    entry = table(table(value).get(MENU))
    name = str(entry.get("name") or page.front_matter.raw.get("linktitle") or page.title)
    yield _weight(entry) or page.front_matter.weight, name, plan.address.relative(page.url)


def _is_top(page: Planned) -> bool:
    return page.kind == "section" and page.home == "/" and page.build.listed and page.build.render


def _of_section(page: Planned, plan: Plan) -> _Entry:
    return page.front_matter.weight, page.title, plan.address.relative(page.url)


def _weight(entry: Mapping[str, Any]) -> int:
    weight = entry.get("weight", 0)
    return weight if isinstance(weight, int) else 0
