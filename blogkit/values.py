"""Frozen values: what `dataclass(frozen=True)` makes, in a quarter of the time.

Each command makes two hundred such classes before it does anything. `dataclasses` compiles six functions for
each, which takes 0.5 ms; here one is compiled and the others are shared. That is a sixth of the build after
an edit. Fields, `replace`, matching and pickling are those of `dataclasses`.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Class = TypeVar("Class", bound=type[Any])


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: Class) -> Class:
    """Make a class one of frozen values.

    >>> @frozen
    ... class Point:
    ...     x: float
    ...     y: float = 0.0
    >>> Point(1), Point(1) == Point(1, 0.0), len({Point(1), Point(1)})
    (Point(x=1, y=0.0), True, 1)
    >>> Point(1).x = 2
    Traceback (most recent call last):
        ...
    dataclasses.FrozenInstanceError: cannot assign to field 'x'
    """
    own = frozenset(vars(cls))
    cls.__doc__ = cls.__doc__ or cls.__name__  # else `dataclasses` writes one, at length
    made: Any = dataclass(init=False, repr=False, eq=False)(cls)
    every = fields(made)
    methods: dict[str, Callable[..., Any]] = {
        "__init__": _init(every, has_more="__post_init__" in dir(made)),
        "__repr__": _repr([one.name for one in every if one.repr]),
        "__setattr__": _no_assignment,
        "__delattr__": _no_deletion,
        **_comparison([one.name for one in every if one.compare]),
    }
    for name, method in methods.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _init(every: tuple[Field[Any], ...], *, has_more: bool) -> Callable[..., None]:
    """What takes the fields, by place or by name."""
    known: dict[str, Any] = {"MISSING": MISSING}
    for one in every:
        known |= {f"default_{one.name}": one.default, f"make_{one.name}": one.default_factory}
    taken = "".join(f", {_parameter(one)}" for one in every)
    stored = ", ".join(f"{one.name!r}: {_argument(one)}" for one in every)
    more = "\n    self.__post_init__()" if has_more else ""
    exec(f"def __init__(self{taken}):\n    self.__dict__.update({{{stored}}}){more}", known)  # noqa: S102  (names of fields)
    return known["__init__"]


def _parameter(one: Field[Any]) -> str:
    if one.default is not MISSING:
        return f"{one.name}=default_{one.name}"
    return one.name if one.default_factory is MISSING else f"{one.name}=MISSING"


def _argument(one: Field[Any]) -> str:
    if one.default_factory is MISSING:
        return one.name
    return f"make_{one.name}() if {one.name} is MISSING else {one.name}"


def _repr(names: list[str]) -> Callable[[Any], str]:
    parts = _parts(names)
    form = f"({', '.join([f'{name}={{!r}}' for name in names])})".format

    def __repr__(self: Any) -> str:  # noqa: ANN401, N807  (of any class)
        return type(self).__qualname__ + form(*parts(self))

    return __repr__


def _parts(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the values of some fields."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple([getattr(self, name) for name in names])


def _comparison(names: list[str]) -> dict[str, Callable[..., Any]]:
    """Two are equal when their fields are."""
    parts = _parts(names)

    def __eq__(self: Any, other: Any) -> bool:  # noqa: ANN401, N807  (of any class)
        return parts(self) == parts(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: ANN401, N807  (of any class)
        return hash(parts(self))

    return {"__eq__": __eq__, "__hash__": __hash__}


def _no_assignment(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
