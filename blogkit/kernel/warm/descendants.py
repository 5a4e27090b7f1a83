"""Ends the processes that posts started, also those that made a session of their own."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path

_ROUNDS = 100
"""Who forks faster than it can be ended, so many times, is left to the system."""


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
    if not Path("/proc/self").exists():
        return found
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            with contextlib.suppress(OSError, ValueError):
                # the name in brackets may hold anything, also brackets
                fields = Path(entry.path, "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                found[int(entry.name)] = int(fields[1])
    return found
