"""Steps -> notebook (plain JSON values), and executed notebook -> Result, ...

Nothing here imports Jupyter: reading a record back must cost nothing.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, cast

from blogkit.execute.widgets import WIDGET, States, widget_states, widget_text
from blogkit.kernel import FILES
from blogkit.model import Failure, Output, Result, Step
from blogkit.values import frozen

"""What the kernel reports about the files it read; never part of a Result."""


Notebook = dict[str, Any]


_JSON = re.compile(r"application/(?:.*\+)?json")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_INNER_PLACE = re.compile(r" \(<cell \d+>, line \d+\)$")


def notebook_of(steps: Sequence[Step]) -> Notebook:
    """One code cell a step, so that the record opens in any notebook application.

    >>> from pathlib import PurePosixPath
    >>> from blogkit.model import StepKind
    >>> step = Step(StepKind.CELL, "1 + 1", 5, PurePosixPath("a.md"), 5)
    >>> notebook_of([step])["cells"][0]["source"]
    '1 + 1'
    """
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "cells": [_cell(number, step) for number, step in enumerate(steps)],
    }


def _cell(number: int, step: Step) -> dict[str, Any]:
    tags = ["raises-exception"] if step.options.raises else []
    if not step.options.execute:
        tags.append("skip-execution")
    return {
        "cell_type": "code",
        "id": f"step-{number}",
        "metadata": {
            "tags": tags,
            "blogkit": {"kind": step.kind.value, "path": str(step.path), "line": step.line},
        },
        "execution_count": None,
        "source": step.code,
        "outputs": [],
    }


def results_of(steps: Sequence[Step], notebook: Notebook) -> tuple[Result, ...]:
    """Read what each step showed. A step whose cell never ran has `ran=False`."""
    states = widget_states(notebook)
    return tuple(_result(step, cell, states) for step, cell in zip(steps, notebook["cells"], strict=True))


def _result(step: Step, cell: Mapping[str, Any], states: States) -> Result:
    end = cell["metadata"]["blogkit"].get("failure")
    failure = Failure(step.line, end["name"], end["message"]) if end else None
    outputs: list[Output] = []
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            failure = failure or _failure(step, cell, output)
        elif output["output_type"] == "stream":
            outputs.append(Output(output["name"], {"text/plain": output["text"]}))
        elif FILES not in output["data"]:
            kind = "result" if output["output_type"] == "execute_result" else "display"
            data = {key: _text(value) for key, value in output["data"].items()}
            words = widget_text(output["data"], states)
            data |= {WIDGET: words} if words else {}
            outputs.append(Output(kind, data, output.get("metadata", {})))
    ran = cell["execution_count"] is not None or bool(outputs) or failure is not None
    return Result(tuple(outputs), failure=failure, ran=ran)


def as_notebooks_have_it(data: Mapping[str, Any]) -> dict[str, Any]:
    """A display whose kinds hold what the format of notebooks allows: only those of JSON more than text.

    Altair sends tables as "application/vnd.vegalite.v6.json", which is none of them.

    >>> as_notebooks_have_it({"text/plain": 5, "application/x+json": {}, "application/x.json": {}})
    {'text/plain': '5', 'application/x+json': {}, 'application/x.json': '{}'}
    """
    return {kind: value if _JSON.fullmatch(kind) else _text(value) for kind, value in data.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _failure(step: Step, cell: Mapping[str, Any], output: Mapping[str, Any]) -> Failure:
    traceback = _ESCAPES.sub("", "\n".join(output["traceback"]))
    leading = len(step.code) - len(step.code.lstrip())  # IPython cuts off blank lines before it counts
    skipped = step.code.count("\n", 0, leading)
    line = step.line + skipped + _failing_line(traceback, cell["execution_count"]) - 1
    # Python's own coordinates mean nothing to whoever reads the post
    message = _INNER_PLACE.sub("", output["evalue"])
    return Failure(line, output["ename"], message, traceback)


def _failing_line(traceback: str, count: int | None) -> int:
    r"""Find the line of the cell in which the error came up, counted from 1.

    >>> _failing_line("ValueError   Traceback\nCell In[3], line 2\nCell In[1], line 9", 3)
    2
    """
    lines = re.findall(rf"Cell In\[{count}\], line (\d+)", traceback)
    return int(lines[-1]) if lines else 1


def died(notebook: Notebook) -> bool:
    """Whether the kernel ended before its last cell, or never ran."""
    ends = (cell["metadata"]["blogkit"].get("failure", {}) for cell in notebook["cells"])
    return any(end.get("name") in {"DeadKernel", "NoKernel"} for end in ends)


def _texts(files: object) -> dict[str, str]:
    """What the kernel reported, and no post in its name."""
    named = cast("dict[object, object]", files) if isinstance(files, dict) else {}
    return {str(path): str(mark) for path, mark in named.items()}


def reported_files(notebook: Notebook) -> dict[str, str]:
    """Collect the files the run read, as the kernel reported them: path -> hash of what it read."""
    files: dict[str, str] = {}
    for cell in notebook["cells"]:
        for output in cell["outputs"]:
            files |= _texts(output.get("data", {}).get(FILES))
    return files


def made_files(notebook: Notebook) -> dict[PurePosixPath, bytes | None]:
    """What the run wrote: path below the site's root -> bytes; None for what is too large to be kept."""
    made = notebook["metadata"]["blogkit"]["made"]
    return {
        PurePosixPath(name): None if data is None else base64.b64decode(data) for name, data in made.items()
    }


@frozen
class Ran:
    """An executed notebook, the seconds it took, whether that was in an earlier build, and the day."""

    notebook: Notebook
    seconds: float
    cached: bool = False
    day: str = ""
    """As ISO 8601 writes it, in UTC."""
    resumed: int = 0
    """The number of the step that it went on from, behind what an earlier run had done."""
    record: str = ""
    """Where it is kept; empty where it is not."""
    refused: tuple[str, ...] = ()
    """Why no kernel could be left at rest: the line of a step, and the reason."""
