"""What can be wrong with an author's files, and how one fault stops no other file."""

from collections.abc import Callable, Iterable
from typing import TypeVar


class ContentError(Exception):
    """Malformed content or usage: one line that names the place and the remedy."""

    def __init__(self, path: str, line: int, message: str) -> None:
        """`line` 0 means the file as a whole."""
        super().__init__(path, line, message)
        self.path = path
        self.line = line
        self.message = message

    def __str__(self) -> str:
        """Say it as compilers do: `path:line: message`."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}"


class DecodeError(Exception):
    """Malformed text; `line` counts from 1 within the text that was decoded."""

    def __init__(self, line: int, message: str) -> None:
        """`message` says what is wrong and what to change."""
        super().__init__(line, message)
        self.line = line
        self.message = message


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
