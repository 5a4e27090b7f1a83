"""Go templates, in the subset that the shortcodes, hooks and partials of blogs use."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.evaluate import Evaluation
from blogkit.hugo.gotemplate.functions import FUNCTIONS
from blogkit.hugo.gotemplate.parse import Node, parse_template
from blogkit.hugo.gotemplate.values import Fields, Function, Safe, go_text
from blogkit.hugo.objects.page import call_fields, page_fields, page_functions
from blogkit.hugo.sanitize import clean_html
from blogkit.hugo.shortcodes.call import Rendering
from blogkit.source import Template

__all__ = ["Hook", "render_template"]


def render_template(template: Template, rendering: Rendering) -> str:
    """Run a template for one call of a shortcode.

    Raises ShortcodeError, with the line of the template, for what is malformed or beyond the subset.
    """
    defined: dict[str, Sequence[Node]] = {}
    functions = _functions(rendering, defined)
    with _placed(template):
        return Evaluation(call_fields(rendering), functions, defined).run(_parsed(template.text))


class Hook:
    """The templates that a blog brings for elements of Markdown, as they run on one page."""

    def __init__(self, rendering: Rendering) -> None:
        """`rendering` stands for all elements of the page; its line follows them."""
        self._rendering = rendering
        self._defined: dict[str, Sequence[Node]] = {}
        self._functions = _functions(rendering, self._defined)
        self._page = page_fields(rendering)

    def write(self, template: Template, fields: Mapping[str, Callable[..., object]], line: int) -> str:
        """Run a template for an element with these fields; raises ShortcodeError."""
        self._rendering.line = line
        position = f"{self._rendering.context.page.path}:{line}"
        common = {"Page": lambda: self._page, "PageInner": lambda: self._page, "Position": lambda: position}
        with _placed(template):
            dot = Fields({**common, **fields})
            return Evaluation(dot, self._functions, self._defined).run(_parsed(template.text))


def _functions(rendering: Rendering, defined: dict[str, Sequence[Node]]) -> dict[str, Function]:
    """Give all functions; `partial` runs templates with them in turn."""

    def partial(name: object, dot: object = None, *_variants: object) -> object:
        wanted = go_text(name).removesuffix(".html").strip("/")
        inline = next((defined[path] for path in _inline_names(wanted) if path in defined), None)
        if inline is not None:
            return Evaluation(dot, functions, defined).value(inline)
        template = rendering.context.layouts.partials.get(wanted)
        if template is None:
            raise ShortcodeError(f'there is no partial "{wanted}"; add layouts/_partials/{wanted}.html')
        with _placed(template):
            return Evaluation(dot, functions, defined).value(_parsed(template.text))

    functions = {**FUNCTIONS, **page_functions(rendering)}
    names = ("partial", "partialCached", "partials.Include", "partials.IncludeCached")
    functions |= dict.fromkeys(names, partial)
    return functions if rendering.context.trusted else {**functions, **_BY_STRANGERS}


def _as_html(value: object) -> Safe:
    return Safe(clean_html(go_text(value)))


def _as_text(value: object) -> str:
    """What stays a text to be escaped, or filtered, where it stands."""
    return "".join(go_text(value))


_SAFE = ("CSS", "JS", "URL", "HTMLAttr")
_BY_STRANGERS: Mapping[str, Function] = {
    "safeHTML": _as_html,
    "safe.HTML": _as_html,
    **{f"{name}{kind}": _as_text for kind in _SAFE for name in ("safe", "safe.")},
}
"""In the posts of strangers templates call safe what they are given, and it need not be."""


def _inline_names(name: str) -> Iterator[str]:
    for folder in ("_partials", "partials"):
        yield f"{folder}/{name}"
        yield f"{folder}/{name}.html"


@contextmanager
def _placed(template: Template) -> Iterator[None]:
    """Put the file of the template to an error in it."""
    try:
        yield
    except ShortcodeError as error:
        error.path = error.path or template.path
        raise


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple[Node, ...]:
    return parse_template(text)
