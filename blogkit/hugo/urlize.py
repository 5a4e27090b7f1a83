"""Names as authors write them -> pieces of a URL, letter for letter as Hugo makes them."""

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

_PLAIN = re.compile(r"[A-Za-z0-9./\\_#+~@-]*")
"""What needs no look at each character: the usual slug."""
_ALLOWED = frozenset("./\\_#+~-@")
_HEX = re.compile(r"%[0-9A-Fa-f]{2}")


@lru_cache(maxsize=65536)
def sanitize(text: str) -> str:
    """Drop what does not belong in a path; white space becomes one hyphen, case stays.

    >>> sanitize("Été & 日本 語"), sanitize("a - b"), sanitize("C++ (new)")
    ('Été-日本-語', 'a-b', 'C++-new')
    """
    if _PLAIN.fullmatch(text):
        return text
    kept: list[str] = []
    space = hyphen = False
    for position, sign in enumerate(text):
        if _allowed(text, position, sign):
            hyphen = sign == "-"
            if space and not hyphen:
                kept.append("-")
            space = False
            kept.append(sign)
        elif kept and not hyphen and sign.isspace():
            space = True
    return "".join(kept)


def _allowed(text: str, position: int, sign: str) -> bool:
    if sign in _ALLOWED:
        return True
    if sign == "%":
        return bool(_HEX.match(text, position))
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd"


@lru_cache(maxsize=65536)
def urlize(text: str) -> str:
    """Make a path of a title, a slug or a tag: sanitized and in lower case, not yet percent-escaped.

    >>> urlize("Causal Inference"), urlize("C++ & D"), urlize("don't")
    ('causal-inference', 'c++-d', 'dont')
    """
    return lower(sanitize(text))


def lower(text: str) -> str:
    """Lower case sign by sign, as Go has it: the Turkish dotted İ is a plain i, a final Σ a plain σ.

    >>> lower("İΑΣ")
    'iασ'
    """
    return text.lower() if text.isascii() else "".join("i" if sign == "İ" else sign.lower() for sign in text)


@lru_cache(maxsize=65536)
def normalized(path: str) -> str:
    """Spell a content path as Hugo looks it up: lower case, each space a hyphen.

    >>> normalized("My Posts/One  Two")
    'my-posts/one--two'
    """
    return lower(path).replace(" ", "-")


@lru_cache(maxsize=65536)
def escaped(path: str) -> str:
    """Percent-escape a path for use in a link, leaving what Go leaves.

    >>> escaped("/tags/c++/été & co/")
    '/tags/c++/%C3%A9t%C3%A9%20&%20co/'
    """
    return (
        path
        if _PLAIN.fullmatch(path) and "#" not in path and "\\" not in path
        else quote(path, "/$&+,:;=@-_.~")
    )
