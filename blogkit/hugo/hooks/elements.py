"""Elements of a document -> what a template sees of them, and the HTML it writes in their place."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from markdown_it.token import Token

from blogkit.hugo.context import FencedBlock
from blogkit.hugo.gotemplate.values import Fields, Safe
from blogkit.hugo.hooks.hooks import Hooks, links_of
from blogkit.hugo.markdown.highlight import OPTIONS
from blogkit.hugo.markdown.write import (
    HookedRule,
    Writer,
    alternative_text,
    element_html,
    link_html,
    own_attributes,
    plain_signs,
)
from blogkit.hugo.markdown.written import source_of
from blogkit.model import Link

Hooked = tuple[str, int] | None
Rule = Callable[[Hooks, Writer, Sequence[Token], int], Hooked]


def hooked_rules(hooks: Hooks) -> dict[str, HookedRule]:
    """Give the rules for the elements for which there are templates: kind of token -> rule."""
    kinds = [kind for kind, name in _ELEMENTS.items() if hooks.has(name)]
    return {kind: partial(_RULES[kind], hooks) for kind in kinds}


def hooked_code(hooks: Hooks, block: FencedBlock) -> str | None:
    """Write a fence by the blog's own template; None where it has none."""
    options = {name: value for name, value in block.attributes.items() if name.lower() in OPTIONS}
    others = {name: value for name, value in block.attributes.items() if name.lower() not in OPTIONS}
    fields = {
        "Type": lambda: block.language,
        "Inner": lambda: block.code.removesuffix("\n"),
        "Options": lambda: options,
        "Attributes": lambda: others,
    }
    return hooks.write("codeblock", fields, block.line, block.language)


def _end_of(tokens: Sequence[Token], start: int) -> int:
    """Find the token that closes the one at `start`."""
    opening = tokens[start].type
    closing = opening.removesuffix("_open") + "_close"
    depth = 0
    for at in range(start, len(tokens)):
        depth += (tokens[at].type == opening) - (tokens[at].type == closing)
        if depth == 0:
            return at
    return len(tokens) - 1


def _attributes_field(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if not name.lower().startswith("on")}


def _heading_hook(hooks: Hooks, writer: Writer, tokens: Sequence[Token], at: int) -> Hooked:
    token, inline = tokens[at], tokens[at + 1]
    writer.note_heading(token, inline)
    line = writer.line
    text = writer.inline(inline.children or ())
    fields = {
        "Level": lambda: int(token.tag[1]),
        "Anchor": lambda: Safe(token.attrs.get("id", "")),
        "Text": lambda: Safe(text),
        "PlainText": lambda: plain_signs(inline.children or ()),
        "Attributes": lambda: _attributes_field(token.attrs),
    }
    html = hooks.write("heading", fields, line)
    return (f"{element_html(token)}{text}</{token.tag}>\n" if html is None else html), at + 3


def _quote_hook(hooks: Hooks, writer: Writer, tokens: Sequence[Token], at: int) -> Hooked:
    token = tokens[at]
    end, line = _end_of(tokens, at), writer.line
    text = writer.write(tokens[at + 1 : end])
    alert = _ALERT.match(text.strip())
    kind = "alert" if alert else "regular"
    fields = {
        "Type": lambda: kind,
        "AlertType": lambda: alert[1].lower() if alert else "",
        "AlertSign": lambda: alert[2] or "" if alert else "",
        "AlertTitle": lambda: Safe(alert[3].strip().removesuffix("</p>")) if alert else "",
        "Text": lambda: Safe(_behind_alert(text) if alert else text),
        "Attributes": lambda: _attributes_field(token.attrs),
    }
    html = hooks.write("blockquote", fields, line, kind)
    return (f"{element_html(token)}{text}</blockquote>\n" if html is None else html), end + 1


_ALERT = re.compile(r"<p>\[!([a-zA-Z]+)\]([-+])?[^\S\r\n]?([^\n]*)\n?")


def _behind_alert(text: str) -> str:
    first, found, rest = text.strip().partition("\n")
    return (rest if first.endswith("</p>") else f"<p>{rest}") if found else ""


def _table_hook(hooks: Hooks, writer: Writer, tokens: Sequence[Token], at: int) -> Hooked:
    token = tokens[at]
    end, line = _end_of(tokens, at), writer.line
    rows: dict[str, list[list[Any]]] = {"th": [], "td": []}
    for place in range(at, end):
        inner = tokens[place]
        if inner.type == "tr_open":
            rows["th" if tokens[place + 1].tag == "th" else "td"].append([])
        elif inner.type in {"th_open", "td_open"}:
            text = writer.inline(tokens[place + 1].children or ())
            rows[inner.tag][-1].append(_cell(text, str(inner.attrs.get("style", ""))))
    fields = {
        "THead": lambda: rows["th"],
        "TBody": lambda: rows["td"],
        "Attributes": lambda: _attributes_field(token.attrs),
    }
    html = hooks.write("table", fields, line)
    return None if html is None else (html, end + 1)


def _cell(text: str, style: str) -> Fields:
    alignment = style.rpartition(":")[2].strip()
    return Fields({"Text": lambda: Safe(text), "Alignment": lambda: alignment})


def _passthrough_hook(hooks: Hooks, writer: Writer, tokens: Sequence[Token], at: int) -> Hooked:
    token = tokens[at]
    kind = "inline" if token.type == "math_inline" else "block"
    fields = {"Type": lambda: kind, "Inner": lambda: token.content, "Attributes": dict[str, Any]}
    html = hooks.write("passthrough", fields, writer.line, kind)
    return None if html is None else (html, at + 1)


def _link_hook(hooks: Hooks, writer: Writer, tokens: Sequence[Token], at: int) -> Hooked:
    token = tokens[at]
    end, line = _end_of(tokens, at), writer.line
    inner = tokens[at + 1 : end]
    text = writer.inline(inner)
    fields = {
        "Destination": lambda: source_of(token.attrs.get("href", "")),
        "Title": lambda: source_of(token.attrs.get("title") or ""),
        "Text": lambda: Safe(
            plain_signs(inner) if token.info == "auto" else text
        ),  # a bare address as written
        "PlainText": lambda: plain_signs(inner),
        "Attributes": dict[str, Any],
    }
    html = hooks.link(fields, line)
    if html is None:
        return f"{link_html(writer, token, line)}{text}</a>", end + 1
    writer.links += [Link(href, line) for href in links_of(html)]
    return html, end + 1


def _image_hook(hooks: Hooks, writer: Writer, tokens: Sequence[Token], at: int) -> Hooked:
    token = tokens[at]
    fields = {
        "Destination": lambda: source_of(token.attrs.get("src", "")),
        "Title": lambda: source_of(token.attrs.get("title") or ""),
        "Text": lambda: Safe(alternative_text(token.children or ())),
        "PlainText": lambda: plain_signs(token.children or ()),
        "IsBlock": lambda: bool(token.meta.get("block")),
        "Attributes": lambda: _attributes_field(own_attributes(token)),
    }
    html = hooks.image(fields, writer.line)
    if html is None:
        return None
    writer.links += [Link(href, writer.line, is_image=True) for href in links_of(html)]
    return html, at + 1


_RULES: Mapping[str, Rule] = {
    "heading_open": _heading_hook,
    "blockquote_open": _quote_hook,
    "table_open": _table_hook,
    "math_block": _passthrough_hook,
    "math_inline": _passthrough_hook,
    "link_open": _link_hook,
    "image": _image_hook,
}
_ELEMENTS = {
    "heading_open": "heading",
    "blockquote_open": "blockquote",
    "table_open": "table",
    "math_block": "passthrough",
    "math_inline": "passthrough",
    "link_open": "link",
    "image": "image",
}
