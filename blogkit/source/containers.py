"""Admonitions and tabs by indentation, as other generators write them: `!!! note`, `=== "Tab"`."""

import re
from collections.abc import Iterator

_HEAD = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?) +\S")
_ANY = re.compile(r"^ *(?:!!!|\?\?\?\+?|===[!+]?) +\S", re.MULTILINE)
_FENCE = re.compile(r" *(?:```|~~~)")
_STEP = 4


def opened(text: str) -> str:
    r"""The text with what stands in such boxes moved to the left, line by line, and their heads left blank.

    >>> opened('!!! note\n\n    ~~~\n    1\n    ~~~\nend')
    '\n\n~~~\n1\n~~~\nend'
    """
    return "\n".join(_opened(text.split("\n"))) if _ANY.search(text) else text


def _opened(lines: list[str]) -> Iterator[str]:
    depth = 0
    inside = False  # a fence, where such heads are code
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        while line.strip() and indent < depth:
            depth -= _STEP
        inside ^= bool(_FENCE.match(line))
        if not inside and _HEAD.match(line, depth):
            yield ""
            depth += _STEP
        else:
            yield line[depth:] if indent >= depth else line
