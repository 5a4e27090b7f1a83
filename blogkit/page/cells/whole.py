"""HTML that a cell displays -> the same, closed, or the reason why it cannot stand on a page."""

import re
from html.parser import HTMLParser

VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont frame".split()  # noqa: SIM905
)
OPTIONAL = frozenset("li dt dd p tr td th thead tbody tfoot option optgroup colgroup rt rp".split())  # noqa: SIM905
"""Elements that may end without saying so."""
DEEPEST = 500
"""Browsers go no deeper than 512."""
_SPECIAL = frozenset({"html", "head", "body", "base", "frame", "frameset", "plaintext", "noscript"})
_FOREIGN = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_SCRIPT = re.compile(r"^\s*(?:javascript|vbscript):", re.IGNORECASE)


class NotShownError(Exception):
    """Something that a page cannot show; the text says why."""


def whole(html: str, *, scripts: bool) -> str:
    """HTML that ends what it begins and ends nothing else. Raises NotShownError.

    >>> whole("<div><b>a</div></div>", scripts=False)
    '<div><b>a</b></div>'
    """
    reader = _Reader(html)
    reader.feed(html)
    unread = reader.rawdata  # what stands behind the last thing that was understood
    reader.close()
    if reader.raw or (unread.lstrip().startswith("<") and ">" not in unread):
        raise NotShownError(f"the HTML ends within {reader.raw or 'a tag or a comment'}")
    if reader.foreign:
        raise NotShownError(f"the HTML loads {reader.foreign} from another host")
    if reader.scripts and not scripts:
        raise NotShownError("the HTML holds scripts, which [params.blogkit] scripts = true allows")
    return reader.closed()


class _Reader(HTMLParser):
    """Notes which elements are open, and which ends have no beginning."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html = html
        self.starts = [0]
        for line in html.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.open: list[str] = []
        self.edits: list[tuple[int, int, str]] = []
        """From, to, and what takes the place."""
        self.scripts = False
        self.foreign = ""
        self.raw = ""

    def place(self) -> int:
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._look(tag, values)
        if tag in _SPECIAL:
            start = self.place()
            self.edits.append((start, start + len(self.get_starttag_text() or ""), ""))
        elif tag not in VOID:
            if len(self.open) == DEEPEST:
                raise NotShownError(f"the HTML has more than {DEEPEST} elements within each other")
            self.open.append(tag)
            self.raw = f"<{tag}>" if tag in {"script", "style", "textarea", "title", "iframe", "xmp"} else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # "<div/>" opens a div; in SVG and MathML it is closed at once
        if tag in VOID or any(name in self.open for name in ("svg", "math")):
            self._look(tag, {name: value or "" for name, value in attrs})
        else:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        start = self.place()
        end = self.html.find(">", start) + 1 or len(self.html)
        self.raw = ""
        if tag in VOID and tag != "br":
            return
        if tag not in self.open:
            self.edits.append((start, end, "" if tag != "br" else "<br>"))
            return
        missing = ""
        while self.open[-1] != tag:
            name = self.open.pop()
            missing += "" if name in OPTIONAL else f"</{name}>"
        self.open.pop()
        if missing:
            self.edits.append((start, start, missing))

    def handle_comment(self, data: str) -> None:
        start = self.place()
        if not self.html.startswith(f"<!--{data}--", start):
            self.raw = self.raw or "a comment"

    def _look(self, tag: str, values: dict[str, str]) -> None:
        address = values.get("src") or values.get("href") or values.get("data") or ""
        if tag == "script" or (tag == "link" and "stylesheet" in values.get("rel", "")):
            if _FOREIGN.match(address):
                self.foreign = "a script" if tag == "script" else "a style sheet"
            self.scripts = self.scripts or (tag == "script" and "json" not in values.get("type", ""))
        if any(name.startswith("on") for name in values) or _SCRIPT.match(address) or "srcdoc" in values:
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
