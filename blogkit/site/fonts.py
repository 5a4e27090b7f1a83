"""Text of the site's formulas -> mathematics font, cut down to the glyphs they need.

Without a font that has a `MATH` table browsers do not stretch brackets, roots and arrows. STIX Two Math
has one, but weighs 1.2 MB; what a typical blog uses of it is a few dozen kilobytes as woff2.
"""

import io
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blogkit.errors import absent

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont  # pyright: ignore[reportMissingTypeStubs] - it ships none

FONT = Path("fonts", "STIXTwoMath-Regular.ttf")
"""Where the wheel of ziamath keeps STIX Two Math (SIL Open Font License 1.1)."""

_PACKAGES = ("uharfbuzz", "fontTools", "brotli", "ziamath")
"""What cuts the fonts of pages, and carries the one of formulas."""

ALWAYS = "0123456789()√=+−,."
"""What each formula font has: the root, which no text of a formula says, and what nearly all formulas use."""

PRIMES = frozenset({0x2032, 0x2033, 0x2034, 0x2035, 0x2057})
"""Single to fourfold prime, and the reversed one."""

FEATURES = ["ssty", "dtls", "flac", "ccmp", "mark", "mkmk", "locl"]
"""OpenType features that MathML layout asks for: script sizes, dotless letters, flat accents, marks."""

NAMES = (0, 1, 2, 13, 14)
"""Records of the font's names: copyright, family, style, licence and its address."""

ITALIC_STARTS = (("A", "Z", 0x1D434), ("a", "z", 0x1D44E), ("Α", "Ω", 0x1D6E2), ("α", "ω", 0x1D6FC))
"""First and last upright letter, and the code point of the first one's mathematical italic."""

ITALIC_EXCEPTIONS = {
    "h": "ℎ",  # stood in Unicode before its neighbours came
    "ϑ": "𝜗",
    "ϕ": "𝜙",
    "ϖ": "𝜛",
    "ϱ": "𝜚",
    "ϵ": "𝜖",
    "ϰ": "𝜘",
    "∂": "𝜕",
    "∇": "𝛻",
    "ı": "𝚤",
    "ȷ": "𝚥",
}
"""Letters whose italic form lies outside the regular runs (MathML Core, table of italic mappings)."""


def mathematics_font(text: str) -> bytes:
    """Return STIX Two Math as woff2, reduced to the characters of `text` and what they may turn into.

    `text` is whatever the formulas draw, in any order. A letter brings
    its mathematical italic along, because browsers slant a lone `<mi>`; a bracket or a root brings all
    its sizes and the pieces it is assembled from. Characters that the font lacks are passed over.
    Raises `FileNotFoundError` when the wheel of ziamath, or the font in it, is missing.

    The result depends on the *set* of characters alone, byte for byte:

    >>> mathematics_font("ab") == mathematics_font("bba")
    True
    """
    data = subset(_font_file(), _characters(text))
    font = opened(data)
    harfbuzz = _library("uharfbuzz")
    face = harfbuzz.Face(data)
    # any names will do, and the font's own ones take time to read
    font.setGlyphOrder([f"glyph{number:05}" for number in range(face.glyph_count)])
    _draw_primes_for_scripts(font, harfbuzz.Font(face))
    return woff2(font)


@cache
def _library(name: str) -> Any:  # noqa: ANN401 - libraries without types
    """Import what draws fonts, when a font is drawn: 0.5 s that a known set of signs saves."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise absent("pages", error) from error


def require_fonts() -> None:
    """Raise AbsentError, before anything runs for them, where pages could not have their fonts."""
    for name in _PACKAGES:
        if find_spec(name) is None:
            raise absent("pages", ModuleNotFoundError(f"no {name}"))


def subset(
    path: Path,
    characters: Iterable[str],
    features: Iterable[str] = FEATURES,
    axes: Mapping[str, float] | None = None,
) -> bytes:
    """Keep the glyphs of `characters` and those that layout may put in their place; nothing is hinted.

    `axes` are the places at which a variable font is held: `{"wght": 400}`.
    """
    harfbuzz = _library("uharfbuzz")
    face = harfbuzz.Face(path.read_bytes())
    wanted: Any = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in features)
    # the licence asks that the copyright notice stays
    wanted.name_id_set.update(NAMES)
    wanted.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    for axis, value in (axes or {}).items():
        wanted.pin_axis_location(face, axis, value)
    return harfbuzz.subset(face, wanted).blob.data


def _font_file() -> Path:
    """Find the font without importing ziamath, which would load it whole and draw nothing for us."""
    return font_file("ziamath", FONT, "STIX Two Math")


def font_file(package: str, place: Path, name: str) -> Path:
    """Find a font in a package without importing that. Raises AbsentError."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise absent("pages", ModuleNotFoundError(f"no {package}, which carries {name}"))
    return Path(found.origin).parent / place


def opened(data: bytes) -> "TTFont":
    """A font to be changed or written."""
    return _library("fontTools.ttLib").TTFont(io.BytesIO(data), recalcTimestamp=False)


def _draw_primes_for_scripts(font: "TTFont", shaper: Any) -> None:  # noqa: ANN401  (HarfBuzz's Font)
    """Let a prime be the form that stands in a script, where MathML always puts it.

    The font keeps that form behind the feature `ssty`, which Chromium does not apply to operators: its
    primes fly small and high above their letter.
    """
    characters: Any = font["cmap"]  # fontTools declares no types
    for table in characters.tables:
        for prime in PRIMES & table.cmap.keys():
            table.cmap[prime] = font.getGlyphName(_script_form(shaper, prime))


def _script_form(shaper: Any, character: int) -> int:  # noqa: ANN401  (the same)
    """The number of the glyph for a character in a superscript."""
    harfbuzz = _library("uharfbuzz")
    buffer: Any = harfbuzz.Buffer()
    buffer.add_codepoints([character])
    buffer.script, buffer.language, buffer.direction = "Zmth", "dflt", "ltr"
    harfbuzz.shape(shaper, buffer, {"ssty": True})
    return buffer.glyph_infos[0].codepoint


def _characters(text: str) -> list[str]:
    """Sort all characters that may be drawn for `text`."""
    written = {*text, *ALWAYS}
    return sorted(written | {_italic(character) for character in written})


def _italic(character: str) -> str:
    """Return the mathematical italic that a browser draws for a lone letter.

    Source: MathML Core, "italic mappings", https://www.w3.org/TR/mathml-core/#italic-mappings

    >>> _italic("x"), _italic("h"), _italic("β"), _italic("7")
    ('𝑥', 'ℎ', '𝛽', '7')
    """
    if character in ITALIC_EXCEPTIONS:
        return ITALIC_EXCEPTIONS[character]
    for first, last, start in ITALIC_STARTS:
        if first <= character <= last:
            return chr(start + ord(character) - ord(first))
    return character


def woff2(font: "TTFont") -> bytes:
    """Write the font in the compressed form that all browsers read."""
    written = io.BytesIO()
    tags = [tag for tag in font.keys() if tag != "GlyphOrder"]  # noqa: SIM118  (not a dictionary)
    # not `font.save`, which imports the libraries of all tables to learn what depends on what
    writer = _library("fontTools.ttLib.woff2").WOFF2Writer(written, len(tags), font.sfntVersion)
    for tag in tags:
        writer[tag] = font.getTableData(tag)
    writer.close()
    return written.getvalue()
