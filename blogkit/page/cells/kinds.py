"""What a display holds -> HTML: one table of MIME kinds, the best first, each kind one function."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from html import escape
from typing import Any

from blogkit.kernel import CUT
from blogkit.model import WIDGET, Output
from blogkit.page.cells.figures import figure_html, figure_of, is_figure, is_loader, note_of, why_still
from blogkit.page.cells.pictures import (
    bitmap_size,
    checked_svg,
    decoded,
    picture_html,
    svg_size,
    svg_title,
)
from blogkit.page.cells.tables import frame_html, is_frame
from blogkit.page.cells.text import folded, sound, text_html
from blogkit.page.cells.whole import NotShownError, whole
from blogkit.source import table
from blogkit.values import frozen

PLAIN = "text/plain"
NO_WORDS = re.compile(r"^\s*<[^<>\n]*>\s*$|^(?:Figure(?:Widget)?\(|alt\.\w+\()", re.DOTALL)
"""`<IPython.core.display.HTML object>`: the plain text of what is nothing in plain text."""


def _no_code(code: str, _language: str) -> str:
    return escape(code, quote=False)


@frozen
class Tools:
    """What the kinds need from the page that they stand on."""

    store: Callable[[str, bytes], str]
    """(ending, bytes) -> the address under which the page finds the file."""
    markdown: Callable[[str], str] = escape
    math: Callable[[str, bool], str] = lambda tex, _display: escape(tex)
    """Raises NotShownError."""
    highlight: Callable[[str, str], str] = _no_code
    html: Callable[[str], str] = str
    """HTML of an output -> what of it may stand on the page."""
    svg: Callable[[str], str] = str
    """The same of an SVG; raises ValueError."""
    scripts: bool = False
    """The author lets outputs run scripts."""
    fold: int = 0
    pictures_below: bool = False
    """The text shows the cell's pictures itself, as figures."""


@frozen
class Drawn:
    """The HTML of an output, and what of it a reader does not see."""

    html: str
    lost: tuple[str, ...] = field(default=())


Draw = Callable[[str, Mapping[str, Any], Tools], str]


def drawn(output: Output, tools: Tools) -> Drawn:
    """The best that a page can show of an output; nothing of it vanishes without a word."""
    if CUT in output.data:
        limit = output.data[CUT]
        said = f"the output is cut: [params.blogkit] output = {limit} is the limit in characters"
        return Drawn(text_html(output.data.get(PLAIN, ""), "note"), (said,))
    if is_loader(output.data):
        return Drawn("")
    return _figure(output, tools) if is_figure(output.data) else _best(output, tools)


def _best(output: Output, tools: Tools) -> Drawn:
    refused: list[str] = []
    for kind, draw in _candidates(output.data):
        try:
            html = draw(output.data[kind], table(output.metadata.get(kind)), tools)
        except NotShownError as error:
            refused.append(f"{_name(kind)} is not shown: {error}")
        else:
            return Drawn(html, () if kind in PICTURES else tuple(refused))
    refused += [f"{kind} is not shown: no page can" for kind in output.data if _is_unknown(kind)]
    return _in_words(output, refused, tools)


def _in_words(output: Output, refused: Sequence[str], tools: Tools) -> Drawn:
    words = output.data.get(PLAIN, "")
    if refused and NO_WORDS.search(words):
        words = ""
    notes = "".join(_note(reason) for reason in refused)
    return Drawn(text_html(words, fold=tools.fold) + notes, tuple(refused))


def _figure(output: Output, tools: Tools) -> Drawn:
    """A figure that a script draws: its picture, with the script where the author lets it run."""
    pictures = {kind: data for kind, data in output.data.items() if kind in PICTURES}
    still = _best(replace(output, data=pictures), tools) if pictures else Drawn("")
    what = next(_name(kind) for kind in output.data if _is_of_figures(kind))
    if not tools.scripts:
        lost = f"{what} is not shown: {why_still(output.data)}"
        return still if pictures and not still.lost else _in_words(output, (*still.lost, lost), tools)
    try:
        figure = figure_of(output.data)
    except NotShownError as error:
        lost = f"{what} is not drawn by a script: {error}"
        return (
            Drawn(still.html + _note(lost), (*still.lost, lost))
            if pictures
            else _in_words(output, (lost,), tools)
        )
    if pictures and not still.html:
        return still  # the text shows it, in words of its own
    address = tools.store("json", figure.data.encode("utf-8", "backslashreplace"))
    return Drawn(figure_html(figure, address, still.html or note_of(figure)), still.lost)


def is_picture(output: Output) -> bool:
    """Whether an output is, or has, a picture."""
    return any(kind in PICTURES for kind in output.data)


def _candidates(data: Mapping[str, str]) -> list[tuple[str, Draw]]:
    return [(kind, draw) for pattern, draw in KINDS.items() for kind in data if re.fullmatch(pattern, kind)]


def _is_unknown(kind: str) -> bool:
    known = kind == PLAIN or kind.startswith("application/vnd.blogkit.")
    return not known and not any(re.fullmatch(pattern, kind) for pattern in KINDS)


def _is_of_figures(kind: str) -> bool:
    return is_figure({kind: ""})


def _name(kind: str) -> str:
    return next((name for part, name in NAMES.items() if part in kind), kind)


NAMES = {
    "plotly": "a Plotly figure",
    "vega": "a Vega figure",
    "bokeh": "a Bokeh figure",
    "holoviews": "a HoloViews figure",
    "widget": "a widget",
    "javascript": "JavaScript",
    "text/html": "HTML",
    "text/latex": "LaTeX",
    "image/svg": "an SVG picture",
    "image/": "a picture",
}


def _note(reason: str) -> str:
    start = reason if "/" in reason.partition(" ")[0] else reason[:1].upper() + reason[1:]
    return f'<p class="output note">{escape(start, quote=False)}.</p>'


# --- one function a kind --------------------------------------------------------------------------


def _html(data: str, _about: Mapping[str, Any], tools: Tools) -> str:
    html = tools.html(whole(tools.html(sound(data)), scripts=tools.scripts))
    if not is_frame(html):
        return f'<div class="output rich">{html}</div>'
    name = hashlib.sha256(re.sub(r"T_[0-9a-f]{5}", "", html).encode()).hexdigest()[:5]
    table = frame_html(html, name)
    return f'<div class="output rich frame" tabindex="0" role="region" aria-label="Table">{table}</div>'


def _svg(data: str, about: Mapping[str, Any], tools: Tools) -> str:
    try:
        svg = sound(checked_svg(tools.svg(data)))
    except ValueError as error:
        raise NotShownError(str(error)) from None
    if tools.pictures_below:
        return ""
    return picture_html(tools.store("svg", svg.encode()), svg_size(svg), about, svg_title(svg))


def _bitmap(ending: str) -> Draw:
    def draw(data: str, about: Mapping[str, Any], tools: Tools) -> str:
        picture = decoded(data)
        size = bitmap_size(picture)
        return "" if tools.pictures_below else picture_html(tools.store(ending, picture), size, about)

    return draw


def _latex(data: str, _about: Mapping[str, Any], tools: Tools) -> str:
    tex = sound(data).strip()
    for sign, display in (("$$", True), ("$", False)):
        if tex.startswith(sign) and tex.endswith(sign) and len(tex) > 2 * len(sign):
            return f'<div class="output formula">{tools.math(_displayed(tex.strip("$")), display)}</div>'
    return f'<div class="output formula">{tools.math(tex, True)}</div>'  # noqa: FBT003  (a display)


def _displayed(tex: str) -> str:
    r"""SymPy asks for a display within the formula: `$\displaystyle x$`."""
    return tex.strip()


def _markdown(data: str, _about: Mapping[str, Any], tools: Tools) -> str:
    html = tools.html(whole(tools.markdown(sound(data)), scripts=tools.scripts))
    return f'<div class="output rich">{html}</div>'


def _json(data: str, _about: Mapping[str, Any], tools: Tools) -> str:
    try:
        text = json.dumps(json.loads(data), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = data
    lines = tools.highlight(sound(text), "json").removesuffix("\n").split("\n")
    return f'<div class="output highlight">{folded(lines, tools.fold)}</div>'


def _javascript(data: str, _about: Mapping[str, Any], tools: Tools) -> str:
    if not tools.scripts:
        raise NotShownError("[params.blogkit] scripts = true allows scripts")
    return whole(f"<script>{sound(data)}</script>", scripts=True)


def _interactive(_data: str, _about: Mapping[str, Any], _tools: Tools) -> str:
    raise NotShownError("it needs a running program; save a picture of it")


def _widget_text(data: str, _about: Mapping[str, Any], tools: Tools) -> str:
    return text_html(data, "widget", tools.fold)


KINDS: Mapping[str, Draw] = {
    "text/html": _html,
    r"image/svg\+xml": _svg,
    "text/latex": _latex,
    "image/png": _bitmap("png"),
    "image/jpe?g": _bitmap("jpg"),
    "image/gif": _bitmap("gif"),
    "image/webp": _bitmap("webp"),
    "text/markdown": _markdown,
    re.escape(WIDGET): _widget_text,
    r"application/vnd\.jupyter\.widget-view\+json": _interactive,
    "application/json": _json,
    r"application/geo\+json": _json,  # a map only where a script draws it: its data are shown
    "(?:application|text)/javascript": _javascript,
}
"""Patterns of kinds, the best first. LaTeX stands before bitmaps: SymPy sends a grey PNG along with it."""
PICTURES = frozenset({"image/svg+xml", "image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"})


def of_artists(text: str) -> bool:
    """Whether a text names nothing but what was drawn: `Text(0.5, 1.0, 'a')`, arrays of Axes.

    >>> of_artists("Text(0.5, 1.0, 'a (b)')"), of_artists("(array([1., 2.]), <BarContainer of 2>)")
    (True, True)
    >>> of_artists("[1, 2]"), of_artists("<Point at 3>")
    (False, True)
    """
    left, found = ARTIST.subn("", text[:LONGEST])
    return found > 0 and not SAYS_SOMETHING.search(left)


LONGEST = 20_000
"""More signs of a text are not looked at to tell whether it only names what was drawn."""
ARTIST = re.compile(
    r"""<[A-Za-z_][^<>]*(?:<[^<>]*>[^<>]*)*>|\b(?:Text|Line2D|Annotation)\((?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^()'"])*\)"""
)
SAYS_SOMETHING = re.compile(r"(?!\b(?:array|dtype|object|shape|nan|inf|e)\b)\b[A-Za-z_]\w*\b(?!'\s*:)")
