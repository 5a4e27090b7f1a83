"""The name of a file -> its media type, as Hugo has it."""

import mimetypes
from functools import cache

from blogkit.hugo.gotemplate.values import Fields

_HUGOS = {
    "text": {
        "calendar": "ics", "css": "css", "x-scss": "scss", "x-sass": "sass", "csv": "csv", "html": "html htm",
        "javascript": "js jsm mjs", "typescript": "ts", "tsx": "tsx", "jsx": "jsx", "x-gotmpl": "gotmpl",
        "plain": "txt", "x-python": "py", "x-bibtex": "bib", "x-tex": "tex",
    },
    "application": {
        "json": "json", "manifest+json": "webmanifest", "rss+xml": "rss", "xml": "xml", "toml": "toml",
        "yaml": "yaml yml", "source-map": "map", "pdf": "pdf", "wasm": "wasm", "x-ipynb+json": "ipynb",
        "gzip": "gz", "zip": "zip",
    },
    "image": {
        "svg+xml": "svg", "png": "png", "jpeg": "jpg jpeg jpe jif jfif", "gif": "gif", "tiff": "tif tiff",
        "bmp": "bmp", "webp": "webp", "avif": "avif", "heif": "heif", "heic": "heic",
    },
    "font": {"ttf": "ttf", "otf": "otf", "woff": "woff", "woff2": "woff2"},
    "video": {
        "x-msvideo": "avi", "mpeg": "mpg mpeg", "mp4": "mp4", "ogg": "ogv", "webm": "webm",
        "3gpp": "3gpp 3gp",
    },
    "audio": {"mpeg": "mp3"},
}  # fmt: skip


def media_type(name: str) -> str:
    """Give the media type of a file; empty where it is not known.

    >>> media_type("a/Photo.JPEG"), media_type("LICENSE"), media_type("a.none-such")
    ('image/jpeg', 'application/octet-stream', '')
    """
    _, dot, ending = name.rpartition("/")[2].rpartition(".")
    if not dot:
        return "application/octet-stream"
    return _by_ending().get(ending.lower()) or _others().types_map[True].get(f".{ending.lower()}", "")


def resource_type(name: str) -> str:
    """Give the first half of the media type: "image"."""
    return media_type(name).partition("/")[0]


def media_type_fields(name: str) -> Fields:
    """Make the object that templates see."""
    written = media_type(name)
    main, _, sub = written.partition("/")
    ending = name.rpartition(".")[2].lower()
    return Fields(
        {
            "Type": lambda: written,
            "MainType": lambda: main,
            "SubType": lambda: sub.partition("+")[0],
            "String": lambda: written,
            "Suffixes": lambda: _endings(written) or [ending],
        },
        written,
    )


def _endings(written: str) -> list[str]:
    main, _, sub = written.partition("/")
    return _HUGOS.get(main, {}).get(sub, "").split()


@cache
def _by_ending() -> dict[str, str]:
    return {
        ending: f"{main}/{sub}"
        for main, subs in _HUGOS.items()
        for sub, endings in subs.items()
        for ending in endings.split()
    }


@cache
def _others() -> mimetypes.MimeTypes:
    """The standard library's own table: the same on every machine."""
    return mimetypes.MimeTypes()
