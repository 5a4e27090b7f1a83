"""Title and first figure of a post -> its card, drawn."""

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unicodedata import category

from PIL import Image, ImageChops, ImageDraw, ImageFont

from blogkit.site.fonts import font_file
from blogkit.site.text_fonts import BASIC, FACES, MORE

SIZE = (1200, 630)
"""What those who show such pictures ask for."""
_PAPER, _INK, _QUIET, _GOOD = "#fffefb", "#1f1d1a", "#625d55", "#1c6b3c"
_EDGE = 72
_FIGURE = (560, 400)
"""The most room a figure takes, right of the title."""
_SIZES = (76, 68, 60, 52, 46)
_LINES = 5
_COLOURS = 128
_KNOWN = frozenset(BASIC + MORE)


def plain(text: str) -> str:
    """A text without emoji; empty where the face of the page lacks its letters, or where it holds TeX.

    >>> plain("🎉 Rockets!"), plain("微分"), plain("Why $x^2$")
    ('Rockets!', '', '')
    """
    kept = "".join(letter for letter in text if letter in _KNOWN or category(letter)[0] in "LNM")
    return "" if {*kept} - _KNOWN or "$" in text or "\\(" in text else " ".join(kept.split())


def drawn_card(title: str, site: str, checked: str, figure_data: bytes) -> bytes:
    """Draw a card as PNG, the same bytes each time; empty for a title that the face cannot set."""
    title, site, checked = plain(title), plain(site), plain(checked)
    if not title:
        return b""
    picture = Image.new("RGB", SIZE, _PAPER)
    figure = _figure(figure_data)
    if figure:
        across = SIZE[0] - _EDGE - (_FIGURE[0] + figure.width) // 2
        _lay(picture, figure, (across, (SIZE[1] - figure.height) // 2))
    width = SIZE[0] - 2 * _EDGE - (_FIGURE[0] + 40 if figure else 0)
    draw = ImageDraw.Draw(picture)
    lines, font = _set(title, width)
    draw.multiline_text((_EDGE, _EDGE - 10), "\n".join(lines), _INK, font, spacing=int(font.size * 0.12))
    small = _font("text", 30)
    foot = SIZE[1] - _EDGE
    if checked:
        draw.text((_EDGE, foot - 48), _cut(f"✓ {checked}", small, SIZE[0] - 2 * _EDGE), _GOOD, small, "ls")
    draw.text((_EDGE, foot), _cut(site, small, SIZE[0] - 2 * _EDGE), _QUIET, small, "ls")
    written = io.BytesIO()
    flat = picture.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    flat.save(written, "png", compress_level=7)  # 9 spares a twelfth and takes six times as long
    return written.getvalue()


def _figure(data: bytes) -> Image.Image | None:
    """The picture at the size in which it stands on the card; None for what cannot be read."""
    if not data:
        return None
    try:
        with Image.open(io.BytesIO(data)) as opened:
            layer = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError):
        return None
    scale = min(_FIGURE[0] / layer.width, _FIGURE[1] / layer.height, 2)
    size = max(1, round(layer.width * scale)), max(1, round(layer.height * scale))
    paper = Image.new("RGBA", layer.size, "white")
    whole = Image.alpha_composite(paper, layer).convert("RGB")
    return whole.resize(size, Image.Resampling.BICUBIC, reducing_gap=2)


def _lay(picture: Image.Image, figure: Image.Image, place: tuple[int, int]) -> None:
    """Put a figure onto the paper as if its white were the paper's."""
    paper = Image.new("RGB", figure.size, _PAPER)
    picture.paste(ImageChops.multiply(paper, figure), place)


def _set(title: str, width: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """A title in lines, as large as it fits."""
    lines, font = list[str](), _font("text-bold", _SIZES[0])
    for size in _SIZES:
        font = _font("text-bold", size)
        lines = _lines(title, font, width)
        whole = all(font.getlength(word) <= width for word in title.split())
        if whole and len(lines) <= _LINES - (size > _SIZES[2]):
            return lines, font
    return [*lines[: _LINES - 1], _cut(" ".join(lines[_LINES - 1 :]), font, width)], font


def _lines(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [part for line in lines for part in _broken(line, font, width)]


def _broken(line: str, font: ImageFont.FreeTypeFont, width: int) -> Sequence[str]:
    """A line of one word that is wider than the card, broken."""
    if font.getlength(line) <= width:
        return (line,)
    most = next(count for count in range(1, len(line) + 1) if font.getlength(line[: count + 1]) > width)
    return (line[:most], *_broken(line[most:], font, width))


def _cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """A line that ends with an ellipsis where it is too long."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    face = FACES[name]
    font = ImageFont.truetype(str(font_file(face.package, Path("files", face.file), face.name)), size)
    axes = (face.axes["wght"], 40)  # in the order of the file; at this size the forms are finer
    font.set_variation_by_axes(list(axes))
    return font
