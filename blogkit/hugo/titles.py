"""The title of a list page that has no file: of a section, a taxonomy or a term."""

import re

_SMALL = frozenset(
    [
        *("a", "an", "and", "as", "at", "but", "by", "en", "for", "if", "in", "nor", "of", "on", "or", "per"),
        *("the", "to", "v", "v.", "via", "vs", "vs."),
    ]
)
"""Words that the style of the Associated Press keeps small in the middle of a title."""
_UNCOUNTED = frozenset(
    [
        *("deer", "equipment", "fish", "information", "money", "moose", "music", "news", "research", "rice"),
        *("series", "sheep", "software", "species"),
    ]
)


def list_title(name: str, *, plural: bool, capital: bool, style: str = "ap") -> str:
    """Make a title out of the name of a folder or a term.

    >>> list_title("category", plural=True, capital=True)
    'Categories'
    >>> list_title("art of war", plural=False, capital=True)
    'Art of War'
    """
    title = title_case(name, style) if capital else name
    return pluralized(title) if plural else title


def title_case(text: str, style: str = "ap") -> str:
    """Capitalize the words in one of Hugo's styles: "ap", "chicago", "go", "firstupper", "none"."""
    if style == "none":
        return text
    if style == "firstupper":
        return text[:1].upper() + text[1:]
    pieces = re.split(r"(\s+|(?<=[-/(\[“\"]))", text)
    words = [index for index, piece in enumerate(pieces) if piece and not piece.isspace()]
    for index in words:
        small = style != "go" and pieces[index].lower() in _SMALL and index not in {words[0], words[-1]}
        pieces[index] = pieces[index] if small else _capital(pieces[index])
    return "".join(pieces)


def _capital(word: str) -> str:
    """Write the first letter large, behind signs such as a quote; "ß" has no large one.

    >>> [_capital(word) for word in ("word", "'circle", "2nd", "ß")]
    ['Word', "'Circle", '2nd', 'ß']
    """
    at = next((at for at, sign in enumerate(word) if sign.isalnum()), 0)
    large = word[at : at + 1].upper()
    return f"{word[:at]}{large}{word[at + 1 :]}" if len(large) == 1 else word


def pluralized(word: str) -> str:
    """Put an English noun into the plural, unless it stands there already.

    >>> [pluralized(word) for word in ("Post", "Posts", "Category", "News", "Box", "Day")]
    ['Posts', 'Posts', 'Categories', 'News', 'Boxes', 'Days']
    """
    small = word.lower()
    if not word or small in _UNCOUNTED:
        return word
    if re.search(r"(?:ss|x|z|ch|sh)$", small):
        return f"{word}es"
    if small.endswith("s"):
        return word
    if re.search(r"[^aeiou]y$", small):
        return f"{word[:-1]}ies"
    return f"{word}s"
