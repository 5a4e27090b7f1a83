"""One claim with everything that a rule may look at."""

from collections.abc import Callable
from functools import cached_property

from blogkit.check.compare.exceptions import messages
from blogkit.check.compare.text import texts
from blogkit.check.judge.causes import FAILED
from blogkit.check.judge.facts import Facts, Mark
from blogkit.code import Unit
from blogkit.model import Claim, ClaimKind, Executed, Failure, Observation, Result, Step, StepKind
from blogkit.values import frozen

LEFT_OUT = "its code is left out"


@frozen
class Case:
    """A claim, what its cell showed, and the facts of the whole post."""

    claim: Claim
    executed: Executed
    index: int
    """Of the claim's step."""
    seen: tuple[Observation, ...]
    """What the claim may be about, the likeliest first."""
    facts: Facts

    @property
    def step(self) -> Step:
        """The step whose outputs the claim is about."""
        return self.executed.steps[self.index]

    @property
    def result(self) -> Result:
        """What became of it."""
        return self.executed.results[self.index]

    @cached_property
    def failure(self) -> Failure | None:
        """What it raised: in a session the claim's own exchange, where another is no reason to stop."""
        first, last = self.claim.subject
        if self.claim.kind is ClaimKind.BLOCK:  # what stands below a session answers its last exchange
            first = (
                self.step.line + max((one.unit.line for one in self.facts.marked[self.index]), default=1) - 1
            )
        own = [one for one in self.result.raised if first <= one.line <= last]
        return own[-1] if own else self.result.failure

    @property
    def raised(self) -> list[tuple[str, str]]:
        """The exceptions that it may be about, each with its message."""
        shown = [one for observation in self.seen for one in messages(observation.text)[-1:]]
        own = self.failure if not self.seen else None  # else the statement has shown what it shows
        return [*shown, *([(own.name.rpartition(".")[2], own.message)] if own else [])]

    @property
    def says_the_same(self) -> bool:
        """Whether it says what is shown: then no difference asks for an excuse."""
        return any(self.claim.expected.strip() == one.text.strip() for one in self.seen)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What ran up to the claim, its own step last."""
        return self.executed.steps[: self.index + 1]

    @cached_property
    def suffering(self) -> str:
        """Why nothing can be said of what the claim is about: a failure above, or code that is left out."""
        found = self.marks if self.step.kind is StepKind.CELL else self.all_marks
        if self.claim.kind is ClaimKind.BLOCK:
            found |= {mark for mark in self.all_marks if mark.startswith(FAILED)}
        if Mark.LEFT_OUT in found or (Mark.EMPTY in found and self._shows_nothing_of_it):
            return LEFT_OUT
        return min((mark.removeprefix(FAILED) for mark in found if mark.startswith(FAILED)), default="")

    @property
    def _shows_nothing_of_it(self) -> bool:
        """Whether more may be meant than an empty function does: a value for its None, further lines."""
        lines = len(self.claim.expected.strip().split("\n"))
        return not any(
            "None" not in one.text and len(one.text.strip().split("\n")) == lines for one in self.seen
        )

    @cached_property
    def all_marks(self) -> frozenset[str]:
        """What reaches any statement of its step."""
        return frozenset[str]().union(*(one.marks for one in self.facts.marked[self.index]))

    @cached_property
    def texts(self) -> list[str]:
        """Every text that was seen."""
        return [text for one in self.seen for text in texts(one)]

    @cached_property
    def marks(self) -> frozenset[str]:
        """What reaches the statements whose outputs the claim is about."""
        first, last = (line - self.step.line + 1 for line in self.claim.subject)
        near = self.facts.marked_on(self.index, first, last)
        reached = (one.marks for one in near if self.is_about(one.unit))
        return frozenset[str]().union(*reached)

    def is_about(self, unit: Unit) -> bool:
        """Whether the claim is about what a statement shows; a block is about all that is shown or raised."""
        first, last = self.step.line + unit.line - 1, self.step.line + unit.end_line - 1
        within = first <= self.claim.subject[1] and self.claim.subject[0] <= last
        raised = self.result.failure is not None and first <= self.result.failure.line <= last
        return within and (
            self.claim.kind is not ClaimKind.BLOCK
            or unit.shows
            or raised
            or not self.facts.printing[self.index].isdisjoint(unit.reads)
        )

    @cached_property
    def code(self) -> str:
        """What ran up to the claim, in one text."""
        return "\n".join(step.code for step in self.steps)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of code that the claim is about."""
        first, last = self.claim.subject[0] - self.step.line, self.claim.subject[1] - self.step.line
        return [line for line in self.step.code.split("\n")[max(first, 0) : last + 1] if line.strip()]


Rule = Callable[[Case], str]
"""Gives a reason, or nothing where the rule does not apply."""
