"""What templates do with lists of resources and pages: `.Resources.GetMatch "*.png"`."""

from collections.abc import Callable, Mapping
from typing import Any

from blogkit.hugo.gotemplate.globs import path_pattern
from blogkit.hugo.gotemplate.values import Fields, Missing, field, go_text
from blogkit.hugo.objects.page_lists import PAGE_LISTS

Items = list[Any]
FILE_NAME = "name of its file"
"""A field of resources that no template can name."""
_NAMES = ("Name", FILE_NAME)


class OfTerm(Items):
    """The pages of a term, which know it."""

    def __init__(self, pages: Items, term: Fields) -> None:
        """Keep the pages in their order."""
        super().__init__(pages)
        self.fields: Mapping[str, Callable[[], object]] = {
            "Page": lambda: term,
            "Pages": lambda: self,
            "Count": lambda: len(self),
        }


def list_field(items: Items, name: str, arguments: tuple[object, ...]) -> object:
    """Read a field of a list; raises Missing."""
    if isinstance(items, OfTerm) and name in items.fields:
        return items.fields[name]()
    method = METHODS.get(name)
    if method is None:
        raise Missing(name)
    return method(items, *arguments)


def _get(items: Items, name: object) -> Fields | None:
    """Find a resource by its name, or by that of its file, in whatever case."""
    wanted = go_text(name).removeprefix("./").removeprefix("/").lower()
    return next((one for part in _NAMES for one in items if _name(one, part).lower() == wanted), None)


def _match(items: Items, pattern: object) -> Items:
    wanted = path_pattern(go_text(pattern).removeprefix("/"))
    found = ([one for one in items if wanted.fullmatch(_name(one, part))] for part in _NAMES)
    return next((some for some in found if some), list[Any]())


def _get_match(items: Items, pattern: object) -> Fields | None:
    return next(iter(_match(items, pattern)), None)


def _by_type(items: Items, kind: object) -> Items:
    return [one for one in items if field(one, "ResourceType", ()) == kind]


def _name(one: object, part: str) -> str:
    return go_text(field(one, part, ())).removeprefix("/")


METHODS: Mapping[str, Callable[..., object]] = {
    "Get": _get,
    "GetMatch": _get_match,
    "Match": _match,
    "ByType": _by_type,
    "Len": len,
    **PAGE_LISTS,
}
