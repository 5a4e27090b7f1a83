"""What is true of a post."""

from enum import StrEnum
from pathlib import PurePosixPath

from blogkit.model.claims import Claim
from blogkit.model.runs import Executed, Failure, Value
from blogkit.values import frozen

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
