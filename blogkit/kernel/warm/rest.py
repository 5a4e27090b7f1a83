"""Inside a warm kernel: forks of it that rest between two cells, and wake up as kernels of their own.

A fork has the objects of the post and nothing of what talked to the build: no thread, no socket that works.
The one that wakes up unwinds to the bottom of the stack, gets new sockets, threads and an event loop, and
the streams that the post knows write to those.
"""

# ruff: noqa: SLF001  (ipykernel and asyncio hand out no more; what they hold has no types)
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false, reportPrivateUsage=false, reportUnknownParameterType=false

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import socket
import stat
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, NoReturn

import ipykernel
import psutil
import tornado
import zmq
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from tornado.ioloop import IOLoop
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigList, DeferredConfigString

from blogkit.kernel import BEGAN, move_beginnings, written_by_post

REQUEST, REPLY = "blogkit_rest_request", "blogkit_rest_reply"
"""The messages on the shell channel; `path` is a socket on which the fork at rest is to be had."""
_SETTLED = 5.0
_SETTING = re.compile(r"--(\w+)\.(\w+)=(.*)", re.DOTALL)
_OF_KERNEL = tuple(f"{Path(str(module.__file__)).parent}{os.sep}" for module in (ipykernel, tornado, zmq))
_kept: list[object] = []
"""What belonged to the kernel before: its end would reach into what the other processes still use."""


class Awakened(SystemExit):
    """Unwinds the stack of a fork that wakes up."""

    def __init__(self, channel: socket.socket, request: dict[str, Any]) -> None:
        """`channel` and `request` are what a new kernel gets from the warm process."""
        super().__init__()
        self.channel = channel
        self.request = request


class RestingKernelApp(IPKernelApp):
    """ipykernel's application without connection file and heartbeat, which can be left at rest.

    The warm process stands for both.
    """

    def parse_command_line(self, argv: Any = None) -> None:
        """Read `--Class.setting=value`; a parser for all that there may be is a tenth of a kernel's work."""
        found = [_SETTING.fullmatch(one) for one in argv or ()]
        if not all(found):
            super().parse_command_line(argv)
            return
        self.cli_config = Config()
        for name, setting, value in (one.groups() for one in found if one):
            is_list = value.startswith("[")
            self.cli_config[name][setting] = (
                DeferredConfigList([value]) if is_list else DeferredConfigString(value)
            )
        self.update_config(self.cli_config)

    def init_connection_file(self) -> None:
        """Leave the ports at 0: the sockets find free ones, so two builds never race for one."""

    def write_connection_file(self, **kwargs: object) -> None:
        """Write nothing: the ports go through the socket."""

    def init_heartbeat(self) -> None:
        """Start no thread: the pidfd tells when the kernel dies."""
        self.hb_port = 1  # some number must be there; nobody connects to it

    def ports_by_name(self) -> dict[str, int]:
        """Where the kernel is asked, and answers."""
        return {
            f"{name}_port": getattr(self, f"{name}_port")
            for name in ("shell", "iopub", "stdin", "control", "hb")
        }

    def listen(self, hand_out: Callable[[socket.socket], NoReturn]) -> None:
        """Answer the requests for a fork at rest; `hand_out` is what such a fork does."""
        self.hand_out = hand_out
        IOLoop.current()  # it has a pair of sockets
        self.at_start = _Surroundings(self.ports_by_name().values())
        self.kernel.shell_handlers[REQUEST] = self.rest

    def rest(self, stream: Any, ident: Any, message: dict[str, Any]) -> None:
        """Leave a fork at rest, unless it could not go on as this process does."""
        why_not = self.at_start.why_not()
        if not why_not:
            self.settle()
            self.folder = Path.cwd()
            self.numbers = random.getstate()
            _fork(lambda: self.sleep(message["content"]["path"]))
        self.kernel.session.send(stream, REPLY, {"why_not": why_not}, message, ident)

    def settle(self) -> None:
        """Wait until the thread that publishes holds no lock and owes nothing."""
        for text in (sys.stdout, sys.stderr):
            text.flush()
        done = threading.Event()
        self.iopub_thread.schedule(done.set)
        done.wait(_SETTLED)

    def sleep(self, path: str) -> NoReturn:
        """Wait, in a fork, for a build that wants to go on from here."""
        _let_go(self)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as control:
            control.connect(path)
            self.hand_out(control)


class _Surroundings:
    """What a process holds beyond its memory; a fork has none of it, or shares it."""

    def __init__(self, ports: Collection[int]) -> None:
        """As it is now; on `ports` the kernel itself is asked and answers."""
        self._ports = frozenset(ports)
        self._threads = _threads()
        self._files = frozenset(_open_files())
        self._sockets = frozenset(_sockets())

    def why_not(self) -> str:
        """Why the process cannot be left at rest; empty where it can."""
        if _threads() > self._threads:
            return "threads are running"
        if _has_children():
            return "processes that it started are running"
        if not self._files.issuperset(_open_files()):
            return "files are open for writing"
        if self._has_connected():
            return "connections are open"
        if written_by_post():
            return "files have been written"
        if any(map(_is_of_post, asyncio.all_tasks())):
            return "a task is still waiting to run"
        if signal.getitimer(signal.ITIMER_REAL)[0]:
            return "an alarm is set"
        return ""

    def _has_connected(self) -> bool:
        """Whether there are sockets beside those on which the kernel itself is asked and answers."""
        fresh = {number for number, _ in self._sockets.symmetric_difference(_sockets())}
        # to look up what they lead to takes a tenth of what a kernel costs: only where it may count
        every = psutil.Process().net_connections("all") if fresh else []
        return any(one.fd in fresh and self._ports.isdisjoint(_ports_of(one)) for one in every)


def _threads() -> int:
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208  (names are enough)


def _is_of_post(task: asyncio.Task[Any]) -> bool:
    """Whether a task is none of the kernel's own."""
    code = getattr(task.get_coro(), "cr_code", None)
    return code is None or not code.co_filename.startswith(_OF_KERNEL)


def _has_children() -> bool:
    return any(path.read_text().strip() for path in Path("/proc/self/task").glob("*/children"))


def _open_files() -> Iterator[str]:
    """Files that are open for writing, and pipes, which lead to other processes."""
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208  (the same)
        with contextlib.suppress(OSError):
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115  (what it says is no path)
            is_file = stat.S_ISREG(os.fstat(int(number)).st_mode)
            if (is_file and _is_writable(number)) or target.startswith("pipe:"):
                yield f"{number} {target}"


def _sockets() -> Iterator[tuple[int, str]]:
    """Number and name of each socket of the process."""
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208  (the same)
        with contextlib.suppress(OSError):
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115  (the same)
            if target.startswith("socket:"):
                yield number, target


def _ports_of(connection: Any) -> set[int]:
    return {getattr(end, "port", 0) for end in (connection.laddr, connection.raddr)}


def _is_writable(number: str) -> bool:
    flags = Path(f"/proc/self/fdinfo/{number}").read_text().split("flags:")[1].split()[0]
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY


def _fork(sleep: Callable[[], NoReturn]) -> None:
    """Fork twice: the second is no child of the post, who could count it or wait for it."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        os.setsid()
        if os.fork() == 0:
            sleep()
    except Awakened:
        raise
    except BaseException:  # noqa: BLE001, S110  (nobody may go on here but who was woken)
        pass
    os._exit(0)


def _let_go(app: RestingKernelApp) -> None:
    """Have no hand in what the kernel still uses: its connections, its event loop, its standard streams.

    The numbers stay taken, so that an object that still holds one closes nothing else.
    """
    signal.set_wakeup_fd(-1)
    for stream in app.streams:
        original = getattr(stream, "_original_stdstream_copy", None)
        if original is not None:
            os.dup2(original, stream._original_stdstream_fd)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208  (the same)
        with contextlib.suppress(OSError):
            target = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115  (the same)
            if target.startswith(("socket:", "anon_inode:")) or (number > 2 and target.startswith("pipe:")):
                os.dup2(nowhere, number)
    os.close(nowhere)


def start(request: dict[str, Any]) -> RestingKernelApp:
    """A kernel in this process, its sockets bound."""
    app = RestingKernelApp.instance()
    app.ip = "127.0.0.1"  # the default looks at all network interfaces
    app.session.key = request["key"].encode()
    app.initialize(request["arguments"])
    app.streams = sys.stdout, sys.stderr
    return app


def awaken(old: RestingKernelApp, request: dict[str, Any]) -> RestingKernelApp:
    """A kernel in this process, which was forked from that of `old`: what the post did is still done."""
    _kept.extend((old, old.kernel, asyncio.get_event_loop_policy().get_event_loop()))
    RestingKernelApp.clear_instance()
    IPythonKernel.clear_instance()
    os.chdir(old.folder)
    of_post = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    asyncio.set_event_loop(asyncio.new_event_loop())
    app = start(request)
    _draw_on(app.kernel.shell.events, old.numbers)
    for stream, fresh in ((old.streams[n], app.streams[n]) for n in (0, 1)):
        stream.__dict__.update({name: value for name, value in vars(fresh).items() if name != "write"})
        fresh.write = stream.write  # what comes in by the number of the file
    app.streams = old.streams
    sys.stdout, sys.stderr = of_post
    app.kernel.shell.kernel = app.kernel
    move_beginnings(next(one.removeprefix(BEGAN) for one in request["arguments"] if one.startswith(BEGAN)))
    return app


def _draw_on(events: Any, numbers: tuple[Any, ...]) -> None:
    """Have the next cell draw the random numbers that it would have drawn.

    Python draws others in a fork, and a kernel draws some until it is ready: for ports, and a tip of the day.
    """

    def restore() -> None:
        random.setstate(numbers)
        events.unregister("pre_execute", restore)

    events.register("pre_execute", restore)
