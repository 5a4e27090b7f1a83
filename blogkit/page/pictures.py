"""Images of a page -> the same with their smaller form and the one for a dark page."""

import re
from collections.abc import Callable
from html import escape, unescape

from blogkit.values import frozen

_IMAGE = re.compile(r"<img\b([^<>]*)>")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
DARK = "(prefers-color-scheme: dark)"


@frozen
class Variants:
    """Other forms of a picture, by their addresses; empty where there is none."""

    smaller: str = ""
    """The same as WebP."""
    dark: str = ""
    """For a dark page, as WebP."""


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
    dark = f'<source srcset="{escape(variants.dark)}" media="{DARK}" type="image/webp">'
    smaller = f'<source srcset="{escape(variants.smaller)}" type="image/webp">'
    return (dark if variants.dark else "") + (smaller if variants.smaller else "")
