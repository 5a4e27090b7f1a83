"""(Claim, Result) -> what the claim may be about: texts and values, the likeliest first."""

import re
from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter

from blogkit.check.claims.displays import DISPLAYED
from blogkit.kernel import CUT, SESSION
from blogkit.model import (
    Claim,
    ClaimKind,
    Executed,
    Failure,
    Observation,
    Printed,
    Result,
    Shown,
    StepKind,
    Value,
)
from blogkit.source import terminal

_TEXT = "text/plain"
_LATEX = "text/latex"
_ADVICE = re.compile(r"^.*UserWarning: To exit: use 'exit'.*\n(?:\s*warn\(.*(?:\n|$))?", re.MULTILINE)
"""What IPython says where a script would have ended."""
_MOST_CELLS = 8
"""How many cells may share one block of outputs."""
_NOTHING = frozenset({"None", ""})
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


OUTPUT_CUT = "output was cut"
"""Why a claim is unchecked whose cell shows more than a cell may."""


def is_cut(result: Result) -> bool:
    """Whether what a step shows is not whole."""
    return any(CUT in output.data for output in result.outputs)


def about(claim: Claim, result: Result) -> tuple[Observation, ...]:
    """The observations a claim may be about."""
    if claim.syntax == DISPLAYED:
        found = [Observation(output.data[_LATEX]) for output in result.outputs if _LATEX in output.data]
    else:
        found = _of_cell(result) if claim.kind is ClaimKind.BLOCK else _of_lines(claim, result)
    read = map(_as_on_terminal, found)
    return tuple(dict.fromkeys(one for one in read if one.text.strip() or one.value is not None))


def _as_on_terminal(observation: Observation) -> Observation:
    """What a reader sees of it: a bar that was drawn over itself stands there once, in no colour."""
    value = observation.value
    plain = replace(value, text=terminal.shown(value.text)) if value else None
    return Observation(terminal.shown(observation.text), plain)


def about_several(executed: Executed, index: int) -> tuple[Observation, ...]:
    """What a step and those above it showed together, as far up as no block of outputs stands between."""
    whole = shown_in_order(executed.results[index])
    found: list[Observation] = []
    for above in range(index - 1, max(index - _MOST_CELLS, 0) - 1, -1):
        step = executed.steps[above]
        if step.kind is not StepKind.CELL or any(one.kind is ClaimKind.BLOCK for one in step.claims):
            break
        more = shown_in_order(executed.results[above])
        whole = _concatenated([more, whole])
        found += [Observation(whole)] if more.strip() else []
    return tuple(found)


def shown_in_order(result: Result) -> str:
    """All that a cell showed, but for warnings."""
    return _concatenated(output.data.get(_TEXT, "") for output in result.outputs if output.kind != "stderr")


def _of_lines(claim: Claim, result: Result) -> list[Observation]:
    """What the statement printed, the values it showed, how it failed."""
    first, last = claim.subject
    printed = [
        part
        for part in result.printed
        if part.stream != SESSION and any(first <= line <= last for line in part.lines)
    ]
    shown = [one for one in result.shown if first <= one.line and one.end_line <= last]
    said, warned = _joined(printed, "stdout"), _joined(printed, "stderr")
    values = [one for one in shown if not (printed and one.value.text in _NOTHING)]
    found = [Observation(said)] if said else []
    # A method that changes its object returns None; what its name holds then tells more.
    found += [_observed(one.value) for one in sorted(values, key=lambda one: one.value.text in _NOTHING)]
    found += _together(values)
    if claim.kind is ClaimKind.DOCTEST:
        found += _one_by_one(values)
    if said and values and claim.kind is ClaimKind.DOCTEST and not values[-1].name:
        found.insert(0, Observation(said + values[-1].value.repr))
    elif (
        said and values and claim.kind is not ClaimKind.DOCTEST and "\n" in claim.expected
    ):  # it prints, and then gives a value or raises
        found.append(Observation(said + values[-1].value.repr))
    found += [Observation(warned)] if warned else []
    for failure in (result.failure, *result.raised):
        if failure and first <= failure.line <= last:
            found += _failed(failure, said)
    return found


def _joined(printed: Iterable[Printed], stream: str) -> str:
    said = "".join(part.text for part in printed if part.stream == stream)
    return _ADVICE.sub("", said) if stream == "stderr" else said


def _observed(value: Value) -> Observation:
    pretty = value.displayed if value.srepr else ""  # as the post has told SymPy to show it
    return Observation(pretty or value.repr or value.text, value)


def _together(shown: list[Shown]) -> list[Observation]:
    """Several names that one statement assigned, as a tuple."""
    names = [one for one in shown if one.name]
    return [Observation(", ".join(one.value.repr for one in names))] if len(names) > 1 else []


def _one_by_one(shown: list[Shown]) -> list[Observation]:
    """What a session writes of an expression in a loop: its value each time, on a line of its own."""
    said = [one.value.repr for one in shown if not one.name and one.value.text not in _NOTHING]
    return [Observation("\n".join(said))] if len(said) > 1 else []


def _failed(failure: Failure, said: str) -> list[Observation]:
    text = f"{failure.name}: {failure.message}" if failure.message else failure.name
    return [Observation(text), *([Observation(said.rstrip("\n") + "\n" + text)] if said else [])]


def _of_cell(result: Result) -> list[Observation]:
    """All a cell showed, then its parts."""
    parts = [(output.kind, output.data.get(_TEXT, "")) for output in result.outputs]
    if not parts:
        parts = [(part.stream, part.text) for part in result.printed if part.stream != SESSION]
    said = "".join(text for kind, text in parts if kind == "stdout") or _joined(result.printed, "stdout")
    warned = _ADVICE.sub("", "".join(text for kind, text in parts if kind == "stderr"))
    whole = _concatenated(text for kind, text in parts if kind != "stderr")
    value = _last_value(result) or _rich_value(result) or (None if parts else _given_value(result))
    result_text = next((text for kind, text in reversed(parts) if kind == "result"), "")
    found = [Observation(whole)] if said or not value else []
    if result_text or (value and value.text not in _NOTHING and not said):
        found.append(Observation(result_text or (value.repr if value else ""), value))
    found += [Observation(said)] if said and said != whole else []
    found += [Observation(text) for kind, text in parts if kind == "display" and text]
    if warned:
        found += [
            Observation("".join(part.text for part in result.printed if part.stream != SESSION)),
            Observation(_concatenated([warned, whole])),
            Observation(_concatenated([whole, warned])),
            Observation(warned),
        ]
    found += _as_session(result, result_text)
    if not value and _NAME.fullmatch(result_text):  # of a class the notebook writes the name alone
        found.append(Observation(f"<class '{result_text}'>"))
    stopped = result.failure or next(iter(result.raised[-1:]), None)
    return found + (_failed(stopped, said) if stopped else [])


def _as_session(result: Result, last: str) -> list[Observation]:
    """What a session would have shown of the cell: also the values of expressions before the last."""
    values = [
        (one.line, one.value.repr) for one in result.shown if not one.name and one.value.text not in _NOTHING
    ]
    values = sorted(values, key=itemgetter(0))[: -1 if last else None]
    written = [
        (part.lines[0], part.text) for part in result.printed if part.lines and part.stream != "stderr"
    ]
    if not values and all(part.stream != SESSION for part in result.printed):
        return []
    shown = [text for _, text in sorted(written + values, key=itemgetter(0))]  # a call prints, then is shown
    return [Observation(_concatenated([*shown, last]))]


def _rich_value(result: Result) -> Value | None:
    """The last result as text and as the table it is displayed as, where no statement reported it."""
    for output in reversed(result.outputs):
        if output.kind in {"result", "display"} and "text/html" in output.data:
            text = output.data.get(_TEXT, "")
            return Value("", text, text, html=output.data["text/html"])
    return None


def _concatenated(texts: Iterable[str]) -> str:
    whole = ""
    for text in texts:
        whole += text if not whole or whole.endswith("\n") or not text else f"\n{text}"
    return whole


def _given_value(result: Result) -> Value | None:
    """What the last assignment has given a name, where a cell shows nothing else."""
    shown = [one for one in result.shown if one.name]
    return max(shown, key=lambda one: one.line).value if shown else None


def _last_value(result: Result) -> Value | None:
    shown = [one for one in result.shown if not one.name]
    return max(shown, key=lambda one: one.line).value if shown else None
