"""Go on after an error: one malformed file stops no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from blogkit.model import ContentError

Given = TypeVar("Given")
Made = TypeVar("Made")


def collect(
    function: Callable[[Given], Made], values: Iterable[Given]
) -> tuple[list[Made], list[ContentError]]:
    """Apply `function` to each value, and keep its errors beside its results."""
    made: list[Made] = []
    errors: list[ContentError] = []
    for value in values:
        try:
            made.append(function(value))
        except ContentError as error:
            errors.append(error)
    return made, errors
