"""A heading's text -> its id, as GitHub and Hugo make it."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from html import unescape

from markdown_it.token import Token

_TAG = re.compile(r"</?[A-Za-z][^>]*>|<!--.*?-->", re.DOTALL)
_DELIMITER = re.compile(r"[\[_*~]")
"""Signs that may begin a link or an emphasis: within one, Hugo's text ends with them."""
_ENTITY = re.compile(r"&[A-Za-z][A-Za-z0-9]*;")


def anchor_name(text: str, kind: str = "github") -> str:
    """Make an id of a text; `kind` is "github", "github-ascii" or "blackfriday".

    >>> anchor_name("1. Trend & *noise* - é")
    '1-trend--noise---é'
    """
    if kind == "blackfriday":
        return _blackfriday(text)
    if kind == "github-ascii":
        text = "".join(c for c in unicodedata.normalize("NFD", text) if c.isascii())
    return "".join(_kept(c) for c in text.strip())


def _kept(sign: str) -> str:
    if sign in "- ":
        return "-"
    return sign.lower() if sign == "_" or sign.isalpha() or sign.isdecimal() else ""


def _blackfriday(text: str) -> str:
    words = "".join(c.lower() if c.isalpha() or c.isnumeric() else " " for c in text).split()
    return "-".join(words)


def unique(name: str, taken: dict[str, int], empty: str = "heading") -> str:
    """Add a number to an id that is taken, and note the result as taken.

    `taken` holds with each id the last number that was tried behind it: thousands of equal headings are
    numbered on, and not counted from 1 each time.
    """
    name = name or empty
    numbered, number = name, taken.get(name, 0)
    while numbered in taken:
        number += 1
        numbered = f"{name}-{number}"
    taken[name] = number
    taken.setdefault(numbered, 0)
    return numbered


def source_text(children: Sequence[Token]) -> str:
    """Collect what counts for an id: text as written, code, names of emoji; neither maths nor addresses.

    Of what stands in a link or emphasised, Hugo takes the first piece only, be it a curly quote.
    """
    pieces: list[str] = []
    depth = 0
    began = done = False
    for token in children:
        depth += token.nesting
        plain = token.type in {"text", "text_special"}
        done = done or (began and not plain)
        if depth == 0:
            began = done = False
        elif token.info == "auto":
            done = True  # an address has no text for Hugo
        if token.nesting or done:
            continue
        piece = _SOURCE.get(token.type, _nothing)(token)
        if depth and not (plain and not piece):
            began, done = True, not plain
            cut = _DELIMITER.search(piece) if token.type == "text" else None
            if cut:
                piece, done = piece[: cut.end()], True
        pieces.append(piece)
    return _ENTITY.sub(lambda m: unescape(m[0]), "".join(pieces))


def _first(children: Sequence[Token]) -> Sequence[Token]:
    """Take the text at the beginning, up to a curly quote or the like."""
    end = next((n for n, token in enumerate(children) if token.type not in {"text", "text_special"}), None)
    return children[: max(1, end)] if end is not None else children


def _nothing(_token: Token) -> str:
    return ""


_SOURCE: dict[str, Callable[[Token], str]] = {
    "text": lambda token: token.content,
    "text_special": lambda token: token.markup,
    "code_inline": lambda token: token.content,
    "typography": lambda token: token.content,
    "emoji": lambda token: token.markup,
    "softbreak": lambda _token: "\n",
    "hardbreak": lambda _token: "\n",
    "html_inline": lambda token: _TAG.sub("", token.content).strip(),
    "image": lambda token: source_text(_first(token.children or ())),
}
