"""HTML -> summary, plain text and numbers of words, by Hugo's rules."""

import re
from dataclasses import dataclass

DIVIDER = "HUGOMORE42"
"""What stands in the rendered text where the author wrote `<!--more-->`."""

_TAG = re.compile(r"<[^>]*>")
_OPENING = re.compile(r"<p(?:\s[^>]*)?>\s*$")
_CLOSING = re.compile(r"</p>")
_LIKE_TAG = re.compile(r"</?[A-Za-z]+>?$")
_LIKE_ATTRIBUTE = re.compile(r"[A-Za-z]+=[\"']")
_CONTAINER = re.compile(r"<(/?)(?:blockquote|ul|ol|dl|table|div|details|figure|section|aside)\b[^>]*>")
_UNSEEN = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
_BLOCK_END = re.compile(r"</p>|<br ?/?>")


@dataclass(frozen=True)
class Summary:
    """A page's HTML without the divider, and its beginning."""

    content: str
    summary: str


def split_summary(html: str, length: int, cjk: bool) -> Summary:
    """Cut at the divider if there is one, else after as many whole paragraphs as hold `length` words."""
    if DIVIDER in html:
        return _at_divider(html)
    content = html.strip()
    return Summary(content, _automatic(html, length, cjk).strip())


def _at_divider(html: str) -> Summary:
    low = html.index(DIVIDER)
    high = low + len(DIVIDER)
    opening = _OPENING.search(html, 0, low)
    closing = _CLOSING.search(html, high)
    if opening and opening.end() == low:
        # The divider is a paragraph of its own: all of it goes.
        end = closing.end() if closing and not html[high : closing.start()].strip() else high
        start = opening.start() if end > high else low
        before, after = html[:start], html[end:]
        return Summary(f"{before}{after.removeprefix(chr(10))}".strip(), before.strip())
    # Within a paragraph: the summary is closed behind the text before it.
    before, after = html[:low], html[high:]
    end_tag = after[: closing.end() - high] if closing else ""
    return Summary(f"{before}{after}".strip(), f"{before}{end_tag}".strip())


def _automatic(html: str, length: int, cjk: bool) -> str:
    if length <= 0:
        return ""
    count = 0
    start = 0
    while (closing := html.find("</p>", start)) >= 0:
        count += sum(_weight(word, cjk) for word in html[start:closing].split())
        if count >= length:
            return html[: _end_of_block(html, closing + len("</p>"))]
        start = closing + len("</p")
    return html


def _end_of_block(html: str, end: int) -> int:
    """Move a cut within a quotation, list or the like behind it, so that no element stays open."""
    depth = 0
    for tag in _CONTAINER.finditer(html):
        if tag.end() > end and depth <= 0:
            break
        depth += -1 if tag[1] else 1
        if tag.end() > end and depth <= 0:
            return tag.end()
    return end


def _weight(word: str, cjk: bool) -> int:
    """Count a word; what looks like markup is none, and each East Asian sign is one."""
    if word == ">" or _LIKE_TAG.match(word) or _LIKE_ATTRIBUTE.match(word):
        return 0
    bare = _TAG.sub("", word) if cjk else word
    return 1 if not cjk or bare.isascii() else len(bare)


def plain_text(html: str) -> str:
    """Take the tags off; a paragraph ends with a line end.

    >>> plain_text("<p>a <b>b</b></p>")
    'a b'
    """
    flat = _BLOCK_END.sub("\n", _UNSEEN.sub(" ", html).replace("\n", " "))
    flat = _TAG.sub("", flat)
    return re.sub(r"[^\S\n]+", " ", flat).strip()


def count_words(plain: str, cjk: bool) -> tuple[int, int]:
    """Count words and minutes of reading.

    >>> count_words("one two three", cjk=False)
    (3, 1)
    """
    words = plain.split()
    if cjk:
        count = sum(1 if word.isascii() else len(word) for word in words)
        return count, (count + 500) // 501
    return len(words), (len(words) + 212) // 213
