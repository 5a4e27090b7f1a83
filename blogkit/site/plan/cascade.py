"""What sections hand down to the pages below them: `cascade`."""

from collections.abc import Mapping, Sequence
from typing import Any

from blogkit.hugo import ShortcodeError, path_pattern
from blogkit.site.plan.content_path import ancestors
from blogkit.source import items, merge, table
from blogkit.values import frozen

_TARGETS = ("target", "_target")


@frozen
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


def says_distrust(
    logical: str, kind: str, cascades: Mapping[str, Sequence[Handed]], site: Sequence[Handed]
) -> bool:
    """Whether the site or any section above hands down `trust = false`, whatever is said below it."""
    above = [*site, *(handed for section in ancestors(logical) for handed in cascades.get(section, ()))]
    return any(
        table(table(handed.values.get("params")).get("blogkit")).get("trust") is False
        for handed in above
        if _meant(handed, logical, kind)
    )


def _meant(handed: Handed, logical: str, kind: str) -> bool:
    return _matches(handed.kind, kind) and _matches(handed.path, logical)


def _matches(pattern: str, text: str) -> bool:
    """Whether a pattern is for a text; the empty one is for all, a malformed one for none."""
    try:
        return not pattern or bool(path_pattern(pattern).fullmatch(text))
    except ShortcodeError:
        return False
