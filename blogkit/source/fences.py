"""Fenced code blocks of Markdown: by the lines alone where that is enough, else by all its blocks."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from blogkit.source.block_rules import RulesBySign

_MARKER = re.compile(
    r"^(?P<before>(?:[ \t>*+-]|\d+[.)]|\[\^[^\]\n]*\]:)*)(?P<marker>`{3,}(?=[^`\n]*$)|~{3,})(?P<info>.*)$",
    re.MULTILINE,
)
"""A line that may open a fence, and what may stand before: the signs of quotations, lists, footnotes."""
_NEEDS_BLOCKS = re.compile(r"^(?:[ \t>*+-]|\d+[.)]|\[\^[^\]\n]*\]:)*<|[\r\0]|[ \t]\Z", re.MULTILINE)
"""HTML, in which nothing is a fence; and what the parser writes otherwise, or does not count as a line."""


class Block(NamedTuple):
    """A fence: its first line and the one past its last, counted from 0; what stands behind and in it."""

    first: int
    past: int
    info: str
    content: str


def fenced_blocks(text: str) -> Iterator[Block]:
    r"""The fences of a text, also those in lists and quotations.

    >>> [block.content for block in fenced_blocks("~~~\n1\n~~~\n> ```\n> 2\n")]
    ['1\n', '2\n']
    """
    by_lines = blocks_by_lines(text)
    return iter(by_lines) if by_lines is not None else blocks_by_parser(text)


def blocks_by_lines(text: str) -> list[Block] | None:
    r"""The fences where all begin their lines: then nothing around them matters; None where some do not.

    >>> blocks_by_lines("```py\n1\n```\n")
    [Block(first=0, past=3, info='py', content='1\n')]
    >>> blocks_by_lines("> ```\n> 1\n")
    """
    if _NEEDS_BLOCKS.search(text):
        return None
    found: list[Block] = []
    place, line = 0, 0
    while opening := _MARKER.search(text, place):
        if opening["before"]:
            return None
        end = _end_of(opening["marker"]).search(text, opening.end())
        first = line + text.count("\n", place, opening.start())
        past = first + 1 + text.count("\n", opening.start(), end.start()) if end else _lines(text)
        content = text[opening.end() + 1 : end.start() if end else len(text)]
        found.append(Block(first, past, opening["info"], content))
        place, line = end.end() if end else len(text), past - 1
    return found


def _lines(text: str) -> int:
    return text.count("\n") + (not text.endswith("\n"))


@cache
def _end_of(marker: str) -> re.Pattern[str]:
    """The line that closes a fence."""
    return re.compile(rf"^ {{0,3}}{marker[0]}{{{len(marker)},}}[ \t]*$", re.MULTILINE)


def blocks_by_parser(text: str) -> Iterator[Block]:
    """The fences as CommonMark's blocks and footnotes have them."""
    for token in _blocks().parse(text):
        if token.type == "fence" and token.map:
            yield Block(token.map[0], token.map[1], token.info, token.content)


@cache
def _blocks() -> MarkdownIt:
    """CommonMark's block structure alone, and footnotes: inline text cannot hold a fence."""
    markdown = MarkdownIt("commonmark").use(footnote_plugin)
    markdown.disable(["inline", "text_join", "footnote_tail"])
    markdown.block.ruler = RulesBySign(markdown.block.ruler)
    return markdown
