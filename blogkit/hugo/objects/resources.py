"""Files of the blog as templates see them: `.Page.Resources`, `resources.Get`, and what images become."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs.

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.globs import fixed_folder, path_pattern
from blogkit.hugo.gotemplate.values import Fields, Safe, go_text
from blogkit.hugo.imaging.processing import (
    FORMATS,
    ProcessingError,
    Size,
    name_after,
    read_processing,
    size_after,
)
from blogkit.hugo.objects.lists import FILE_NAME
from blogkit.hugo.objects.media_types import media_type_fields, resource_type
from blogkit.hugo.shortcodes.call import Rendering
from blogkit.model import Processing, Published
from blogkit.values import frozen

ITSELF = "(resource)"
"""A name that no template can ask for."""
_LARGEST = 20_000_000
"""Bytes of a file that a template may read."""


@frozen
class Resource:
    """A file of the blog, or an image made of one."""

    name: str
    source: str
    """Below the source folder."""
    output: str
    """Below the destination."""
    title: str = ""
    file_name: str = ""
    """What the name was before the front matter gave another one."""
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    steps: tuple[Processing, ...] = ()
    is_minified: bool = False
    integrity: str = ""
    """The digest in its name, as browsers are told it."""
    always: bool = False
    """Whether the file is on the site though no template asks for its address: one of a bundle."""


# --- which there are --------------------------------------------------------------------------------


def page_resources(rendering: Rendering) -> list[Fields]:
    """Give the files of the page's bundle in Hugo's order."""
    bundle = rendering.context.page.bundle
    found = [
        Resource(name, bundle[name].source, bundle[name].output, name, always=True)
        for name in sorted(bundle, key=str.lower)
    ]
    described = _with_metadata(_ordered(found), rendering)
    return [resource_fields(one, rendering) for one in described]


def _ordered(found: list[Resource]) -> list[Resource]:
    """Sort by type and name.

    Hugo's comparison calls each of two files the smaller one when type and name disagree; with few files
    its sort inserts them one by one, and we do the same.
    """
    if len(found) > 20:
        return sorted(found, key=lambda one: (resource_type(one.output), one.name))
    done: list[Resource] = []
    for one in found:
        at = len(done)
        while at and _is_less(one, done[at - 1]):
            at -= 1
        done.insert(at, one)
    return done


def _is_less(one: Resource, other: Resource) -> bool:
    return resource_type(one.output) < resource_type(other.output) or one.name < other.name


def _with_metadata(found: Sequence[Resource], rendering: Rendering) -> list[Resource]:
    """Give files the names, titles and params that the front matter has for them."""
    given = rendering.context.page.params.get("resources")
    tables = [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
    counters: dict[str, int] = {}
    return _ordered([_described(one, tables, counters) for one in found]) if tables else list(found)


def _described(one: Resource, tables: Sequence[Mapping[str, Any]], counters: dict[str, int]) -> Resource:
    matching = [table for table in tables if path_pattern(go_text(table.get("src"))).fullmatch(one.name)]
    texts: dict[str, str] = {}
    for key in ("name", "title"):
        table = next((table for table in matching if key in table), None)
        if table is not None:
            texts[key] = _counted(go_text(table[key]), f"{key} {table.get('src')}", counters)
    params: dict[str, Any] = {}
    for table in matching:
        given = table.get("params")
        params |= {go_text(k).lower(): v for k, v in given.items()} if isinstance(given, Mapping) else {}
    name = texts.get("name", one.name).lstrip("/")
    title = texts.get("title", one.title)
    return replace(one, name=name, file_name=one.name, title=title, params=params)


def _counted(text: str, key: str, counters: dict[str, int]) -> str:
    if ":counter" not in text:
        return text
    counters[key] = counters.get(key, 0) + 1
    return text.replace(":counter", str(counters[key]))


def global_functions(rendering: Rendering) -> dict[str, Callable[..., Any]]:
    """Give `resources.Get` and its like, which look below assets/."""

    def get(name: object) -> Fields | None:
        path = go_text(name).strip("/")
        source = next(
            (f"{root}/{path}" for root in _roots(rendering) if _is_file(rendering, f"{root}/{path}")), ""
        )
        return _global(path, source, rendering) if path and source else None

    def match(pattern: object) -> list[Fields]:
        wanted = go_text(pattern).strip("/").lower()
        compiled = path_pattern(wanted)
        files = _below(rendering, fixed_folder(wanted))
        return [_global(path, source, rendering) for path, source in files if compiled.fullmatch(path)]

    def by_type(kind: object) -> list[Fields]:
        files = _below(rendering, "")
        return [_global(path, source, rendering) for path, source in files if resource_type(path) == kind]

    return {
        "resources.Get": get,
        "resources.GetMatch": lambda pattern: next(iter(match(pattern)), None),
        "resources.Match": match,
        "resources.ByType": by_type,
        "resources.Minify": lambda value: _minified(value, rendering),
        "minify": lambda value: _minified(value, rendering),
        "fingerprint": lambda *given: _fingerprinted(rendering, *given),
        "resources.Fingerprint": lambda *given: _fingerprinted(rendering, *given),
    }


def _roots(rendering: Rendering) -> list[str]:
    settings = rendering.context.settings
    folder = str(settings.raw.get("assetdir") or "assets").strip("/")
    return [folder, *(f"{component}/assets" for component in settings.components)]


def _is_file(rendering: Rendering, path: str) -> bool:
    state = rendering.context.files.state(path)
    return state is not None and not state.is_folder


def _below(rendering: Rendering, folder: str) -> list[tuple[str, str]]:
    """Find the files below a folder of assets/, folders first: path in it, and below the source folder."""
    files = rendering.context.files
    names: dict[str, str] = {}
    for root in _roots(rendering):
        place = f"{root}/{folder}".rstrip("/")
        for name in files.names(place):
            names.setdefault(name, f"{place}/{name}")
    inner, found = list[tuple[str, str]](), list[tuple[str, str]]()
    for name, source in names.items():
        path = f"{folder}/{name}".strip("/")
        state = files.state(source)
        if state is not None and state.is_folder:
            inner += _below(rendering, path)
        elif state is not None:
            found.append((path, source))
    return [*inner, *found]


def _global(path: str, source: str, rendering: Rendering) -> Fields:
    return resource_fields(Resource(f"/{path}", source, path, f"/{path}"), rendering)


# --- one of them ------------------------------------------------------------------------------------


def resource_fields(one: Resource, rendering: Rendering) -> Fields:
    """Make the object that templates see."""
    kind = resource_type(one.output)

    def address() -> str:
        if one.steps or not one.always:
            rendering.context.publish(one.output, Published(one.source, one.steps))
        return _relative(one.output, rendering)

    fields: dict[str, Callable[..., Any]] = {
        ITSELF: lambda: one,
        "RelPermalink": address,
        "Permalink": lambda: urljoin(rendering.context.settings.base_url, address()),
        "Publish": lambda: address() and "",
        "Name": lambda: one.name,
        FILE_NAME: lambda: one.file_name or one.name,
        "Title": lambda: one.title,
        "Params": lambda: one.params,
        "Key": lambda: f"/{one.output}",
        "Data": lambda: {"Integrity": Safe(one.integrity)} if one.integrity else {},
        "MediaType": lambda: media_type_fields(one.output),
        "ResourceType": lambda: kind,
    }
    if not one.steps:
        fields["Content"] = lambda: _content(one, rendering)
    if kind == "image":
        fields |= _image_fields(one, rendering)
    return Fields(fields, one.name)


_SMALLER = frozenset({"css", "html", "js", "json", "svg", "xml"})
"""The endings of what `minify` makes smaller."""


def _resource(value: object, asked: str) -> Resource:
    one = value.fields[ITSELF]() if isinstance(value, Fields) and ITSELF in value.fields else None
    if not isinstance(one, Resource):
        raise ShortcodeError(f"{asked} needs a file, as of resources.Get")
    return one


def _minified(value: object, rendering: Rendering) -> object:
    """Give a file the name that it has without its white space; its text stays as it is."""
    one = _resource(value, "minify")
    stem, _, ending = one.output.rpartition(".")
    if ending not in _SMALLER:
        return value
    return resource_fields(
        replace(one, output=f"{stem}.min.{ending}", always=False, is_minified=True), rendering
    )


def _fingerprinted(rendering: Rendering, *given: object) -> Fields:
    """Put the digest of a file into its name."""
    one, method = _resource(given[-1], "fingerprint"), go_text(given[0]) if len(given) > 1 else "sha256"
    if method not in {"md5", "sha256", "sha384", "sha512"} or one.is_minified or one.steps:
        raise ShortcodeError("fingerprint is supported of a file as it is, by md5, sha256, sha384 or sha512")
    digest = hashlib.new(method, rendering.context.files.read(one.source), usedforsecurity=False)
    integrity = f"{method}-{base64.b64encode(digest.digest()).decode()}"
    stem, _, ending = one.output.rpartition(".")
    made = replace(one, output=f"{stem}.{digest.hexdigest()}.{ending}", always=False, integrity=integrity)
    return resource_fields(made, rendering)


def _relative(output: str, rendering: Rendering) -> str:
    base = urlsplit(rendering.context.settings.base_url).path.rstrip("/")
    return f"{base}/{quote(output, '/$&+,:;=@-_.~')}"


def _content(one: Resource, rendering: Rendering) -> str:
    files = rendering.context.files
    state = files.state(one.source)
    if state is not None and state.size > _LARGEST:
        raise ShortcodeError(f"{one.source} is too large to be put into a page")
    return read_text(one.source, rendering)


def read_text(path: str, rendering: Rendering) -> str:
    """Read a file; raises ShortcodeError."""
    try:
        return rendering.context.files.read(path).decode("utf-8", "replace")
    except OSError as error:
        raise ShortcodeError(f"{path} cannot be read: {error.strerror}") from error


def _image_fields(one: Resource, rendering: Rendering) -> dict[str, Callable[..., Any]]:
    def processed(action: str) -> Callable[[object], Fields]:
        return lambda words: resource_fields(_processed(one, action, go_text(words), rendering), rendering)

    return {
        "Width": lambda: _size(one, rendering)[0],
        "Height": lambda: _size(one, rendering)[1],
        "Process": processed(""),
        **{action.capitalize(): processed(action) for action in ("resize", "fit", "fill", "crop")},
    }


def _size(one: Resource, rendering: Rendering) -> Size:
    size = rendering.context.files.size(one.source)
    if size is None:
        raise ShortcodeError(f"{one.source} has no width and height: it is no image of pixels, or damaged")
    try:
        for step in one.steps:
            size = size_after(step, size)
    except ProcessingError as error:
        raise ShortcodeError(f"{one.source}: {error}") from error
    return size


def _processed(one: Resource, action: str, words: str, rendering: Rendering) -> Resource:
    """Give the image that comes of some words, such as "300x webp"."""
    source = FORMATS.get(one.output.rpartition(".")[2].lower())
    if source is None:
        raise ShortcodeError(f"{one.source} is of a kind that cannot be processed; use a PNG, JPEG or WebP")
    given = rendering.context.settings.raw.get("imaging")
    settings: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    try:
        step = read_processing(f"{action} {words}".lower().split(), source, settings)
    except ProcessingError as error:
        raise ShortcodeError(f"{one.source}: {error}") from error
    made = replace(one, steps=(*one.steps, step))
    _size(made, rendering)  # what cannot be done is said where it is asked for
    folder, slash, name = one.output.rpartition("/")
    content = rendering.context.files.content_hash(one.source)
    return replace(made, output=f"{folder}{slash}{name_after(name, step, content, settings)}")
