"""What can be wrong with an author's files, and how one fault stops no other file."""

import errno
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar


class ContentError(Exception):
    """Malformed content or usage: a line that names place and remedy, and further faults of the file."""

    def __init__(
        self, path: str, line: int, message: str, column: int = 0, further: "tuple[ContentError, ...]" = ()
    ) -> None:
        """`line` 0 means the file as a whole, `column` 0 that it is not known; both count from 1."""
        super().__init__(path, line, message, column, further)
        self.path = path
        self.line = line
        self.message = message
        self.column = column
        self.further = further

    def __str__(self) -> str:
        """Say it as compilers do: `path:line:column: message`, a line each."""
        own = f"{place(self.path, self.line, self.column)}: {self.message}"
        return "\n".join([own, *map(str, self.further)])

    def each(self) -> "tuple[ContentError, ...]":
        """Take the faults one by one, the first one first."""
        if not self.further:
            return (self,)
        return ContentError(self.path, self.line, self.message, self.column), *self.further


_REMEDIES = {
    errno.EACCES: "mend its permissions",
    errno.EPERM: "mend its permissions",
    errno.EROFS: "mount it so that it can be written to",
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there",
    errno.EFBIG: "make it smaller",
    errno.EIO: "look after the disk",
    errno.ELOOP: "mend the link, which leads to itself",
    errno.ENAMETOOLONG: "give it a shorter name",
    errno.ESTALE: "mount the folder anew",
}


def trouble(error: OSError) -> str:
    """What the system says, and what an author can do about it.

    >>> trouble(OSError(errno.ENOSPC, "No space left on device"))
    'No space left on device; make room there'
    """
    said = error.strerror or str(error)
    remedy = _REMEDIES.get(error.errno or 0, "")
    return f"{said}; {remedy}" if remedy else said


_UNPRINTABLE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal acts upon instead of showing it: controls, turns of direction, halves of signs."""


def printable(text: str) -> str:
    r"""A text as a terminal can show it: nothing in it moves the cursor, turns the line or rings.

    >>> printable("a\x1b[2Jb\n\tc")
    'a\\x1b[2Jb\n\tc'
    """
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def printable_name(path: str) -> str:
    r"""The name of a file, on one line.

    >>> printable_name("a\nb.md")
    'a\\nb.md'
    """
    return printable(path).replace("\n", "\\n").replace("\t", "\\t")


def place(path: str, line: int = 0, column: int = 0) -> str:
    """Where something is, as editors and terminals make a link of it.

    >>> place("a.md"), place("a.md", 3), place("a.md", 3, 7)
    ('a.md', 'a.md:3', 'a.md:3:7')
    """
    path = printable_name(path)
    return ":".join(map(str, (path, *((line, *((column,) if column else ())) if line else ()))))


class ToolError(ContentError):
    """What no author can mend: the tool met an exception nobody foresaw while it worked on a file."""

    def __init__(self, path: str, message: str, trace: str) -> None:
        """`trace` is for whoever mends the tool."""
        super().__init__(path, 0, message)
        self.args = (path, message, trace)
        self.trace = trace


class VanishedError(ContentError):
    """A file that was listed and then was gone: nothing is wrong with what it says."""

    def each(self) -> "tuple[ContentError, ...]":
        """Be the one fault."""
        return (self,)


class AbsentError(ContentError):
    """A library that only some work needs, and that is not installed: nothing is decided without it."""


PARTS = {
    "formulas": ("sympy>=1.14",),
    "pages": ("brotli>=1.1", "fonttools>=4.60", "uharfbuzz>=0.50", "ziamath>=0.12"),
}
"""Extra of the distribution -> what it installs."""


def absent(part: str, error: ImportError) -> AbsentError:
    """Say which extra is missing, and the line that installs it."""
    missing = " ".join(f'"{package}"' for package in PARTS[part])
    line = f"{sys.executable} -m pip install {missing}"
    what = f"the part {part} of blogkit is not installed ({error}); run: {line}"
    return AbsentError(part, 0, what)


@contextmanager
def blamed_on(path: str) -> Iterator[None]:
    """Turn an exception nobody foresaw into a ToolError at `path`; what author or system did passes."""
    try:
        yield
    except AbsentError as error:
        raise AbsentError(path, 0, error.message) from error
    except (ContentError, OSError):
        raise
    except Exception as error:
        raise tool_error(path, error) from error


def tool_error(path: str, error: Exception) -> ToolError:
    """Say of an exception nobody foresaw where the tool met it."""
    from traceback import format_exception  # noqa: PLC0415  (an unchanged site has no use for it)

    words = " ".join(str(error).split())
    what = f"{type(error).__name__}: {words}" if words else type(error).__name__
    return ToolError(path, f"the tool failed here: {what}; please report", "".join(format_exception(error)))


def raise_all(faults: Iterable[ContentError]) -> None:
    """Raise the faults of a file together, in order of lines; do nothing where there are none."""
    found = sorted(faults, key=lambda fault: fault.line)
    if found:
        first = found[0]
        raise ContentError(first.path, first.line, first.message, first.column, tuple(found[1:]))


class DecodeError(Exception):
    """Malformed text; `line` and `column` count from 1 within the text that was decoded."""

    def __init__(self, line: int, message: str, column: int = 0) -> None:
        """`message` says what is wrong and what to change; `column` 0 is one that is not known."""
        super().__init__(line, message, column)
        self.line = line
        self.message = message
        self.column = column


Given = TypeVar("Given")


Made = TypeVar("Made")


def collect(
    function: Callable[[Given], Made], values: Iterable[Given], name_of: Callable[[Given], str] = str
) -> tuple[list[Made], list[ContentError]]:
    """Apply `function` to each value, and keep its errors beside its results.

    `name_of` says which file a value stands for, should the tool itself fail at it.
    """
    made: list[Made] = []
    errors: list[ContentError] = []
    for value in values:
        try:
            with blamed_on(name_of(value)):
                made.append(function(value))
        except ContentError as error:
            errors += error.each()
    return made, errors
