"""What was measured, beside what, and how low it should be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

HEAD = "| what | ours | beside | ratio | target | |\n|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Row:
    """A line of the table of targets."""

    what: str
    ours: Sequence[float]
    theirs: Sequence[float]
    target: float

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return median(our / their for our, their in zip(self.ours, self.theirs, strict=True))

    @property
    def is_met(self) -> bool:
        """Whether it is low enough."""
        return self.ratio <= self.target

    def line(self) -> str:
        """A line of the table."""
        return (
            f"| {self.what} | {median(self.ours):.2f} | {median(self.theirs):.2f} | {self.ratio:.2f} "
            f"| {self.target:.2f} | {'met' if self.is_met else '**not met**'} |"
        )


def table(rows: Iterable[Row]) -> str:
    """The rows as Markdown."""
    return "\n".join([HEAD, *(row.line() for row in rows)])


def counted(rows: Sequence[Row]) -> str:
    """How many are met."""
    return f"{sum(row.is_met for row in rows)} of {len(rows)} targets are met."
