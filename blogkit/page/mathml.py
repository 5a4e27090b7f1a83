"""The formulas of a page, TeX -> MathML, which browsers draw without a script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from math_core import LatexError, LatexToMathML

from blogkit.page.delimiters import unclosed
from blogkit.page.tex import REFERENCE, Macros, translated

_ANNOTATION = re.compile(r'(<annotation encoding="application/x-tex">).*?(</annotation>)', re.DOTALL)
_REFERENCE = re.compile(rf'<mtext>{REFERENCE}</mtext><mtext>(<a href="[^"]*">)\((.*?)\)</a></mtext>')
_UNKNOWN = re.compile(r'<a href="#([^"]*)">\(?\?\?\)?</a>')
_EMPTY = re.compile(
    r"<math[^>]*>(?:<semantics>)?(?:<mrow></mrow>)?(?:<annotation\b.*?</semantics>)?</math>", re.DOTALL
)
_ERROR = re.compile(r'<span class="math-core-error" title="([^"]*)">')


_NESTING = re.compile(r"[{}]|\\(?:left|right|begin|end)(?![A-Za-z])")
DEEPEST = 100
"""Of nesting: neither Python nor the converter calls itself deeper at will."""
UNCLOSED = 12
"""Of opening delimiters: the converter takes twice as long for each, and with fifty of them for ever."""


class FormulaError(ValueError):
    """A formula that MathML cannot be made of; the text says why."""


@dataclass
class Mathematics:
    r"""The formulas of one page: macros, numbers and labels are the page's.

    >>> Mathematics({"R": r"\mathbb{R}"}).mathml(r"\R", display=False)
    '<math><semantics><mi>ℝ</mi><annotation encoding="application/x-tex">\\R</annotation></semantics></math>'
    """

    macros: Mapping[str, str] = field(default_factory=dict[str, str])
    asked: list[tuple[str, bool]] = field(default_factory=list[tuple[str, bool]])
    """Every formula so far, as the converter was asked for it."""
    known: list[str] = field(default_factory=list[str])
    """The answers, from a first reading of the page."""

    def __post_init__(self) -> None:
        """Start a page."""
        self._converter = _converter(self.macros)
        self._macros: Macros = {}

    def mathml(self, tex: str, *, display: bool) -> str:
        """Convert a formula; its TeX stays in it as an annotation, for copying and for screen readers.

        Raises FormulaError when the TeX is not understood.
        """
        if _depth(tex) > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} braces within each other")
        written = translated(tex, self._macros, display=display)
        if unclosed(written, self.macros) > UNCLOSED:
            raise FormulaError(f"more than {UNCLOSED} opening brackets without an end")
        number = len(self.asked)
        self.asked.append((written, display))
        html = self.known[number] if number < len(self.known) else self._converted(written, display=display)
        if error := _ERROR.match(html):
            raise FormulaError(_reason(unescape(error[1])))
        if _EMPTY.fullmatch(html):
            return ""
        html = _REFERENCE.sub(r"<mtext>\1\2</a></mtext>", html)
        if written == tex:
            return html
        return _ANNOTATION.sub(lambda found: f"{found[1]}{escape(tex, quote=False)}{found[2]}", html, count=1)

    def _converted(self, tex: str, *, display: bool) -> str:
        try:
            return self._converter.convert_with_global_state(tex, displaystyle=display)
        except LatexError as error:
            raise FormulaError(_reason(str(error))) from error

    def again(self) -> "Mathematics":
        """For a second reading of the same page: what the first one referred to before it came is known."""
        return Mathematics(self.macros, known=_patient(self.macros).convert_all(self.asked))


def _depth(tex: str) -> int:
    """How deep braces and brackets stand within each other, where there are many."""
    if tex.count("{") + tex.count("\\left") + tex.count("\\begin") <= DEEPEST:
        return 0
    deepest = depth = 0
    for sign in _NESTING.findall(tex):
        depth += -1 if sign in {"}", "\\right", "\\end"} else 1
        deepest = max(deepest, depth)
    return deepest


def unknown_labels(html: str) -> list[str]:
    """The labels that a formula refers to and no equation has."""
    return _UNKNOWN.findall(html)


def _reason(message: str) -> str:
    """7: Unknown command: the position means nothing without the formula's own start."""
    return message.partition(": ")[2].strip() or message


def source_of(tex: str, reason: str, *, display: bool) -> str:
    """The formula as its author typed it, for a reader of what could not be converted."""
    element = "div" if display else "span"
    title = escape(reason, quote=True)
    return f'<{element} class="formula-source" title="{title}"><code>{escape(tex)}</code></{element}>'


def _converter(macros: Mapping[str, str]) -> LatexToMathML:
    return LatexToMathML(
        annotation=True,
        allow_unreliable_rendering=True,
        fancy_error=False,
        global_group=True,
        macros=dict(macros),
    )


def _patient(macros: Mapping[str, str]) -> LatexToMathML:
    return LatexToMathML(
        annotation=True,
        allow_unreliable_rendering=True,
        fancy_error=False,
        global_group=True,
        continue_on_error=True,
        macros=dict(macros),
    )


def sound_macros(given: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    r"""The macros of the settings that can be read, and the names of the others.

    MathJax writes arguments as `["\\mathbf{#1}", 1]`.
    """
    read: dict[str, str] = {}
    bad: list[str] = []
    for name, value in given.items():
        body = value[0] if isinstance(value, list) and value else value  # pyright: ignore[reportUnknownVariableType]
        key = name.removeprefix("\\")
        try:
            LatexToMathML(macros={key: str(body)})  # pyright: ignore[reportUnknownArgumentType]
        except LatexError:
            bad.append(name)
        else:
            read[key] = translated(str(body), {}, display=False)  # pyright: ignore[reportUnknownArgumentType]
    return read, bad


_WRITTEN = re.compile(r"\$(?!\s)([^$]+?)(?<![\s\\])\$(?!\d)|\\\((.+?)\\\)")


def with_formulas(
    text: str, macros: Mapping[str, str] | None, params: Mapping[str, object] | None = None
) -> str:
    """A title or a description as HTML, with formulas where the site or the page has formulas.

    >>> with_formulas("a < b", {})
    'a &lt; b'
    """
    if macros is None and (params or {}).get("math") is not True:
        return escape(text)
    mathematics = Mathematics(macros or {})
    pieces: list[str] = []
    at = 0
    for found in _WRITTEN.finditer(text):
        try:
            html = mathematics.mathml(found[1] or found[2], display=False)
        except FormulaError:
            continue
        pieces += [escape(text[at : found.start()]), html]
        at = found.end()
    return "".join((*pieces, escape(text[at:])))
