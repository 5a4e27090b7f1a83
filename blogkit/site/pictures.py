"""A drawn picture -> its smaller form, and the one for a dark page."""

import io
import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, cast

from blogkit.cache import Memo, derived, digest, keep_derived
from blogkit.page import NARROW, Variants

if TYPE_CHECKING:
    from PIL import Image, ImageFilter

PAPER = (0x17, 0x18, 0x1B)
"""The colour of a dark page, `--paper` of the style sheet: what was white has it."""
INK = 0.92
"""The lightness (OKLab) of what was black, on a dark page."""
WHITE_SHARE = 0.6
"""A picture is drawn on paper when so much of it is white; a photograph or a map of colours is not."""
_NEARLY_WHITE = 246
_LOOK = (160, 100)
"""The size at which the share of white is measured."""
_GRID = 33
"""Points of the table of colours along each axis."""
_PNG = re.compile(r"\.png(?=$|[?#])", re.IGNORECASE)
_HEAVY = 40_000
"""A picture of so many bytes has a form for narrow places, if that weighs less than half."""
_VERSION = "4"
"""Of how pictures are made: another one makes them anew."""


@dataclass
class Shelf:
    """Makes the other forms of drawn pictures, and collects them for the destination."""

    memo: Memo
    is_taken: Callable[[str], bool]
    """Whether the blog has a file of its own at a path below the destination."""
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def variants(self, address: str, output: str, data: bytes) -> Variants | None:
        """The other forms of the picture at an address, which is published as `output`."""
        if not _PNG.search(address) or not output.lower().endswith(".png"):
            return None
        forms = _forms(self.memo, data)
        stem = output[: -len(".png")]
        is_own = self.is_taken(f"{stem}-dark.png")

        def put(ending: str, form: bytes) -> str:
            return self._put(f"{stem}{ending}", form, _PNG.sub(ending, address))

        return _given(
            Variants(
                put(".webp", forms.smaller),
                _PNG.sub("-dark.png", address) if is_own else put("-dark.webp", forms.dark),
                put("-narrow.webp", forms.narrow),
                "" if is_own else put("-dark-narrow.webp", forms.narrow_dark),
                forms.width,
            )
        )

    def _put(self, output: str, data: bytes, address: str) -> str:
        if not data or self.is_taken(output):
            return ""
        self.files[output] = data
        return address


def make_ahead(memo: Memo, pictures: Iterable[tuple[str, bytes]]) -> None:
    """Make the other forms of pictures before their pages ask for them."""
    for address, data in pictures if memo.keeps else ():
        if _PNG.search(address):
            _forms(memo, data)


def _forms(memo: Memo, data: bytes) -> "Forms":
    return memo.recall(digest("variants", _VERSION, data), lambda: forms_of(data))


def _given(variants: Variants) -> Variants | None:
    return variants if variants.smaller or variants.dark else None


@dataclass(frozen=True)
class Forms:
    """Other forms of a picture, as WebP; empty where there is none."""

    smaller: bytes = b""
    """Where that is smaller than the picture."""
    dark: bytes = b""
    """Recoloured for a dark page, where it is drawn on white."""
    narrow: bytes = b""
    narrow_dark: bytes = b""
    width: int = 0


def forms_of(data: bytes) -> Forms:
    """The other forms; an unreadable picture has none."""
    from PIL import Image  # noqa: PLC0415  (7 ms that a build without a new picture saves)

    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = _on_white(opened)
    except (OSError, ValueError, SyntaxError):
        return Forms()
    smaller = _webp(picture)
    turned = picture.filter(_for_dark()) if is_on_paper(picture) else None
    dark = _webp(turned) if turned else b""
    if len(smaller) >= len(data):
        return Forms(dark=dark, width=picture.width)
    narrow_dark = _narrow(turned, len(dark)) if turned else b""
    return Forms(smaller, dark, _narrow(picture, len(smaller)), narrow_dark, picture.width)


def _narrow(picture: "Image.Image", weight: int) -> bytes:
    """A picture for a narrow place; empty where it would spare little."""
    from PIL import Image  # noqa: PLC0415  (the same)

    if weight < _HEAVY or picture.width < 1.5 * NARROW:
        return b""
    size = NARROW, round(picture.height * NARROW / picture.width)
    written = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2).save(written, "webp", quality=82, method=4)
    return written.getvalue() if 2 * written.tell() < weight else b""


def _on_white(picture: "Image.Image") -> "Image.Image":
    from PIL import Image  # noqa: PLC0415  (the same)

    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layer = picture.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    return Image.alpha_composite(paper, layer).convert("RGB")


def is_on_paper(picture: "Image.Image") -> bool:
    """Whether a picture is drawn on white: turned to dark it keeps its meaning."""
    small = picture.convert("L").resize(_LOOK)
    white = sum(small.histogram()[_NEARLY_WHITE:])
    return white >= WHITE_SHARE * small.width * small.height


def _webp(picture: "Image.Image") -> bytes:
    written = io.BytesIO()
    picture.save(written, "webp", lossless=True, method=1, quality=80)  # more effort saves no byte here
    return written.getvalue()


@cache
def _for_dark() -> "ImageFilter.Color3DLUT":
    """Every colour turned over in lightness, its hue kept: a red line is red on the dark page, too."""
    from PIL import ImageFilter  # noqa: PLC0415  (the same)

    kept: bytes | None = derived("dark")
    if kept is None:
        kept = array("f", _all_turned()).tobytes()
        keep_derived("dark", kept)
    return ImageFilter.Color3DLUT(_GRID, array("f", kept).tolist())


def _all_turned() -> list[float]:
    """The table of colours, which takes 0.1 s."""
    from PIL import ImageFilter  # noqa: PLC0415  (the same)

    paper = _oklab(*(_linear(part / 255) for part in PAPER))

    def turned(red: float, green: float, blue: float) -> tuple[float, float, float]:
        return _turned((red, green, blue), paper)

    return cast("list[float]", ImageFilter.Color3DLUT.generate(_GRID, turned).table)


def _turned(colour: Sequence[float], paper: tuple[float, float, float]) -> tuple[float, float, float]:
    """A colour for a dark page."""
    lightness, a, b = _oklab(*map(_linear, colour))
    chroma = (a * a + b * b) ** 0.5
    turned = min(INK - (INK - paper[0]) * lightness + 0.35 * chroma, INK)
    red, green, blue = _rgb(turned, a + paper[1] * lightness, b + paper[2] * lightness)
    return _within(red), _within(green), _within(blue)


def _within(part: float) -> float:
    return min(max(_gamma(max(part, 0.0)), 0.0), 1.0)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _oklab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """Source: B. Ottosson, "A perceptual color space for image processing" (2020)."""
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _rgb(lightness: float, a: float, b: float) -> tuple[float, float, float]:
    """The way back."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
