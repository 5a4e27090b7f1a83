"""A value as decoded from a header or the configuration -> the shape its key is known to have."""

import re
from collections.abc import Mapping
from typing import Any, TypeGuard, cast
from urllib.parse import urlsplit

TRUE = frozenset({"true", "1", "t"})
FALSE = frozenset({"false", "0", "f", ""})
"""What Hugo takes for truth values where they are written as texts."""


class WrongValueError(Exception):
    """A key whose value cannot be what it must be; who knows the file says where."""

    def __init__(self, key: str, message: str) -> None:
        """`message` names the key and the remedy."""
        super().__init__(message)
        self.key = key


def is_table(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value has keys of its own."""
    return isinstance(value, Mapping)


def table(value: object) -> dict[str, Any]:
    """Take a table; anything else counts as an empty one."""
    return dict(value) if is_table(value) else {}


def items(value: object) -> list[object]:
    """Take a list; a single value is a list of one, nothing an empty one.

    >>> items("a"), items(["a", "b"]), items(None)
    (['a'], ['a', 'b'], [])
    """
    if value is None:
        return []
    return list(cast("list[object]", value)) if isinstance(value, (list, tuple)) else [value]


def tables(value: object) -> tuple[Mapping[str, Any], ...]:
    """Take a list of tables; one table is a list of one."""
    return tuple(table(item) for item in items(value) if is_table(item))


def text(keys: Mapping[str, Any], key: str) -> str:
    """Take a text; numbers and truth values are written out as Hugo does. Raises WrongValueError."""
    value = keys.get(key)
    if isinstance(value, (list, dict)):
        raise WrongValueError(key, f'"{key}" must be a text, not a list or a table; put it in quotes')
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def address(keys: Mapping[str, Any], key: str) -> str:
    """Take an address: a text whose host can be told from its path. Raises WrongValueError."""
    value = text(keys, key)
    try:
        urlsplit(value).port  # noqa: B018  (asking for it is what checks it)
    except ValueError as error:  # brackets around what is no address, a port that is no number
        message = f'"{key}" is "{value}", no address: {error}; write one like https://example.org/blog/'
        raise WrongValueError(key, message) from error
    return value


def first_text(keys: Mapping[str, Any], *names: str) -> str:
    """Take the first of several texts that says something. Raises WrongValueError."""
    return next((found for name in names if (found := text(keys, name))), "")


def texts(keys: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Take a list of texts; a single one is a list of one. Raises WrongValueError."""
    value = keys.get(key)
    if is_table(value):
        raise WrongValueError(key, f'"{key}" must be a list of texts, not a table')
    return tuple(str(item) for item in items(value) if item is not None)


def any_texts(keys: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Take a list of texts; a table counts as none."""
    return () if is_table(keys.get(key)) else texts(keys, key)


def patterns(keys: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Take a list of regular expressions. Raises WrongValueError."""
    for pattern in any_texts(keys, key):
        try:
            re.compile(pattern)
        except re.error as error:
            raise WrongValueError(key, f'"{key}" has "{pattern}", no regular expression: {error}') from error
    return any_texts(keys, key)


def truth(keys: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    """Take a truth value, also one written as text.

    >>> truth({"a": "true"}, "a"), truth({"a": "yes"}, "a"), truth({}, "a", default=True)
    (True, False, True)
    """
    value = keys.get(key, default)
    return value.lower() in TRUE if isinstance(value, str) else bool(value)


def switch(keys: Mapping[str, Any], key: str, *, default: bool = False) -> bool:
    """Take a table with `enable` in it, or a plain truth value."""
    value = keys.get(key)
    return value if isinstance(value, bool) else truth(table(value), "enable", default=default)


def is_wanted(keys: Mapping[str, Any], key: str) -> bool:
    """Take a truth value of a theme's; a table or a name such as "katex" switches on."""
    value = keys.get(key)
    return value.lower() not in FALSE | {"no", "off"} if isinstance(value, str) else bool(value)


def whole(keys: Mapping[str, Any], key: str, default: int = 0) -> int:
    """Take a whole number, also one written as text. Raises WrongValueError.

    >>> whole({"a": "3"}, "a"), whole({"a": ""}, "a", 7), whole({}, "a")
    (3, 7, 0)
    """
    value = keys.get(key)
    if value is None or value == "":
        return default
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongValueError(key, f'"{key}" must be a whole number, not "{value}"') from error


def any_whole(keys: Mapping[str, Any], key: str, default: int) -> int:
    """Take a whole number, and the default for anything else."""
    try:
        return whole(keys, key, default)
    except WrongValueError:
        return default
