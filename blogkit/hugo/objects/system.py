"""`os.FileExists`, `readFile` and their like: the blog's own files, and no others."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# The values of a Go template have no type until it runs.

from collections.abc import Callable
from typing import Any

from blogkit.hugo.files import State
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import Fields, go_text
from blogkit.hugo.objects.resources import read_text
from blogkit.hugo.shortcodes.call import Rendering

_LARGEST = 1_000_000
"""Bytes that `readFile` reads, as in Hugo."""
_MOUNTED = ("archetypes", "assets", "content", "data", "i18n", "layouts", "static")
"""Folders of a theme that stand for those of the blog."""


def system_functions(rendering: Rendering) -> dict[str, Callable[..., Any]]:
    """Give the functions that look at files."""

    def state(path: object) -> State | None:
        found = _place(go_text(path), rendering)
        return rendering.context.files.state(found) if found is not None else None

    def stat(path: object) -> Fields | None:
        found = state(path)
        return _file_fields(found) if found else None

    def read(path: object) -> str:
        place = _place(go_text(path), rendering)
        found = rendering.context.files.state(place) if place is not None else None
        if place is None or found is None:
            return ""
        if found.is_folder or found.size > _LARGEST:
            raise ShortcodeError(f'"{place}" is a folder, or larger than a megabyte: it cannot be read')
        return read_text(place, rendering)

    def entries(path: object) -> list[Fields]:
        files, folder = rendering.context.files, go_text(path).strip("/")
        states = [files.state(f"{folder}/{name}".strip("/")) for name in files.names(folder)]
        return [_file_fields(one) for one in states if one is not None]

    return {
        "os.FileExists": lambda path: state(path) is not None,
        "fileExists": lambda path: state(path) is not None,
        "os.Stat": stat,
        "os.ReadFile": read,
        "readFile": read,
        "os.ReadDir": entries,
        "readDir": entries,
    }


def _place(path: str, rendering: Rendering) -> str | None:
    """Find a path in the source folder, in the theme or in the content folder, as Hugo lays them together."""
    files, settings = rendering.context.files, rendering.context.settings
    below = path.strip("/")
    if not path:
        return None
    mounted = below.partition("/")[0] in _MOUNTED
    themes = [f"{component}/{below}" for component in settings.components if mounted]
    places = [below, *themes, f"{settings.content_dir}/{below}"]
    return next((place for place in places if files.state(place) is not None), None)


def _file_fields(state: State) -> Fields:
    name = state.place.rpartition("/")[2]
    return Fields(
        {"Name": lambda: name, "Size": lambda: state.size, "IsDir": lambda: state.is_folder},
        name,
    )
