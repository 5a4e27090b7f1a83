"""The summary of a page -> the sentences of it that stand in a list; the first picture of a page."""

import re
from functools import lru_cache
from html import unescape

_TAGGED = re.compile(r"<p\b[^<>]*>(.*?)</p>", re.DOTALL)
_FORMULA = re.compile(r"(<math\b.*?</math>)", re.DOTALL)
_GONE = re.compile(
    r"<(sup|small|button|figure|picture|style|script)\b[^<>]*>.*?</\1>|<br[^<>]*>|<img\b[^<>]*>", re.DOTALL
)
_TAG = re.compile(r"</?(?!(?:em|strong|code|math)\b)[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_ATTRIBUTES = re.compile(r"<(em|strong|code)\s[^<>]*>")
_PICTURE = re.compile(r"<picture>.*?</picture>|<img\b[^<>]*>", re.DOTALL)
_SHOWN = re.compile(r'<img\b[^<>]*?\bsrc="((?!data:)[^"]*\.(?:png|jpe?g|webp|gif))"', re.IGNORECASE)
_ALT = re.compile(r'\balt="[^"]*"')
_SIZES = re.compile(r'\bsizes="[^"]*"')
_IN_LISTS = 'sizes="(max-width: 40rem) 18rem, 10rem"'
"""How wide the picture of a post stands in a list."""
_EAGER = re.compile(r'\s(?:loading|decoding|fetchpriority|id|class|style)="[^"]*"')


@lru_cache(4096)  # a preview makes the same lists again and again
def plain_summary(html: str) -> str:
    """The paragraphs of a piece of HTML as one, without links, notes, code blocks and tables.

    >>> plain_summary('<h2>A</h2><pre>x</pre><p>A <a href="/b/"><em>b</em></a>.</p><p>More.</p>')
    'A <em>b</em>. More.'
    """
    return " ".join(text for found in _TAGGED.findall(html) if (text := _sentences(found)))


def _sentences(inner: str) -> str:
    pieces = _FORMULA.split(inner)
    pieces[::2] = [_ATTRIBUTES.sub(r"<\1>", _TAG.sub("", _GONE.sub(" ", piece))) for piece in pieces[::2]]
    return " ".join("".join(pieces).split()) if _is_closed("".join(pieces)) else ""


def _is_closed(html: str) -> bool:
    """Whether what is emphasized ends where it began: a formula may have cut a paragraph in two."""
    return all(html.count(f"<{name}>") == html.count(f"</{name}>") for name in ("em", "strong", "code"))


def first_source(html: str) -> str:
    """The address of the first picture that others can show: no drawing in SVG, nothing within the page.

    >>> first_source('<img src="a.svg"><img alt="b" src="b.png">')
    'b.png'
    """
    return next((unescape(found) for found in _SHOWN.findall(html)), "")


def first_picture(html: str) -> str:
    """The first picture of a body, for a list: it says nothing beside its title, and loads when it is near.

    >>> first_picture('<p><img src="a.png" alt="A" width="4"></p>')
    '<img src="a.png" alt="" width="4" loading="lazy">'
    """
    found = _PICTURE.search(html)
    if found is None:
        return ""
    picture = _SIZES.sub(_IN_LISTS, _ALT.sub('alt=""', _EAGER.sub("", found[0])))
    more = "" if 'alt=""' in picture else ' alt=""'
    return re.sub(r"<img\b([^<>]*?)\s*/?>", rf'<img\1{more} loading="lazy">', picture)
