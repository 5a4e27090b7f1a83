"""Waiting for what happens in another process: for the thing itself, however slow the machine is."""

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LONG = 120
"""Seconds after which what has not happened never will: no measure of how quick anything is."""


def pipe(path: Path) -> Path:
    """A named pipe, by which a cell says where it is."""
    os.mkfifo(path)
    return path


def said(path: Path) -> str:
    """The next words in a named pipe."""
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert select.select([reader], [], [], LONG)[0], f"nothing was written into {path.name}"
        return os.read(reader, 4096).decode()
    finally:
        os.close(reader)


def wait_for_the_end_of(*pids: int) -> None:
    """Wait until none of these processes runs; they need not be our own children."""
    for pid in pids:
        with suppress(ProcessLookupError):
            descriptor = os.pidfd_open(pid)
            try:
                assert select.select([descriptor], [], [], LONG)[0], f"{pid} runs on"
            finally:
                os.close(descriptor)


def wait_until(condition: Callable[[], bool], polls: int = 100 * LONG) -> None:
    """Look again and again, where there is nothing that can be waited for."""
    for _ in range(polls):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError(f"did not come true: {condition}")
