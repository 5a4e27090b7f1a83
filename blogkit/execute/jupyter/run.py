"""Drives one kernel through one notebook. The only file that talks to nbclient."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from blogkit.execute.forkserver.client import Nursery
from blogkit.execute.jupyter.family import family_of, held
from blogkit.execute.jupyter.manager import QUIET, SiteManager
from blogkit.execute.notebook import Notebook, as_notebooks_have_it
from blogkit.kernel import CUT, FILES, OBSERVED

_MEMORY_INTERVAL = 0.1
NOTES = frozenset({CUT, FILES, OBSERVED})
"""What the kernel publishes behind a cell, which nobody displayed."""
_MORE_TIME = "{timeout=SECONDS} on the fence, or `timeout` under [params.blogkit], allows more"
_MORE_MEMORY = "`memory` under [params.blogkit] allows more"


_running: set[SiteManager] = set()


@dataclass(frozen=True)
class Place:
    """Where and how a kernel runs."""

    folder: Path
    environment: Mapping[str, str]
    arguments: tuple[str, ...]
    """Command line of ipykernel."""
    memory: int
    """MiB."""
    nursery: Nursery | None
    """The warm process to fork from; None starts an ordinary kernel."""
    began: Path
    """Where the kernel leaves the number of each cell that begins."""
    python: str
    """The interpreter of an ordinary kernel."""


def run_notebook(notebook: Notebook, place: Place, watch: Callable[[int], None]) -> Notebook:
    """Run every cell in a kernel of its own; `watch` is called with the number of each cell that starts.

    `metadata.blogkit.timeout` of a cell is its limit in seconds. A cell that goes beyond its limits or
    kills its kernel gets `metadata.blogkit.failure`; those after it stay empty.
    """
    node = cast("NotebookNode", nbformat.from_dict(notebook))  # pyright: ignore[reportUnknownMemberType]
    asyncio.run(_run(node, place, watch))
    return node


async def _run(node: NotebookNode, place: Place, watch: Callable[[int], None]) -> None:
    current = 0

    def started(cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG001  (nbclient passes both by name)
        nonlocal current
        current = cell_index
        watch(cell_index)

    manager = SiteManager(place.nursery, place.python)
    _running.add(manager)
    client = _Client(
        node,
        km=manager,
        allow_errors=True,
        timeout_func=_limit,
        on_cell_execute=started,
        record_timing=False,
        log=QUIET,
        extra_arguments=list(place.arguments),
    )
    memory = asyncio.create_task(_watch_memory(manager, place.memory))
    try:
        options: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cleanup_kc": True,
        }
        await client.async_execute(cwd=str(place.folder), env=dict(place.environment), **options)
    except CellTimeoutError:
        _fail(node, current, "Timeout", f"ran longer than {_limit(node['cells'][current]):g} s; {_MORE_TIME}")
    except DeadKernelError:
        if memory.done():
            _fail(
                node,
                current,
                "MemoryLimit",
                f"held more than {place.memory:,} MiB; {_MORE_MEMORY}",
            )
        else:
            _fail(node, _began_last(node, current, place.began), "DeadKernel", "the kernel died in this cell")
    except (RuntimeError, OSError) as error:
        _fail(node, current, "NoKernel", f"the kernel did not run: {error}")
    finally:
        memory.cancel()
        _running.discard(manager)


class _Client(NotebookClient):
    """A notebook's window, to which the kernel's own notes are no outputs: they clear nothing."""

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Add an output; one that `clear_output(wait=True)` waits for takes the place of all before it."""
        if "data" in msg["content"]:
            msg["content"]["data"] = as_notebooks_have_it(msg["content"]["data"])
        if not NOTES.intersection(msg["content"].get("data", ())):
            return super().output(outs, msg, display_id, cell_index)
        waiting, self.clear_before_next_output = self.clear_before_next_output, False
        try:
            return super().output(outs, msg, display_id, cell_index)
        finally:
            self.clear_before_next_output = waiting


def kill_running() -> None:
    """End all kernels of this process; their threads notice within a second."""
    for manager in tuple(_running):
        process = _process(manager)
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)


def _process(manager: SiteManager) -> int | None:
    process = getattr(manager.provisioner, "process", None)
    return None if process is None else process.pid


async def _watch_memory(manager: SiteManager, limit: int) -> None:
    """Kill the kernel when it and what it started hold more than `limit` MiB; returns only then."""
    while True:
        await asyncio.sleep(_MEMORY_INTERVAL)
        process = _process(manager)
        family = () if process is None else family_of(process)
        if held(family) > limit * 2**20:
            for member in family:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(member, signal.SIGKILL)
            await manager.signal_kernel(signal.SIGKILL)  # pyright: ignore[reportUnknownMemberType]
            return


def _began_last(notebook: NotebookNode, current: int, began: Path) -> int:
    """Which cell the kernel died in: one that had answered already, where the next never began."""
    run = [
        number
        for number, cell in enumerate(notebook["cells"][: current + 1])
        if cell["source"].strip() and "skip-execution" not in cell["metadata"]["tags"]
    ]
    count = int(began.read_bytes() or 0)
    return run[count - 1] if 0 < count < len(run) else current


def _limit(cell: NotebookNode) -> float:
    return cell["metadata"]["blogkit"]["timeout"]


def _fail(notebook: NotebookNode, number: int, name: str, message: str) -> None:
    cell = notebook["cells"][number]["metadata"]["blogkit"]
    cell["failure"] = {"name": name, "message": f"{cell['path']}:{cell['line']}: {message}"}
