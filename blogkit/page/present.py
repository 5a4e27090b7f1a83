"""The HTML of a body -> as the page shows it: figures numbered, notes at the side, wide things framed.

A feed, a summary and Hugo have the body as it was; this is what only the page has room for.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from html import escape

from blogkit.page.enrich import SizeOf, with_image_sizes
from blogkit.page.pictures import VariantsOf, with_variants
from blogkit.page.recipes import with_recipes
from blogkit.source import ENGLISH, Words
from blogkit.values import frozen

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_FIGURE = re.compile(r"<figure\b([^<>]*)>(.*?)</figure>", re.DOTALL)
_CAPTION = re.compile(r"<figcaption\b[^<>]*>(\s*(?:<(?:p|h4)>)?)")
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_ID = re.compile(r'(?:^|\s)id="([^"]*)"')
_EMPTY_LINK = re.compile(r'<a href="#([^"]+)"([^<>]*)></a>')
_NOTE = re.compile(r'<li id="fn:([^"]+)">\s*(.*?)\s*</li>', re.DOTALL)
_NOTES = re.compile(r'<div class="footnotes"[^<>]*>.*?</div>', re.DOTALL)
_BACK = re.compile(r'(?:&#160;|\s)*<a href="#fnref[^"]*" class="footnote-backref".*?</a>', re.DOTALL)
_REFERENCE = re.compile(r'<sup id="fnref\d*:([^"]+)">.*?</sup>', re.DOTALL)
_TASK = re.compile(
    r'(<input\b[^<>]*\btype="checkbox"[^<>]*>)'
    r"((?:[^<]|<(?!/?(?:li|p|ul|ol|dl|div|pre|table|blockquote|label|button|input)\b))*)"
)
_BLOCK = re.compile(r"<(?:p|ul|ol|dl|table|pre|div|blockquote|figure|h[1-6]|details|math display)\b|\bid=")


@frozen
class Presentation:
    """What the page of a body knows beside it."""

    size_of: SizeOf
    variants_of: VariantsOf
    words: Words = ENGLISH
    recipes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an image -> the code that drew it."""
    recipes_url: str = ""
    """Where the whole script can be had."""


def present(html: str, known: Presentation) -> str:
    """Show a body as the page does."""
    html = with_image_sizes(html, known.size_of)
    html = with_recipes(html, known.recipes, known.recipes_url, known.words)
    html = with_variants(html, known.variants_of)
    html = with_numbers(html, known.words)
    return with_labels(with_frames(with_side_notes(html)))


def with_numbers(html: str, words: Words) -> str:
    """Number the figures that have a caption, and name them where an empty link asks for one.

    >>> with_numbers('<figure id="a"><figcaption>A</figcaption></figure> <a href="#a"></a>', ENGLISH)[15:]
    '<figcaption><span class="number">Figure 1</span> A</figcaption></figure> <a href="#a">Figure 1</a>'
    """
    if "<figcaption" not in html:
        return html
    names = dict[str, str]()

    def numbered(figure: re.Match[str]) -> str:
        attributes, inner = figure.groups()
        if "<figcaption" not in inner:
            return figure[0]
        number = f"{words('figure')} {len(names) + 1}"
        name = _name_of(attributes, inner, len(names) + 1)
        names[name] = number
        more = "" if _ID.search(attributes) else f' id="{name}"'
        label = f'\\g<0><span class="number">{escape(number)}</span> '
        return f"<figure{attributes}{more}>{_CAPTION.sub(label, inner, count=1)}</figure>"

    html = _FIGURE.sub(numbered, html)

    def named(link: re.Match[str]) -> str:
        return f'<a href="#{link[1]}"{link[2]}>{escape(names.get(link[1], ""))}</a>'

    return _EMPTY_LINK.sub(named, html)


def _name_of(attributes: str, inner: str, number: int) -> str:
    """The anchor of a figure: its own, or one of its picture's name."""
    own, source = _ID.search(attributes), _SOURCE.search(inner)
    if own:
        return own[1]
    stem = re.split(r"[?#]", source[1])[0].rpartition("/")[2].partition(".")[0] if source else ""
    return f"figure-{stem or number}"


def with_frames(html: str) -> str:
    """Put a frame around each table, in which it scrolls when it is wider than the page.

    >>> with_frames("<table><tr></table>")
    '<div class="wide"><table><tr></table></div>'
    """
    return _TABLE.sub(r'<div class="wide">\g<0></div>', html) if "<table" in html else html


def with_labels(html: str) -> str:
    """Let the words of a task be the label of its box.

    >>> with_labels('<li><input disabled="" type="checkbox"> Read</li>')
    '<li><label><input disabled="" type="checkbox"> Read</label></li>'
    """
    return _TASK.sub(r"<label>\1\2</label>", html) if 'type="checkbox"' in html else html


def with_side_notes(html: str) -> str:
    """Put the notes that are plain sentences beside their place; the list below stays for narrow windows."""
    found = _NOTES.search(html)
    if found is None:
        return html
    notes = {name: plain for name, text in _NOTE.findall(found[0]) if (plain := _plain(text))}
    if not notes:
        return html
    seen = set[str]()

    def beside(reference: re.Match[str]) -> str:
        name = reference[1]
        if name not in notes or name in seen:
            return reference[0]
        seen.add(name)
        number = re.search(r">([^<>]+)</a>", reference[0])
        sign = f"<sup>{number[1]}</sup> " if number else ""
        return f'{reference[0]}<small class="side-note">{sign}{notes[name]}</small>'

    above = _REFERENCE.sub(beside, html[: found.start()])
    below = html[found.start() :]
    for name in seen:
        below = below.replace(f'<li id="fn:{name}">', f'<li id="fn:{name}" class="beside">', 1)
    if len(seen) == len(_NOTE.findall(found[0])):
        below = below.replace('<div class="footnotes"', '<div class="footnotes all-beside"', 1)
    return above + below


def _plain(text: str) -> str:
    """The sentences of a note of one paragraph; empty for one that holds more."""
    inner = _BACK.sub("", text).strip()
    if inner.startswith("<p>") and inner.endswith("</p>"):
        inner = inner[3:-4].strip()
    return "" if _BLOCK.search(inner) else inner
