"""A picture drawn now, and the file it is held against -> how much of it differs, or why nobody can tell."""

import io
import re
import warnings
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from blogkit.check.drift import highlighted, ink_apart, ink_difference, nearest, stands_near
from blogkit.values import frozen

if TYPE_CHECKING:
    from PIL.Image import Image

WIDEST = 20_000
"""Pixels in either direction, beyond which a picture is not looked at."""
RESIZED = 8
"""Pixels by which letters that are set in another way may make a picture larger or smaller."""
_KINDS = {
    ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF",
    ".tif": "TIFF", ".tiff": "TIFF", ".avif": "AVIF",
}  # fmt: skip
"""Pictures made of pixels: the ending of the name -> what Pillow calls the format."""
_VOLATILE = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|#?\b[mpc]?[0-9a-f]{10}\b", re.DOTALL)
"""Of an SVG: the date, remarks, and names that are made of hashes."""
_WORDS = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LENGTH = re.compile(r"<svg\b[^>]*?\s(?:width|height)=[\"']\s*(\d+(?:\.\d+)?)")
_DOTS_PER_INCH = 96
"""At which browsers show an SVG."""


@frozen
class Difference:
    """What is between two pictures."""

    share: float = 0.0
    """Of the ink; 1 where nothing is alike."""
    resized: str = ""
    """Both sizes, where they are not the same: "640 × 480 pixels, drawn with 1280 × 960"."""
    trouble: str = ""
    """Why the file cannot be compared: "is no picture"."""


def difference(drawn: bytes, committed: bytes, file: PurePosixPath) -> Difference:
    """Compare what was drawn with the bytes of the file."""
    ending = file.suffix.lower()
    if drawn == committed:
        return Difference()
    if ending in _KINDS:
        return _of_pixels(drawn, committed, _KINDS[ending])
    if ending == ".svg":
        return _of_drawings(drawn, committed)
    return Difference(1.0)


def _of_pixels(drawn: bytes, committed: bytes, kind: str) -> Difference:
    try:
        before = opened(committed, kind)
    except BadPictureError as error:
        return Difference(1.0, trouble=str(error))
    return _of_images(opened(drawn, kind), before)


def _of_images(now: "Image", before: "Image") -> Difference:
    if before.size != now.size:
        sizes = [f"{width} × {height} pixels" for width, height in (before.size, now.size)]
        return Difference(1.0, resized=f"{sizes[0]}, drawn with {sizes[1]}")
    return Difference(ink_difference(before, now))


def may_be_hinting(drawn: bytes, committed: bytes, file: PurePosixPath) -> bool:
    """Whether each thing of two pictures stands in the other, too, or next to where it stood."""
    kind = _KINDS.get(file.suffix.lower())
    if kind is None:
        return False
    try:
        pair = opened(drawn, kind), opened(committed, kind)
    except BadPictureError:
        return False
    if pair[0].size != pair[1].size:  # cut to what is drawn, a picture is as wide as its letters make it
        return all(abs(one - other) <= RESIZED for one, other in zip(pair[0].size, pair[1].size, strict=True))
    return stands_near(*pair)


def share_among(
    drawings: Sequence[bytes], committed: bytes, file: PurePosixPath, *, last: bool
) -> float | None:
    """What no drawing of several has, which differ in how letters are set; None where more could tell.

    `last` says that there are no more.
    """
    kind = _KINDS[file.suffix.lower()]
    before = opened(committed, kind)
    fitting = [one for one in (opened(drawn, kind) for drawn in drawings) if one.size == before.size]
    share = ink_apart(before, fitting, last=last) if fitting else None
    if share is None and last:
        return ink_difference(before, nearest(before, fitting)) if fitting else 1.0
    return share


class BadPictureError(Exception):
    """Bytes that are not the picture their name promises."""


def opened(data: bytes, kind: str = "") -> "Image":
    """A picture on white paper; raises BadPictureError where it is none of this kind, or too large."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (equal bytes, the common case, need no Pillow)

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as picture:
            if max(picture.size) > WIDEST:
                raise BadPictureError(
                    f"has {picture.size[0]} × {picture.size[1]} pixels, too many to compare"
                )
            if kind and picture.format != kind:
                raise BadPictureError(f"is a {picture.format} picture under the name of a {kind} one")
            coloured = picture.convert("RGBA")
    except UnidentifiedImageError as error:
        raise BadPictureError("is no picture") from error
    except Image.DecompressionBombError as error:
        raise BadPictureError("has too many pixels to compare") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise BadPictureError(f"is a damaged picture: {error}") from error
    paper = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(paper, coloured).convert("RGB")


def difference_picture(drawn: bytes, committed: bytes) -> bytes | None:
    """A PNG picture of what differs; None where one of them is no picture."""
    try:
        shown = highlighted(_shown(committed), _shown(drawn))
    except BadPictureError:
        return None
    file = io.BytesIO()
    shown.save(file, "png")
    return file.getvalue()


def _shown(data: bytes) -> "Image":
    return rasterised(data.decode("utf-8", "replace")) if b"<svg" in data[:_HEAD] else opened(data)


_HEAD = 2_000
"""Bytes of an SVG in which its first element stands."""


def _of_drawings(drawn: bytes, committed: bytes) -> Difference:
    """SVG: the same words, as their fonts may not be here, and the same drawing to the eye."""
    now, before = (data.decode("utf-8", "replace") for data in (drawn, committed))
    if "<svg" not in before:
        return Difference(1.0, trouble="is no SVG picture")
    if _VOLATILE.sub("", now) == _VOLATILE.sub("", before):
        return Difference()
    if _words(now) != _words(before):
        return Difference(1.0)
    try:
        return _of_images(rasterised(now), rasterised(before))
    except BadPictureError as error:
        return Difference(1.0, trouble=str(error))


def _words(svg: str) -> list[str]:
    return [" ".join(_TAG.sub(" ", text).split()) for text in _WORDS.findall(svg)]


def rasterised(svg: str) -> "Image":
    """An SVG as a browser shows it, but for texts; raises BadPictureError where none can be made of it."""
    import resvg_py  # noqa: PLC0415  (equal texts, the common case, need no renderer)

    if any(float(length) > WIDEST for length in _LENGTH.findall(svg[:_HEAD])):
        raise BadPictureError("is too large to compare")
    try:
        png = resvg_py.svg_to_bytes(
            svg_string=svg, background="#ffffff", dpi=_DOTS_PER_INCH, skip_system_fonts=True
        )
    except ValueError as error:
        raise BadPictureError(f"is a damaged picture: {error}") from error
    return opened(bytes(png))
