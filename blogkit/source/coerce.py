"""A value as decoded from a header or the configuration -> the shape its key is known to have."""

from collections.abc import Mapping
from typing import Any, cast


def table(value: object) -> Mapping[str, Any]:
    """Take a table; anything else counts as an empty one."""
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def items(value: object) -> list[object]:
    """Take a list; a single value is a list of one, nothing an empty one.

    >>> items("a"), items(["a", "b"]), items(None)
    (['a'], ['a', 'b'], [])
    """
    if value is None:
        return []
    return list(cast("list[object]", value)) if isinstance(value, (list, tuple)) else [value]
