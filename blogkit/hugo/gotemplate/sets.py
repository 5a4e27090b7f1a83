"""Lists of Hugo's templates taken as sets: `union`, `intersect` and their like."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from blogkit.hugo.gotemplate.values import Fields, go_text

Items = list[Any]


def _key(value: object) -> object:
    """What tells values apart: pages by their paths."""
    return value.text if isinstance(value, Fields) else repr(value)


def _unique(values: Items) -> Items:
    found: dict[object, Any] = {}
    for one in values:
        found.setdefault(_key(one), one)
    return list(found.values())


def _union(left: Items | None, right: Items | None) -> Items:
    return _unique([*(left or []), *(right or [])])


def _intersect(left: Items | None, right: Items | None) -> Items:
    there = {_key(one) for one in right or []}
    return _unique([one for one in left or [] if _key(one) in there])


def _complement(*lists: Items) -> Items:
    """What the last list has and no other."""
    gone = {_key(one) for some in lists[:-1] for one in some}
    return [one for one in lists[-1] if _key(one) not in gone]


def _symmetric(second: Items, first: Items) -> Items:
    """What only one of two lists has; the piped one comes first."""
    return [*_complement(second, first), *_complement(first, second)]


def _shuffle(values: Items) -> Items:
    """Another order, and the same in every build: a page may not differ from run to run."""
    return sorted(values, key=lambda one: hashlib.sha256(go_text(_key(one)).encode()).digest())


SETS: Mapping[str, Callable[..., Any]] = {
    "union": _union,
    "intersect": _intersect,
    "complement": _complement,
    "symdiff": _symmetric,
    "shuffle": _shuffle,
}
