"""The build's end of the warm process: starts it, asks it for kernels, ends it."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from blogkit.cache import end_marked, temporary_folder
from blogkit.execute.environment import mark_of_kernels

IMPORTING = 120.0
"""Seconds the warm process may take to import its libraries."""
ANSWERING = 30.0
"""Seconds it, or a new kernel, may take to answer: whoever takes longer was stopped by a post."""
ENDED = 0.2
"""Seconds within which the end of a process is known once its kernels have died of it."""
ENDING = 5.0
"""Seconds it has to end itself and its kernels."""


class NoForkError(Exception):
    """The warm process cannot give a kernel; an ordinary one will do."""


@dataclass(frozen=True)
class ForkedProcess:
    """A kernel's process: its number, and a descriptor that becomes readable when it ends."""

    pid: int
    pidfd: int


class Nursery:
    """A warm process. Threads may share it."""

    def __init__(self, environment: Mapping[str, str], modules: tuple[str, ...]) -> None:
        """Start it; it imports `modules` while the caller goes on."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        nothing, module = subprocess.DEVNULL, "blogkit.execute.forkserver.server"
        place = [str(theirs.fileno()), str(temporary_folder())]
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            [sys.executable, "-m", module, *place, *modules],
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            start_new_session=True,  # a post that signals this process's group does not end the build
        )
        theirs.close()
        self._turn = threading.Lock()
        self._noisy: frozenset[str] | None = None
        self._silent = False
        self._closed = False

    def noisy(self) -> frozenset[str]:
        """Return the modules that say something when imported. Waits until all are imported."""
        with self._turn:
            return self._hello()

    def fork(self, request: Mapping[str, Any]) -> tuple[ForkedProcess, dict[str, Any]]:
        """Return a new kernel's process and its ports."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            with self._turn:
                self._hello()
                process = self._ask(request, theirs)
            theirs.close()
            answer = _ports(ours)
        if "error" in answer:
            signal.pidfd_send_signal(process.pidfd, signal.SIGKILL)
            os.close(process.pidfd)
            raise NoForkError(answer["error"])
        return process, answer

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
        """End the warm process and its kernels, also when a post has stopped it."""
        self._closed = True
        self._control.close()
        self._process.send_signal(signal.SIGCONT)
        try:
            self._process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _hello(self) -> frozenset[str]:
        if self._noisy is None:
            self._noisy = frozenset(self._receive(IMPORTING)[0]["noisy"])
        return self._noisy

    def _ask(self, request: Mapping[str, Any], channel: socket.socket) -> ForkedProcess:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], [channel.fileno()])
        except OSError as error:
            raise NoForkError(str(error)) from error
        answer, descriptors = self._receive(ANSWERING)
        if "refused" in answer:
            raise NoForkError(answer["refused"])
        return ForkedProcess(answer["pid"], descriptors[0])

    def _receive(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        """The next answer. Once none has come in time none is waited for: it would answer another request."""
        if self._silent:
            raise NoForkError("the warm process does not answer")
        try:
            self._control.settimeout(seconds)
            message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        except OSError as error:
            self._silent = True
            raise NoForkError(str(error)) from error
        if not message:
            raise NoForkError("the warm process ended")
        return json.loads(message), list(descriptors)


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


_Key = tuple[tuple[tuple[str, str], ...], tuple[str, ...]]
_nurseries: dict[_Key, Nursery] = {}
_lock = threading.Lock()


def nursery_for(environment: Mapping[str, str], modules: tuple[str, ...]) -> Nursery:
    """Return the warm process for this environment and these libraries; it is started once."""
    key = (tuple(sorted(environment.items())), modules)
    with _lock:
        if key not in _nurseries:
            _nurseries[key] = Nursery(environment, modules)
        return _nurseries[key]


def begun(environment: Mapping[str, str], modules: tuple[str, ...]) -> tuple[str, ...]:
    """The libraries of a warm process that was started early and has all of `modules`; else `modules`."""
    wanted = tuple(sorted(environment.items()))
    with _lock:
        known = (
            there for environs, there in _nurseries if environs == wanted and set(there).issuperset(modules)
        )
        return next(known, modules)


@atexit.register
def close_nurseries() -> None:
    """End all warm processes of this process, and what posts left behind, also those with cold kernels."""
    with _lock:
        while _nurseries:
            _nurseries.popitem()[1].close()
    mark = mark_of_kernels()
    if mark:
        end_marked(mark)
