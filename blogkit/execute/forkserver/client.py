"""The build's end of the warm process: starts it, asks it for kernels, ends it."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
        command = [sys.executable, "-m", "blogkit.execute.forkserver.server", str(theirs.fileno()), *modules]
        nothing = subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: S603  (our own module)
            command,
            env=environment,
            pass_fds=[theirs.fileno()],
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
        )
        theirs.close()
        self._turn = threading.Lock()
        self._noisy: frozenset[str] | None = None

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
            answer = json.loads(ours.makefile("rb").read() or b'{"error": "it died"}')
        if "error" in answer:
            os.close(process.pidfd)
            raise NoForkError(answer["error"])
        return process, answer

    def close(self) -> None:
        """End the warm process and its kernels."""
        self._control.close()
        self._process.wait()

    def _hello(self) -> frozenset[str]:
        if self._noisy is None:
            self._noisy = frozenset(self._receive()[0]["noisy"])
        return self._noisy

    def _ask(self, request: Mapping[str, Any], channel: socket.socket) -> ForkedProcess:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], [channel.fileno()])
        except OSError as error:
            raise NoForkError(str(error)) from error
        answer, descriptors = self._receive()
        if "refused" in answer:
            raise NoForkError(answer["refused"])
        return ForkedProcess(answer["pid"], descriptors[0])

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, 65536, 1)
        except OSError as error:
            raise NoForkError(str(error)) from error
        if not message:
            raise NoForkError("the warm process ended")
        return json.loads(message), list(descriptors)


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
    """End all warm processes of this process."""
    with _lock:
        while _nurseries:
            _nurseries.popitem()[1].close()
