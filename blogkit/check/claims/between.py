"""What stands between a cell and an output: nothing, an announcement, a paragraph, or too much."""

import re
from bisect import bisect_left

from blogkit.check.claims.labels import is_hypothetical
from blogkit.model import Cell, Post
from blogkit.source import announces, hints
from blogkit.values import frozen

_MARK = re.compile(r"^\s*\{\{[<%].*[>%]\}\}\s*$|^\s*:{3,}\s*(?:\{[^}]*\})?\s*$|^\s*\[//\]: # .*$")
"""Lines that no reader sees: shortcodes, the fences of a container, comments written as references."""
_CONTAINER = re.compile(r"^\s*(?:!!!|\?\?\?\+?|===)\s*(?:[\w-]+\s*)*(?:\"(?P<title>[^\"]*)\")?\s*$")
"""The head of an admonition or a tab: `!!! note "Output"`."""
_CALLOUT = re.compile(r"^\s*\[!\w+\][-+]?\s*")
_QUOTE = re.compile(r"^(?:\s{0,3}>\s?)+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MOST_LINES = 12


@frozen
class Between:
    """The prose between a cell and what may be its output."""

    text: str = ""

    @property
    def announced(self) -> bool:
        """Whether it says that an output follows."""
        return announces(self.text) and not is_hypothetical(self.text)

    @property
    def hinted(self) -> bool:
        """Whether there is nothing, or it speaks of what running shows."""
        return (not self.text or hints(self.text)) and not is_hypothetical(self.text)


def between(post: Post, first: int, last: int) -> Between | None:
    """The prose behind line `first` and above line `last`; None where it is more than a paragraph.

    An announcement may stand at the end of two.
    """
    paragraphs = _paragraphs(post.lines[first : last - 1])
    lines = [line for paragraph in paragraphs for line in paragraph]
    if len(lines) > _MOST_LINES or any(line.startswith(("![", "|", "```", "~~~", "---")) for line in lines):
        return None
    if any(line.startswith("#") for line in lines):
        return Between(lines[0]) if len(lines) == 1 and announces(lines[0]) else None
    found = Between(" ".join(paragraphs[-1]) if paragraphs else "")
    enough = len(paragraphs) <= 1 or (len(paragraphs) == 2 and found.announced)
    return found if enough else None


def is_remark(post: Post, first: int, last: int) -> bool:
    """Whether what is indented below is the body of an admonition whose title announces no output."""
    heads = [match for line in post.lines[first : last - 1] if (match := _CONTAINER.match(line))]
    return bool(heads) and not announces(heads[-1]["title"] or "")


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """The words that a reader sees, line by line, in paragraphs."""
    text = re.sub(r"<!--.*?-->", "", "\n".join(_QUOTE.sub("", line) for line in lines), flags=re.DOTALL)
    found: list[list[str]] = [[]]
    for line in text.split("\n"):
        if not line.strip():
            found.append([])
        elif said := _said(line):
            found[-1].append(said)
    return [paragraph for paragraph in found if paragraph]


def _said(line: str) -> str:
    if _MARK.match(line):
        return ""
    if container := _CONTAINER.match(line):
        return container["title"] or ""
    return _TAG.sub("", _CALLOUT.sub("", re.sub(r"^\s*:{3,}\s*(?:\{[^}]*\})?", "", line))).strip()


def paragraph_above(post: Post, cell: Cell) -> str:
    """The lines of prose directly above a cell, as far as the fence before it."""
    lines, end = post.lines, cell.fence.line - 1
    number = bisect_left(post.fences, cell.fence.line, key=lambda fence: fence.line)
    top = post.fences[number - 1].end_line if number else 0
    while end > top and not lines[end - 1].strip():
        end -= 1
    start = next((index for index in range(end - 1, top - 1, -1) if not lines[index].strip()), top - 1)
    return " ".join(lines[start + 1 : end])
