"""Attributes in braces: `{#id .class key="value" hl_lines=[2,"4-6"] linenos=true}`."""

import re
from typing import Any

Attributes = dict[str, Any]
"""Name -> text, number, truth value, None or list, in the order in which they were written."""

_SHORT = re.compile(r"([#.])([^\s!\"#$%&'()*+,/;<=>?@\[\\\]^`{|}~]*)")
_NAME = re.compile(r"([A-Za-z_:][\w:.-]*)\s*=\s*", re.ASCII)
_TEXT = re.compile(r'"((?:\\.|[^"\\])*)"')
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
_WORD = re.compile(r"[A-Za-z_:][\w:.-]*", re.ASCII)
_GAP = re.compile(r"\s*,?\s*")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "/": "/", "\\": "\\"}
_WORDS = {"true": True, "false": False, "null": None}


def parse_attributes(text: str, start: int = 0) -> tuple[Attributes, int] | None:
    """Read attributes at `start`: what they are and where they end, or None if these are none.

    >>> parse_attributes('{#a .b .c n=1}')
    ({'id': 'a', 'class': 'b c', 'n': 1}, 14)
    """
    if not text.startswith("{", start):
        return None
    found: Attributes = {}
    pos = _GAP.match(text, start + 1).end()  # pyright: ignore[reportOptionalMemberAccess] - matches always
    while pos < len(text) and text[pos] != "}":
        one = _attribute(text, pos)
        if one is None:
            return None
        name, value, pos = one
        found[name] = f"{found[name]} {value}" if name == "class" and name in found else value
        pos = _GAP.match(text, pos).end()  # pyright: ignore[reportOptionalMemberAccess] - matches always
    return (found, pos + 1) if pos < len(text) else None


def trailing_attributes(text: str) -> tuple[str, Attributes]:
    """Cut attributes off the end of a heading's text; empty braces go, too.

    >>> trailing_attributes("Title {#x}")
    ('Title', {'id': 'x'})
    """
    if not text.rstrip().endswith("}"):
        return text, {}
    for brace in re.finditer(r"\\.|\{", text):
        found = parse_attributes(text, brace.start()) if brace[0] == "{" else None
        braces = text[brace.start() : found[1]] if found else ""
        if found and not text[found[1] :].strip() and (found[0] or braces == "{}"):
            return text[: brace.start()].rstrip(), found[0]
    return text, {}


def _attribute(text: str, pos: int) -> tuple[str, Any, int] | None:
    short = _SHORT.match(text, pos)
    if short:
        return "id" if short[1] == "#" else "class", short[2], short.end()
    name = _NAME.match(text, pos)
    if not name:
        return None
    value = _value(text, name.end())
    return (name[1], *value) if value else None


def _value(text: str, pos: int) -> tuple[Any, int] | None:
    if text.startswith("[", pos):
        return _list(text, pos + 1)
    quoted = _TEXT.match(text, pos)
    if quoted:
        return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), quoted[1]), quoted.end()
    number = _NUMBER.match(text, pos)
    if number:
        value = float(number[0])
        return (int(value) if value.is_integer() else value), number.end()
    word = _WORD.match(text, pos)
    return (_WORDS.get(word[0], word[0]), word.end()) if word else None


def _list(text: str, pos: int) -> tuple[list[Any], int] | None:
    items: list[Any] = []
    pos = _GAP.match(text, pos).end()  # pyright: ignore[reportOptionalMemberAccess] - matches always
    while not text.startswith("]", pos):
        item = _value(text, pos)
        if item is None:
            return None
        items.append(item[0])
        pos = _GAP.match(text, item[1]).end()  # pyright: ignore[reportOptionalMemberAccess] - matches always
    return items, pos + 1
