"""Executed recipes -> under each figure, how it was drawn."""

import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

from blogkit.model import Executed, Step, StepKind
from blogkit.source import Words

_MARK = re.compile(r"#\s*%%")
_IMAGE = re.compile(r'<img\b[^<>]*?\bsrc="([^"]*)"[^<>]*>')


def recipes_of(executed: Executed) -> Mapping[str, str]:
    """Path of an image as the post writes it -> the cell of the script that drew it."""
    lines = executed.post.source.recipes.split("\n")
    pairs = zip(executed.steps, executed.results, strict=True)
    return {
        step.figure: _own_lines(step, lines)
        for step, result in pairs
        if step.kind is StepKind.RECIPE and result.ran and result.failure is None
    }


def _own_lines(step: Step, lines: list[str]) -> str:
    """A step's code ends with its own cell; what all recipes share stands before that."""
    last = step.code.count("\n") + 1
    marks = [number for number, line in enumerate(lines[:last]) if _MARK.match(line)]
    return "\n".join(lines[marks[-1] + 1 : last] if marks else []).strip("\n")


def with_recipes(html: str, recipes: Mapping[str, str], script_url: str, words: Words) -> str:
    """Fold the recipe of each figure out below it."""
    if not recipes:
        return html
    pieces, at = list[str](), 0
    for image in _IMAGE.finditer(html):
        code = recipes.get(unescape(image[1])) or recipes.get(unquote(unescape(image[1])))
        end = _end_of_block(html, image.start(), image.end()) if code else -1
        if code and end >= at:
            pieces += [html[at:end], _fold(code, script_url, words)]
            at = end
    return "".join((*pieces, html[at:]))


def _end_of_block(html: str, start: int, end: int) -> int:
    """Behind the figure or the paragraph that holds an image; -1 where it stands in neither."""
    for name in ("figure", "p"):
        opened = max(html.rfind(f"<{name}>", 0, start), html.rfind(f"<{name} ", 0, start))
        if opened > html.rfind(f"</{name}>", 0, start):
            close = html.find(f"</{name}>", end)
            return close + len(name) + 3 if close >= 0 else -1
    return -1


def _fold(code: str, script_url: str, words: Words) -> str:
    name = script_url.rpartition("/")[2]
    link = (
        f'<p>{escape(words("drawn_with"))} <a href="{escape(script_url)}" download>{escape(name)}</a>.</p>'
        if script_url
        else ""
    )
    return (
        f'<details class="recipe"><summary>{escape(words("drawn_how"))}</summary>'
        f'<pre><code class="language-python">{escape(code, quote=False)}\n</code></pre>{link}</details>'
    )
