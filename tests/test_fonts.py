"""The mathematics font: small, complete for its text, and the same bytes each time."""

import io

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.otTables import MathGlyphConstruction

from blogkit.site.fonts import mathematics_font

EXTENDER = 1
"""The flag of a piece that may be repeated (OpenType, MATH table, GlyphPartRecord)."""


def opened(text: str) -> TTFont:
    """Read the font back as a browser would."""
    return TTFont(io.BytesIO(mathematics_font(text)))


@pytest.fixture(scope="module")
def font() -> TTFont:
    return opened("(x)[y]{z}|√αh∑′1")


def vertical_construction(font: TTFont, character: str) -> MathGlyphConstruction:
    """Return how the font makes a taller form of a character: its sizes, and the pieces to assemble."""
    variants = font["MATH"].table.MathVariants
    glyph = font.getBestCmap()[ord(character)]
    at = variants.VertGlyphCoverage.glyphs.index(glyph)
    return variants.VertGlyphConstruction[at]


@pytest.mark.parametrize("character", ["(", ")", "[", "]", "{", "}", "√"])
def test_a_bracket_or_root_keeps_its_sizes_and_its_pieces(font: TTFont, character: str):
    construction = vertical_construction(font, character)
    glyphs = set(font.getGlyphOrder())
    sizes = [record.VariantGlyph for record in construction.MathGlyphVariantRecord]
    pieces = [record.glyph for record in construction.GlyphAssembly.PartRecords]
    assert len(sizes) > 1
    assert len(pieces) > 1
    assert {*sizes, *pieces} <= glyphs
    heights = [record.AdvanceMeasurement for record in construction.MathGlyphVariantRecord]
    assert heights == sorted(heights)
    assert heights[-1] > 2 * heights[0]


def test_a_bar_keeps_the_piece_that_is_repeated(font: TTFont):
    pieces = vertical_construction(font, "|").GlyphAssembly.PartRecords
    assert any(piece.PartFlags & EXTENDER for piece in pieces)
    assert {piece.glyph for piece in pieces} <= set(font.getGlyphOrder())


def test_a_large_operator_keeps_its_display_size(font: TTFont):
    sizes = vertical_construction(font, "∑").MathGlyphVariantRecord
    assert sizes[-1].AdvanceMeasurement > sizes[0].AdvanceMeasurement


@pytest.mark.parametrize(("letter", "italic"), [("x", "𝑥"), ("h", "ℎ"), ("α", "𝛼")])
def test_a_letter_brings_its_mathematical_italic(font: TTFont, letter: str, italic: str):
    characters = font.getBestCmap()
    assert ord(letter) in characters
    assert ord(italic) in characters


def test_a_prime_is_as_large_as_a_superscript_needs_it(font: TTFont):
    glyphs = font["glyf"]
    prime = glyphs[font.getBestCmap()[ord("′")]]
    digit = glyphs[font.getBestCmap()[ord("1")]]
    assert prime.yMax - prime.yMin > 0.6 * digit.yMax
    assert prime.yMin < 0.3 * digit.yMax


def test_letters_nobody_uses_are_left_out(font: TTFont):
    characters = font.getBestCmap()
    assert ord("Q") not in characters
    assert ord("𝑄") not in characters


def test_the_layout_constants_stay(font: TTFont):
    constants = font["MATH"].table.MathConstants
    assert constants.AxisHeight.Value > 0
    assert constants.RadicalRuleThickness.Value > 0


def test_the_copyright_notice_stays(font: TTFont):
    assert "STIX" in font["name"].getDebugName(0)


def test_the_same_characters_give_the_same_bytes():
    assert mathematics_font("x + y") == mathematics_font("yyx+ ")


def test_a_character_the_font_lacks_does_no_harm():
    assert ord("x") in opened("x 漢字 😀").getBestCmap()


def test_a_typical_blog_needs_little():
    assert len(mathematics_font("abcdefghijklmnopqrstuvwxyzABCDEFαβγδθλμσ∂∇≈≤≥")) < 80_000
