"""Code between shortcodes, as older posts of Hugo and Jekyll have it: `{{< highlight python >}}`."""

import re
from collections.abc import Iterator

_BEGIN = re.compile(
    r"^(?P<indent> {0,3})(?:\{\{[<%] *highlight +\"?(?P<hugo>[\w+-]+)\"?[^<%{}]*[>%]\}\}"
    r"|\{% *highlight +(?P<jekyll>[\w+-]+)[^%]*%\}) *$"
)
_END = re.compile(r" {0,3}(?:\{\{[<%] */ *highlight *[>%]\}\}|\{% *endhighlight *%\}) *$")
_ANY = re.compile(r"^ {0,3}\{(?:\{[<%]|%) *highlight ", re.MULTILINE)
_MARKER = re.compile(r" {0,3}(`{3,}|~{3,})")
_FENCE = "`" * 12
"""Longer than any that stands in code."""


def as_fences(text: str) -> str:
    r"""The text with a fence in the place of each such pair of lines.

    >>> as_fences("{{< highlight python >}}\n1 + 1\n{{< /highlight >}}").replace(_FENCE, "```")
    '```python\n1 + 1\n```'
    """
    return "\n".join(_fenced(text.split("\n"))) if _ANY.search(text) else text


def _fenced(lines: list[str]) -> Iterator[str]:
    fence = ""  # what opened the fence we are in; there such lines are code
    shortcode = False
    for line in lines:
        marker = _MARKER.match(line)
        begin = _BEGIN.match(line) if not fence and not shortcode else None
        if shortcode and _END.match(line):
            shortcode = False
            yield _FENCE
        elif begin:
            shortcode = True
            yield f"{begin['indent']}{_FENCE}{begin['hugo'] or begin['jekyll']}"
        else:
            if marker and not shortcode:
                fence = _after(fence, marker[1])
            yield line


def _after(fence: str, marker: str) -> str:
    """The fence that is open behind a line that begins with a marker."""
    if not fence:
        return marker
    return "" if marker.startswith(fence) else fence
