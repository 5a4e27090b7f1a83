"""Frozen values do all that frozen dataclasses do."""

import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from functools import cached_property

import pytest

from blogkit.values import frozen


@frozen
class Box:
    """A value with all kinds of fields."""

    name: str
    size: int = 2
    parts: list[int] = field(default_factory=list[int])
    note: str = field(default="", compare=False)
    hidden: str = field(default="", repr=False)

    @cached_property
    def doubled(self) -> int:
        return 2 * self.size


@dataclass(frozen=True)
class Twin:
    """The same, as the standard library makes it."""

    name: str
    size: int = 2
    parts: list[int] = field(default_factory=list[int])
    note: str = field(default="", compare=False)
    hidden: str = field(default="", repr=False)


@frozen
class Larger(Box):
    """Inherits fields."""

    more: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "more", self.more + self.size)


def test_it_looks_like_a_dataclass():
    one, other = Box("a", parts=[1], hidden="x"), Twin("a", parts=[1], hidden="x")
    assert repr(one).removeprefix("Box") == repr(other).removeprefix("Twin")
    assert [part.name for part in fields(Box)] == [part.name for part in fields(Twin)]
    assert Box.__match_args__ == Twin.__match_args__


def test_each_value_has_a_list_of_its_own():
    assert Box("a").parts is not Box("a").parts
    assert Box("a", 2, []) == Box(name="a")


def test_what_is_not_compared_makes_no_difference():
    one, other = Box("a", parts=[]), Box("a", parts=[], note="n")
    assert one == other
    assert one != Box("a", 3)
    assert one != Twin("a")


def test_a_value_with_hashable_fields_is_a_key():
    assert len({Only("a"), Only("a"), Only("b")}) == 2


@frozen
class Only:
    """A single field."""

    name: str


def test_nothing_is_assigned_and_nothing_deleted():
    one = Box("a")
    with pytest.raises(FrozenInstanceError):
        one.size = 3  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(FrozenInstanceError):
        del one.size


def test_a_wrong_argument_is_refused():
    with pytest.raises(TypeError, match="sizes"):
        Box("a", sizes=3)  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match="name"):
        Box()  # pyright: ignore[reportCallIssue]


def test_a_value_is_replaced_pickled_and_taken_apart():
    one = replace(Box("a", parts=[1]), size=5)
    assert one.doubled == 10
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  (our own)
    match one:
        case Box(name, size):
            assert (name, size) == ("a", 5)


def test_fields_are_inherited_and_finished():
    assert Larger("a", 3, more=4) == Larger("a", 3, more=4)
    assert repr(Larger("a", 3, more=4)) == "Larger(name='a', size=3, parts=[], note='', more=7)"
