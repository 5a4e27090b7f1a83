"""Case -> whether the very statement raises that the text says shows something."""

import ast
import builtins
import re

from blogkit.check.compare.exceptions import raised_names
from blogkit.check.judge.case import Case
from blogkit.check.judge.causes import kinds, unexpected
from blogkit.check.judge.chance import CHANCE
from blogkit.check.judge.claimhood import is_bytecode
from blogkit.check.judge.facts import Mark
from blogkit.check.judge.languages import is_said_of_other
from blogkit.code import Unit, read_units
from blogkit.model import ClaimKind, Failure

_ELSEWHERE = frozenset(
    [
        "ImportError",
        "OSError",
        "EmptyDataError",
        "NameError",
        "SyntaxError",
        "TimeoutError",
        "MemoryError",
        "EOFError",
        "NotImplementedError",
        "SystemExit",
        "KeyboardInterrupt",
        "DeadKernelError",
        "DeadKernel",
        "MemoryLimit",
        "NoKernel",
        "CellTimeoutError",
        "Timeout",
        "StdinNotImplementedError",
        "UsageError",
    ]
)
"""Exceptions that say more of the surroundings, or of code that the post does not show, than of the text."""
_OF_DATA = frozenset({"KeyError", "IndexError", "ValueError", "StopIteration"})
"""What a file with other data may raise."""
_OTHER_VERSION = re.compile(
    r"^module '.*' has no attribute|unexpected keyword argument|deprecated|removed|no longer|not installed"
    r"|_OutputRedirectingPdb|\bellipsis\b"
    r"|^Invalid format specifier|^Format specifier missing|^Unknown format code"
    r"|no such table|unable to open|pip install|event loop is already running"
    r"|\binstall\b|API[ _]key|credential|permission|token\b",
    re.IGNORECASE,
)


def own_failure(case: Case) -> Failure | None:
    """The exception that the claim's own statement raises, where that is the post's own doing."""
    failure = case.failure
    if (
        failure is None
        or (failure is case.result.failure and unexpected(case.step, case.result) is None)
        or not case.claim.labelled
        or any(mark.startswith(CHANCE) for mark in case.all_marks)  # it raises now and then
        or case.claim.syntax == "table"  # it may be about anything
        or is_bytecode(case.claim.expected)
        or is_said_of_other(case)
        or Mark.MACHINE in case.all_marks  # `files[0]`, where the author's folder held files
        or (Mark.FILE in case.all_marks and failure.name in _OF_DATA)
        or not {Mark.ALTERNATIVES, Mark.SCENE, Mark.RENEWED}.isdisjoint(case.marks)
    ):
        return None
    own = case.suffering.startswith(f"line {failure.line}: {failure.name}")
    if not own or raised_names(case.claim.expected) or is_elsewhere(failure) or _calls_another(case, failure):
        return None
    return failure if is_at(case, failure) or _needs_what_failed(case, failure) else None


def _calls_another(case: Case, failure: Failure) -> bool:
    """Whether the line reads a builtin, whose name another example above has given to a value of its own."""
    line = case.step.code.split("\n")[max((failure.outermost or failure.line) - case.step.line, 0)]
    named = _BUILTINS.intersection(re.findall(r"(?<![\w.])[a-z]\w*", line.partition("#")[0]))
    above = (unit for step in case.steps[:-1] for unit in read_units(step.code) if named & unit.binds)
    here = (unit for unit in read_units(case.step.code) if named & unit.binds)
    return bool(named) and any(map(_is_value, above)) and not any(True for _ in here)


def _is_value(unit: Unit) -> bool:
    return not isinstance(
        unit.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
    )


_BUILTINS = frozenset(name for name in dir(builtins) if name[0].islower())


def is_elsewhere(failure: Failure) -> bool:
    """Whether an exception tells of a missing library or file, of another version, of a name not shown."""
    if failure.name == "UnboundLocalError":
        return False
    return not kinds(failure).isdisjoint(_ELSEWHERE) or bool(_OTHER_VERSION.search(failure.message))


def is_at(case: Case, failure: Failure) -> bool:
    """Whether the claim is about the statement that raised; a block is about the whole cell."""
    first, last = case.claim.subject
    return case.claim.kind is ClaimKind.BLOCK or any(
        first <= line <= last for line in (failure.line, failure.outermost)
    )


def _needs_what_failed(case: Case, failure: Failure) -> bool:
    """Whether the claim's statement stands below in the cell, and reads what should have been changed.

    A statement that has a claim of its own only asks.
    """
    line = (failure.outermost or failure.line) - case.step.line + 1
    units = [one.unit for one in case.facts.marked[case.index]]
    failed = [unit for unit in units if unit.line <= line <= unit.end_line]
    asked = any(
        one != case.claim and one.subject[0] <= failure.line <= one.subject[1] for one in case.step.claims
    )
    changed = frozenset[str]().union(
        *(unit.binds if asked else unit.binds | _meant_to_change(unit) for unit in failed)
    )
    about = [unit for unit in units if case.is_about(unit) and unit.line > line]
    return any(unit.reads & changed for unit in about)


def _meant_to_change(unit: Unit) -> frozenset[str]:
    """What a statement is there to change; one that prints only looks at what its methods are called of."""
    printed = isinstance(unit.node, ast.Expr) and "print(" in unit.calls
    return frozenset() if printed else unit.changes


def said(failure: Failure) -> str:
    """How a report names it."""
    return f"raises {failure.name}: {failure.message}".strip().removesuffix(":")
