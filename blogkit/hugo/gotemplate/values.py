"""Values of Go templates: truth, fields, text, and text that is HTML already."""

from collections.abc import Callable, Mapping
from typing import Any, cast

Function = Callable[..., Any]
"""Of a template: it takes and gives values of any type."""


class Safe(str):
    """HTML, or text the author vouches for: it is not escaped."""

    __slots__ = ()


class Script(Safe):
    """A piece of a script, the author vouches for: it is no text in one."""

    __slots__ = ()


class Address(Safe):
    """An address the author vouches for: in a text it is a text."""

    __slots__ = ()


class Entries(dict[str, Any]):
    """A map that a template makes: its keys are as they are written, those of headers in small letters."""

    __slots__ = ()


class Fields:
    """An object with fields, each worked out when it is asked for; names as Go writes them."""

    def __init__(self, fields: Mapping[str, Callable[..., Any]], text: str = "") -> None:
        """Keep the fields; one may take arguments, as `.Get "src"` does."""
        self.fields = fields
        self.text = text

    def __str__(self) -> str:
        """Write it where a template writes the object itself."""
        return self.text


class Table(dict[str, Any]):
    """A map that has methods, too."""

    def __init__(self, entries: Mapping[str, Any], methods: Mapping[str, Callable[..., Any]]) -> None:
        """An entry counts before the method of its name."""
        super().__init__(entries)
        self.methods = methods


class Missing(Exception):  # noqa: N818 - not an error by itself: the caller decides
    """A field that an object does not have."""


def is_true(value: object) -> bool:
    """Go's truth: empty and zero values are false."""
    return value is not None and bool(value)


def field(value: object, name: str, arguments: tuple[object, ...]) -> object:
    """Read a field of an object, or a key of a map in whatever case; what a map lacks is nil."""
    if isinstance(value, Fields):
        getter = value.fields.get(name)
        if getter is None:
            raise Missing(name)
        return getter(*arguments)
    if isinstance(value, Mapping):
        table = cast("Mapping[str, object]", value)
        if isinstance(value, Table) and name not in value and name in value.methods:
            return value.methods[name](*arguments)
        known = name in table or isinstance(value, Entries)
        return table.get(name if known else name.lower())
    if value is None:
        return None
    raise Missing(name)


def _float_text(value: float) -> str:
    """Write a number with as few digits as tell it, and with an exponent where Go has one.

    >>> _float_text(2.0), _float_text(1e6), _float_text(0.1), _float_text(123456789.5)
    ('2', '1e+06', '0.1', '1.234567895e+08')
    """
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124  (NaN differs from itself)
        return "NaN" if value != value else "+Inf" if value > 0 else "-Inf"  # noqa: PLR0124
    digits = repr(value).replace("-", "").partition("e")[0].replace(".", "").strip("0") or "0"
    scientific = f"{value:.{len(digits) - 1}e}"
    exponent = int(scientific.partition("e")[2])
    if value and (exponent < -4 or exponent >= _LEAST_EXPONENT):  # as Go's %v decides
        return scientific
    return str(int(value)) if value.is_integer() else f"{value:.{max(len(digits) - 1 - exponent, 0)}f}"


_LEAST_EXPONENT = 6


def go_text(value: object) -> str:
    """Write a value as Go prints it.

    >>> go_text(True), go_text([1, 2]), go_text(2.0)
    ('true', '[1 2]', '2')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, (list, tuple)):
        return f"[{' '.join(go_text(item) for item in cast('list[object]', value))}]"
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value).items()
        return f"map[{' '.join(f'{k}:{go_text(v)}' for k, v in sorted(items))}]"
    return str(value)
