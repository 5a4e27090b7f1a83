"""What sections hand down to the pages below them: `cascade`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from blogkit.site.plan.content_path import ancestors
from blogkit.source import items, merge, table

_TARGETS = ("target", "_target")


@dataclass(frozen=True)
class Handed:
    """One entry of a `cascade`: values, and which pages they are for."""

    values: Mapping[str, Any]
    path: str = ""
    """A glob over logical paths; empty for all."""
    kind: str = ""


def read_cascade(value: object) -> tuple[Handed, ...]:
    """Understand `cascade` of a front matter or of the configuration: a table, or a list of tables."""
    return tuple(_handed(table(entry)) for entry in items(value) if table(entry))


def _handed(entry: Mapping[str, Any]) -> Handed:
    target = table(entry.get("target", entry.get("_target")))
    values = {key: value for key, value in entry.items() if key not in _TARGETS}
    return Handed(values, str(target.get("path", "")).lower(), str(target.get("kind", "")).lower())


def inherited(
    logical: str, kind: str, cascades: Mapping[str, Sequence[Handed]], site: Sequence[Handed]
) -> dict[str, Any]:
    """Collect what a page is handed: the nearest section counts, the configuration last."""
    keys: dict[str, Any] = {}
    for handed in reversed(site):
        keys = merge(keys, handed.values) if _meant(handed, logical, kind) else keys
    for above in ancestors(logical):
        for handed in reversed(cascades.get(above, ())):
            keys = merge(keys, handed.values) if _meant(handed, logical, kind) else keys
    return keys


def _meant(handed: Handed, logical: str, kind: str) -> bool:
    if handed.kind and not _glob(handed.kind).fullmatch(kind):
        return False
    return not handed.path or bool(_glob(handed.path).fullmatch(logical))


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> re.Pattern[str]:
    """Translate `*` (within a folder), `**` (across folders), `?` and `{a,b}`."""
    return re.compile("".join(_PIECES.get(piece, re.escape(piece)) for piece in _split(pattern)))


_PIECES = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}


def _split(pattern: str) -> list[str]:
    return re.findall(r"\*\*|.", pattern)
