"""A picture that a cell displays -> an image with its size and an alternative text."""

import base64
import binascii
import re
from collections.abc import Mapping
from html import escape, unescape
from io import BytesIO
from typing import Any

from blogkit.page.cells.whole import NotShownError

USUAL = "The picture this cell draws"
"""The alternative text of a picture of which nobody says more."""
_ROOT = re.compile(r"<svg\b[^>]*>", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([\d.]+)\s*(px|pt|pc|mm|cm|in)?\s*$")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_ACTIVE = re.compile(
    r"<\s*(?:[\w-]+:)?(?:script|foreignobject|iframe|handler)\b|[\s\"']on\w+\s*=|(?:java|vb)\s*script\s*:"
    r"|<!\s*ENTITY|<\?xml-stylesheet",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\0-\x08\t\n\r]")
_TITLE = re.compile(r"<title\b[^>]*>([^<]+)</title>", re.IGNORECASE)
_PLAIN_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"IEND\xaeB`\x82"
_TRUE_COLOURS = frozenset({b"\x08\x02", b"\x08\x06"})
"""Eight bits for each of three or four parts."""
_LARGE = 2**24
"""So many pixels, and more, are Pillow's to judge."""
Size = tuple[int, int] | None


def decoded(data: str) -> bytes:
    """The bytes of a picture. Raises NotShownError."""
    try:
        return base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        raise NotShownError("its bytes are no base64") from None


def checked_svg(data: str) -> str:
    """An SVG that only draws. Raises NotShownError."""
    if not _ROOT.search(data):
        raise NotShownError("it has no <svg> element")
    if _ACTIVE.search(data) or _ACTIVE.search(_CONTROL.sub("", unescape(data))):
        raise NotShownError("it holds scripts or a page of its own")
    return data


def svg_size(data: str) -> Size:
    """Width and height in pixels, as the root says or as its view box has it.

    >>> svg_size('<svg width="72pt" height="36pt">'), svg_size('<svg viewBox="0 0 10 20">')
    ((96, 48), (10, 20))
    """
    root = _ROOT.search(data)
    if root is None:
        return None
    attributes = dict(re.findall(r"\b(width|height|viewBox)\s*=\s*[\"']([^\"']*)", root[0]))
    lengths = [_LENGTH.match(attributes.get(name, "")) for name in ("width", "height")]
    if all(lengths):
        first, second = (round(float(one[1]) * _PIXELS[one[2]]) for one in lengths if one)
        return first, second
    box = attributes.get("viewBox", "").replace(",", " ").split()
    try:
        return (round(float(box[2])), round(float(box[3]))) if box else None
    except (ValueError, IndexError):
        return None


def svg_title(data: str) -> str:
    """What the picture says of itself."""
    found = _TITLE.search(data)
    return found[1].strip() if found else ""


def bitmap_size(data: bytes) -> Size:
    """Width and height in pixels. Raises NotShownError for what is no picture."""
    return _png_size(data) or _size_by_pillow(data)


def _png_size(data: bytes) -> Size:
    """Of a PNG as plots are; None for any other, and for one whose head or end is damaged."""
    if not data.startswith(_PLAIN_PNG) or not data.endswith(_PNG_END) or data[24:26] not in _TRUE_COLOURS:
        return None
    width, height, check = (int.from_bytes(data[at : at + 4]) for at in (16, 20, 29))
    is_whole = check == binascii.crc32(data[12:29])
    return (width, height) if is_whole and 0 < width * height < _LARGE else None


def _size_by_pillow(data: bytes) -> Size:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (only a page with pictures needs it)

    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NotShownError("its bytes are no picture") from None
    except Image.DecompressionBombError:
        return None


def picture_html(address: str, size: Size, about: Mapping[str, Any], title: str = "") -> str:
    """The image; `about` is what the library says of it: size, alternative text, the paper it needs."""
    alt = str(about.get("alt") or title or USUAL)
    paper = about.get("needs_background")
    name = f"output needs-{paper}" if paper in {"light", "dark"} else "output"
    return f'<div class="{name}"><img src="{escape(address)}" alt="{escape(alt)}"{_sizes(size, about)}></div>'


def _sizes(size: Size, about: Mapping[str, Any]) -> str:
    """The size it is shown at: as asked for; half of that asked for alone keeps the shape."""
    width, height = (_whole(about.get(name)) for name in ("width", "height"))
    if size and all(size):
        if width and not height:
            height = round(width * size[1] / size[0])
        elif height and not width:
            width = round(height * size[0] / size[1])
        elif not width:
            width, height = size
    return "".join(f' {name}="{value}"' for name, value in (("width", width), ("height", height)) if value)


def _whole(value: object) -> int:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*", str(value))
    return round(float(match[1])) if match else 0
