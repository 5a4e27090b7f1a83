"""What every format reports, counted once."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from blogkit.errors import ContentError, ToolError
from blogkit.model import Judged, Judgement
from blogkit.values import frozen

TOOL_FAILED = 70
"""The exit status for what no author can mend: EX_SOFTWARE of sysexits.h."""
UNSTATED = frozenset({"definition", "not decidable"})
"""The rules by which a formula is no claim."""


@frozen
class Report:
    """A build's findings: the posts as judged, and what was malformed."""

    posts: Sequence[Judged]
    problems: Sequence[ContentError] = ()
    """Malformed content: exit status 2."""
    links: Sequence[ContentError] = ()
    """Links that lead nowhere, at the line of the source: exit status 1."""
    warnings: Sequence[ContentError] = ()
    """What an author should know and the build survives."""
    verbose: bool = False
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    known: int = 0
    """How many findings of the baseline were left aside."""
    mended: int = 0
    """How many of the baseline are there no more."""
    install: str = ""
    """How packages are installed where the cells run, up to their names; empty for our own interpreter."""
    fix: str = "make fix"
    """The command that accepts what is shown; empty where none does."""
    folder: str = ""
    """The source folder below the root of the repository, for formats that name files from there: "blog"."""
    left_out: Mapping[str, int] = field(default_factory=dict[str, int])
    """Why posts are not published -> how many: "draft" -> 2."""

    def in_repository(self, path: str) -> str:
        """A path of the report as it is from the root of the repository; a flag is no path."""
        return path if path.startswith(("/", "-")) or not self.folder else f"{self.folder}/{path}"

    def count(self, judgement: Judgement) -> int:
        """How many claims were judged so."""
        return sum(verdict.judgement is judgement for post in self.posts for verdict in post.verdicts)

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return sum(len(post.verdicts) for post in self.posts)

    @property
    def formulas(self) -> int:
        """How many formulas define something, or state nothing that can be decided: no claims."""
        return sum(note.rule in UNSTATED for post in self.posts for note in post.comments)

    @property
    def failures(self) -> int:
        """How many cells failed."""
        return sum(len(post.failures) for post in self.posts)

    @property
    def figures(self) -> int:
        """How many images the posts promise."""
        return sum(len(post.figures) for post in self.posts)

    @property
    def drifted(self) -> int:
        """How many committed pictures are not what is drawn now."""
        return sum(figure.status == "changed" for post in self.posts for figure in post.figures)

    @property
    def traces(self) -> str:
        """Where in the tool it failed, for whoever mends it; empty where it did not."""
        return "\n".join(f"{one}\n{one.trace}" for one in self.problems if isinstance(one, ToolError))

    @property
    def status(self) -> int:
        """The exit status: 0 good, 1 the content is false, 2 it is malformed, 70 the tool itself failed."""
        if self.traces:
            return TOOL_FAILED
        if self.problems:
            return 2
        return int(bool(self.count(Judgement.BROKEN) or self.failures or self.drifted or self.links))
