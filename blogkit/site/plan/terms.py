"""Tags and categories: the values of front matters -> terms."""

from collections.abc import Mapping
from typing import Any

from blogkit.hugo import normalized, sanitize
from blogkit.source import items


def terms_of(raw: Mapping[str, Any], taxonomies: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Collect a page's terms: taxonomy -> path of the term -> its name as first written.

    Names that differ in case, or in spaces and hyphens, are one term.

    >>> terms_of({"tags": ["Causal inference", "causal-inference"]}, {"tag": "tags"})
    {'tags': {'/tags/causal-inference': 'Causal inference'}}
    """
    found: dict[str, dict[str, str]] = {}
    for plural in taxonomies.values():
        for name in _names(raw.get(plural)):
            found.setdefault(plural, {}).setdefault(term_path(plural, name), name)
    return found


def term_path(plural: str, name: str) -> str:
    """Give the logical path of a term: "/tags/causal-inference"."""
    return f"/{plural}/{sanitize(normalized(name)).strip('/')}"


def _names(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return []
    names = [
        str(item).lower() if isinstance(item, bool) else str(item)
        for item in items(value)
        if item is not None
    ]
    return [name for name in names if sanitize(name).strip("/")]
