"""The menus of a site as templates see them: `site.Menus.main`, from the configuration and from headers."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs.

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from blogkit.hugo.gotemplate.values import Fields, Safe, go_text
from blogkit.hugo.objects.pages import listed_fields
from blogkit.hugo.other_pages import Listed
from blogkit.hugo.shortcodes.call import Rendering
from blogkit.source import items, table
from blogkit.values import frozen

_Keys = Mapping[str, Any]
_LAST = 2**62


@frozen
class _Entry:
    menu: str
    keys: _Keys
    page: Listed | None
    from_header: bool = False
    is_section: bool = False
    """Whether no one wrote it down: `sectionPagesMenu` brings it."""

    @property
    def name(self) -> str:
        given = go_text(self.keys.get("name") or "")
        return given or (_link_title(self.page) if self.page else "")

    @property
    def key(self) -> str:
        """What other entries call it as their parent."""
        return go_text(self.keys.get("identifier") or "") or self.name

    @property
    def weight(self) -> int:
        own = self.keys.get("weight") or 0
        return own or (self.page.weight if self.page and self.from_header else 0)


def menus(rendering: Rendering, address: Callable[[str], str]) -> dict[str, list[Fields]]:
    """Give each menu's entries in their order, those with a parent below it.

    `address` puts a path of the configuration below the site's base.
    """
    entries = [*_configured(rendering), *_of_headers(rendering), *_of_sections(rendering)]
    names = sorted({entry.menu for entry in entries})
    return {
        name: _level([one for one in entries if one.menu == name], "", rendering, address) for name in names
    }


def _configured(rendering: Rendering) -> Iterator[_Entry]:
    find = rendering.context.pages.find
    for name, entries in rendering.context.settings.menus.items():
        for keys in entries:
            wanted = go_text(keys.get("pageref") or "")
            yield _Entry(
                name, keys, find(wanted if wanted.startswith("/") else f"/{wanted}") if wanted else None
            )


def _of_headers(rendering: Rendering) -> Iterator[_Entry]:
    """Read `menu: main`, `menus: [main, foot]`, or a table of tables."""
    for page in rendering.context.pages.all():
        given: object = page.params.get("menus", page.params.get("menu"))
        named = table(given) or dict.fromkeys((go_text(one) for one in items(given)), None)
        for name, keys in named.items():
            yield _Entry(name, table(keys), page, from_header=True)


def _of_sections(rendering: Rendering) -> Iterator[_Entry]:
    """Give the sections that `sectionPagesMenu` asks for, where no header has put them there."""
    name = go_text(rendering.context.settings.raw.get("sectionpagesmenu") or "")
    taken = {one.key for one in (*_configured(rendering), *_of_headers(rendering)) if one.menu == name}
    for page in rendering.context.pages.all() if name else ():
        if page.kind == "section" and page.path.count("/") == 1 and page.section not in taken:
            yield _Entry(name, {"identifier": page.section, "weight": page.weight}, page, is_section=True)


def _link_title(page: Listed) -> str:
    return go_text(page.params.get("linktitle") or page.title)


def _level(
    entries: list[_Entry], parent: str, rendering: Rendering, address: Callable[[str], str]
) -> list[Fields]:
    known = {entry.key for entry in entries}
    here = [one for one in entries if _parent(one, known) == parent and one.key != parent]
    ordered = sorted(here, key=lambda one: (one.weight or _LAST, one.name.lower(), one.key))
    return [_fields(one, _level(entries, one.key, rendering, address), rendering, address) for one in ordered]


def _parent(entry: _Entry, known: set[str]) -> str:
    name = go_text(entry.keys.get("parent") or "")
    return name if name in known else ""


def _fields(
    entry: _Entry, children: list[Fields], rendering: Rendering, address: Callable[[str], str]
) -> Fields:
    keys, page = entry.keys, entry.page

    def url() -> str:
        given = go_text(keys.get("url") or "")
        return page.url if page and not given else address(given)

    return Fields(
        {
            "Name": lambda: entry.name,
            "Title": lambda: keys.get("title") or (page.title if page else ""),
            "URL": url,
            "PageRef": lambda: keys.get("pageref") or "",
            "Page": lambda: listed_fields(page, rendering) if page else None,
            "Weight": lambda: entry.weight,
            "Identifier": lambda: keys.get("identifier") or "",
            "KeyName": lambda: entry.key,
            "Menu": lambda: "" if entry.is_section else entry.menu,
            "Parent": lambda: keys.get("parent") or "",
            "Pre": lambda: Safe(keys.get("pre") or ""),
            "Post": lambda: Safe(keys.get("post") or ""),
            "Params": lambda: keys.get("params") or {},
            "HasChildren": lambda: bool(children),
            "Children": lambda: children,
        },
        entry.name,
    )
