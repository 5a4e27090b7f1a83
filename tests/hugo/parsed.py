"""HTML -> a tree to compare: wrappers, colours and empty paragraphs do not count, white space hardly."""

import re

from justhtml import JustHTML

WRAPPERS = {"div", "span", "html", "head", "body", "#document", "#document-fragment"}
IGNORED = {"style", "tabindex", "loading", "decoding"}
BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "pre",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "hr",
    "details",
    "summary",
    "div",
    "section",
    "article",
}

Tree = tuple[object, ...]


def parsed(html: str) -> list[object]:
    """Give the nodes: texts, and (name, attributes, nodes)."""
    return _tidy(_nodes(JustHTML(html, fragment=True, sanitize=False).root, in_pre=False), in_pre=False)


def _nodes(node, *, in_pre: bool) -> list[object]:  # noqa: ANN001 - the parser's nodes have no public type
    found: list[object] = []
    for child in node.children or ():
        name = child.name
        if name == "#text":
            found.append(child.data or "")
        elif name == "#comment":
            found.append(("#comment", (), [(child.data or "").strip()]))
        elif name in WRAPPERS or (name == "table" and _is_code_table(child)):
            found += _nodes(child, in_pre=in_pre)
        elif name == "x-math":
            found.append(("x-math", _attributes(child), [" ".join(child.to_text().split())]))
        else:
            found.append(_element(child, in_pre=in_pre or name == "pre"))
    return found


def _element(child, *, in_pre: bool) -> Tree:  # noqa: ANN001 - as above
    inner = _tidy(_nodes(child, in_pre=in_pre), in_pre=in_pre)
    return child.name, _attributes(child), inner


def _is_code_table(child) -> bool:  # noqa: ANN001 - as above
    """Say whether a table only holds line numbers beside code."""
    return "lntable" in str(child.attrs.get("class", "")) or "border-spacing" in str(
        child.attrs.get("style", "")
    )


def _attributes(child) -> tuple[tuple[str, str], ...]:  # noqa: ANN001 - as above
    kept = {
        k: v or ""
        for k, v in (child.attrs or {}).items()
        if k not in IGNORED or (k == "style" and "text-align" in v)
    }
    if child.name in {"pre", "td", "tr"} or kept.get("class") == "lnlinks":  # or styles in its place
        kept.pop("class", None)
    return tuple(sorted(kept.items()))


def _tidy(nodes: list[object], *, in_pre: bool) -> list[object]:
    """Join texts; outside of <pre> white space is one blank, and none beside blocks."""
    joined: list[object] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        elif not (isinstance(node, tuple) and node[0] == "p" and not node[2]):
            joined.append(node)
    if in_pre:
        return [n.rstrip("\n") if isinstance(n, str) else n for n in joined]
    joined = [re.sub(r"[ \t\n]+", " ", n) if isinstance(n, str) else n for n in joined]
    tidy: list[object] = []
    for index, node in enumerate(joined):
        written = node
        if isinstance(written, str):
            if index == 0 or _is_block(joined[index - 1]):
                written = written.lstrip(" ")
            if index == len(joined) - 1 or _is_block(joined[index + 1]):
                written = written.rstrip(" ")
            if not written:
                continue
        tidy.append(written)
    return tidy


def _is_block(node: object) -> bool:
    return isinstance(node, tuple) and (
        node[0] in BLOCKS or node == ("x-math", (("data-type", "block"),), node[2])
    )
