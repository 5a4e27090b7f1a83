"""Go templates, in the subset that the shortcodes of blogs use."""

from functools import lru_cache

from blogkit.shortcodes.call import Rendering
from blogkit.shortcodes.template.evaluate import Evaluation
from blogkit.shortcodes.template.functions import FUNCTIONS
from blogkit.shortcodes.template.objects import call_fields, page_functions
from blogkit.shortcodes.template.parse import Node, parse_template

__all__ = ["render_template"]


def render_template(text: str, rendering: Rendering) -> str:
    """Run a template for one call.

    Raises ShortcodeError, with the line of the template, for what is malformed or beyond the subset.
    """
    functions = {**FUNCTIONS, **page_functions(rendering)}
    return Evaluation(call_fields(rendering), functions).run(_parsed(text))


@lru_cache(maxsize=256)
def _parsed(text: str) -> tuple[Node, ...]:
    return parse_template(text)
