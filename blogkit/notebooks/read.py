"""The text of an .ipynb file, of any version since 2 -> Notebook."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from blogkit.source import terminal
from blogkit.values import frozen

_ADDRESS = re.compile(r"^<[\w.]+(?: [^<>]*)? at 0x[0-9a-fA-F]+>$|^<IPython\.\S+ object>$")
"""What stands for an object that shows itself in another way."""
_SHORT_NAMES = {"text": "text/plain", "html": "text/html", "png": "image/png", "jpeg": "image/jpeg"} | {
    "svg": "image/svg+xml", "latex": "text/latex", "json": "application/json"
}  # fmt: skip
"""Of MIME types, up to version 3."""
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "image/gif": "gif"}
WIDGET = "application/vnd.jupyter.widget-view+json"


class NotebookError(Exception):
    """A file that cannot come in as a notebook; the message says why, and what to do."""


@frozen
class Picture:
    """A picture that a cell showed."""

    ending: str
    data: bytes


@frozen
class NotebookCell:
    """A cell, with what it showed when the notebook was saved."""

    kind: str
    """"code", "markdown" or "raw"."""
    source: str
    printed: str = ""
    """What it wrote to standard output, as a terminal shows it in the end."""
    result: str = ""
    """The text of its last expression's value, or of what it displayed."""
    pictures: tuple[Picture, ...] = ()
    error: str = ""
    """The name of the exception that it raised."""
    has_widget: bool = False
    attachments: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    @property
    def shown(self) -> str:
        """All its text, as a reader sees it."""
        parts = [part.strip("\n") for part in (self.printed, self.result)]
        return "\n".join(part for part in parts if part.strip())


@frozen
class Notebook:
    """A notebook of Python."""

    cells: tuple[NotebookCell, ...]
    title: str = ""
    """As its metadata have it."""


def read_notebook(data: bytes) -> Notebook:
    """Understand a notebook.

    Raises NotebookError for what is none, for one of another language, and for a version that is not known.
    """
    try:
        document = _table(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        raise NotebookError("is no notebook: it does not hold JSON; save it from Jupyter again") from error
    version = document.get("nbformat")
    if not isinstance(version, int):
        raise NotebookError("is no notebook: it has no nbformat; give the .ipynb file that Jupyter wrote")
    if not 2 <= version <= 4:
        raise NotebookError(
            f"is of nbformat {version}; only 2 to 4 are known: jupyter nbconvert --to notebook"
        )
    metadata = _table(document.get("metadata"))
    _refuse_languages(metadata)
    return Notebook(tuple(map(_cell, _cells(document))), _text(metadata.get("title")))


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]  (JSON)


def _rows(value: object) -> list[dict[str, Any]]:
    return list(map(_table, value)) if isinstance(value, list) else []  # pyright: ignore[reportUnknownArgumentType]  (JSON)


def _text(value: object) -> str:
    """Text is one string, or a list of its lines."""
    if isinstance(value, list):
        return "".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType]  (JSON)
    return value if isinstance(value, str) else ""


def _refuse_languages(metadata: Mapping[str, Any]) -> None:
    kernel, info = _table(metadata.get("kernelspec")), _table(metadata.get("language_info"))
    names = [kernel.get("language"), info.get("name")]
    other = next((str(name) for name in names if name and "python" not in str(name).lower()), "")
    if other:
        raise NotebookError(f"is a notebook of {other}; only those of Python become posts")


def _cells(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Up to version 3 they stand on work sheets."""
    sheets = _rows(document.get("worksheets"))
    return _rows(document.get("cells")) + [cell for sheet in sheets for cell in _rows(sheet.get("cells"))]


def _cell(cell: Mapping[str, Any]) -> NotebookCell:
    kind = str(cell.get("cell_type", "raw"))
    source = _text(cell.get("source")) or _text(cell.get("input"))
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    if kind == "heading":
        return NotebookCell("markdown", f"{'#' * int(cell.get('level', 1))} {source}")
    if kind != "code":
        return NotebookCell(kind, source, attachments=_attachments(cell))
    if "%%" in source and str(cell.get("language", "python")) != "python":
        return NotebookCell("raw", source)
    return _code_cell(source, _rows(cell.get("outputs")))


def _attachments(cell: Mapping[str, Any]) -> dict[str, bytes]:
    kinds = {name: _table(value) for name, value in _table(cell.get("attachments")).items()}
    pairs = [(name, _decoded(_text(next(iter(kind.values()), "")))) for name, kind in kinds.items()]
    return {name: data for name, data in pairs if data}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (ValueError, binascii.Error):
        return b""


def _code_cell(source: str, outputs: Sequence[Mapping[str, Any]]) -> NotebookCell:
    printed, results, pictures, error, widget = "", list[str](), list[Picture](), "", False
    for output in outputs:
        kind = str(output.get("output_type"))
        if kind == "stream" and output.get("name", output.get("stream", "stdout")) == "stdout":
            printed += _text(output.get("text"))
        elif kind in {"error", "pyerr"}:
            error = str(output.get("ename") or "Exception")
        elif kind != "stream":
            data = _data(output)
            picture = _picture(data)
            widget = widget or WIDGET in data
            pictures += [picture] if picture else []
            results += [] if picture or WIDGET in data else [_plain(data)]
    result = "\n".join(text for text in results if text.strip())
    return NotebookCell("code", source, _in_the_end(printed), result, tuple(pictures), error, widget)


def _in_the_end(text: str) -> str:
    return terminal.shown(text) if text else ""


def _data(output: Mapping[str, Any]) -> dict[str, Any]:
    old = {_SHORT_NAMES[name]: value for name, value in output.items() if name in _SHORT_NAMES}
    return old | _table(output.get("data"))


def _picture(data: Mapping[str, Any]) -> Picture | None:
    for kind, ending in _PICTURES.items():
        text = _text(data.get(kind))
        made = text.encode() if ending == "svg" else _decoded(text)
        if made:
            return Picture(ending, made)
    return None


def _plain(data: Mapping[str, Any]) -> str:
    text = _in_the_end(_text(data.get("text/plain")))
    return "" if _ADDRESS.match(text.strip()) else text
