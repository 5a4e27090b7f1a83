"""Cells -> a script in the percent format, which Jupytext reads back."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportMissingTypeStubs=false
# Jupytext is untyped

import re
from collections.abc import Mapping, Sequence
from typing import Any

_SPECIAL = re.compile(
    r"^[ \t#]*(?:[%!?]|(?:cat|cd|cp|mv|rm|rmdir|mkdir|copy|ddir|echo|ls|ldir|ren)\b)"
    r"|\?[ \t]*$|=[ \t]*[%!]|^#[ \t]*(?:[-+]|%%)|\r",
    re.MULTILINE,
)
"""Lines of IPython's, which a script has as comments, or that could be taken for the marks of cells."""


def percent_script(notebook: Mapping[str, Any]) -> str:
    r"""The script of a notebook.

    Jupytext takes a quarter of a second to import, which is most of what the page of an edited post costs: it
    is asked only where a cell has lines of IPython's.

    >>> percent_script({"cells": [{"cell_type": "code", "source": "x = 1"}]})
    '# %%\nx = 1'
    """
    cells: Sequence[Mapping[str, Any]] = notebook["cells"]
    if any(cell["cell_type"] == "code" and _SPECIAL.search(cell["source"]) for cell in cells):
        return _by_jupytext(notebook)
    return "\n\n".join(_block(cell["cell_type"], cell["source"]) for cell in cells)


def _block(kind: str, source: str) -> str:
    if kind == "code":
        return f"# %%\n{source}" if source else "# %%"
    commented = (f"# {line}" if line else "#" for line in source.split("\n"))
    return "\n".join(("# %% [markdown]", *commented))


def _by_jupytext(notebook: Mapping[str, Any]) -> str:
    import jupytext  # noqa: PLC0415  (see above)
    import nbformat  # noqa: PLC0415  (the same)

    script: str = jupytext.writes(nbformat.from_dict(notebook), fmt="py:percent")
    return _without_header(script)


def _without_header(script: str) -> str:
    """Jupytext's YAML block names versions of Jupyter, which a reader does not need."""
    lines = script.rstrip("\n").split("\n")
    if lines[0] != "# ---" or "# ---" not in lines[1:]:
        return "\n".join(lines)
    return "\n".join(lines[lines.index("# ---", 1) + 1 :]).lstrip("\n")
