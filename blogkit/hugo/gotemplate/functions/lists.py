"""Lists and maps: what `collections.` of Hugo's templates does."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.functions.numbers import number, sequence
from blogkit.hugo.gotemplate.functions.text import go_pattern
from blogkit.hugo.gotemplate.functions.truth import LESS, comparable, same
from blogkit.hugo.gotemplate.sets import SETS
from blogkit.hugo.gotemplate.values import Entries, Function, field, go_text


def _items(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [one for _, one in sorted(cast("Mapping[str, Any]", value).items())]
    if isinstance(value, (list, tuple)):
        return list(cast("Sequence[Any]", value))
    raise ShortcodeError(f'"{go_text(value)}" is not a list')


def _index(value: object, *keys: object) -> object:
    for key in keys:
        if isinstance(value, Mapping):
            value = field(value, go_text(key), ())  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(value, (list, tuple, str)):
            place = int(number(key))
            sequence = cast("Sequence[object]", value)
            value = sequence[place] if 0 <= place < len(sequence) else None
        else:
            return None
    return value


def _in(collection: object, item: object) -> bool:
    if isinstance(collection, str):
        return go_text(item) in collection
    return any(same(one, item) and type(one) is type(item) for one in _items(collection))


def dict_of(*pairs: object) -> Entries:
    """Make a map of names and values in turn."""
    return Entries({go_text(pairs[n]): pairs[n + 1] for n in range(0, len(pairs) - 1, 2)})


def _merge(*maps: object) -> dict[str, Any]:
    """Put maps over each other, and the maps in them."""
    merged: dict[str, Any] = {}
    for one in maps:
        for name, value in cast("Mapping[str, Any]", one or {}).items():
            old = merged.get(name)
            both = isinstance(old, Mapping) and isinstance(value, Mapping)
            merged[name] = _merge(old, value) if both else value
    return Entries(merged) if all(isinstance(one, Entries) for one in maps) else merged


def length(value: object) -> int:
    """Count as Go does, which counts the bytes of a text."""
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogatepass"))
    return len(cast("Sequence[object]", value)) if value is not None else 0


def _delimit(values: object, sign: object, last: object = None) -> str:
    texts = [go_text(v) for v in _items(values)]
    if last is not None and len(texts) > 1:
        return go_text(sign).join(texts[:-1]) + go_text(last) + texts[-1]
    return go_text(sign).join(texts)


def is_set(collection: object, key: object) -> bool:
    """Whether a map has a key, or a list so many elements."""
    if isinstance(collection, Mapping):
        return go_text(key) in collection or go_text(key).lower() in collection
    if isinstance(collection, (list, tuple)):
        return int(number(key)) < len(cast("Sequence[object]", collection))
    return False


def _unique(values: object) -> list[Any]:
    found: list[Any] = []
    for value in _items(values):
        if value not in found:
            found.append(value)
    return found


def _append(*arguments: object) -> list[Any]:
    """`$list | append "a" "b"`: the list comes last."""
    *new, old = arguments
    added = _items(new[0]) if len(new) == 1 and isinstance(new[0], list) else list(new)
    return _items(old) + added


def _where(values: object, key: object, *test: object) -> list[Any]:
    name = go_text(key)
    wanted = test[-1]
    sign = go_text(test[0]) if len(test) > 1 else "eq"
    tests: dict[str, Callable[[Any], bool]] = {
        "eq": lambda v: same(v, wanted), "=": lambda v: same(v, wanted), "==": lambda v: same(v, wanted),
        "ne": lambda v: not same(v, wanted), "!=": lambda v: not same(v, wanted),
        "like": lambda v: bool(go_pattern(wanted).search(go_text(v))),
        "in": lambda v: _in(wanted, v), "not in": lambda v: not _in(wanted, v),
        "intersect": lambda v: any(_in(wanted, one) for one in _items(v)),
        "lt": lambda v: LESS(v, wanted), "<": lambda v: LESS(v, wanted),
        "gt": lambda v: LESS(wanted, v), ">": lambda v: LESS(wanted, v),
        "le": lambda v: not LESS(wanted, v), "<=": lambda v: not LESS(wanted, v),
        "ge": lambda v: not LESS(v, wanted), ">=": lambda v: not LESS(v, wanted),
    }  # fmt: skip
    if sign not in tests:
        raise ShortcodeError(f'where with "{sign}" is not supported')
    return [item for item in _items(values) if tests[sign](_path(item, name))]


def _path(value: object, path: str) -> object:
    for name in path.strip(".").split("."):
        value = field(value, name, ())
    return value


def _sort(values: object, key: object = None, direction: object = "asc") -> list[Any]:
    def by(item: object) -> Any:  # noqa: ANN401 - whatever compares
        return comparable(item if key in {None, "value"} else _path(item, go_text(key)))

    return sorted(_items(values), key=by, reverse=go_text(direction) == "desc")


def _querify(*values: object) -> str:
    """Write names and values as the query of an address."""
    first, *others = values
    pairs = dict_of(first, *others) if others else cast("Mapping[str, object]", first)
    return urlencode({key: go_text(pairs[key]) for key in sorted(pairs)})


COLLECTIONS: dict[str, Function] = {
    "after": lambda count, values: _items(values)[int(number(count)) :],
    "append": _append,
    "delimit": _delimit,
    "dict": dict_of,
    "first": lambda count, values: _items(values)[: int(number(count))],
    "in": _in,
    "index": _index,
    "isSet": is_set,
    "last": lambda count, values: _items(values)[-int(number(count)) :] if number(count) else [],
    "merge": _merge,
    "querify": _querify,
    "reverse": lambda values: _items(values)[::-1],
    "seq": sequence,
    "slice": lambda *values: list(values),
    "sort": _sort,
    "uniq": _unique,
    "where": _where,
    **SETS,
}
