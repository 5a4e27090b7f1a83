"""HTML that a cell displays -> the same, closed, or the reason why it cannot stand on a page."""

import re
from html import unescape

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont frame".split()  # noqa: SIM905
)
OPTIONAL = frozenset("li dt dd p tr td th thead tbody tfoot option optgroup colgroup rt rp".split())  # noqa: SIM905
"""Elements that may end without saying so."""
DEEPEST = 500
"""Browsers go no deeper than 512."""
MOST = 200_000
"""Elements; a page with more of them does not scroll."""
_SPECIAL = frozenset({"html", "head", "body", "base", "frame", "frameset", "plaintext", "noscript"})
_FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_SCRIPT = re.compile(
    r"(?:^|[;=])(?:javascript:|vbscript:|data:(?:text/html|image/svg|application/xh))", re.IGNORECASE
)
"""An address that is code: as such, among the values of an animation, or of a page that reloads itself."""
_SPACE = re.compile(r"[\0-\x20]")


class NotShownError(Exception):
    """Something that a page cannot show; the text says why."""


def whole(html: str, *, scripts: bool) -> str:
    """HTML that ends what it begins and ends nothing else. Raises NotShownError.

    >>> whole("<div><b>a</div></div>", scripts=False)
    '<div><b>a</b></div>'
    """
    reader = _Reader(html)
    at = html.find("<")
    while at >= 0:
        at = html.find("<", reader.read(at))
    if reader.foreign:
        raise NotShownError(f"the HTML loads {reader.foreign} from another host")
    if reader.scripts and not scripts:
        raise NotShownError("the HTML holds scripts, which [params.blogkit] scripts = true allows")
    return reader.closed()


class _Reader:
    """Reads tag by tag, each sign once: what has no end is refused, for no browser would end it."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[str] = []
        self.edits: list[tuple[int, int, str]] = []
        """From, to, and what takes the place."""
        self.tags = 0
        self.scripts = False
        self.foreign = ""

    def read(self, at: int) -> int:
        """Read what begins with "<"; the place behind it."""
        if self.html.startswith("<!--", at):
            end = _COMMENT_END.search(self.html, at + 2)
            return self._behind(end, "a comment")
        following = self.html[at + 1 : at + 3]
        if following[:1] in {"!", "?"} or (
            following[:1] == "/" and following[1:] and not following[1:].isalpha()
        ):
            return self._behind(_TAG_END.search(self.html, at), "a declaration")
        if following[:1] == "/":
            return self._end(at)
        return self._start(at) if following[:1].isalpha() and following[:1].isascii() else at + 1

    def _behind(self, end: re.Match[str] | None, what: str) -> int:
        if end is None:
            raise NotShownError(f"the HTML ends within {what}")
        return end.end()

    def _start(self, at: int) -> int:
        found = _START.match(self.html, at)
        behind = self._behind(found, "a tag")
        self.tags += 1
        if self.tags > MOST:
            raise NotShownError(f"the HTML has more than {MOST:,} elements")
        name, attributes = (found[1].lower(), found[2]) if found else ("", "")
        self._look(name, attributes)
        if name in _SPECIAL:
            self.edits.append((at, behind, ""))
        elif name in _RAW:
            end = re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.IGNORECASE).search(self.html, behind)
            return self._behind(end, f"<{name}>")
        elif name not in VOID and not (attributes.endswith("/") and any(one in self.open for one in _XML)):
            if len(self.open) == DEEPEST:
                raise NotShownError(f"the HTML has more than {DEEPEST} elements within each other")
            self.open.append(name)
        return behind

    def _end(self, at: int) -> int:
        found = _END.match(self.html, at)
        behind = self._behind(found, "a tag")
        name = found[1].lower() if found else ""
        if name not in self.open:
            self.edits.append((at, behind, ""))
            return behind
        missing = ""
        while self.open[-1] != name:
            last = self.open.pop()
            missing += "" if last in OPTIONAL else f"</{last}>"
        self.open.pop()
        if missing:
            self.edits.append((at, at, missing))
        return behind

    def _look(self, name: str, attributes: str) -> None:
        """Note scripts, and what comes from elsewhere."""
        if not attributes and name != "script":
            return
        values = {one[1].lower(): (one[2] or "").strip("\"'") for one in _ATTRIBUTE.finditer(attributes)}
        address = unescape(values.get("src") or values.get("href") or values.get("data") or "")
        if name == "script" or (name == "link" and "stylesheet" in values.get("rel", "").lower()):
            if _FOREIGN.match(address):
                self.foreign = "a script" if name == "script" else "a style sheet"
            self.scripts = self.scripts or (name == "script" and "json" not in values.get("type", ""))
        leads_to_code = any(_SCRIPT.search(_SPACE.sub("", unescape(value))) for value in values.values())
        if any(one.startswith("on") for one in values) or leads_to_code or "srcdoc" in values:
            self.scripts = True

    def closed(self) -> str:
        """The HTML with its edits, and an end for each element that has none."""
        pieces: list[str] = []
        at = 0
        for start, end, text in self.edits:
            pieces += [self.html[at:start], text]
            at = max(end, at)
        ends = "".join(f"</{name}>" for name in reversed(self.open) if name not in OPTIONAL)
        return "".join((*pieces, self.html[at:], ends))


_RAW = frozenset({"script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"})
"""What is within is text up to the end of just this element."""
_XML = ("svg", "math")
_COMMENT_END = re.compile(r"--!?>")
_TAG_END = re.compile(">")
_PART = r"""[\s/]|[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]++))?+|="""
_START = re.compile(rf"<([a-zA-Z][^\s/>]*+)((?:{_PART})*+)>")
_END = re.compile(r"</([a-zA-Z][^\s/>]*+)[^>]*+>")
_ATTRIBUTE = re.compile(r"""([^\s/>=]++)(?:\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s>]++))?+""")
