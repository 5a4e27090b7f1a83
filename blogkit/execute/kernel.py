"""Drives one kernel through one notebook. The only file that talks to nbclient."""

import asyncio
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from blogkit.execute.notebook import Notebook

_RAISE_TIMEOUT = "{timeout=SECONDS} on the fence, or `timeout` under [params.blogkit], allows more"

Watch = Callable[[int], None]
"""Called with the number of each cell that starts."""


def run_notebook(
    notebook: Notebook,
    folder: Path,
    environment: Mapping[str, str],
    extensions: tuple[str, ...],
    watch: Watch,
) -> Notebook:
    """Run every cell; `metadata.blogkit.timeout` of a cell is its limit in seconds.

    A cell that never ends or kills its kernel gets `metadata.blogkit.failure`; the cells after it stay empty.
    """
    current = 0

    def started(cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG001  (nbclient passes both by name)
        nonlocal current
        current = cell_index
        watch(cell_index)

    node = cast("NotebookNode", nbformat.from_dict(notebook))  # pyright: ignore[reportUnknownMemberType]
    client = NotebookClient(
        node,
        allow_errors=True,
        timeout_func=_limit,
        on_cell_execute=started,
        record_timing=False,
        extra_arguments=["--log-level=ERROR", f"--IPKernelApp.extensions={list(extensions)!r}"],
    )
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        asyncio.run(client.async_execute(cwd=str(folder), env=dict(environment), **quiet))
    except CellTimeoutError:
        _fail(
            node,
            current,
            "Timeout",
            f"ran longer than {_limit(node['cells'][current]):g} s; {_RAISE_TIMEOUT}",
        )
    except DeadKernelError:
        _fail(node, current, "DeadKernel", "the kernel died in this cell")
    return node


def _limit(cell: NotebookNode) -> float:
    return cell["metadata"]["blogkit"]["timeout"]


def _fail(notebook: NotebookNode, number: int, name: str, message: str) -> None:
    cell = notebook["cells"][number]["metadata"]["blogkit"]
    cell["failure"] = {"name": name, "message": f"{cell['path']}:{cell['line']}: {message}"}
