"""Executed -> Executed: put what the kernel's observer noted at the lines of the post."""

import json
from collections.abc import Mapping
from dataclasses import replace
from math import nan
from typing import Any, cast

from blogkit.kernel import OBSERVED
from blogkit.model import Executed, Failure, Printed, Result, Shown, Step, Value

Notes = Mapping[str, Any]
Steps = Mapping[int, Step]
"""The kernel's number of a cell -> its step."""


def with_observations(executed: Executed) -> Executed:
    """Read the notes out of the outputs of every step."""
    notes = [_notes(result) for result in executed.results]
    steps = {note["cell"]: step for note, step in zip(notes, executed.steps, strict=True) if "cell" in note}
    results = (
        _sound_result(executed.post.source.path, step, result, note, steps)
        for step, result, note in zip(executed.steps, executed.results, notes, strict=True)
    )
    return replace(executed, results=tuple(results))


def _notes(result: Result) -> Notes:
    for output in result.outputs:
        if OBSERVED in output.data:
            return _of_the_observer(output.data[OBSERVED])
    return {}


def _of_the_observer(text: str) -> Notes:
    """The notes, unless a post wrote some of its own: those cannot be told, and say nothing.

    >>> _of_the_observer('["mine"]')
    {}
    """
    try:
        notes = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return cast("Notes", notes) if isinstance(notes, dict) and "cell" in notes else {}


def _sound_result(post_path: object, step: Step, result: Result, notes: Notes, steps: Steps) -> Result:
    """With its notes, or without those that a post has forged."""
    try:
        return _result(post_path, step, result, notes, steps)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return _result(post_path, step, result, {}, steps)


def _result(post_path: object, step: Step, result: Result, notes: Notes, steps: Steps) -> Result:
    failure = result.failure
    if "raised" in notes:
        failure = _failure(step, failure, notes["raised"])
    if failure and notes.get("failed_at"):
        lines = [step.line + line - 1 for number, line in notes["failed_at"] if steps.get(number) is step]
        if lines:
            failure = replace(failure, line=lines[0], outermost=lines[-1])
    return replace(
        result,
        outputs=tuple(output for output in result.outputs if OBSERVED not in output.data),
        printed=tuple(_printed(record, steps, post_path) for record in notes.get("printed", ())),
        shown=tuple(_shown(record, step) for record in notes.get("shown", ())),
        failure=failure,
        raised=tuple(_went_on(record, step, steps) for record in notes.get("went_on", ())),
        listed=notes.get("listed", False),
    )


def _went_on(record: Notes, step: Step, steps: Steps) -> Failure:
    """An exception after which the session went on, at the exchange that led there."""
    lines = [step.line + line - 1 for number, line in record["places"] if steps.get(number) is step]
    line = lines[-1] if lines else step.line
    return _failure(step, Failure(line, record["name"], record["message"], outermost=line), record)


def _failure(step: Step, known: Failure | None, raised: Notes) -> Failure:
    """What the kernel knows of an exception; some that IPython prints come as no error of the cell."""
    failure = known or Failure(step.line, raised["name"], raised["message"])
    return replace(failure, bases=tuple(raised["bases"]))


def _printed(record: Notes, steps: Steps, post_path: object) -> Printed:
    """The kernel lists the innermost place first, and recipes have lines of their own script."""
    known = [(steps[number], line) for number, line in reversed(record["places"]) if number in steps]
    lines = (step.line + line - 1 for step, line in known if step.path == post_path)
    return Printed(tuple(lines), record["stream"], record["text"])


def _shown(record: Notes, step: Step) -> Shown:
    first = step.line + record["line"] - 1
    return Shown(first, first + record["end_line"] - record["line"], record["name"], _value(record["value"]))


def _value(described: Notes) -> Value:
    numbers = described.get("numbers")
    shape = described.get("shape")
    return Value(
        type=described["type"],
        text=described["text"],
        repr=described["repr"],
        shape=None if shape is None else tuple(shape),
        dtype=described.get("dtype", ""),
        numbers=None if numbers is None else tuple(_number(number) for number in numbers),
        srepr=described.get("srepr", ""),
        html=described.get("html", ""),
        displayed=described.get("displayed", ""),
    )


def _number(text: str) -> complex | float | int | bool:
    """Read a number as Python writes it, exactly; NaN for what is none.

    >>> [_number(text) for text in ("True", "3", "0.1", "nan", "(1+2j)")]
    [True, 3, 0.1, nan, (1+2j)]
    """
    if text in {"True", "False"}:
        return text == "True"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    try:
        return complex(text)
    except ValueError:
        return nan
