"""What is asked for, and what was written: posts with their fences and cells."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from blogkit.values import frozen


@frozen
class Request:
    """One build or check of one source folder."""

    folder: Path
    drafts: bool = False
    future: bool = False
    expired: bool = False
    base_url: str = ""
    execute: bool = True
    cache: Path | None = None
    """The folder where answers are kept from one build to the next; None keeps nothing."""
    jobs: int = 0
    """Posts that run at the same time; 0 is one a processor."""
    only: tuple[str, ...] = ()
    """Judge only these posts or folders."""
    executor: str = ""
    """"dask://HOST:PORT", or empty for this machine."""
    verbose: bool = False
    twice: bool = False
    """Run every post twice, to find claims that hold by luck."""
    strict: bool = False
    """Call broken what differs in one and the same way all over a page, too."""
    quiet: bool = False
    """Show no progress."""
    paths: tuple[str, ...] = ()
    """Markdown files and folders to judge, whatever generator they are for; empty stands for the blog."""
    claims_only: bool = False
    """Judge, and render nothing."""
    wants_site: bool = True
    """Whether a site is to come out of it: then a blog's own wish to render nothing does not count."""
    checkpoints: bool = False
    """Leave kernels at rest between costly steps, so that an edit goes on from there: for a preview."""
    python: str = ""
    """The interpreter that runs the cells, as given on the command line; empty leaves it to the blog."""


@frozen
class Spot:
    """Where a line of the text of a notebook or a script stands."""

    line: int
    """In the file."""
    cell: int = 0
    """Of a notebook, counted from 1; 0 for any other file."""
    row: int = 0
    """The line in the cell, or in what it shows."""
    shown: bool = False
    """Whether it is of a saved output."""
    shift: int = 0
    """So many columns further right than in the text."""

    @property
    def words(self) -> str:
        """As it follows the path in a report: `12`, `cell 3:2`, `cell 3:output 1`."""
        return f"cell {self.cell}:{'output ' * self.shown}{self.row}" if self.cell else str(self.line)


@frozen
class Source:
    """One Markdown file: its path below the source folder, and its text byte for byte.

    The text of a notebook or a script is the Markdown that says the same.
    """

    path: PurePosixPath
    text: str
    recipes: str = ""
    """The text of `POST.figures.py` beside it; empty where there is none."""
    spots: tuple[Spot, ...] = ()
    """Where each line of the text stands, if that is not the line of the file."""

    def spot(self, line: int) -> Spot:
        """Where a line of the text stands."""
        return self.spots[line - 1] if 0 < line <= len(self.spots) else Spot(line)


@frozen
class FrontMatter:
    """The header of a page. `raw` keeps every key (lower case) that has no field of its own."""

    title: str
    date: datetime | None = None
    lastmod: datetime | None = None
    publish_date: datetime | None = None
    expiry_date: datetime | None = None
    draft: bool = False
    description: str = ""
    summary: str = ""
    slug: str = ""
    url: str = ""
    type: str = ""
    layout: str = ""
    weight: int = 0
    aliases: tuple[str, ...] = ()
    math: bool = False
    blogkit: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The post's own settings for this tool: `[params.blogkit]`."""
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """All keys as written, names in lower case; `raw["tags"]` and the like."""
    body_line: int = 1
    """The line on which the body starts."""


@frozen
class Options:
    """What the attributes of a cell's fence ask for: `{execute=false, raises="ValueError"}`."""

    execute: bool = True
    raises: str = ""
    unstable: bool = False
    hide: str = ""
    timeout: float | None = None
    stderr: str = ""
    """"show" or "hide"; empty leaves it to the post and the site."""
    traceback: str = ""
    """"fold", "show" or "hide"; the same."""
    fold: int | None = None
    """So many lines of an output stand open; 0 folds none; None is the same."""


@frozen
class Fence:
    """A fenced code block as it stands in the file."""

    line: int
    """The line of the opening fence."""
    end_line: int
    """The line of the closing fence (the last line of the file where it is missing)."""
    language: str
    """The first word of the info string, lower case; empty for a bare fence."""
    info: str
    """The info string as written, attributes included."""
    code: str
    """The lines between the fences without the fence's indentation, each with its line end."""
    indent: int = 0
    """How many columns the fence is indented (a fence in a list); the code was cut by that much."""
    asks: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a cell of MyST or Quarto asks for in its first lines, in our words: `execute`, `raises`."""

    @property
    def code_line(self) -> int:
        """The line of the first code line."""
        return self.line + 1

    @property
    def sha256(self) -> str:
        """The hash of its inner text, as Hugo makes it of `.Inner` without the line ends around it."""
        return sha256(self.code.replace("\r\n", "\n").strip("\n").encode()).hexdigest()


AN_OUTPUT = "it is what the cell above shows"
"""Why a Python fence is not run that holds an output."""


@frozen
class Cell:
    """A Python fence that the kernel runs (or would run: see `why_not`)."""

    fence: Fence
    options: Options
    why_not: str = ""
    """Why the cell is shown and not run; empty when it runs."""

    @property
    def line(self) -> int:
        """The line of the first code line."""
        return self.fence.code_line

    @property
    def subject(self) -> tuple[int, int]:
        """The first and the last line of its code: what a claim about all of it is about."""
        return self.line, self.line + max(self.fence.code.count("\n") - 1, 0)

    @property
    def is_output(self) -> bool:
        """Whether the author put an output into a Python fence."""
        return self.why_not == AN_OUTPUT


@frozen
class Post:
    """A source, understood: its header, its fences and which of them are cells."""

    source: Source
    front_matter: FrontMatter
    fences: tuple[Fence, ...] = ()
    cells: tuple[Cell, ...] = ()
    shells: tuple[Fence, ...] = ()
    """The shell sessions that the author asks to be run, all in one shell."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file, so that `lines[n - 1]` is line n; whoever changes them takes a copy."""
        return self.source.text.split("\n")

    @cached_property
    def code(self) -> str:
        """The code of all cells, in one text."""
        return "\n".join(cell.fence.code for cell in self.cells)

    def fence_at(self, line: int) -> Fence | None:
        """The fence in which a line of the file stands, its marks included."""
        before = bisect_right(self.fences, line, key=lambda fence: fence.line)
        fence = self.fences[before - 1] if before else None
        return fence if fence and line <= fence.end_line else None

    def fences_behind(self, line: int, most: int = 1) -> tuple[Fence, ...]:
        """The next fences that begin behind a line of the file."""
        at = bisect_right(self.fences, line, key=lambda fence: fence.line)
        return self.fences[at : at + most]

    def cell_at(self, line: int) -> Cell | None:
        """The cell in whose fence a line of the file stands."""
        before = bisect_right(self.cells, line, key=lambda cell: cell.fence.line)
        cell = self.cells[before - 1] if before else None
        return cell if cell and line <= cell.fence.end_line else None

    def __getstate__(self) -> dict[str, Any]:
        """What is kept and sent: without the lines and the code, which the text has already."""
        return {name: value for name, value in vars(self).items() if name not in {"lines", "code"}}
