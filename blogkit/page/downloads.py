"""A judged post -> the notebook and the script a reader downloads."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false
# Jupytext is untyped

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from blogkit.model import Failure, Judged, Output, Post, Result, StepKind
from blogkit.page.cells.text import sound

_OURS = "application/vnd.blogkit."
"""What only this tool knows."""


@dataclass(frozen=True)
class Downloads:
    """Two files, by the name of the post."""

    name: str
    notebook: bytes
    script: bytes


def downloads(judged: Judged) -> Downloads:
    """The post as a notebook with its outputs, and as a percent script without them."""
    import jupytext  # noqa: PLC0415  (0.2 s; only a post that changed pays)
    import nbformat  # noqa: PLC0415  (the same)

    notebook = _notebook(judged)
    text = sound(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    node = nbformat.from_dict(notebook)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    script: str = jupytext.writes(node, fmt="py:percent")  # pyright: ignore[reportUnknownMemberType]
    path = judged.executed.post.source.path
    name = path.parent.name if path.stem == "index" else path.stem
    return Downloads(name, text.encode(), (_without_header(script) + "\n").encode())


def _without_header(script: str) -> str:
    """Jupytext's YAML block names versions of Jupyter, which a reader does not need."""
    lines = script.rstrip("\n").split("\n")
    if lines[0] != "# ---" or "# ---" not in lines[1:]:
        return "\n".join(lines)
    return "\n".join(lines[lines.index("# ---", 1) + 1 :]).lstrip("\n")


def _notebook(judged: Judged) -> dict[str, Any]:
    return notebook_of(_cells(judged.executed.post, results_of_cells(judged)))


def notebook_of(cells: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A notebook of some cells, as JSON has it."""
    return {
        "cells": [cell | {"id": f"cell-{number}"} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def results_of_cells(judged: Judged) -> Mapping[int, Result]:
    """Line of a cell -> what it showed."""
    pairs = zip(judged.executed.steps, judged.executed.results, strict=True)
    return {step.line: result for step, result in pairs if step.kind is StepKind.CELL}


def _cells(post: Post, results: Mapping[int, Result]) -> Iterator[dict[str, Any]]:
    """Text and code in turn; cells in lists and quotations stay part of the text."""
    lines = post.lines
    yield text_cell(f"# {post.front_matter.title}")
    above = post.front_matter.body_line
    for cell in post.cells:
        if cell.fence.indent:
            continue
        yield from _prose(lines[above - 1 : cell.fence.line - 1])
        yield code_cell(cell.fence.code, results.get(cell.line, Result()))
        above = cell.fence.end_line + 1
    yield from _prose(lines[above - 1 :])


def _prose(lines: list[str]) -> Iterator[dict[str, Any]]:
    text = "\n".join(lines).strip()
    if text:
        yield text_cell(text)


def text_cell(text: str) -> dict[str, Any]:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code_cell(code: str, result: Result) -> dict[str, Any]:
    """A cell of code, with what it showed."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [_output(output) for output in result.outputs] + _error(result.failure),
        "source": code.rstrip("\n"),
    }


def _output(output: Output) -> dict[str, Any]:
    if output.kind in {"stdout", "stderr"}:
        return {"output_type": "stream", "name": output.kind, "text": output.data.get("text/plain", "")}
    data = {kind: _value(kind, text) for kind, text in output.data.items() if not kind.startswith(_OURS)}
    return {"output_type": "display_data", "metadata": dict(output.metadata), "data": data}


def _value(kind: str, text: str) -> object:
    """JSON as a value; everything else is text."""
    if not kind.endswith("json"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _error(failure: Failure | None) -> list[dict[str, Any]]:
    if failure is None:
        return []
    traceback = failure.traceback.split("\n")
    return [
        {"output_type": "error", "ename": failure.name, "evalue": failure.message, "traceback": traceback}
    ]
