"""A notebook -> Markdown, its saved outputs as output fences, and where each line stands."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false, reportArgumentType=false
# Jupytext is untyped

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from blogkit.errors import ContentError
from blogkit.model import Spot
from blogkit.source import terminal
from blogkit.source.line_ends import unified

Lines = list[tuple[str, Spot]]
Node = Mapping[str, Any]
_STOPPED = "KeyboardInterrupt"
"""The exception of a cell that somebody stopped by hand."""


def read_notebook(text: str, path: str) -> tuple[str, tuple[Spot, ...]]:
    """The Markdown of a notebook, and the spot of each of its lines.

    Raises ContentError for what is no notebook.
    """
    try:
        lines = _lines(_notebook(text))
    except Exception as error:  # of nbformat, of its validation, of whatever reads an old version
        raise ContentError(path, 0, "is no notebook; open it in Jupyter and save it") from error
    return "\n".join(line for line, _ in lines), tuple(_in_file(text, lines))


def _lines(notebook: Node) -> Lines:
    language = _language(notebook["metadata"])
    lines: Lines = []
    for number, cell in enumerate(notebook["cells"], 1):
        lines += [*_cell(cell, number, language), ("", Spot(0, number))]
    return lines


def _notebook(text: str) -> Node:
    """A notebook of any version, as one of version 4."""
    import jupytext  # noqa: PLC0415  (0.2 s; only notebooks pay)

    return jupytext.reads(text, fmt="ipynb", as_version=4)


def _language(metadata: Node) -> str:
    """The language of the kernel; a notebook that names none is Python's."""
    named = metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language")
    return re.sub(r"\W", "", str(named or "python").lower())


def _cell(cell: Node, number: int, language: str) -> Lines:
    source = unified(str(cell.get("source", "")))
    rows = source.split("\n")
    lines = [(row, Spot(0, number, row_number)) for row_number, row in enumerate(rows, 1)]
    if cell["cell_type"] == "code":
        tags = cell.get("metadata", {}).get("tags", ())
        outputs = cell.get("outputs", ())
        info = "{" + " ".join([language, *options(tags), *_raises(outputs)]) + "}"
        shown = _outputs(outputs, number) if language in {"python", "ipython"} else []
        return [*fenced(lines, info, Spot(0, number, 1), Spot(0, number, len(rows))), *shown]
    is_header = number == 1 and rows[0] == "---" and rows[-1] == "---"
    return lines if cell["cell_type"] == "markdown" or is_header else []


def options(tags: Sequence[str]) -> list[str]:
    """What the tags of a cell ask for, as attributes of a fence.

    >>> options(["hide-input", "raises-exception"])
    ['raises="*"']
    """
    asked = {"skip-execution": "execute=false", "raises-exception": 'raises="*"'}
    return [words for tag, words in asked.items() if tag in tags]


def fenced(lines: Lines, info: str, first: Spot, last: Spot) -> Lines:
    """Put lines into a fence that none of them closes."""
    longest = max((len(run) for line, _ in lines for run in re.findall("`+", line)), default=0)
    mark = "`" * max(3, longest + 1)
    return [(mark + info, first), *lines, (mark, last)]


def _raises(outputs: Sequence[Node]) -> list[str]:
    """The exception that the saved outputs tell of; who stopped a cell by hand does not want it to run."""
    names = [str(one.get("ename", "")) for one in outputs if one["output_type"] == "error"]
    if _STOPPED in names:
        return ["execute=false"]
    return [f'raises="{name}"' for name in names[:1] if re.fullmatch(r"[\w.]+", name)]


def _outputs(outputs: Sequence[Node], number: int) -> Lines:
    """What was shown when the notebook was saved, as far as it is text, in an output fence."""
    if any(one.get("ename") == _STOPPED for one in outputs):
        return []
    text = terminal.shown("".join(_ended(part) for part in map(_text, outputs) if part)).rstrip()
    if not text.strip():
        return []
    rows = text.split("\n")
    lines = [(row, Spot(0, number, row_number, shown=True)) for row_number, row in enumerate(rows, 1)]
    return fenced(lines, "output", lines[0][1], lines[-1][1])


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _text(output: Node) -> str:
    """The text of an output; pictures, widgets and what is written to stderr state nothing."""
    if output["output_type"] == "stream":
        return str(output["text"]) if output["name"] == "stdout" else ""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}" if output["evalue"] else str(output["ename"])
    data: Node = output.get("data", {})
    is_drawn = any(kind.startswith(("image/", "video/", "application/vnd.")) for kind in data)
    text = str(data.get("text/plain", ""))
    return "" if is_drawn or _OF_DISPLAY.fullmatch(text.strip()) else text


_OF_DISPLAY = re.compile(r"<(?:IPython\.core\.display\.\w+ object|Figure size .*)>")
"""What stands for something that only a browser shows."""


def _in_file(text: str, lines: Lines) -> Iterator[Spot]:
    """The spots with their lines in the file, as far as its JSON has a line for each line of a cell."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    at, number = 0, 0
    for line, spot in lines:
        if spot.cell != number:
            found = text.find('"source":', at)
            at, number = max(found, at), spot.cell
        if not spot.shown and spot.row:
            at = _after(text, line, at)
        yield replace(spot, line=bisect_right(starts, at))


def _after(text: str, line: str, at: int) -> int:
    """Where a line of a cell stands in the JSON; where the search began, if it cannot be found."""
    written = (json.dumps(line, ensure_ascii=ascii_only)[1:-1] for ascii_only in (False, True))
    places = (text.find(f'"{one}', at) for one in written)
    return next((place for place in places if place >= 0), at)
