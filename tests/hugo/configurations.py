"""The configurations under which documents are compared with Hugo."""

from html import escape

_PASSTHROUGH = """
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
"""
# Single quotes: the backslashes are doubled, so that round and square brackets stay text.
_SINGLE_QUOTED = (
    _PASSTHROUGH
    + r"""
block = [['\\[', '\\]'], ['$$', '$$']]
inline = [['\\(', '\\)'], ['$', '$']]
"""
)
_STANDARD = (
    _PASSTHROUGH
    + r"""
block = [["\\[", "\\]"], ["$$", "$$"]]
inline = [["\\(", "\\)"], ["$", "$"]]
"""
)
_LIVELY = "enableEmoji = true\n[markup.goldmark.renderer]\nunsafe = true\n"
BLOCK_ATTRIBUTES = "[markup.goldmark.parser.attribute]\nblock = true\n"
CONTENTS = "[markup.tableOfContents]\nstartLevel = 1\nendLevel = 4\n"

CONFIGURATIONS = {
    "default": "",
    "realblog": _LIVELY + _SINGLE_QUOTED,
    "realblog_math": _LIVELY + _SINGLE_QUOTED,
    "stdmath": _LIVELY + _STANDARD,
    "realblog_blockattr": _LIVELY + BLOCK_ATTRIBUTES + _SINGLE_QUOTED,
}


def marked_math(tex: str, display: bool) -> str:
    """Mark maths as the render hook of the comparisons does."""
    kind = "block" if display else "inline"
    return f'<x-math data-type="{kind}">{escape(tex, quote=False)}</x-math>'


def bare_math(tex: str, display: bool) -> str:
    """Leave TeX in dollars, as Hugo does without a render hook."""
    sign = "$$" if display else "$"
    return escape(f"{sign}{tex}{sign}", quote=False)


def below_root(reference: str) -> str:
    """Resolve "a.md#b" to "/a/#b"."""
    name, sign, anchor = reference.partition("#")
    return f"/{name.removesuffix('.md')}/{sign}{anchor}"
