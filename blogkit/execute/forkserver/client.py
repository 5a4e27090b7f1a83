"""The build's end of the warm process, and of what keeps cold kernels: starts, asks and ends them."""

import atexit
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import blogkit.kernel
from blogkit.cache import end_marked, temporary_folder
from blogkit.execute.environment import mark_of_kernels
from blogkit.values import frozen

IMPORTING = 120.0
"""Seconds the warm process may take to import its libraries."""
ANSWERING = 30.0
"""Seconds it, or a new kernel, may take to answer: whoever takes longer was stopped by a post."""
ENDED = 0.2
"""Seconds within which the end of a process is known once its kernels have died of it."""
ENDING = 5.0
"""Seconds it has to end itself and its kernels."""

_KEEPER = Path(blogkit.kernel.__file__).parent / "warm" / "descendants.py"


class NoForkError(Exception):
    """The warm process cannot give a kernel; an ordinary one will do."""


@frozen
class ForkedProcess:
    """A kernel's process: its number, and a descriptor that becomes readable when it ends."""

    pid: int
    pidfd: int


class Forks:
    """A process that hands out forks of itself as kernels. Threads may share it."""

    def __init__(self, control: socket.socket, process: int = 0) -> None:
        """`control` leads to it, `process` is its number; when `control` closes, it ends."""
        self._control = control
        self.process = process
        self._turn = threading.Lock()
        self._silent = False

    def fork(self, request: Mapping[str, Any]) -> tuple[ForkedProcess, dict[str, Any]]:
        """Return a new kernel's process and its ports. Raises NoForkError."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            with self._turn:
                self.await_ready()
                process = self._ask(request, theirs)
            theirs.close()
            answer = _ports(ours)
        if "error" in answer:
            signal.pidfd_send_signal(process.pidfd, signal.SIGKILL)
            os.close(process.pidfd)
            raise NoForkError(answer["error"])
        return process, answer

    def await_ready(self) -> None:
        """Wait until it can fork; it always can."""

    def close(self) -> None:
        """Let it end."""
        self._control.close()

    def _ask(self, request: Mapping[str, Any], channel: socket.socket) -> ForkedProcess:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], [channel.fileno()])
        except OSError as error:
            raise NoForkError(str(error)) from error
        answer, descriptors = self.receive(ANSWERING)
        if "refused" in answer:
            raise NoForkError(answer["refused"])
        return ForkedProcess(answer["pid"], descriptors[0])

    def receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        """The next answer. Once none has come in time none is waited for: it would answer another request."""
        if self._silent:
            raise NoForkError("the process to fork from does not answer")
        try:
            self._control.settimeout(seconds)
            message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        except OSError as error:
            self._silent = True
            raise NoForkError(str(error)) from error
        if not message:
            raise NoForkError("the process to fork from ended")
        return json.loads(message), list(descriptors)


class Kept(Forks):
    """A process beside the build, that ends when the build does, with all that posts started below it."""

    def __init__(
        self,
        command: Callable[[int], Sequence[str]],
        environment: Mapping[str, str],
        folder: str | None = None,
    ) -> None:
        """Start a command that is told the number of its end of the connection."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        super().__init__(ours)
        nothing = subprocess.DEVNULL
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own module, in the author's own interpreter)
                command(theirs.fileno()),
                cwd=folder,
                env=environment,
                pass_fds=[theirs.fileno()],
                stdin=nothing,
                stdout=nothing,
                stderr=nothing,
                start_new_session=True,  # a post that signals this process's group does not end the build
            )
        self.process = self._process.pid

    def close(self) -> None:
        """End it and its kernels, also when a post has stopped it."""
        super().close()
        self._process.send_signal(signal.SIGCONT)
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Keeper(Kept):
    """What stands between the build and a cold kernel."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
        """Start a kernel of its own. Raises NoForkError."""
        program = [sys.executable, "-I", "-S", str(_KEEPER)]
        super().__init__(lambda control: [*program, str(control), *command], environment, folder)
        _keepers.add(self)
        try:
            answer, pidfds = self.receive(ANSWERING)
        except NoForkError:
            self.close()
            raise
        if "refused" in answer:
            self.close()
            raise NoForkError(answer["refused"])
        self.kernel = ForkedProcess(answer["pid"], pidfds[0])

    def close(self) -> None:
        """End the kernel and what it started."""
        super().close()
        _keepers.discard(self)


class Nursery(Kept):
    """A warm process."""

    def __init__(
        self, environment: Mapping[str, str], modules: tuple[str, ...], python: str = sys.executable
    ) -> None:
        """Start it with the program `python`; it imports `modules` while the caller goes on."""
        place, module = str(temporary_folder()), "blogkit.kernel.warm.server"
        super().__init__(
            lambda control: [python, "-m", module, str(control), place, *modules],
            environment,
        )
        self._noisy: frozenset[str] | None = None
        self._closed = False

    def noisy(self) -> frozenset[str]:
        """Return the modules that say something when imported. Waits until all are imported."""
        with self._turn:
            return self._hello()

    def await_ready(self) -> None:
        """Wait until all modules are imported."""
        self._hello()

    def has_ended(self) -> bool:
        """Whether the warm process is gone by itself, and every kernel with it. Waits for it to be known."""
        if self._closed:
            return False
        try:
            self._process.wait(ENDED)
        except subprocess.TimeoutExpired:
            return False
        return True

    def close(self) -> None:
        """End the warm process and its kernels."""
        self._closed = True
        super().close()

    def _hello(self) -> frozenset[str]:
        if self._noisy is None:
            self._noisy = frozenset(self.receive(IMPORTING)[0]["noisy"])
        return self._noisy


def resting(control: socket.socket) -> Forks:
    """A kernel at rest, at the other end of a connection. Raises OSError."""
    process, _, _ = struct.unpack("3i", control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return Forks(control, process)


def _ports(channel: socket.socket) -> dict[str, Any]:
    """What a new kernel says of itself, up to its end."""
    channel.settimeout(ANSWERING)
    pieces: list[bytes] = []
    try:
        while piece := channel.recv(65536):
            pieces.append(piece)
    except OSError as error:
        return {"error": str(error)}
    return json.loads(b"".join(pieces) or b'{"error": "it died"}')


_Key = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]
_nurseries: dict[_Key, Nursery] = {}
_keepers: set[Keeper] = set()
_lock = threading.Lock()


def nursery_for(environment: Mapping[str, str], modules: tuple[str, ...], python: str) -> Nursery:
    """Return the warm process of this interpreter, environment and libraries; it is started once."""
    key = (python, tuple(sorted(environment.items())), modules)
    with _lock:
        if key not in _nurseries:
            _nurseries[key] = Nursery(environment, modules, python)
        return _nurseries[key]


def begun(environment: Mapping[str, str], modules: tuple[str, ...], python: str) -> tuple[str, ...]:
    """The libraries of a warm process that was started early and has all of `modules`; else `modules`."""
    wanted = python, tuple(sorted(environment.items()))
    with _lock:
        known = (
            libraries
            for program, variables, libraries in _nurseries
            if (program, variables) == wanted and set(libraries).issuperset(modules)
        )
        return next(known, modules)


@atexit.register
def close_nurseries() -> None:
    """End all warm processes of this process, and what posts left behind, also those with cold kernels."""
    with _lock:
        while _nurseries:
            _nurseries.popitem()[1].close()
    for keeper in tuple(_keepers):
        keeper.close()
    mark = mark_of_kernels()
    if mark:
        end_marked(mark)
