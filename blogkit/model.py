"""The values that travel from room to room, in the order in which they appear."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from enum import StrEnum
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


TOO_LONG = "took too long to compare"
"""Why a claim is unchecked that was not decided in time; with more time it may be."""


class Judgement(StrEnum):
    """The four verdicts."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNSTABLE = "unstable"
    UNCHECKED = "unchecked"


@frozen
class Observation:
    """One thing a claim may be about: text as a reader sees it, and the value behind it."""

    text: str
    value: Value | None = None


@frozen
class Verdict:
    """A claim, judged. `actual` is what `fix` writes in its place."""

    claim: Claim
    judgement: Judgement
    actual: str = ""
    reason: str = ""
    rule: str = ""
    """What decided: the comparator that agreed, or the rule that explains; empty where nothing does."""
    by_hand: str = ""
    """Why `fix` leaves a broken claim to the author; empty where it writes `actual`."""

    @property
    def agreed_by(self) -> str:
        """The name of the comparator that agreed, as in the registry."""
        return self.rule if self.judgement is Judgement.HOLDS else ""


@frozen
class Comment:
    """A comment beside or below a statement that was judged not to be a claim."""

    line: int
    text: str
    why_not: str
    rule: str = ""
    """The rule of the judge that decided so; empty where the words alone did."""


@frozen
class Figure:
    """An image the post promises."""

    line: int
    path: str
    """As the post writes it: "/images/calculus-101/absolute-value.png"."""
    status: str
    """"unchanged", "changed", "redrawn" (it had changed, and the file is new), "new" or "undrawn"."""
    difference: float = 0.0
    """The share of its ink that differs."""
    png: bytes = b""
    """The picture as drawn now, in the format of its name; empty when nobody draws it."""
    committed: bytes | None = None
    """What the file held when it was compared; None where there was none."""
    file: PurePosixPath | None = None
    """Where the picture stands below the source folder; None for an address that leads elsewhere."""
    by_recipe: bool = False
    """Whether a recipe drew it: the author's consent to have the file rewritten."""
    trouble: str = ""
    """Why the file could not be compared, so that only `fix` rewrites it: "is no picture"."""


@frozen
class Judged:
    """Everything the report, the page and `fix` need to know of one post."""

    executed: Executed
    verdicts: tuple[Verdict, ...] = ()
    comments: tuple[Comment, ...] = ()
    figures: tuple[Figure, ...] = ()
    failures: tuple[Failure, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether every claim was decided in time; else nothing of it may be remembered."""
        return all(verdict.reason != TOO_LONG for verdict in self.verdicts)


@frozen
class Link:
    """A link or an image as the page has it, and the line of the file it stands on."""

    href: str
    line: int
    is_image: bool = False


@frozen
class Processing:
    """What is to become of an image."""

    action: str
    """"resize", "crop", "fit" or "fill"; empty where only the format changes."""
    format: str
    """Of the new image: "jpeg"."""
    width: int = 0
    height: int = 0
    """0 where the shape of the image decides."""
    anchor: str = ""
    """Which part a crop keeps: "topleft"; "smart" where that is left open."""
    filter: str = ""
    quality: int = 0
    rotation: int = 0
    """In degrees, against the clock."""
    background: str = ""
    words: tuple[str, ...] = ()
    """As the template says it: the name of the new image is made of them."""


@frozen
class Published:
    """A file that a page's templates put on the site: one of the blog's, or an image made of it."""

    source: str
    """Below the source folder."""
    steps: tuple[Processing, ...] = ()


@frozen
class Proof:
    """How a page's claims fared, when, and with what: for the lines at both ends of the page."""

    claims: int
    holds: int
    broken: int
    unstable: int = 0
    unchecked: int = 0
    defines: int = 0
    """Formulas that define something, and claim nothing."""
    day: str = ""
    """When the code ran, as ISO 8601 writes a day; empty where none ran."""
    versions: tuple[tuple[str, str], ...] = ()
    """What it ran with: "Python", "3.12"."""

    @property
    def named(self) -> str:
        """What it ran with, in one line."""
        return ", ".join(" ".join(pair) for pair in self.versions)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many claims fared how, by the word for it; what there is none of is left out."""
        every = (
            ("n_hold", self.holds),
            ("n_broken", self.broken),
            ("n_unstable", self.unstable),
            ("n_unchecked", self.unchecked),
            ("n_define", self.defines),
        )
        return tuple(pair for pair in every if pair[1])


@frozen
class Told:
    """A claim as a reader gets it told who opens its mark."""

    name: str
    """Of its mark on the page: "c31-24"."""
    line: int
    judgement: Judgement
    stated: str
    shown: str = ""
    """Empty where the code shows nothing else."""
    rule: str = ""
    """The sentence that says why it holds, by its name among the words of the page."""
    reason: str = ""
    """Why it does not hold, or was not checked."""
    check: str = ""
    """The expression of a check that does not show in the text."""
    formula: str = ""
    """What is stated as MathML, where it is a formula."""


@frozen
class Page:
    """A page of the site before the template is put around it."""

    kind: str
    """Hugo's kinds: "home", "section", "page", "taxonomy", "term", "404"."""
    url: str
    """Below the site's base, with a leading slash: "/posts/calculus-101/"."""
    front_matter: FrontMatter
    content: str = ""
    """The body as a feed has it."""
    summary: str = ""
    toc: str = ""
    word_count: int = 0
    reading_time: int = 0
    section: str = ""
    source: PurePosixPath | None = None
    resources: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    """Files that belong to the page, by their path below the destination: pictures its cells drew."""
    published: Mapping[str, Published] = field(default_factory=dict[str, Published])
    """Files that its templates asked for, by their path below the destination."""
    notebook_url: str = ""
    """Where the page's notebook can be had, as a link; empty where there is none."""
    script_url: str = ""
    recipes_url: str = ""
    """Where the script of its pictures can be had."""
    recipes: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an image as the post writes it -> the code that drew it."""
    proof: Proof | None = None
    claims: tuple[Told, ...] = ()
    """What the page states of its code, in the order of the text."""
    links: tuple[Link, ...] = ()
    """The lines of the source's links, for the link checker."""
    addresses: tuple[str, ...] = ()
    """Where links and media lead to, each once; anchors that are on the page itself are left out."""
    signs: str = ""
    """Every sign that the formulas use, once and in order."""
    scripts: tuple[str, ...] = ()
    """The libraries that draw its figures in the reader's browser: "plotly"."""
    card: str = ""
    """The path below the destination of the picture for those who link to the page."""
    shown: str = ""
    """The body as the page shows it, with what only the page has room for; empty where that is the same."""
    letters: str = ""
    """Every letter beyond ASCII that the page uses, once and in order."""


@frozen
class Site:
    """The finished site: path below the destination -> bytes."""

    files: Mapping[str, bytes]
    marks: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a file shows, digested: the same mark, the same bytes."""
