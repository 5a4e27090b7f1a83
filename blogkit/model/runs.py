"""What a run has shown."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from blogkit.model.claims import Step
from blogkit.model.posts import Post
from blogkit.values import frozen


@frozen
class Value:
    """A Python object, described before formatting threw anything away."""

    type: str
    """Module and qualified name, "numpy.ndarray"."""
    text: str
    """What `str` makes of it."""
    repr: str
    shape: tuple[int, ...] | None = None
    dtype: str = ""
    numbers: tuple[complex | float | int | bool, ...] | None = None
    """The elements of an array or of a scalar, row by row; None when not numeric or too many."""
    srepr: str = ""
    """SymPy's exact form."""
    html: str = ""
    """Rich display, as a data frame has it."""
    displayed: str = ""
    """What the notebook's display formatter writes, where that is not the `repr`."""
    truth: bool | None = None


@frozen
class Shown:
    """A value the kernel saw at a statement: an expression's, or an assigned name's."""

    line: int
    end_line: int
    name: str
    """The assigned name; empty for an expression."""
    value: Value


@frozen
class Printed:
    """Text written to a stream, and the lines of the post that were active, outermost first."""

    lines: tuple[int, ...]
    stream: str
    text: str


@frozen
class Output:
    """One output of a step as the notebook has it: MIME type -> text (base64 for pictures)."""

    kind: str
    """"stdout", "stderr", "display" or "result"."""
    data: Mapping[str, str]
    """JSON is kept as it is written."""
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the library says of it, as `{"image/png": {"width": 320}}`."""


WIDGET = "application/vnd.blogkit.widget+text"
"""What a widget shows in the end, in words."""


@frozen
class Failure:
    """A step that raised (or never ended, or lost its kernel)."""

    line: int
    name: str
    message: str
    traceback: str = ""
    outermost: int = 0
    """The line of the cell's own level that led there; 0 where it is not known."""
    bases: tuple[str, ...] = ()
    """The names of the classes above the exception's own."""
    path: str = ""
    """The file of the line, where that is not the post: the script of its recipes."""


@frozen
class Result:
    """What one step showed."""

    outputs: tuple[Output, ...] = ()
    printed: tuple[Printed, ...] = ()
    shown: tuple[Shown, ...] = ()
    failure: Failure | None = None
    ran: bool = True
    raised: tuple[Failure, ...] = ()
    """What exchanges of a session raised that went on after it, but for what their answers name."""
    listed: bool = False
    """Whether it asked what a folder of the machine holds."""


@frozen
class Needs:
    """What a reader needs to run a post elsewhere."""

    packages: tuple[tuple[str, str], ...] = ()
    """Name and version of what the package index has."""
    modules: tuple[tuple[PurePosixPath, str], ...] = ()
    """Path and text of the blog's own modules that the post imports."""
    data: tuple[tuple[PurePosixPath, bytes], ...] = ()
    """Path below the source folder and contents of the files that it reads."""
    too_large: tuple[PurePosixPath, ...] = ()
    """Such files that are too large to travel."""
    folder: str = "."
    """Where it runs, below the source folder."""


@frozen
class Kept:
    """Where a run is recorded, and what it read."""

    record: str
    read: Mapping[str, str]
    """A file, or a variable of the environment -> its hash then."""


@frozen
class Executed:
    """A post's steps with their results, one each, in order."""

    post: Post
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    seconds: float = 0.0
    cached: bool = False
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    files: tuple[str, ...] = ()
    """The local files that the run read or imported."""
    variables: tuple[str, ...] = ()
    """The variables of the environment that it read."""
    made: Mapping[PurePosixPath, bytes | None] = field(default_factory=dict[PurePosixPath, bytes | None])
    """What it wrote below the source folder, had it run there; None for what is too large to be kept."""
    day: str = ""
    """When it ran, as ISO 8601 writes a day; empty where nothing ran."""
    needs: Needs = Needs()
    kept: Kept | None = None
    """The record of the run; None where there is none."""

    @cached_property
    def steps_on(self) -> Mapping[int, Sequence[int]]:
        """Line of the file -> the numbers of the steps whose code stands there."""
        found: dict[int, list[int]] = {}
        for number, step in enumerate(self.steps):
            for line in range(step.line, step.line + step.code.count("\n") + 1):
                found.setdefault(line, []).append(number)
        return found
