"""Work spread over processes beside this one: forked, so that they know everything without being told.

Where processes cannot be forked, or there is one processor, or little to do, the work is done here.
"""

import os
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Result = TypeVar("Result")
WORTH_IT = 24
"""Pieces of work (2 ms each) that pay for starting a process."""
CHUNK = 8
"""Pieces that travel at a time: enough to be worth a message, few enough to end at the same time."""

_work: Callable[[int], Any] | None = None
"""What the forked processes do with a number; set before they start."""


class Beside:
    """Up to `jobs` processes with this one (0: one a processor), started when there is enough to do.

    >>> with Beside(1) as beside:
    ...     beside.spread(lambda number: number * number, 3)
    [0, 1, 4]
    """

    def __init__(self, jobs: int = 0) -> None:
        """Start nothing yet."""
        self._others = (jobs or processors()) - 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the processes go, when they have done what was begun."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=kind is not None)

    def spread(self, work: Callable[[int], Result], count: int) -> list[Result]:
        """Do `work` with 0, 1, … `count` - 1. Results must pickle; it may use all that was made before."""
        if count < WORTH_IT or self._others < 1 or not may_fork():
            return [work(number) for number in range(count)]
        pool = self._started(work, count)
        chunks = [range(first, min(first + CHUNK, count)) for first in range(0, count, CHUNK)]
        waiting = [pool.submit(_all_of, chunk) for chunk in chunks]
        done = _from_the_end(work, chunks, waiting)
        parts = [done.get(at) or _given(work, chunk, waiting[at]) for at, chunk in enumerate(chunks)]
        return [result for part in parts for result in part]

    def soon(self, make: Callable[[str], Result], text: str) -> Callable[[], Result]:
        """Begin a single large piece of work, if a process stands ready; the function that waits for it."""
        if self._pool is None:
            return lambda: make(text)
        begun = self._pool.submit(make, text)
        return lambda: _given(lambda _: make(text), range(1), begun, alone=True)[0]

    def _started(self, work: Callable[[int], Any], count: int) -> "ProcessPoolExecutor":
        global _work  # noqa: PLW0603  (the fork carries it over; a closure cannot be sent)
        from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (20 ms that small builds save)
        from multiprocessing import get_context  # noqa: PLC0415  (the same)

        _work = work
        others = min(self._others, count // CHUNK)
        self._pool = ProcessPoolExecutor(others, get_context("fork"), initializer=_end_with_the_parent)
        return self._pool


def processors() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def may_fork() -> bool:
    """Whether a fork is safe here: on Linux, as long as there is one thread."""
    return sys.platform == "linux" and threading.active_count() == 1


def _from_the_end(
    work: Callable[[int], Result], chunks: Sequence[range], waiting: "Sequence[Future[list[Result]]]"
) -> dict[int, list[Result]]:
    """Do here what the others have not begun, from the end: all are done at about the same time."""
    done: dict[int, list[Result]] = {}
    for at in reversed(range(len(chunks))):
        if not waiting[at].cancel():
            break
        done[at] = [work(number) for number in chunks[at]]
    return done


def _given(
    work: Callable[[int], Any], chunk: range, future: "Future[Any]", *, alone: bool = False
) -> list[Any]:
    """What another process made; made here if that process was lost."""
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415  (there is a pool)

    try:
        return [future.result()] if alone else future.result()
    except BrokenProcessPool:
        return [work(number) for number in chunk]


def _all_of(chunk: range) -> list[Any]:
    """In the other process: do the work that was set before the fork."""
    if _work is None:
        raise RuntimeError("the process was not forked from one that has work")
    return [_work(number) for number in chunk]


def _end_with_the_parent() -> None:
    """Leave no process behind when the build is killed."""
    from multiprocessing import connection, parent_process  # noqa: PLC0415  (only in the other process)

    parent = parent_process()

    def watch() -> None:
        if parent:
            connection.wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
