"""Tokens -> HTML, and on the way the headings and links that stand in it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from blogkit.hugo.context import FencedBlock, Heading, no_fence
from blogkit.hugo.markdown.attributes import parse_attributes
from blogkit.hugo.markdown.contents import entry_text
from blogkit.hugo.markdown.heading_ids import anchor_name, source_text, unique
from blogkit.hugo.markdown.highlight import has_anchors, highlight
from blogkit.hugo.markdown.urls import escape_url, is_dangerous
from blogkit.model import Link
from blogkit.source import Markup

OMITTED = "<!-- raw HTML omitted -->"
_BLOCKS_OF_TEXT = r"(?:script|pre|style|textarea)"
_CLOSED = tuple(
    (re.compile(rf" {{0,3}}<{start}", re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (
        (rf"{_BLOCKS_OF_TEXT}(?=\s|>|$)", rf"</{_BLOCKS_OF_TEXT}>"),
        ("!--", "-->"),
        (r"\?", r"\?>"),
        (r"!\[CDATA\[", r"\]\]>"),
        ("![a-z]", ">"),
    )
)
"""How raw HTML begins that has an end of its own, and how that looks."""
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


HookedRule = Callable[["Writer", Sequence[Token], int], tuple[str, int] | None]
"""Writer, tokens and the place of one -> its HTML and the place behind its end; None to write it as usual."""


@dataclass
class Writer:
    """Writes one document; `headings` and `links` fill up while it does."""

    markup: Markup
    math: Callable[[str, bool], str]
    fence: Callable[[FencedBlock], str | None]
    line_of: Callable[[int], int]
    """Line of the parsed text, from 0 -> line of the file."""
    code: Callable[[FencedBlock], str | None] = no_fence
    """What is asked when `fence` leaves a fence alone; None for the highlighter."""
    hooked: Mapping[str, HookedRule] = field(default_factory=dict[str, HookedRule])
    """Kind of token -> what writes it and all up to its end by a template of the blog."""
    note_prefix: str = ""
    """What the ids of footnotes begin with."""
    headings: list[Heading] = field(default_factory=list[Heading])
    links: list[Link] = field(default_factory=list[Link])
    ids: dict[str, int] = field(default_factory=dict[str, int])
    line: int = 0
    """The line of the file that is being written."""
    fences: int = 0
    """How many fences have been written."""

    def write(self, tokens: Sequence[Token]) -> str:
        """Write a document."""
        out: list[str] = []
        behind = 0
        for index, token in enumerate(tokens):
            if index < behind:
                continue
            if token.map:
                self.line = self.line_of(token.map[0])
            if token.type in self.hooked and (hooked := self.hooked[token.type](self, tokens, index)):
                html, behind = hooked
                out.append(html)
            elif token.type == "inline":
                out.append(self._box(token) + self.inline(token.children or ()))
            elif token.type == "heading_open":
                out.append(self._heading(token, tokens[index + 1]))
            elif token.type in BLOCKS:
                out.append(BLOCKS[token.type](self, token))
            elif not token.hidden:
                out.append(element_html(token))
            elif token.type == "paragraph_close":
                # A tight item's text and the block behind it stand on lines of their own.
                following = tokens[index + 1 : index + 2]
                out.append("\n" if following and following[0].nesting >= 0 else "")
        return "".join(out)

    def inline(self, children: Sequence[Token]) -> str:
        """Write the content of a paragraph, heading or cell."""
        out: list[str] = []
        behind = 0
        for index, token in enumerate(children):
            if index < behind:
                continue
            kind = token.type
            if kind in self.hooked and (hooked := self.hooked[kind](self, children, index)):
                html, behind = hooked
                out.append(html)
            elif kind == "text":
                out.append(token.content.translate(_ESCAPES))
            elif kind == "softbreak" and self.markup.cjk_line_breaks and _between_wide(children, index):
                self.line += 1
            elif kind in INLINES:
                out.append(INLINES[kind](self, token))
            else:
                out.append(f"<{token.tag}>" if token.nesting == 1 else f"</{token.tag}>")
        return "".join(out)

    def _box(self, token: Token) -> str:
        if "ticked" not in token.meta:
            return ""
        ticked = 'checked="" ' if token.meta["ticked"] else ""
        return f'<input {ticked}disabled="" type="checkbox"> '

    # --- headings -------------------------------------------------------------------------------------

    def _heading(self, token: Token, inline: Token) -> str:
        self.note_heading(token, inline)
        return element_html(token)

    def note_heading(self, token: Token, inline: Token) -> None:
        """Give a heading its id and note it."""
        given = token.attrs.get("id")
        if given is not None:
            self.ids.setdefault(str(given), 0)
        elif self.markup.auto_heading_id:
            text = source_text(inline.children or ()).rsplit("\n", 1)[-1]
            if text:
                name = anchor_name(text, self.markup.auto_id_type)
                token.attrs = {"id": unique(name, self.ids), **token.attrs}
        start = self.line
        html = self._heading_text(inline.children or ())
        self.line = start
        self.headings.append(Heading(int(token.tag[1]), str(token.attrs.get("id", "")), html, start))

    def _heading_text(self, children: Sequence[Token]) -> str:
        """Write a heading for the table of contents: no notes, maths as TeX."""
        count = len(self.links)
        plain = [
            Token("text", "", 0, content=c.markup) if c.type in {"math_inline", "math_display"} else c
            for c in children
            if c.type != "footnote_reference"
        ]
        html = self.inline(plain)
        del self.links[count:]
        return entry_text(html)


def element_html(token: Token) -> str:
    """Write an opening or closing tag, on lines as Hugo has them."""
    if token.nesting < 0:
        return f"</{token.tag}>\n"
    opening = f"<{token.tag}{attributes_html(token.attrs)}>"
    return f"{opening}\n" if token.tag in _CONTAINERS or token.nesting == 0 else opening


_CONTAINERS = {"ul", "ol", "blockquote", "table", "thead", "tbody", "tr", "dl", "hr"}


def attributes_html(attributes: Mapping[str, Any]) -> str:
    """Write attributes; event handlers and values that are no texts have no place in a page.

    >>> attributes_html({"class": "a", "onclick": "x()", "width": 10})
    ' class="a" width="10"'
    """
    return "".join(
        f' {name}="{_attribute(value).translate(_ESCAPES)}"'
        for name, value in attributes.items()
        if not name.lower().startswith("on") and value is not None and not isinstance(value, list)
    )


def _attribute(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- blocks ---------------------------------------------------------------------------------------


def _fence(writer: Writer, token: Token) -> str:
    info = unescapeAll(token.info).strip(" \t\r\n")  # another blank belongs to the name
    language = info.split(" ", 1)[0].split("\t", 1)[0].split("{", 1)[0]
    brace = info.find("{")
    found = parse_attributes(info, brace) if brace >= 0 else None
    attributes = found[0] if found else {}
    place, writer.fences = writer.fences, writer.fences + 1
    if not writer.markup.highlight.line_anchors and has_anchors(attributes, writer.markup.highlight):
        attributes = {"lineanchors": f"hl-{place}", **{name.lower(): one for name, one in attributes.items()}}
    block = FencedBlock(writer.line, language, info, attributes, token.content)
    html = writer.fence(block)
    if html is None:
        html = writer.code(block)
    if html is not None:
        return html
    if not writer.markup.highlight.code_fences:
        name = f' class="language-{language.translate(_ESCAPES)}"' if language else ""
        return f"<pre><code{name}>{token.content.translate(_ESCAPES)}</code></pre>\n"
    return highlight(token.content, language, attributes, writer.markup.highlight)


def _indented_code(_writer: Writer, token: Token) -> str:
    return f"<pre><code>{token.content.translate(_ESCAPES)}</code></pre>\n"


def _raw_block(writer: Writer, token: Token) -> str:
    if writer.markup.unsafe:
        return token.content
    if token.content.startswith("<!--"):
        return ""
    # Hugo says it again at the end of what ends on a line of its own.
    return f"{OMITTED}\n" * (2 if _ends_later(token.content) else 1)


def _ends_later(html: str) -> bool:
    first, _, rest = html.rstrip("\n").partition("\n")
    end = next((end for start, end in _CLOSED if start.match(first)), None)
    return end is not None and not end.search(first) and end.search(rest.rpartition("\n")[2]) is not None


def _math_block(writer: Writer, token: Token) -> str:
    return writer.math(token.content, True) + "\n"  # noqa: FBT003 - a display


def _rule(writer: Writer, token: Token) -> str:
    return f"<hr{attributes_html(token.attrs)}{' /' if writer.markup.xhtml else ''}>\n"


def _list_item(_writer: Writer, token: Token) -> str:
    return f"<li{attributes_html(token.attrs)}>"


def _note_list(_writer: Writer, _token: Token) -> str:
    return '<div class="footnotes" role="doc-endnotes">\n<hr>\n<ol>\n'


def _note_list_end(_writer: Writer, _token: Token) -> str:
    return "</ol>\n</div>\n"


def _note(writer: Writer, token: Token) -> str:
    return f'<li id="{writer.note_prefix}fn:{token.meta["number"]}">\n'


def _note_end(_writer: Writer, _token: Token) -> str:
    return "</li>\n"


BLOCKS: dict[str, Callable[[Writer, Token], str]] = {
    "fence": _fence,
    "code_block": _indented_code,
    "html_block": _raw_block,
    "math_block": _math_block,
    "hr": _rule,
    "list_item_open": _list_item,
    "footnotes_open": _note_list,
    "footnotes_close": _note_list_end,
    "footnote_open": _note,
    "footnote_close": _note_end,
}


# --- within paragraphs ----------------------------------------------------------------------------


def _escaped(_writer: Writer, token: Token) -> str:
    return token.content.translate(_ESCAPES)


def _verbatim(_writer: Writer, token: Token) -> str:
    return token.content


def _code(_writer: Writer, token: Token) -> str:
    return f"<code>{token.content.translate(_ESCAPES)}</code>"


def _soft_break(writer: Writer, _token: Token) -> str:
    writer.line += 1
    return _line_break(writer) if writer.markup.hard_wraps else "\n"


def _hard_break(writer: Writer, _token: Token) -> str:
    writer.line += 1
    return _line_break(writer)


def _line_break(writer: Writer) -> str:
    return "<br />\n" if writer.markup.xhtml else "<br>\n"


def _raw_inline(writer: Writer, token: Token) -> str:
    writer.line += token.content.count("\n")
    if writer.markup.unsafe:
        return token.content
    return "" if token.content.startswith("<!--") else OMITTED


def _math(writer: Writer, token: Token) -> str:
    html = writer.math(token.content, token.type == "math_display")
    writer.line += token.content.count("\n")
    return html


def _link(writer: Writer, token: Token) -> str:
    return link_html(writer, token, writer.line)


def link_html(writer: Writer, token: Token, line: int) -> str:
    """Write the opening tag of a link and note where it leads."""
    href = str(token.attrs.get("href", ""))
    writer.links.append(Link(href, line))
    return f'<a href="{_destination(writer, href)}"{_title(token)}>'


def _image(writer: Writer, token: Token) -> str:
    src = str(token.attrs.get("src", ""))
    writer.links.append(Link(src, writer.line, is_image=True))
    alt = alternative_text(token.children or ())
    end = " />" if writer.markup.xhtml else ">"
    rest = f"{_title(token)}{attributes_html(own_attributes(token))}{end}"
    return f'<img src="{_destination(writer, src)}" alt="{alt}"{rest}'


def own_attributes(token: Token) -> dict[str, Any]:
    """Give the attributes of an image that its author wrote in braces."""
    return {name: value for name, value in token.attrs.items() if name not in {"src", "alt", "title"}}


def _destination(writer: Writer, url: str) -> str:
    url = escape_url(url)
    return url.translate(_ESCAPES) if writer.markup.unsafe or not is_dangerous(url) else ""


def _title(token: Token) -> str:
    return f' title="{str(token.attrs["title"]).translate(_ESCAPES)}"' if token.attrs.get("title") else ""


def alternative_text(children: Sequence[Token]) -> str:
    """Write the text of an image for an attribute: signs stay, markup goes."""
    pieces: list[str] = []
    for token in children:
        if token.type == "typography":
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif token.type == "image":
            pieces.append(alternative_text(token.children or ()))
        elif token.type in {"math_inline", "math_display"}:
            # to Hugo it is text, for a script on the page, or nothing
            pieces.append(token.markup.translate(_ESCAPES) if token.meta["is_text"] else "")
        elif token.type not in {"html_inline", "footnote_reference"}:
            pieces.append(token.content.translate(_ESCAPES))
    return "".join(pieces)


def plain_signs(children: Sequence[Token]) -> str:
    """Write the text of a link, image or heading for a template, which escapes it itself."""
    return unescape(alternative_text([child for child in children if child.nesting == 0]))


def _note_reference(writer: Writer, token: Token) -> str:
    number, use, start = token.meta["number"], token.meta["use"] or "", writer.note_prefix
    link = f'<a href="#{start}fn:{number}" class="footnote-ref" role="doc-noteref">{number}</a>'
    return f'<sup id="{start}fnref{use}:{number}">{link}</sup>'


def _note_back(writer: Writer, token: Token) -> str:
    number, use = token.meta["number"], token.meta["use"] or ""
    attributes = (
        f'href="#{writer.note_prefix}fnref{use}:{number}" class="footnote-backref" role="doc-backlink"'
    )
    return f"&#160;<a {attributes}>{writer.markup.footnote_backlink}</a>"


BLOCKS["footnote_back"] = _note_back
INLINES: Mapping[str, Callable[[Writer, Token], str]] = {
    "text_special": _escaped,
    "emoji": _escaped,
    "typography": _verbatim,
    "code_inline": _code,
    "softbreak": _soft_break,
    "hardbreak": _hard_break,
    "html_inline": _raw_inline,
    "math_inline": _math,
    "math_display": _math,
    "link_open": _link,
    "image": _image,
    "footnote_reference": _note_reference,
    "footnote_back": _note_back,
}


def _between_wide(children: Sequence[Token], index: int) -> bool:
    """Say whether a line break stands between two East Asian signs."""
    before = children[index - 1].content[-1:] if index else ""
    after = children[index + 1].content[:1] if index + 1 < len(children) else ""
    return bool(before and after) and min(before, after) >= "\u2e80" and max(before, after) < "\uffe7"
