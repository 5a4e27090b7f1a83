"""A figure of Plotly, Vega or Bokeh -> what a script of the site draws it from, and what stands there."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from blogkit.page.cells.whole import NotShownError
from blogkit.source import items, table
from blogkit.values import frozen

_PLOTLY = re.compile(r"application/vnd\.plotly\.v\d+[.+]json")
_VEGA = re.compile(r"application/vnd\.vega(?:lite)?\.v\d+[.+]json")
_BOKEH = re.compile(r"application/vnd\.bokehjs_exec\.v\d+[.+]json")
_HOLOVIEWS = re.compile(r"application/vnd\.holoviews_exec\.v\d+[.+]json")
_LOADS = re.compile(r"application/vnd\.(?:bokehjs|holoviews)_load\.v\d+[.+]json")
_BANNER = ".bk-notebook-logo"
_PLACE = re.compile(r'\s*<div id="[\w-]+" data-root-id="\w+"[^<>]*></div>\s*')
_FOREIGN = re.compile(r'("\$schema":)?"((?:https?|wss?|ftp):)?//[^"\s]+"')
_MAPS = re.compile(r"(?:scatter|choropleth|density)(?:geo|map|mapbox)|choropleth")
"""Traces of Plotly whose outlines and tiles come from another host."""
_SERIAL = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_WIDGETS = re.compile(
    r'"name":"\w*(?:Button|Toggle|Dropdown|Group|Slider|Select|Choice|Input|Div|Paragraph|PreText|Spinner|'
    r'Switch|Picker|DataTable|DataCube)"'
)
"""Models of Bokeh that stand in a file of their own."""


@frozen
class Figure:
    """What a script draws a figure from."""

    library: str
    """"plotly", "vega" or "bokeh"."""
    scripts: tuple[str, ...]
    """The library's files, in the order in which they are loaded."""
    data: str
    """JSON."""


Read = Callable[[Mapping[str, str], str], Figure]


def is_figure(data: Mapping[str, str]) -> bool:
    """Whether a display is a figure that a script draws; its HTML and scripts are nothing alone."""
    return _kind(data) is not None


def is_loader(data: Mapping[str, str]) -> bool:
    """Whether a display only has a notebook load a library, says so, or keeps a place for a figure."""
    html = data.get("text/html", "")
    return any(map(_LOADS.fullmatch, data)) or _BANNER in html or _PLACE.fullmatch(html) is not None


def figure_of(data: Mapping[str, str]) -> Figure:
    """The figure of a display that is one. Raises NotShownError where no script of the site can draw it."""
    found = _kind(data)
    if found is None:
        raise NotShownError("it is no figure")
    kind, read = found
    try:
        figure = read(data, kind)
    except (ValueError, RecursionError):
        raise NotShownError("its specification is no JSON") from None
    if any(not address[1] for address in _FOREIGN.finditer(figure.data)):
        raise NotShownError("its specification loads from another host")
    return figure


def _kind(data: Mapping[str, str]) -> tuple[str, Read] | None:
    return next(
        ((kind, read) for pattern, read in _READ.items() for kind in data if pattern.fullmatch(kind)), None
    )


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plotly(data: Mapping[str, str], kind: str) -> Figure:
    figure = table(json.loads(data[kind]))
    kinds = (str(table(trace).get("type", "")) for trace in items(figure.get("data")))
    if any(map(_MAPS.fullmatch, kinds)):
        raise NotShownError("its map comes from another host")
    return Figure("plotly", ("plotly",), _compact({name: figure[name] for name in _PARTS if name in figure}))


_PARTS = ("data", "layout", "frames", "config")


def _vega(data: Mapping[str, str], kind: str) -> Figure:
    return Figure("vega", ("vega",), _compact(json.loads(data[kind])))


def _bokeh(data: Mapping[str, str], _kind: str) -> Figure:
    """The documents stand as two lines of JavaScript; random names are replaced by their content's."""
    code = data.get("application/javascript", "")
    found = [
        re.search(rf"^ *const {name} = (.*);$", code, re.MULTILINE) for name in ("docs_json", "render_items")
    ]
    if not all(found):
        raise NotShownError("it goes on talking to a running program")
    documents, places = (json.loads(one[1]) for one in found if one)
    places = [
        {name: one for name, one in place.items() if name in _OF_PLACE} for place in map(table, items(places))
    ]
    text = _named_by_content(_compact({"documents": documents, "places": places}))
    return Figure("bokeh", tuple(_bokeh_scripts(text)), text)


_OF_PLACE = ("docid", "roots", "root_ids")


def _named_by_content(text: str) -> str:
    serials = dict.fromkeys(_SERIAL.findall(text))
    numbers = {serial: str(number) for number, serial in enumerate(serials)}
    name = hashlib.sha256(_SERIAL.sub(lambda one: numbers[one[0]], text).encode()).hexdigest()[:12]
    return _SERIAL.sub(lambda one: f"bokeh-{name}-{numbers[one[0]]}", text)


def _bokeh_scripts(text: str) -> Iterator[str]:
    yield "bokeh"
    if _WIDGETS.search(text):
        yield "bokeh-widgets"
    if '"DataTable"' in text or '"DataCube"' in text:
        yield "bokeh-tables"
    if '"webgl"' in text:
        yield "bokeh-gl"
    if "$$" in text or '"name":"TeX"' in text or "\\\\(" in text or "\\\\[" in text:
        yield "bokeh-mathjax"


def _holoviews(_data: Mapping[str, str], _kind: str) -> Figure:
    raise NotShownError("save a picture of it")


_READ: Mapping[re.Pattern[str], Read] = {
    _PLOTLY: _plotly,
    _VEGA: _vega,
    _BOKEH: _bokeh,
    _HOLOVIEWS: _holoviews,
}


def why_still(data: Mapping[str, str]) -> str:
    """Why a figure without a picture is not shown where no script may draw it, and what to do."""
    found = _kind(data)
    advice = next((advice for kind, advice in _ADVICE.items() if found and kind.fullmatch(found[0])), "")
    return f"no picture came with it; {advice}{_OPT_IN if found and found[1] is not _holoviews else ''}"


_OPT_IN = "[params.blogkit] scripts = true has readers' browsers draw it"
_ADVICE = {
    _PLOTLY: 'fig.show("svg") sends one (with kaleido and a browser), ',
    _VEGA: "vl-convert-python draws one, ",
    _HOLOVIEWS: "save one",
}


def figure_html(figure: Figure, address: str, still: str) -> str:
    """The place of a figure: `still` stands there until a script has drawn it."""
    files = " ".join(figure.scripts)
    what = f'data-draw="{figure.library}" data-scripts="{files}" data-src="{escape(address)}"'
    return f'<div class="output interactive" {what}>{still}</div>'


NAMES = {"plotly": "Plotly", "vega": "Vega", "bokeh": "Bokeh"}


def note_of(figure: Figure) -> str:
    """What stands in the place of a figure that has no picture."""
    return f'<p class="output note">A figure that {NAMES[figure.library]} draws, by a script.</p>'


_SCRIPTS = re.compile(r'<div class="output interactive" data-draw="\w+" data-scripts="([\w -]*)"')


def scripts_of(html: str) -> tuple[str, ...]:
    """The files that the figures of a page are drawn with."""
    return tuple(sorted({name for found in _SCRIPTS.findall(html) for name in found.split()}))
