"""`transform.Unmarshal`: text or a resource in JSON, TOML, YAML or CSV -> values."""

import csv
from collections.abc import Mapping
from typing import Any, cast

from blogkit.errors import DecodeError
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import Fields, field, go_text
from blogkit.source import DECODERS

_ENDINGS = {"json": "json", "toml": "toml", "yaml": "yaml", "yml": "yaml", "csv": "csv"}
_SIGNS = (("json", "{"), ("yaml", ":"), ("xml", "<"), ("toml", "="))


def unmarshal(*arguments: object) -> object:
    r"""Decode a text, or a resource by the ending of its name; `options` may come first.

    >>> unmarshal("a = 1"), unmarshal({"delimiter": ";"}, "a;b\nc;d")
    ({'a': 1}, [['a', 'b'], ['c', 'd']])
    """
    *given, source = arguments
    options: Mapping[str, Any] = cast("Mapping[str, Any]", given[0]) if given else {}
    named: dict[str, Any] = {str(name).lower(): value for name, value in options.items()}
    sign = go_text(named.get("delimiter") or ",")
    text = go_text(field(source, "Content", ())) if isinstance(source, Fields) else go_text(source)
    language = go_text(named.get("format")) or _language(source, text, sign)
    if not text.strip():
        return ""
    if language == "csv":
        rows = list(csv.reader(text.splitlines(), delimiter=sign))
        return _tables(rows) if named.get("targettype") == "map" else rows
    if language not in DECODERS:
        raise ShortcodeError("unmarshal reads JSON, TOML, YAML and CSV; this is none of them")
    try:
        value = DECODERS[language](text)
    except DecodeError as error:
        raise ShortcodeError(f"unmarshal: line {error.line}: {error.message}") from error
    return _as_in_json(value) if language == "json" else value


def _language(source: object, text: str, sign: str) -> str:
    """Tell the language by the name, or by which of the telling signs comes first."""
    if isinstance(source, Fields):
        ending = go_text(field(source, "Name", ())).rpartition(".")[2].lower()
        if ending in _ENDINGS:
            return _ENDINGS[ending]
    places = {name: text.find(one) for name, one in (("csv", sign), *_SIGNS) if one in text}
    first = min(places, key=lambda name: places[name], default="json")
    return "json" if text.lstrip().startswith("[") and first != "toml" else first


def _tables(rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def _as_in_json(value: object) -> object:
    """Numbers of JSON are all of one type."""
    if isinstance(value, dict):
        return {name: _as_in_json(below) for name, below in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_as_in_json(below) for below in cast("list[object]", value)]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
