"""Markdown -> the local images it shows, each with its line, however it is written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urlsplit

from markdown_it.token import Token

from blogkit.hugo.markdown.parser import parser_for
from blogkit.hugo.shortcodes.parse import Call, Text, parse_shortcodes
from blogkit.model import Post
from blogkit.source import Markup
from blogkit.values import frozen

_MARK = re.compile(r"HAHAHUGOFIGURE([0-9]+)HBHB")
"""A word that stands for a figure shortcode while Markdown is read."""


@frozen
class Image:
    """An image in the text: its line and its path as written."""

    line: int
    path: str


def images(post: Post) -> tuple[Image, ...]:
    """The local images a post shows, in order."""
    return images_in(post.source.text, post.front_matter.body_line)


@lru_cache(maxsize=256)
def images_in(text: str, body_line: int = 1) -> tuple[Image, ...]:
    """The local images a file shows; what stands in code and in comments is not shown.

    >>> [image.path for image in images_in("![a](b.png) `![c](d.png)` <!-- ![e](f.png) --> <img src=g.png>")]
    ['b.png', 'g.png']
    """
    lines = text.split("\n")
    body = "\n".join(lines[body_line - 1 :])
    if not any(sign in body for sign in ("![", "<img", "<IMG", "{{<", "{{%")):
        return ()
    page = _Body(body)
    try:
        found = list(_of_blocks(parser_for(Markup()).parse(page.text), page.figures))
    except RecursionError:  # images within images within images: nothing an author writes
        return ()
    placed = (
        Image(_line(lines, body_line + first, body_line + last, path), path) for first, last, path in found
    )
    return tuple(sorted((image for image in placed if is_local(image.path)), key=lambda image: image.line))


def is_local(path: str) -> bool:
    """Whether an address is one of the site's own."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return bool(parts.path) and not parts.scheme and not parts.netloc


_Found = tuple[int, int, str]
"""First line, counted from 0, the line behind the last one, path."""


def _line(lines: Sequence[str], first: int, past: int, path: str) -> int:
    """The line of a block on which the path is written; its first where none has it letter by letter."""
    within = range(first, min(past, len(lines) + 1))
    return next((number for number in within if path in lines[number - 1]), first)


@dataclass
class _Body:
    """A body whose shortcodes gave place to words, line by line where they were."""

    body: str
    figures: list[str] = field(default_factory=list[str])
    text: str = ""
    _lines: int = 0

    def __post_init__(self) -> None:
        pieces = parse_shortcodes(self.body)[0] if "{{" in self.body else (Text(self.body, 0),)
        self.text = "".join(part for piece in pieces for part in self._parts(piece))

    def _parts(self, piece: Text | Call) -> Iterator[str]:
        yield "\n" * max(0, piece.line - self._lines)
        self._lines = max(self._lines, piece.line)
        if isinstance(piece, Text):
            self._lines += piece.text.count("\n")
            yield piece.text
            return
        if source := piece.named.get("src", ""):
            self.figures.append(source)
            yield f"HAHAHUGOFIGURE{len(self.figures) - 1}HBHB"
        for inner in piece.inner:
            yield from self._parts(inner)


def _of_blocks(tokens: Sequence[Token], figures: Sequence[str]) -> Iterator[_Found]:
    for token in tokens:
        if token.type == "html_block":
            first, last = token.map or [0, 0]
            for line, path in _of_html(token.content, figures):
                yield first + line, last, path
        elif token.type == "inline":
            yield from _of_paragraph(token, figures)


def _of_paragraph(token: Token, figures: Sequence[str]) -> Iterator[_Found]:
    first, last = token.map or [0, 0]
    for child in token.children or ():
        if child.type == "image":
            yield first, last, str(child.attrs.get("src", ""))
        elif child.type == "html_inline":
            yield from ((first, last, path) for _, path in _of_html(child.content, figures))
            first += child.content.count("\n")
        elif child.type == "text":
            yield from ((first, last, path) for path in _of_marks(child.content, figures))
        elif child.type in {"softbreak", "hardbreak"}:
            first += 1


def _of_marks(text: str, figures: Sequence[str]) -> Iterator[str]:
    return (figures[int(mark[1])] for mark in _MARK.finditer(text))


def _of_html(html: str, figures: Sequence[str]) -> list[tuple[int, str]]:
    reader = _Reader(figures)
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    """Finds the images in a piece of HTML: lines counted from 0, and paths."""

    def __init__(self, figures: Sequence[str]) -> None:
        super().__init__()
        self._figures = figures
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src")
        if tag == "img" and source:
            self.found.append((self.getpos()[0] - 1, source))

    def handle_data(self, data: str) -> None:
        line = self.getpos()[0] - 1
        for mark in _MARK.finditer(data):
            self.found.append((line + data.count("\n", 0, mark.start()), self._figures[int(mark[1])]))
