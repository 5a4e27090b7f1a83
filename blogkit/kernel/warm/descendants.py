"""Keeps what posts start: a process that adopts it, and ends it, also what made a session of its own.

`python descendants.py FD COMMAND...`, where FD is a socket, stands between a build and a kernel that is not
forked from the warm process: what the kernel does to its parent does not reach the build. The answer on the
socket is the kernel's number and its pidfd, or why there is none. When the socket closes, because the build
has ended or was killed, or when the kernel ends, all that descends from it ends.

A program of its own that needs nothing but the standard library: it starts in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable, Iterator

_ROUNDS = 100
"""Who forks faster than it can be ended, so many times, is left to the system."""
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36


def stand_guard(control: socket.socket) -> None:
    """Return in a fork, a session of its own; end all when it ends or the other end of `control` closes.

    A post that ends or stops the parent of its kernel meets that fork. What it started comes to us.
    """
    libc, guard = ctypes.CDLL(None), os.getpid()
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGCONT)  # a post may have stopped us when the build is killed
    child = os.fork()
    if child == 0:
        end_with(guard)
        os.setsid()
        return
    ends = select.poll()
    ends.register(control, 0)  # that it has closed is told, that there is something to read is not
    ends.register(os.pidfd_open(child), select.POLLIN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # orphans that end need nobody to wait for them
    ends.poll()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    end_descendants()
    os._exit(0)


def end_with(parent: int) -> None:
    """End when the process that has just forked this one ends, however it does."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def hand_over(control: socket.socket, child: int) -> None:
    """Answer with a child's number and its pidfd."""
    pidfd = os.pidfd_open(child)
    socket.send_fds(control, [json.dumps({"pid": child}).encode()], [pidfd])
    os.close(pidfd)


def end_descendants() -> None:
    """Stop all, so that none starts another, then end all; children that are orphaned come to the reaper."""
    for _ in range(_ROUNDS):
        found = set(_below(os.getpid()))
        if not found:
            return
        _signal(found, signal.SIGSTOP)
        found |= set(_below(os.getpid()))
        _signal(found, signal.SIGKILL)
        _reap()


def keep(control: socket.socket, command: list[str]) -> None:
    """Run a command until it ends or the other end of `control` closes, and end all that descends from it."""
    control.set_inheritable(False)
    stand_guard(control)
    try:
        child = _started(command)
    except OSError as error:
        control.send(json.dumps({"refused": str(error)}).encode())
        return
    hand_over(control, child)
    os.waitpid(child, 0)


def _started(command: list[str]) -> int:
    """Start a command in a session of its own. Raises OSError."""
    parent, (ours, theirs) = os.getpid(), os.pipe()
    child = os.fork()
    if child == 0:
        try:
            end_with(parent)
            os.setsid()
            os.execv(command[0], command)  # noqa: S606  (no shell is wanted)
        except OSError as error:
            os.write(theirs, json.dumps([error.errno, error.strerror]).encode())
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as said:
        failed = said.read()
    if failed:
        raise OSError(*json.loads(failed), command[0])
    return child


def _reap() -> None:
    """Wait for the children; what they leave behind are children of this process, too."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(-1, 0)
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _signal(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


def _below(root: int) -> Iterator[int]:
    """The processes that descend from one."""
    parents = _parents()
    for process in parents:
        above = process
        while above := parents.get(above, 0):
            if above == root:
                yield process
                break


def _parents() -> dict[int, int]:
    """Each process's parent."""
    found: dict[int, int] = {}
    if not os.path.exists("/proc/self"):  # noqa: PTH110  (pathlib takes longer to import than all of this)
        return found
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, ValueError), open(f"{entry.path}/stat", "rb") as stat:  # noqa: PTH123  (the same)
                # the name in brackets may hold anything, also brackets
                found[int(entry.name)] = int(stat.read().rpartition(b")")[2].split()[1])
    return found


if __name__ == "__main__":
    keep(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
