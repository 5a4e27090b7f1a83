"""A kernel's message -> an output of the notebook.

nbformat would hold each against its schema, which it first compiles: a tenth of what a small post costs. We
ask for the same form ourselves, as of the records.
"""

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from blogkit.execute.soundness import is_output

_SHOWN = ("data", "metadata")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "stream": ("name", "text"),
    "error": ("ename", "evalue", "traceback"),
    "display_data": _SHOWN,
    "execute_result": (*_SHOWN, "execution_count"),
}


def output_of(message: Mapping[str, Any]) -> NotebookNode | None:
    """The output that a message brings; None where it brings none. Raises ValueError for one of no form."""
    kind, content = message["header"]["msg_type"], message["content"]
    if kind not in _PARTS:
        return None
    output = {"output_type": kind, **{name: content.get(name) for name in _PARTS[kind]}}
    if not is_output(output):
        raise ValueError(f"{' or '.join(_PARTS[kind])} is missing, or of another kind")
    return NotebookNode(output)
