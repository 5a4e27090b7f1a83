"""A judged post -> the notebook and the script a reader downloads."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from blogkit.model import WIDGET, Cell, Failure, Judged, Output, Post, Result, Step, StepKind
from blogkit.page.cells.order import STREAMS, in_order
from blogkit.page.cells.text import sound
from blogkit.page.elsewhere import Locate, beginning, with_pictures
from blogkit.page.percent import percent_script
from blogkit.page.script import IMPORTS, script_of
from blogkit.values import frozen

_OURS = "application/vnd.blogkit."
"""What only this tool knows."""


@frozen
class Downloads:
    """Two files, by the name of the post."""

    name: str
    notebook: bytes
    script: bytes


def downloads(judged: Judged, locate: Locate = str) -> Downloads:
    """The post as a notebook with its outputs, and as a percent script that shows what the page shows.

    `locate` says where a picture is to be had from elsewhere.
    """
    executed = judged.executed
    title, *parts = (with_pictures(one, locate) if isinstance(one, str) else one for one in _parts(judged))
    first = [_first_cell(text) for text in beginning(executed.environment, executed.needs)]
    cells = [_cell(title), *first, *map(_cell, parts)]
    text = sound(json.dumps(notebook_of(cells), indent=1, ensure_ascii=False) + "\n")
    script = percent_script(notebook_of((_cell(title), *first, *_script_cells(parts))))
    path = executed.post.source.path
    name = path.parent.name if path.stem.lower() == "index" else path.stem
    return Downloads(name, text.encode(), (sound(script) + "\n").encode())


def notebook_of(cells: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A notebook of some cells, as JSON has it."""
    return {
        "cells": [cell | {"id": f"cell-{number}"} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@frozen
class _Ran:
    """A cell that ran."""

    cell: Cell
    step: Step
    result: Result
    number: int


def _parts(judged: Judged) -> Iterator[str | _Ran]:
    """Text and code in turn. A cell in a list or a quotation stays part of the text, and follows it as code.

    What did not run is text: as code it would.
    """
    post = judged.executed.post
    yield f"# {post.front_matter.title}"
    above, within = post.front_matter.body_line, list[_Ran]()
    for one in _ran(judged):
        if one.cell.fence.indent:
            within.append(one)
            continue
        yield from _text_of(post, above, one.cell.fence.line)
        yield from within
        yield one
        above, within = one.cell.fence.end_line + 1, []
    yield from _text_of(post, above, len(post.lines) + 1)
    yield from within


def _ran(judged: Judged) -> Iterator[_Ran]:
    pairs = zip(judged.executed.steps, judged.executed.results, strict=True)
    results = {step.line: (step, result) for step, result in pairs if step.kind is StepKind.CELL}
    number = 0
    for cell in judged.executed.post.cells:
        if cell.line in results and not cell.why_not and cell.options.execute:
            number += 1
            yield _Ran(cell, *results[cell.line], number)


def _text_of(post: Post, first: int, behind: int) -> Iterator[str]:
    text = "\n".join(post.lines[first - 1 : behind - 1]).strip()
    if text:
        yield text


def _cell(part: str | _Ran) -> dict[str, Any]:
    if isinstance(part, str):
        return text_cell(part)
    cell = code_cell(part.cell.fence.code, part.step, part.result, part.number)
    tags = _tags(part.cell)
    return cell | {"metadata": {"tags": tags} if tags else {}}


def text_cell(text: str) -> dict[str, Any]:
    """A cell of Markdown."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code_cell(code: str, step: Step, result: Result, number: int) -> dict[str, Any]:
    """A cell of code, with what it showed."""
    outputs = [_output(output, number) for output in in_order(replace(step, claims=()), result)]
    raised = (*result.raised, *filter(None, [result.failure]))
    return {
        "cell_type": "code",
        "execution_count": number,
        "metadata": {},
        "outputs": [*outputs, *map(_error, raised)],
        "source": code.rstrip("\n"),
    }


_HIDES = {"code": "hide-input", "output": "hide-output", "all": "hide-cell"}
"""In the words of Jupyter Book, which other readers of notebooks follow."""


def _tags(cell: Cell) -> list[str]:
    tags = ["raises-exception"] if cell.options.raises else []
    return [*tags, _HIDES[cell.options.hide]] if cell.options.hide in _HIDES else tags


def _script_cells(parts: Sequence[str | _Ran]) -> Iterator[dict[str, Any]]:
    """The cells of the script; what its added lines import stands before all code."""
    codes = {at: script_of(part.step, part.result) for at, part in enumerate(parts) if isinstance(part, _Ran)}
    needs = {need for _, wanted in codes.values() for need in wanted}
    lines = [line for need, line in IMPORTS.items() if need in needs]
    if lines:
        yield _bare("\n".join(lines))
    for at, part in enumerate(parts):
        yield _cell(part) if isinstance(part, str) else _bare(codes[at][0])


def _first_cell(code: str) -> dict[str, Any]:
    """A cell that the post does not show: Jupyter folds what is long."""
    folded = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]} if "\n\n" in code else {}
    return _bare(code) | {"metadata": folded}


def _bare(code: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": code}


def _output(output: Output, number: int) -> dict[str, Any]:
    if output.kind in STREAMS:
        return {"output_type": "stream", "name": output.kind, "text": output.data.get("text/plain", "")}
    data = {kind: _value(kind, text) for kind, text in _told(output.data).items()}
    shown = {"metadata": dict(output.metadata), "data": data}
    if output.kind == "result":
        return {"output_type": "execute_result", "execution_count": number, **shown}
    return {"output_type": "display_data", **shown}


def _told(data: Mapping[str, str]) -> dict[str, str]:
    """Without what only this tool knows. A widget is what it shows in the end: nobody has its state."""
    kept = {kind: text for kind, text in data.items() if not kind.startswith(_OURS)}
    if WIDGET in data:
        kept = {kind: text for kind, text in kept.items() if "widget-view" not in kind}
        kept["text/plain"] = data[WIDGET]
    return kept


_JSON = re.compile(r"application/(?:.*\+)?json")
"""The kinds that may be more than text in a notebook."""


def _value(kind: str, text: str) -> object:
    """JSON as a value; everything else is text."""
    if not _JSON.fullmatch(kind):
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _error(failure: Failure) -> dict[str, Any]:
    traceback = failure.traceback.split("\n")
    return {
        "output_type": "error",
        "ename": failure.name,
        "evalue": failure.message,
        "traceback": traceback,
    }
