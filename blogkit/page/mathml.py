"""TeX -> MathML, which browsers draw without a script."""

from functools import cache, lru_cache
from html import escape

from math_core import LatexError, LatexToMathML

NUMBERED = (r"\begin{equation}", r"\end{equation}")
"""What gives a display a place for its `\\tag`."""


class FormulaError(ValueError):
    """A formula that MathML cannot be made of; the text says why."""


@lru_cache(maxsize=8192)
def mathml(tex: str, *, display: bool) -> str:
    r"""Convert a formula; its TeX stays in it as an annotation, for copying and for screen readers.

    Raises FormulaError when the TeX is not understood.

    >>> mathml("x", display=False)
    '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>'
    """
    if display and r"\tag" in tex and r"\begin" not in tex:
        tex = tex.join(NUMBERED)
    try:
        return _converter().convert_with_local_state(tex, displaystyle=display)
    except LatexError as error:
        # "7: Unknown command": the position means nothing without the formula's own start
        raise FormulaError(str(error).partition(": ")[2] or str(error)) from error


def source_of(tex: str, reason: str, *, display: bool) -> str:
    """The formula as its author typed it, for a reader of what could not be converted."""
    element = "div" if display else "span"
    title = escape(reason, quote=True)
    return f'<{element} class="formula-source" title="{title}"><code>{escape(tex)}</code></{element}>'


@cache
def _converter() -> LatexToMathML:
    return LatexToMathML(annotation=True, allow_unreliable_rendering=True, fancy_error=False)
