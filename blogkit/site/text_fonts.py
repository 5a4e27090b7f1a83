"""The faces of text and code -> small web fonts: Source Serif 4 and Source Code Pro, the same everywhere.

Each is cut in two: what every page in English needs, and the other letters, which a browser loads for the
pages that have them (`unicode-range` in the style sheet).
"""

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from pathlib import Path

from blogkit.cache import derived, keep_derived
from blogkit.site.fonts import font_file, opened, subset, woff2
from blogkit.values import frozen

BASIC = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0­’‘“”–—…·×✓←→±−•©§°¶«»≈≠≤≥"
"""What a page in English is written with."""
_RANGES = ((0xA1, 0x180), (0x2C6, 0x2DE), (0x370, 0x400), (0x400, 0x460), (0x1E00, 0x1F00))
"""Latin with its accents, Greek, Cyrillic, Vietnamese."""
_SIGNS = ((0x2000, 0x200B), (0x2010, 0x2028), (0x202F, 0x2060), (0x2070, 0x2120))
"""Punctuation and signs; between them stands what draws nothing, like the joiner before each mark."""
MORE = "".join(
    chr(code) for first, past in (*_RANGES, *_SIGNS) for code in range(first, past) if chr(code) not in BASIC
)
_KEPT = "fonts"
"""The name of the basic ones beside the code."""
FEATURES = ("kern", "liga", "ccmp", "mark", "mkmk", "locl")


@frozen
class Face:
    """A face to be cut: the package that carries it, its file, and where its axes are held."""

    package: str
    file: str
    name: str
    axes: Mapping[str, float] = field(default_factory=dict[str, float])
    family: str = "Text"
    style: str = ""
    """What the style sheet says of it."""


_SERIF = "fontpkg_source_serif_4", "Source Serif 4"
FACES: Mapping[str, Face] = {
    "text": Face(_SERIF[0], "SourceSerif4[opsz,wght].ttf", _SERIF[1], {"opsz": 16, "wght": 400}),
    "text-bold": Face(_SERIF[0], "SourceSerif4[opsz,wght].ttf", _SERIF[1], {"opsz": 20, "wght": 620},
                      style="font-weight:500 900;"),
    "text-italic": Face(_SERIF[0], "SourceSerif4-Italic[opsz,wght].ttf", _SERIF[1], {"opsz": 16, "wght": 400},
                        style="font-style:italic;"),
    "code": Face("fontpkg_source_code_pro", "SourceCodePro[wght].ttf", "Source Code Pro",
                 {"wght": 400}, "Code"),
}  # fmt: skip
"""Name of the web font -> the face; all under the SIL Open Font License 1.1."""


def text_fonts(letters: str) -> dict[str, bytes]:
    """The web fonts of text and code, by their files; beyond the basic ones what `letters` ask for.

    Raises FileNotFoundError where a package is missing.
    """
    basic: dict[str, bytes] | None = derived(_KEPT)
    if basic is None:
        basic = {f"{name}.woff2": _cut(face, BASIC) for name, face in FACES.items()}
        keep_derived(_KEPT, basic)
    more = "".join(sorted({*letters} & {*MORE}))
    return basic | ({f"{name}-more.woff2": _cut(face, more) for name, face in FACES.items()} if more else {})


def fonts_at_hand(letters: str) -> dict[str, bytes] | None:
    """The same where nothing has to be cut: an earlier build did."""
    return None if {*letters} & {*MORE} else derived(_KEPT)


def font_names(letters: str) -> list[str]:
    """The files that `text_fonts` makes."""
    parts = ["", "-more"] if {*letters} & {*MORE} else [""]
    return [f"{name}{part}.woff2" for name in FACES for part in parts]


def font_faces() -> str:
    """The rules of the style sheet that name the files."""
    return "".join(
        f'@font-face{{font-family:"{face.family}";{face.style}src:url("{name}{part}.woff2") format("woff2");'
        f"font-display:swap;unicode-range:{_ranges(characters)}}}\n"
        for name, face in FACES.items()
        for part, characters in (("", BASIC), ("-more", MORE))
    )


@cache
def _ranges(characters: str) -> str:
    """The characters as CSS writes them; what is not assigned between two of them does no harm.

    >>> _ranges("abcx")
    'U+61-63,U+78'
    """
    codes = sorted(map(ord, characters))
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)


def _cut(face: Face, characters: str) -> bytes:
    path = font_file(face.package, Path("files", face.file), face.name)
    return woff2(opened(subset(path, characters, FEATURES, face.axes)))
