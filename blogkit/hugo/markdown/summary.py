"""HTML -> summary, plain text and numbers of words, by Hugo's rules."""

import re
from collections import Counter

from blogkit.values import frozen

DIVIDER = "HUGOMORE42"
"""What stands in the rendered text where the author wrote `<!--more-->`."""

_OPENING = re.compile(r"<p(?:\s[^>]*)?>\s*$")
_CLOSING = re.compile(r"</p>")
_LIKE_TAG = re.compile(r"</?[A-Za-z]+>?$")
_LIKE_ATTRIBUTE = re.compile(r"[A-Za-z]+=[\"']")
_ELEMENT = re.compile(r"<(/?)([A-Za-z][\w-]*)\b[^>]*>")
_NO_BLOCK = re.compile("p|area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_ATTRIBUTES = r"""(?:\s*+[^\s=>'"<]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+)*+\s*+"""
_TAG = re.compile(
    rf"""
      <(?:(?P<silent>script|style)\b{_ATTRIBUTES}>.*?(?:</(?P=silent)(?=[\s/>])[^>]*+>|\Z)
        | /?(?P<name>[A-Za-z][\w:-]*+){_ATTRIBUTES}>
        | !--.*?(?:-->|\Z)
        | /?[A-Za-z].*)
    """,
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
"""A tag, a comment, or a script with its text; what a broken tag leaves open swallows the rest."""
_FORMULA = re.compile(
    r'<math\b.*?<annotation encoding="application/x-tex">(.*?)</annotation>.*?</math>', re.DOTALL
)
_BLOCK_END = re.compile(r"</p>|<br(?: /)?>")


@frozen
class Summary:
    """A page's HTML without the divider, and its beginning."""

    content: str
    summary: str


def split_summary(html: str, length: int, cjk: bool, *, divided: bool) -> Summary:
    """Cut at the author's divider, else after as many whole paragraphs as hold `length` words."""
    if divided and DIVIDER in html:
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
        # The last sign of a paragraph does not count, as in Hugo.
        words = countable(html[start:closing])[:-1].split()
        count += sum(_weight(word, cjk) for word in words)
        if count >= length:
            return html[: _end_of_block(html, closing + len("</p>"))]
        start = closing + len("</p")
    return html


def _end_of_block(html: str, end: int) -> int:
    """Move a cut within a quotation, list or the like behind it, so that no element stays open."""
    around: list[tuple[str, bool]] = []
    """The open elements, and whether they hold the cut."""
    names: Counter[str] = Counter()
    for tag in _ELEMENT.finditer(html):
        inside = tag.end() <= end
        if not inside and not (around and around[0][1]):
            break
        name = tag[2].lower()
        if _NO_BLOCK.fullmatch(name) or tag[0].endswith("/>"):
            continue
        if not tag[1]:
            around.append((name, inside))
            names[name] += 1
        elif names[name]:
            while around:
                other, holds = around.pop()
                names[other] -= 1
                end = end if inside or not holds else tag.end()
                if other == name:
                    break
    return end


def _weight(word: str, cjk: bool) -> int:
    """Count a word; what looks like markup is none, and each East Asian sign is one."""
    if word == ">" or _LIKE_TAG.match(word) or _LIKE_ATTRIBUTE.match(word):
        return 0
    bare = without_tags(word) if cjk else word
    return 1 if not cjk or bare.isascii() else len(bare)


def plain_text(html: str) -> str:
    """Take the tags off; a paragraph ends with a line end.

    >>> plain_text("<p>a <b title='1>2'>b</b> I <3 c<script>x</script></p>")
    'a b I <3 c'
    """
    return without_tags(html).strip()


def without_tags(html: str) -> str:
    """Take the tags off as Hugo's `plainify` does, which leaves a text without any as it is."""
    if "<" not in html and ">" not in html:
        return html
    text = _TAG.sub("", _BLOCK_END.sub("\n", html.replace("\n", " ")))
    return re.sub(r"(\s)\s+", r"\1", text)


def as_tex(html: str) -> str:
    """Put the TeX of formulas in their place, as an alternative text can have it."""
    return _FORMULA.sub(r"\1", html)


def countable(html: str) -> str:
    """Put the TeX of formulas in their place: Hugo counts that."""
    return _FORMULA.sub(r"$\1$", html) if "application/x-tex" in html else html


def count_words(plain: str, cjk: bool) -> tuple[int, int]:
    """Count words and minutes of reading.

    >>> count_words("one two three", cjk=False)
    (3, 1)
    """
    words = plain.split()
    if cjk:
        count = sum(1 if word.isascii() else len(word) for word in words)
        return count, (count + 499) // 500
    return len(words), (len(words) + 211) // 212
