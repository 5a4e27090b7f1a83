"""What can be wrong with an author's files, and how one fault stops no other file."""

from collections.abc import Callable, Iterable
from typing import TypeVar


class ContentError(Exception):
    """Malformed content or usage: a line that names place and remedy, and further faults of the file."""

    def __init__(self, path: str, line: int, message: str, further: tuple["ContentError", ...] = ()) -> None:
        """`line` 0 means the file as a whole."""
        super().__init__(path, line, message, further)
        self.path = path
        self.line = line
        self.message = message
        self.further = further

    def __str__(self) -> str:
        """Say it as compilers do: `path:line: message`, a line each."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return "\n".join([f"{place}: {self.message}", *map(str, self.further)])

    def each(self) -> tuple["ContentError", ...]:
        """Take the faults one by one, the first one first."""
        return ContentError(self.path, self.line, self.message), *self.further


def raise_all(faults: Iterable[ContentError]) -> None:
    """Raise the faults of a file together, in order of lines; do nothing where there are none."""
    found = sorted(faults, key=lambda fault: fault.line)
    if found:
        raise ContentError(found[0].path, found[0].line, found[0].message, tuple(found[1:]))


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
            errors += error.each()
    return made, errors
