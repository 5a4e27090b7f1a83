"""`.Resize "300x webp"` -> what is to be done, the size that comes of it, and the name of its file."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, cast

from blogkit.hugo.imaging.hashing import hexadecimal
from blogkit.model import Processing

FORMATS = {
    "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jif": "jpeg", "jfif": "jpeg",
    "png": "png", "gif": "gif", "tif": "tiff", "tiff": "tiff", "bmp": "bmp", "webp": "webp", "avif": "avif",
}  # fmt: skip
"""Ending -> format, for the images that can be processed."""
ENDINGS = {"jpeg": ".jpg", "tiff": ".tif"}
"""The first ending of a format, where it is not the format's name."""
ACTIONS = frozenset({"resize", "crop", "fit", "fill"})
ANCHORS = frozenset(
    {"smart", "center", "topleft", "top", "topright", "left", "right", "bottomleft", "bottom", "bottomright"}
)
FILTERS = frozenset(
    {
        *("nearestneighbor", "box", "linear", "hermite", "mitchellnetravali", "catmullrom", "bspline"),
        *("gaussian", "lanczos", "hann", "hamming", "blackman", "bartlett", "welch", "cosine"),
    }
)
_IGNORED = frozenset({"picture", "photo", "drawing", "icon", "text", "lossy", "lossless"})
"""Hints for encoders."""
_VERSION = ("1",)
_VERSIONS_OF_FORMATS = {"png": ("tfv1",), "avif": ("tfv1",)}
_VERSION_OF_SMART_CROPS = ("2",)
"""What Hugo 0.168 counts up when it makes other images of the same words."""
_MARK = "_hu_"
Size = tuple[int, int]


class ProcessingError(Exception):
    """Words that ask for something that cannot be done; the message says what."""


def read_processing(words: Sequence[str], source: str, settings: Mapping[str, Any]) -> Processing:
    """Understand the words that templates give; `source` is the format of the image.

    `settings` is the table `imaging` of the configuration. Raises ProcessingError.

    >>> read_processing(["resize", "300x", "webp", "q50"], "png", {}).quality
    50
    """
    found = Processing(action="", format=source, words=tuple(words))
    for word in words:
        found = _with_word(found, word)
    _check_size(found)
    return _with_defaults(found, settings)


def _with_word(found: Processing, word: str) -> Processing:
    if word in ACTIONS:
        return replace(found, action=word)
    if word in ANCHORS:
        return replace(found, anchor=word)
    if word in FILTERS:
        return replace(found, filter=word)
    if word in FORMATS:
        return replace(found, format=FORMATS[word])
    if word in _IGNORED:
        return found
    if word.startswith("#"):
        return replace(found, background=word)
    if word.startswith("q"):
        return replace(found, quality=_number(word[1:], word, 100))
    if word.startswith("r"):
        return replace(found, rotation=_rotation(word))
    if "x" in word:
        return _with_size(found, word)
    return found  # Hugo passes over what it does not know, too


def _rotation(word: str) -> int:
    if not re.fullmatch(r"r-?\d+", word) or int(word[1:]) % 90:
        raise ProcessingError(f'"{word}" is not supported; rotate by 90, 180 or 270 degrees')
    return int(word[1:]) % 360


def _with_size(found: Processing, word: str) -> Processing:
    if word.count("x") > 1:
        raise ProcessingError(f'"{word}" is no size; write it as 300x200, 300x or x200')
    width, _, height = word.partition("x")
    sizes = [_number(side, word, 100_000) if side else 0 for side in (width, height)]
    return replace(found, width=sizes[0], height=sizes[1])


def _number(digits: str, word: str, largest: int) -> int:
    if not re.fullmatch(r"\d{1,6}", digits) or int(digits) > largest:
        raise ProcessingError(f'"{word}" is neither a size like 300x200 nor a known word')
    return int(digits)


def _check_size(found: Processing) -> None:
    sides = bool(found.width) + bool(found.height)
    if found.action in {"crop", "fit", "fill"} and sides < 2:
        raise ProcessingError(f"{found.action} needs a width and a height, as 300x200")
    if found.action == "resize" and not sides:
        raise ProcessingError("resize needs a width or a height, as 300x")
    if not found.action and sides:
        raise ProcessingError('a size needs an action before it, as "resize 300x"')


def _with_defaults(found: Processing, settings: Mapping[str, Any]) -> Processing:
    of_format = settings.get(found.format)
    given: Mapping[str, Any] = (
        cast("Mapping[str, Any]", of_format) if isinstance(of_format, Mapping) else dict[str, Any]()
    )
    usual = 60 if found.format == "avif" else 75
    quality = given.get("quality") or settings.get("quality")
    return replace(
        found,
        anchor=found.anchor or str(settings.get("anchor") or "smart").lower(),
        filter=found.filter or str(settings.get("resamplefilter") or "box").lower(),
        quality=found.quality or (quality if isinstance(quality, int) else usual),
        background=found.background or f"#{str(settings.get('bgcolor') or 'ffffff').removeprefix('#')}",
    )


# --- the size --------------------------------------------------------------------------------------


def size_after(what: Processing, size: Size) -> Size:
    """Give width and height of the processed image; raises ProcessingError.

    >>> size_after(read_processing(["fit", "100x40"], "png", {}), (203, 151))
    (54, 40)
    """
    width, height = size
    turned = (height, width) if what.rotation in {90, 270} else size
    return _SIZES[what.action](what, turned) if what.action else turned


def _resized(what: Processing, size: Size) -> Size:
    width, height = size
    if not what.width:
        return max(1, math.floor(what.height * width / height + 0.5)), what.height
    if not what.height:
        return what.width, max(1, math.floor(what.width * height / width + 0.5))
    return what.width, what.height


def _fitted(what: Processing, size: Size) -> Size:
    width, height = size
    if width <= what.width and height <= what.height:
        return size
    if width / what.width > height / what.height:
        return what.width, min(int(height / (width / what.width) + 0.5), what.height)
    return min(int(width / (height / what.height) + 0.5), what.width), what.height


def _cropped(what: Processing, size: Size) -> Size:
    larger = what.width > size[0] or what.height > size[1]
    if larger and what.anchor == "smart":
        raise ProcessingError("a smart crop larger than the image is not supported; name an anchor: Center")
    return min(what.width, size[0]), min(what.height, size[1])


def _filled(what: Processing, _size: Size) -> Size:
    return what.width, what.height


_SIZES: Mapping[str, Callable[[Processing, Size], Size]] = {
    "resize": _resized,
    "fit": _fitted,
    "crop": _cropped,
    "fill": _filled,
}


# --- the name --------------------------------------------------------------------------------------


def name_after(name: str, what: Processing, content: int, settings: Mapping[str, Any]) -> str:
    """Name the processed image as Hugo does; `content` is the hash of the original file's bytes.

    An image that is processed twice keeps one mark in its name.
    """
    path = PurePosixPath(name)
    stem, mark, before = path.stem.rpartition(_MARK)
    if not mark:
        stem, before = path.stem, ""
    same = FORMATS[path.suffix.lower().removeprefix(".")] == what.format
    ending = path.suffix if same else ENDINGS.get(what.format, f".{what.format}")
    key = hexadecimal([*what.words, *_VERSION, *_VERSIONS_OF_FORMATS.get(what.format, ()), *_smart(what)])
    configured = hexadecimal(_as_kept(settings) if settings else {})
    return f"{stem}{_MARK}{hexadecimal([before, content, key, configured])}{ending}"


def _as_kept(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Put to each table what Hugo keeps in it: that no theme's table is merged into it."""
    tables: dict[str, Any] = {}
    for key, value in settings.items():
        tables[key] = _as_kept(cast("Mapping[str, Any]", value)) if isinstance(value, Mapping) else value
    return {**tables, "_merge": "none"}


def _smart(what: Processing) -> Sequence[str]:
    return _VERSION_OF_SMART_CROPS if what.anchor == "smart" and what.action in {"crop", "fill"} else ()
