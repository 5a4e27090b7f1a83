"""Steps and results -> failures, each cause once, and the marks that they put on statements."""

import builtins
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from blogkit.check.compare.exceptions import UNREADABLE, announces_failure, raised_names
from blogkit.code import Given, Unit, statements
from blogkit.model import Failure, Result, Step, StepKind

FAILED = "failed: "
"""How the mark of a failure begins; the reason follows."""
NOT_RUN = FAILED + "the cell was not run"

_MISSING = re.compile(r"No module named '?([\w.]+)'?")
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_ENDS_WELL = frozenset({"", "0", "None", "False"})
"""What `sys.exit` is given when a script ends as it should."""
_RUNS_ALL = re.compile(r"\bmain\(")


class Causes:
    """Collects the failures of a post while its statements are followed."""

    def __init__(self) -> None:
        """Nothing has failed yet."""
        self._failures: list[Failure] = []
        self._lost: dict[str, frozenset[str]] = {}
        """Names that statements would have bound which failed, and the marks of those."""

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The first failure of each cause, in the order of the post."""
        kept: dict[tuple[str, str], Failure] = {}
        for failure in sorted(self._failures, key=lambda one: one.line):
            kept.setdefault((failure.name, failure.message), failure)
        return tuple(kept.values())

    def given(self, step: Step, result: Result) -> Given:
        """Which marks begin at the statements of a step."""
        failure = unexpected(step, result)
        if not result.ran:
            return not_run
        raised = [one for one in result.raised if not _is_answered(step, one)]
        went_on = self._beyond(step, raised) if raised else _nothing
        if failure is None:
            return went_on
        if step.kind is not StepKind.CELL or failure.name == "DidNotRaise":
            self._failures += [failure] if step.kind is StepKind.CELL else []
            return went_on
        own = FAILED + f"line {failure.line}: {failure.name}: {failure.message}"
        first = 1 if failure.name in UNREADABLE else (failure.outermost or failure.line) - step.line + 1
        stopped: set[str] = set()

        def begins(unit: Unit, reached: frozenset[str]) -> Iterable[str]:
            """From the statement that failed on, all that the cell would have done is unknown."""
            if not stopped and unit.end_line >= first:
                others = {mark for mark in reached if mark.startswith(FAILED)} or self._missed(failure)
                stopped.update(others or {own})
                self._failures += [] if others else [failure]
            if stopped:
                self._lost.update(dict.fromkeys(unit.binds, frozenset(stopped)))
            return stopped or went_on(unit, reached)

        return begins

    def _missed(self, failure: Failure) -> frozenset[str]:
        """The marks of what failed above and would have bound the name that the exception misses.

        Code may look a name up that it does not say: `globals()[f"tree_{number}"]`.
        """
        missing = re.findall(r"'(\w+)'", failure.message) if failure.name in _MISSES else ()
        return frozenset[str]().union(*(self._lost.get(name, frozenset()) for name in missing))

    def _beyond(self, step: Step, raised: Sequence[Failure]) -> Given:
        """In a session only what an exchange would have bound or changed is unknown."""
        places = {number: one for one in raised for number in _exchange(step, one)}
        named: set[Failure] = set()

        def begins(unit: Unit, reached: frozenset[str]) -> Iterable[str]:
            failure = places.get(unit.line)
            if failure is None:
                return ()
            others = {mark for mark in reached if mark.startswith(FAILED)}
            if not others and failure not in named:
                named.add(failure)
                self._failures.append(replace(failure, message=_explained(failure)))
            return others or {_mark(failure)}

        return begins


def _mark(failure: Failure) -> str:
    return f"{FAILED}line {failure.line}: {failure.name}: {_explained(failure)}"


def _is_answered(step: Step, failure: Failure) -> bool:
    """Whether the answer to an exchange names what it raised."""
    answers = (one.expected for one in step.claims if one.subject[0] <= failure.line <= one.subject[1])
    return any(
        announces_failure(answer) or not kinds(failure).isdisjoint(raised_names(answer)) for answer in answers
    )


def _exchange(step: Step, failure: Failure) -> range:
    """The lines of the statement that raised, counted from 1 within its cell."""
    line = failure.line - step.line + 1
    found = (one for one in statements(step.code) if one.lineno <= line <= (one.end_lineno or line))
    return next((range(one.lineno, (one.end_lineno or line) + 1) for one in found), range(line, line + 1))


def not_run(_unit: Unit, reached: frozenset[str]) -> Iterable[str]:
    """What a statement says that nobody ran: no more than why others failed, if they are the reason."""
    return () if any(mark.startswith(FAILED) for mark in reached) else (NOT_RUN,)


def _nothing(_unit: Unit, _reached: frozenset[str]) -> Iterable[str]:
    return ()


_MISSES = frozenset({"KeyError", "NameError", "AttributeError"})
MAY_RAISE = "*"
"""What a cell says that may fail in any way, and need not, as MyST's and Quarto's do."""


def unexpected(step: Step, result: Result) -> Failure | None:
    """The failure of a step, unless its fence announces it; the missing failure if it does."""
    wanted = step.options.raises.split(":")[0].strip()
    failure = result.failure
    if wanted == MAY_RAISE:
        return None
    if failure is None:
        if wanted and result.ran:
            return Failure(
                step.line, "DidNotRaise", f"its fence says that it raises {wanted}, but it does not"
            )
        return None
    if failure.name == "SystemExit" and failure.message in _ENDS_WELL and _RUNS_ALL.search(step.code):
        return None
    if wanted in {"Exception", "BaseException", "true"} or wanted.rpartition(".")[2] in kinds(failure):
        return None
    if wanted:
        said = f"its fence says that it raises {wanted}, but it raises {failure.name}: {failure.message}"
        return replace(failure, message=said.removesuffix(": "))
    return replace(failure, message=_explained(failure)) if step.kind is StepKind.CELL else None


def kinds(failure: Failure) -> frozenset[str]:
    """The names of an exception's class and of those above it, as far as they are known."""
    short = failure.name.rpartition(".")[2]
    builtin = getattr(builtins, short, None)
    above = builtin.__mro__ if isinstance(builtin, type) else ()
    return frozenset({failure.name, short, *failure.bases, *(one.__name__ for one in above)})


def _explained(failure: Failure) -> str:
    """Say what to do where the interpreter's words do not."""
    if failure.name in {"ModuleNotFoundError", "ImportError"} and (match := _MISSING.search(failure.message)):
        return f"needs {match[1].split('.')[0]}, which is not installed"
    if failure.name == "NameError" and (match := _UNDEFINED.search(failure.message)):
        return f"uses the name {match[1]}, which the post does not define before"
    if failure.name == "SystemExit" and failure.message in _ENDS_WELL:
        return "it ends the program, and what stands below it in the cell is not run"
    return failure.message
