"""`path.*` and `reflect.*` of Hugo's templates."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs.

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from blogkit.hugo.gotemplate.values import Fields, field, go_text


def _base(path: object) -> str:
    text = go_text(path)
    return (text.rstrip("/").rsplit("/", 1)[-1] or "/") if text else "."


def _extension(path: object) -> str:
    name = go_text(path).rsplit("/", 1)[-1]
    return name[name.rindex(".") :] if "." in name else ""


def _base_name(path: object) -> str:
    base = _base(path)
    return base.removesuffix(_extension(base))


def _clean(path: object) -> str:
    """Shorten a path as Go does; none that is absolute begins with two slashes."""
    cleaned = posixpath.normpath(go_text(path) or ".")
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


def _directory(path: object) -> str:
    return _clean(go_text(path).rpartition("/")[0] or ("/" if go_text(path).startswith("/") else "."))


def _texts(parts: tuple[object, ...]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, list):
            yield from map(go_text, cast("list[object]", part))
        else:
            yield go_text(part)


def _join(*parts: object) -> str:
    given = [text for text in _texts(parts) if text]
    return _clean("/".join(given)) if given else ""


def _split(path: object) -> Fields:
    folder, slash, name = go_text(path).rpartition("/")
    return Fields({"Dir": lambda: folder + slash, "File": lambda: name})


def _has(value: object, name: str) -> bool:
    return isinstance(value, Fields) and name in value.fields


def _is_image(value: object) -> bool:
    return (
        isinstance(value, Fields)
        and _has(value, "ResourceType")
        and value.fields["ResourceType"]() == "image"
    )


def _is_bitmap(value: object) -> bool:
    return _is_image(value) and field(field(value, "MediaType", ()), "SubType", ()) != "svg"


PATHS: Mapping[str, Callable[..., Any]] = {
    "path.Base": _base,
    "path.BaseName": _base_name,
    "path.Clean": _clean,
    "path.Dir": _directory,
    "path.Ext": _extension,
    "path.Join": _join,
    "path.Split": _split,
    "reflect.IsMap": lambda value: isinstance(value, Mapping),
    "reflect.IsSlice": lambda value: isinstance(value, list),
    "reflect.IsPage": lambda value: _has(value, "RawContent") or _has(value, "RenderString"),
    "reflect.IsSite": lambda value: _has(value, "BaseURL") and _has(value, "RegularPages"),
    "reflect.IsResource": lambda value: _has(value, "ResourceType"),
    "reflect.IsImageResource": _is_image,
    "reflect.IsImageResourceWithMeta": _is_bitmap,
    "reflect.IsImageResourceProcessable": _is_bitmap,
}
