"""Images of a page -> the same with their smaller form and the one for a dark page."""

import re
from collections.abc import Callable
from html import escape, unescape

from blogkit.values import frozen

_IMAGE = re.compile(r"<img\b([^<>]*)>")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
NARROW = 640
"""The width in pixels of a picture for a narrow place."""
SIZES = "(max-width: 40rem) 100vw, 37rem"
"""How wide a picture stands on the page of its post."""
DARK = "(prefers-color-scheme: dark)"


@frozen
class Variants:
    """Other forms of a picture, by their addresses; empty where there is none."""

    smaller: str = ""
    """The same as WebP."""
    dark: str = ""
    """For a dark page, as WebP."""
    narrow: str = ""
    """For a narrow place, where that weighs much less."""
    narrow_dark: str = ""
    width: int = 0
    """Of the whole picture, in pixels; needed beside a narrow one."""


VariantsOf = Callable[[str], Variants | None]
"""An image's address as the page has it -> its other forms."""


def with_variants(html: str, variants_of: VariantsOf) -> str:
    """Let a browser choose the form of each picture.

    >>> with_variants('<img src="a.png" alt="A">', lambda address: Variants("a.webp"))
    '<picture><source srcset="a.webp" type="image/webp"><img src="a.png" alt="A"></picture>'
    """

    def chosen(image: re.Match[str]) -> str:
        source = _SOURCE.search(image[1])
        found = variants_of(unescape(source[1])) if source else None
        if found is None:
            return image[0]
        return f"<picture>{_sources(found)}{image[0]}</picture>"

    return _IMAGE.sub(chosen, html) if "<img" in html else html


def _sources(variants: Variants) -> str:
    dark = _source(variants.dark, variants.narrow_dark, variants.width, f' media="{DARK}"')
    return dark + _source(variants.smaller, variants.narrow, variants.width)


def _source(whole: str, narrow: str, width: int, media: str = "") -> str:
    if not whole:
        return ""
    given = f'srcset="{escape(whole)}"'
    if narrow:
        given = f'srcset="{escape(narrow)} {NARROW}w, {escape(whole)} {width}w" sizes="{SIZES}"'
    return f'<source {given}{media} type="image/webp">'
