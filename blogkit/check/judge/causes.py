"""Steps and results -> failures, each cause once, and which steps only suffer from another."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from blogkit.check.compare.exceptions import UNREADABLE
from blogkit.code import binds, reads, runnable, units
from blogkit.model import Executed, Failure, Result, Step, StepKind

_MISSING = re.compile(r"No module named '?([\w.]+)'?")
_SUCCESS = frozenset({"", "0", "None", "False"})
"""What `sys.exit` is given when a script ends as it should."""
_DEFINES = re.compile(r"^\s*(?:(?:async\s+)?def|class)\s+(\w+)|^(\w+)\s*(?::[^=]+)?=(?!=)", re.MULTILINE)
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


@dataclass(frozen=True)
class Causes:
    """What went wrong, said once; `suffering` maps the index of a step to why it cannot be judged."""

    failures: tuple[Failure, ...]
    suffering: dict[int, str]


def causes(executed: Executed) -> Causes:
    """Follow names from cell to cell: what a failed cell would have defined spoils its readers."""
    spoiled: dict[str, str] = {}
    failures: list[Failure] = []
    suffering: dict[int, str] = {}
    for index, (step, result) in enumerate(zip(executed.steps, executed.results, strict=True)):
        if step.kind is StepKind.RECIPE:
            continue
        names = _names(step.code if step.kind is not StepKind.ASIDE else _session(step.code))
        source = next((spoiled[name] for name in sorted(names.read) if name in spoiled), "")
        failure = _unexpected(step, result)
        if failure is not None and not source:
            failures.append(failure)
        reason = _reason(result, failure, source)
        if reason:
            suffering[index] = reason
            late = _bound_late(step, result, names)
            spoiled |= dict.fromkeys(late, source or reason)
        else:
            for name in names.bound:
                spoiled.pop(name, None)
    return Causes(_once(failures), suffering)


def _session(code: str) -> str:
    """What stands behind the margin of an aside."""
    return "\n".join(line[1:].lstrip() for line in code.split("\n")[1:])


def _unexpected(step: Step, result: Result) -> Failure | None:
    """The failure of a step, unless its fence announces it; the missing failure if it does."""
    wanted = step.options.raises
    failure = result.failure
    if failure is not None and failure.name == "SystemExit" and failure.message in _SUCCESS:
        return None
    if failure is None:
        if wanted and result.ran:
            return Failure(
                step.line, "DidNotRaise", f"its fence says that it raises {wanted}, but it does not"
            )
        return None
    if wanted and wanted.split(":")[0].strip() in {
        failure.name,
        failure.name.rpartition(".")[2],
        "Exception",
        "true",
    }:
        return None
    return replace(failure, message=_explained(failure)) if step.kind is StepKind.CELL else None


def _explained(failure: Failure) -> str:
    """Say what to do where the interpreter's words do not."""
    if failure.name in {"ModuleNotFoundError", "ImportError"} and (match := _MISSING.search(failure.message)):
        return f"needs {match[1].split('.')[0]}, which is not installed"
    if failure.name == "NameError" and (match := _UNDEFINED.search(failure.message)):
        return f"uses the name {match[1]}, which the post does not define before"
    return failure.message


def _reason(result: Result, failure: Failure | None, source: str) -> str:
    if source:
        return source
    if not result.ran:
        return "the cell was not run"
    if failure is None or failure.name == "DidNotRaise":
        return ""
    return f"line {failure.line}: {failure.name}: {failure.message}"


def _once(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """The first failure of each cause."""
    kept: dict[tuple[str, str], Failure] = {}
    for failure in failures:
        kept.setdefault((failure.name, failure.message), failure)
    return tuple(kept.values())


@dataclass(frozen=True)
class _Names:
    read: frozenset[str]
    bound: frozenset[str]
    lines: dict[str, int]
    """The last line, counted from 1 within the code, on which a name is bound."""


def _names(code: str) -> _Names:
    try:
        tree = ast.parse(runnable(code))
    except (SyntaxError, ValueError, RecursionError):
        found = {one or other: 1 for one, other in _DEFINES.findall(code)}
        return _Names(frozenset(), frozenset(found), found)
    bound: dict[str, int] = {}
    read: set[str] = set()
    for unit in units(tree.body):
        # what the cell itself defines before it is its own
        read |= reads(unit) - set(bound)
        bound |= dict.fromkeys(binds(unit), unit.lineno)
    return _Names(frozenset(read), frozenset(bound), bound)


def _bound_late(step: Step, result: Result, names: _Names) -> frozenset[str]:
    """What a failed cell did not define any more; all its names when it did not run."""
    if result.failure is None or not result.ran or result.failure.name in UNREADABLE:
        return names.bound
    stopped = result.failure.line - step.line + 1
    return frozenset(name for name, line in names.lines.items() if line >= stopped)
