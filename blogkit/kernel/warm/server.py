"""The warm process: imports libraries once, then forks a kernel whenever it is asked to.

`python -m blogkit.kernel.warm.server FD FOLDER MODULE...`, where FD is a socket. A message asks for a
kernel and carries a socket on which that kernel says its ports; the answer carries the kernel's pidfd.
When the socket closes, because the build has ended or was killed, the warm process ends and every kernel
with it.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import gc
import importlib
import io
import json
import os
import random
import select
import socket
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, NoReturn, cast

from ipykernel.iostream import IOPubThread

import blogkit.kernel
from blogkit.kernel.warm.descendants import end_with, hand_over, stand_guard
from blogkit.kernel.warm.rest import Awakened, RestingKernelApp, awaken, start
from blogkit.kernel.warm.warmup import preparations, share_compilations

_KERNEL_MODULES = (  # what a kernel loads at its start
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    *blogkit.kernel.MODULES,
    "encodings.idna",
    "faulthandler",
    "ipykernel.debugger",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
    "tornado.queues",
)


def serve(control: socket.socket, modules: Iterable[str], scratch: Path) -> None:
    """Import, then fork on request until the other end closes. `scratch` is a folder the kernels share."""
    stand_guard(control)
    gc.disable()  # nothing made while importing is garbage, and looking for it takes a sixth of the time
    _load_kernel()
    noisy = _preload(modules)
    share_compilations(scratch)
    control.send(json.dumps({"noisy": noisy}).encode())
    idle = preparations()
    _hand_out(control, _become_kernel, partial(_prepare, control, idle))


def _hand_out(
    control: socket.socket,
    become: Callable[[socket.socket, dict[str, Any]], NoReturn],
    before: Callable[[], None],
) -> None:
    """Fork on request until the other end closes; `become` is what the child does, `before` comes first."""
    parent = os.getpid()
    while True:
        before()
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 1)
        if not message:
            break
        _reap()
        channel = socket.socket(fileno=descriptors[0])
        if _threads() > 1:
            control.send(json.dumps({"refused": f"{_threads()} threads are running"}).encode())
            channel.close()
            continue
        try:
            child = os.fork()
        except OSError as error:  # no memory, or too many processes
            control.send(json.dumps({"refused": str(error)}).encode())
            channel.close()
            continue
        if child == 0:
            control.close()
            end_with(parent)
            become(channel, json.loads(message))
        channel.close()
        hand_over(control, child)


def _prepare(control: socket.socket, steps: Iterator[Callable[[], object] | None]) -> None:
    """Make the next kernels quicker until one is asked for."""
    gc.disable()
    while not select.select([control], [], [], 0)[0]:
        step = next(steps, None)
        if step is None:
            break
        _quietly(step)
    gc.enable()
    gc.freeze()  # children would copy every page whose reference counts the collector touches


def _load_kernel() -> None:
    """Import what a kernel needs, but for the debugger: it takes 70 ms, and nobody debugs a post."""
    sys.modules["debugpy"] = cast("ModuleType", None)
    for name in _KERNEL_MODULES:
        importlib.import_module(name)
    del sys.modules["debugpy"]


def _threads() -> int:
    """Count the threads, those of C libraries too."""
    return len(list(Path("/proc/self/task").iterdir()))


def _reap() -> None:
    """Let go of the kernels, and of what they left behind, that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _preload(modules: Iterable[str]) -> list[str]:
    """Import; return the modules whose import says something, which a post must see for itself."""
    noisy: list[str] = []
    with _as_in_a_kernel():
        for name in modules:
            error, said = _quietly(partial(importlib.import_module, name))
            if said or (error and sys.modules.get(name.partition(".")[0]) is None):
                noisy.append(name)
    return noisy


@contextlib.contextmanager
def _as_in_a_kernel() -> Iterator[None]:
    """Let libraries that ask at their import where they run, as pandas does, find what they would find."""
    name = "get_ipython"
    setattr(builtins, name, lambda: SimpleNamespace(kernel=None))
    try:
        yield
    finally:
        delattr(builtins, name)


def _quietly(step: Callable[[], object]) -> tuple[bool, bool]:
    """Whether a step failed, and whether it said something: the post that does the same will show it."""
    text, failed = io.StringIO(), False
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stdout(text),
        contextlib.redirect_stderr(text),
    ):
        try:
            step()
        except Exception:  # noqa: BLE001  (it may be anything)
            failed = True
    return failed, bool(caught or text.getvalue())


def _become_kernel(channel: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Run a kernel in this process, the forked one, to its end."""
    status = 1
    try:
        os.setsid()
        os.chdir(request["folder"])
        _set_path(request["path"])
        os.environ.update(request["variables"])
        _reseed()
        app = start(request)
        while True:
            _say_ports(app, channel)
            app.listen(_rest)
            try:
                app.start()
                break
            except Awakened as awakened:
                channel, request = awakened.channel, awakened.request
            os.setsid()
            app = awaken(app, request)
        status = 0
    except BaseException:  # noqa: BLE001  (nothing may climb back into the warm process's loop)
        with contextlib.suppress(OSError):
            channel.sendall(json.dumps({"error": traceback.format_exc()}).encode())
    finally:
        # the end of an interpreter, without taking every library apart piece by piece. ipykernel's own part
        # is left out: it stops its threads in an order in which one may wait ten seconds for another
        threading._shutdown()  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
        atexit._run_exitfuncs()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        os._exit(status)


def _say_ports(app: RestingKernelApp, channel: socket.socket) -> None:
    channel.sendall(json.dumps(app.ports_by_name()).encode())
    channel.close()
    atexit.unregister(app.close)
    atexit.unregister(cast("IOPubThread", app.iopub_thread).stop)


def _rest(control: socket.socket) -> NoReturn:
    """What a fork at rest does: hand out forks of itself, which wake up."""
    _hand_out(control, _wake, lambda: None)
    os._exit(0)


def _wake(channel: socket.socket, request: dict[str, Any]) -> NoReturn:
    raise Awakened(channel, request)


def _set_path(path: str) -> None:
    """Import from the site, as a process does that starts with this PYTHONPATH."""
    old = os.environ["PYTHONPATH"].split(os.pathsep)
    os.environ["PYTHONPATH"] = path
    sys.path[:] = [*path.split(os.pathsep), *(place for place in sys.path if place not in old)]


def _reseed() -> None:
    """Give the child its own random numbers: it would repeat those of its siblings."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


if __name__ == "__main__":
    del sys.path[0]  # the folder in which the build was started
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[3:], Path(sys.argv[2]))
