"""What a stranger wrote -> what of it may stand on a page: by lists of what only shows, all else goes."""

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TEXT = """
    a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption
    figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong
    sub summary sup
    table tbody td tfoot th thead time tr u ul var wbr
"""
_MATHEMATICS = """
    math semantics annotation mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover
    munderover mmultiscripts mprescripts mtable mtr mtd mpadded mphantom menclose mstyle merror
"""
_TAGS = {*_TEXT.split(), *_MATHEMATICS.split()}
_EVERYWHERE = {"class", "title", "lang", "dir", "role", "style"}
_LAYOUT = frozenset(
    """
    mathvariant stretchy fence separator lspace rspace minsize maxsize form width height depth columnalign
    rowspacing columnspacing displaystyle scriptlevel accent accentunder linethickness movablelimits
    largeop symmetric
    """.split()  # noqa: SIM905  (a list reads best so)
)
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "ol": {"start", "type", "reversed"},
    "time": {"datetime"},
    "details": {"open"},
    "math": {"display"},
    "annotation": {"encoding"},
    **{name: set(_LAYOUT) for name in _MATHEMATICS.split() if name.startswith("m") and name != "math"},
}
_STYLES = {
    *(
        "color",
        "background-color",
        "font-weight",
        "font-style",
        "text-decoration",
        "text-align",
        "vertical-align",
    ),
    *("width", "height", "max-width", "border", "border-collapse", "padding", "margin", "white-space"),
}
_GONE = {"script", "style", "template", "noscript", "iframe", "object", "embed", "title", "textarea"}
"""Elements that go with what is in them."""
_SCHEMES = {"http", "https", "mailto"}


def clean_html(html: str) -> str:
    """HTML that runs nothing, sends nothing and hides nothing of the page.

    >>> clean_html('<b onclick="x()">a</b><script>b()</script><a href="javascript:c()">d</a>')
    '<b>a</b><a rel="noopener noreferrer">d</a>'
    """
    import nh3  # noqa: PLC0415  (only the posts of strangers need it)

    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        filter_style_properties=_STYLES,
    )


_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_DRAWS = frozenset(
    """
    svg g defs path rect circle ellipse line polyline polygon text tspan textPath title desc use symbol marker
    pattern clipPath mask linearGradient radialGradient stop image style switch filter feGaussianBlur feOffset
    feBlend feMerge
    feMergeNode feColorMatrix feFlood feComposite
    """.split()  # noqa: SIM905  (a list reads best so)
)
_ELSEWHERE = re.compile(
    r"(?:java|vb)script:|expression\s*\(|@import|url\(\s*[\"']?\s*(?!#|[\"']?\s*#)", re.IGNORECASE
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")


def clean_svg(svg: str) -> str:
    """An SVG that only draws, from itself alone. Raises ValueError for what is no XML.

    >>> clean_svg('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><a href="y"><g/></a></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg" />'
    """
    import xml.etree.ElementTree as ET  # noqa: PLC0415  (few pages have such pictures)

    ET.register_namespace("", _SVG[1:-1])
    ET.register_namespace("xlink", _XLINK[1:-1])
    if "<!entity" in svg.lower():
        raise ValueError("it defines entities")
    try:
        root = ET.fromstring(svg)  # noqa: S314  (no entities, and the parser loads nothing)
    except ET.ParseError as error:
        raise ValueError(f"it is no XML: {error}") from error
    _prune(root)
    return ET.tostring(root, encoding="unicode")


def _prune(element: "Element") -> None:
    """Take out what does more than draw, however deep it stands."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        for name, value in list(one.attrib.items()):
            if not _may_stay(one.tag, name, unescape(value)):
                del one.attrib[name]
        if one.tag == f"{_SVG}style" and _ELSEWHERE.search(one.text or ""):
            one.text = ""
        for child in list(one):
            if child.tag.removeprefix(_SVG) in _DRAWS:
                waiting.append(child)
            else:
                one.remove(child)


def _may_stay(tag: str, name: str, value: str) -> bool:
    bare = name.rpartition("}")[2].lower()
    if bare.startswith("on"):
        return False
    if bare in {"href", "src"}:
        own = value.strip().startswith("#")
        return own or (tag == f"{_SVG}image" and _PICTURE.fullmatch(value.strip()) is not None)
    return not _ELSEWHERE.search(re.sub(r"[\0-\x20]", "", value))
