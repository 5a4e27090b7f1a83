"""What a post says of its code, and the steps that decide it."""

from enum import StrEnum
from pathlib import PurePosixPath

from blogkit.model.posts import Options
from blogkit.values import frozen


class ClaimKind(StrEnum):
    """Where a claim stands."""

    TRAILING = "trailing"
    FOLLOWING = "following"
    BLOCK = "block"
    DOCTEST = "doctest"
    MATH = "math"
    PROSE = "prose"


@frozen
class Span:
    """A piece of one line of the file: columns count from 0, `end` is exclusive."""

    line: int
    start: int
    end: int


@frozen
class Claim:
    """A place where the post tells the reader what code evaluates to."""

    kind: ClaimKind
    syntax: str
    """The name of the syntax that found it, as in the registry: "labelled beside"."""
    expected: str
    """The claimed text, comment signs and labels taken off, lines joined by newlines."""
    spans: tuple[Span, ...]
    """Where `expected` stands in the file, one span a line: what `fix` rewrites."""
    subject: tuple[int, int]
    """First and last line of the statement (or of the whole cell) the claim is about."""
    labelled: bool = True
    """False: a claim only if value-shaped, or if it equals what the statement showed."""
    narrower: tuple["Claim", ...] = ()
    """What is claimed in its place where the whole does not hold: its values, each line for itself."""
    doubted: bool = False
    """Whether the text says that it is not so."""

    @property
    def line(self) -> int:
        """The first line of the claimed text."""
        return self.spans[0].line

    @property
    def column(self) -> int:
        """The column at which it begins there, counted from 1."""
        return self.spans[0].start + 1

    @property
    def end_line(self) -> int:
        """The last line of the claimed text."""
        return self.spans[-1].line


class StepKind(StrEnum):
    """What a step runs for."""

    CELL = "cell"
    RECIPE = "recipe"
    CHECK = "check"
    ASIDE = "aside"


@frozen
class Step:
    """What the kernel runs in one go: a cell, a figure's recipe, a check in the prose, or an aside.

    An aside is a session that stands beside the code, in a docstring or a sentence, and leaves no trace.

    `line` is the line of `path` on which the code starts (the post's, or the recipe script's);
    `claims` are the claims about this step.
    """

    kind: StepKind
    code: str
    line: int
    path: PurePosixPath
    at: int
    """The line of the post at whose place the step runs."""
    options: Options = Options()
    claims: tuple[Claim, ...] = ()
    figure: str = ""
    """For a recipe: the path of the image as the post writes it, "/images/a/b.png"."""
