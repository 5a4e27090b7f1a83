"""Code -> HTML as Hugo wraps it, coloured by Pygments with class names.

`pygments_css` of the style that `markup.highlight.style` names fits the classes.
"""

# ruff: noqa: PLC0415 - Pygments and the regular expressions of its lexers cost 60 ms, which known code saves
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, cast

from blogkit.hugo.markdown.guess import guess
from blogkit.source import Highlight
from blogkit.values import frozen

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"})


@frozen
class _Look:
    """How one block is shown."""

    numbers: str = ""
    """Empty, "table" or "inline"."""
    first_number: int = 1
    marked: frozenset[int] = frozenset()
    """Marked lines, counted from 1 within the block."""
    inline: bool = False
    anchors: str | None = None
    """What the ids of numbered lines begin with; None where numbers are no links."""


def highlight(code: str, language: str, attributes: Mapping[str, Any], settings: Highlight) -> str:
    r"""Colour `code`; a language nobody knows stays plain. Attributes that are no options go to the wrapper.

    >>> highlight("a < b", "", {}, Highlight())
    '<pre tabindex="0"><code>a &lt; b\n</code></pre>'
    """
    options = {name.lower(): value for name, value in attributes.items()}
    look = _look(options, settings)
    code = code.rstrip("\r\n")
    code = f"{code}\n" if code else ""
    lexer = _lexer(language)
    if lexer is None and settings.guess_syntax:
        language = guess(code)
        lexer = _lexer(language) or _lexer("text")
    if lexer is None:
        return _plain(code, language, look)
    if look.inline:
        return f'<code class="code-inline language-{escape(language)}">{_inner(code, lexer).rstrip()}</code>'
    opening = _wrapper(attributes, settings)
    lines = _inner(code, lexer).removesuffix("\n").split("\n") if code else []
    return f"{opening}{_body(lines, language, look)}</div>"


def framed(lines: list[str], language: str, attributes: Mapping[str, Any], settings: Highlight) -> str:
    """Wrap lines that are coloured already, with all that the attributes of their fence ask for."""
    look = _look({name.lower(): value for name, value in attributes.items()}, settings)
    return f"{_wrapper(attributes, settings)}{_body(lines, language, look)}</div>"


@lru_cache(maxsize=4096)
def coloured(code: str, language: str) -> str:
    """Colour lines of code without a wrapper; a language nobody knows is only escaped."""
    lexer = _lexer(language)
    return _inner(code, lexer) if lexer else code.translate(_SIGNS)


def stylesheet(style: str) -> str:
    """Give the rules for the classes used, in a Pygments style; an unknown one falls back to the default."""
    from pygments.formatters.html import HtmlFormatter
    from pygments.styles import STYLE_MAP

    known = style if style in STYLE_MAP else "default"
    formatter = HtmlFormatter[str](style=known)
    return str(formatter.get_style_defs(".highlight"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


# --- options --------------------------------------------------------------------------------------

OPTIONS = {
    "linenos", "linenostart", "hl_lines", "hl_inline", "anchorlinenos", "lineanchors", "noclasses", "style",
    "tabwidth", "linenumbersintable", "guesssyntax", "nohl", "wrapperclass", "codefences",
}  # fmt: skip


def can_highlight(language: str) -> bool:
    """Whether the highlighter knows a language."""
    return _lexer(language) is not None


def _look(options: Mapping[str, Any], settings: Highlight) -> _Look:
    numbers = options.get("linenos", settings.line_numbers)
    first = options.get("linenostart", settings.line_number_start)
    return _Look(
        numbers=_numbers(numbers, settings),
        first_number=int(first) if str(first).lstrip("-").isdigit() else 1,
        marked=frozenset(marked_lines(options.get("hl_lines", ""))),
        inline=str(options.get("hl_inline", False)).lower() == "true",
        anchors=_anchors(options, settings),
    )


def has_anchors(attributes: Mapping[str, Any], settings: Highlight) -> bool:
    """Whether the numbers of lines are links."""
    options = {name.lower(): value for name, value in attributes.items()}
    return str(options.get("anchorlinenos", settings.anchor_line_numbers)).lower() == "true"


def _anchors(options: Mapping[str, Any], settings: Highlight) -> str | None:
    given = str(options.get("lineanchors", settings.line_anchors))
    prefix = f"{given}-" if given and not given.endswith("-") else given
    return prefix if has_anchors(options, settings) else None


def _numbers(value: object, settings: Highlight) -> str:
    text = str(value).lower()
    if text in {"table", "inline"}:
        return text
    in_table = "table" if settings.line_numbers_in_table else "inline"
    return in_table if text in {"true", "1"} else ""


def marked_lines(value: object) -> set[int]:
    """Read which lines are marked.

    >>> sorted(marked_lines([1, "3-5"])), sorted(marked_lines("2 4"))
    ([1, 3, 4, 5], [2, 4])
    """
    items = cast("list[object]", value) if isinstance(value, list) else str(value).replace(",", " ").split()
    lines: set[int] = set()
    for item in items:
        first, _, last = str(item).strip().partition("-")
        if first.isdigit():
            lines.update(range(int(first), int(last if last.isdigit() else first) + 1))
    return lines


def option_string(text: str) -> dict[str, Any]:
    """Read the options of the `highlight` shortcode: "linenos=table,hl_lines=1 3-4".

    >>> option_string("linenos=table, hl_lines=1 3-4")
    {'linenos': 'table', 'hl_lines': '1 3-4'}
    """
    pairs = (part.partition("=") for part in text.split(",") if part.strip())
    return {name.strip().lower(): value.strip().strip("\"'") if sign else True for name, sign, value in pairs}


# --- HTML -----------------------------------------------------------------------------------------


def _plain(code: str, language: str, look: _Look) -> str:
    if look.inline:
        return (
            f'<code class="code-inline language-{escape(language)}">{code.rstrip().translate(_SIGNS)}</code>'
        )
    return f'<pre tabindex="0"><code{_language(language)}>{code.translate(_SIGNS)}</code></pre>'


def _language(language: str) -> str:
    name = escape(language)
    return f' class="language-{name}" data-lang="{name}"' if name else ""


def _wrapper(attributes: Mapping[str, Any], settings: Highlight) -> str:
    extra = f" {attributes['class']}" if attributes.get("class") else ""
    others = "".join(
        f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if name != "class" and name.lower() not in OPTIONS and not name.lower().startswith("on")
    )
    return f'<div class="{escape(settings.wrapper_class + extra)}"{others}>'


def _body(lines: list[str], language: str, look: _Look) -> str:
    width = len(str(len(lines) + look.first_number - 1))
    code = "".join(_line(line, number, look, width) for number, line in enumerate(lines, 1))
    block = f'<pre tabindex="0" class="chroma"><code{_language(language)}>{code}</code></pre>'
    if look.numbers != "table":
        return block
    numbers = "".join(
        _number("lnt hl" if n in look.marked else "lnt", n, look, width, "\n")
        for n in range(1, len(lines) + 1)
    )
    gutter = f'<pre tabindex="0" class="chroma"><code>{numbers}</code></pre>'
    cells = f'<td class="lntd">{gutter}</td><td class="lntd">{block}</td>'
    return f'<div class="chroma"><table class="lntable"><tr>{cells}</tr></table></div>'


def _line(line: str, number: int, look: _Look, width: int) -> str:
    gutter = _number("ln", number, look, width) if look.numbers == "inline" else ""
    if number in look.marked:
        return f'<span class="line hl">{gutter}{line}\n</span>'
    return f"{gutter}{line}\n"


def _number(classes: str, number: int, look: _Look, width: int, end: str = "") -> str:
    """A line's number, padded; a link to itself where the look asks for it."""
    shown = number + look.first_number - 1
    if look.anchors is None:
        return f'<span class="{classes}">{shown:>{width}}{end}</span>'
    name = escape(f"{look.anchors}{shown}")
    link = f'<a class="lnlinks" href="#{name}">{shown:>{width}}</a>'
    return f'<span class="{classes}" id="{name}">{link}{end}</span>'


_OTHER_NAMES = {
    "plaintext": "text",
    "plain": "text",
    "no-highlight": "text",
    "env": "bash",
    "go-html-template": "html+django",
    "go-text-template": "django",
}
"""Names that Hugo's highlighter has and Pygments has not."""


@lru_cache(maxsize=256)
def _lexer(language: str) -> "Lexer | None":
    """Find a lexer by its name, or by a file's ending or whole name, as Hugo's highlighter does."""
    if not language:
        return None
    from pygments.lexers import find_lexer_class_by_name, find_lexer_class_for_filename
    from pygments.util import ClassNotFound

    name = _OTHER_NAMES.get(language.lower(), language.lower())
    try:
        return find_lexer_class_by_name(name)(stripnl=False, ensurenl=False)
    except ClassNotFound:
        found = find_lexer_class_for_filename(f"filename.{name}") or find_lexer_class_for_filename(language)
        return found(stripnl=False, ensurenl=False) if found else None


def _inner(code: str, lexer: "Lexer") -> str:
    """Wrap each token; a token that spans lines is wrapped once a line."""
    from pygments import lex

    pieces: list[str] = []
    for kind, text in lex(code, lexer):
        name = _class(kind)
        written = text.translate(_SIGNS)
        if not name or not text.strip():
            pieces.append(written)
        elif "\n" in written:
            pieces.append(
                "\n".join(
                    f'<span class="{name}">{part}</span>' if part else "" for part in written.split("\n")
                )
            )
        else:
            pieces.append(f'<span class="{name}">{written}</span>')
    return "".join(pieces)


@lru_cache(maxsize=512)
def _class(kind: Any) -> str:  # noqa: ANN401 - Pygments' token types
    from pygments.token import STANDARD_TYPES

    while kind not in STANDARD_TYPES:
        kind = kind.parent
    return STANDARD_TYPES[kind]
