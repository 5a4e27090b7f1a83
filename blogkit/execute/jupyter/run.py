"""Drives one kernel through one notebook. The only file that talks to nbclient."""

import asyncio
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, cast

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from blogkit.errors import trouble
from blogkit.execute.checkpoints import Checkpoint
from blogkit.execute.forkserver.client import Forks
from blogkit.execute.jupyter.family import family_of, holds_more
from blogkit.execute.jupyter.manager import QUIET, SiteManager
from blogkit.execute.jupyter.outputs import output_of
from blogkit.execute.jupyter.rest import leave_at_rest
from blogkit.execute.notebook import Notebook, as_notebooks_have_it
from blogkit.kernel import CUT, FILES, OBSERVED
from blogkit.values import frozen

_MEMORY_INTERVAL = 0.1
NOTES = frozenset({CUT, FILES, OBSERVED})
"""What the kernel publishes behind a cell, which nobody displayed."""
_MOST_SAID = 200
_MORE_TIME = "{timeout=SECONDS} on the fence, or `timeout` under [params.blogkit], allows more"
_MORE_MEMORY = "`memory` under [params.blogkit] allows more"


_running: set[SiteManager] = set()


@frozen
class Place:
    """Where and how a kernel runs."""

    folder: Path
    environment: Mapping[str, str]
    arguments: tuple[str, ...]
    """Command line of ipykernel."""
    memory: int
    """MiB."""
    nursery: Forks | None
    """The process to fork from; None starts an ordinary kernel."""
    began: Path
    """Where the kernel leaves the number of each cell that begins."""
    python: str
    """The interpreter of an ordinary kernel."""
    resume: Checkpoint | None = None
    """Where to go on from, which `nursery` is then."""
    rests: "Rests | None" = None
    """What becomes of kernels at rest; None leaves none."""


@frozen
class Rests:
    """Where a run leaves kernels at rest."""

    costly: float
    """Seconds that running on to a step must have cost."""
    keep: Callable[[Checkpoint], None]
    refused: Callable[[int, str], None]
    """Called with the number of a step before which none can rest, and why."""


def run_notebook(notebook: Notebook, place: Place, watch: Callable[[int], None]) -> Notebook:
    """Run every cell in a kernel of its own; `watch` is called with the number of each cell that starts.

    `metadata.blogkit.timeout` of a cell is its limit in seconds. A cell that goes beyond its limits or
    kills its kernel gets `metadata.blogkit.failure`; those after it stay empty.
    """
    node = cast("NotebookNode", nbformat.from_dict(notebook))  # pyright: ignore[reportUnknownMemberType]
    asyncio.run(_run(node, place, watch))
    return _plain(node)


def _plain(value: Any) -> Any:  # noqa: ANN401  (whatever JSON holds)
    """The same of dictionaries: who reads what was kept of a run need not import Jupyter's for them."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in cast("dict[str, Any]", value).items()}
    return [_plain(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


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
    client.place = place
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
    except OSError as error:
        _fail(node, current, "NoKernel", f"the kernel did not run: {trouble(error)}")
    except RuntimeError as error:
        _fail(node, current, "NoKernel", f"the kernel did not run: {error}")
    finally:
        memory.cancel()
        _running.discard(manager)


class _Client(NotebookClient):
    """A notebook's window, to which the kernel's own notes are no outputs: they clear nothing.

    It goes on where a kernel at rest stood, and leaves others at rest.
    """

    place: Place
    spent = 0.0
    """Seconds since a kernel was left at rest."""

    async def async_execute_cell(
        self,
        cell: NotebookNode,
        cell_index: int,
        execution_count: int | None = None,
        store_history: bool = True,
    ) -> NotebookNode:
        """Run a cell, unless it has run before the kernel was left at rest."""
        resume, rests = self.place.resume, self.place.rests
        if resume and cell_index < resume.first:
            self.code_cells_executed += cell["execution_count"] is not None
            self._display_id_map = deepcopy(resume.displays)
            return cell
        begin = time.perf_counter()
        done = await super().async_execute_cell(cell, cell_index, execution_count, store_history)
        self.spent += time.perf_counter() - begin
        if rests and self.spent >= rests.costly and cell_index + 1 < len(self.nb["cells"]):
            await self._rest(cell_index + 1, rests)
        return done

    async def _rest(self, number: int, rests: Rests) -> None:
        left = (
            "widgets are shown" if self.widget_state else await leave_at_rest(self.kc, self.place.environment)
        )
        if isinstance(left, str):
            rests.refused(number, left)
            return
        cells = deepcopy(self.nb["cells"][:number])
        rests.keep(Checkpoint(left, number, tuple(cells), deepcopy(self._display_id_map)))
        self.spent = 0.0

    def _cleanup_kernel(self) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """Do nothing when the process ends: its kernels are ended with all that posts have started."""

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Take a message; of one that no notebook can hold, which a post can send, an output tells."""
        try:
            return super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            raise
        except Exception as error:  # noqa: BLE001  (whatever a post has sent)
            what = f"an output of {msg.get('msg_type')} is not shown: it is none that a notebook can hold"
            why = str(error).strip().partition("\n")[0][:_MOST_SAID]
            cell.outputs.append(NotebookNode(output_type="stream", name="stderr", text=f"{what}: {why}\n"))
            return None

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Add an output; one that `clear_output(wait=True)` waits for takes the place of all before it."""
        if "data" in msg["content"]:
            msg["content"]["data"] = as_notebooks_have_it(msg["content"]["data"])
        if self.output_hook_stack[msg["parent_header"].get("msg_id")]:  # a widget takes it
            return super().output(outs, msg, display_id, cell_index)
        out = output_of(msg)
        if out is None:
            return None
        if self.clear_before_next_output and not NOTES.intersection(msg["content"].get("data", ())):
            outs[:] = []
            self.clear_display_id_mapping(cell_index)
            self.clear_before_next_output = False
        if display_id:
            self._display_id_map.setdefault(display_id, {}).setdefault(cell_index, []).append(len(outs))
        outs.append(out)
        return out


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
        if holds_more(family, limit * 2**20):
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
