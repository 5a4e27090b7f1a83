"""Work spread over processes beside this one: forked, so that they know everything without being told.

A forked process makes one value, leaves it in a file in memory, and ends. There is no pool: its threads
would make the next fork unsafe, and each stage of a build forks anew to know what the stage before has made.
Where processes cannot be forked, or there is one processor, or little to do, the work is done here.
"""

import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Generic, NoReturn, Self, TypeVar

Result = TypeVar("Result")
Spread = Callable[[Callable[[int], Result], int], list[Result]]
"""Do a piece of work with 0, 1, … n - 1, wherever that is."""
WORTH_IT = 24
"""Pieces of work (0.3 ms and more each) that pay for starting a process."""
FEW = 3
"""Heavy ones that do so: pages with pictures, 20 ms and more each."""
CHUNK = 8
"""Pieces that are taken at a time: few enough to be done at the same time everywhere."""
MOST_CHUNKS = 4_000
"""So many turns stay below what a pipe holds."""
_TURN = 4
"""Bytes of a turn: far less than what is read from a pipe in one piece."""


def one_by_one(work: Callable[[int], Result], count: int) -> list[Result]:
    """Do everything here."""
    return [work(number) for number in range(count)]


class Beside:
    """Up to `jobs` processes with this one (0: one a processor), started when there is enough to do.

    >>> Beside(1).spread(lambda number: number * number, 3)
    [0, 1, 4]
    """

    def __init__(self, jobs: int = 0) -> None:
        """Start nothing yet."""
        self._others = (jobs or processors()) - 1

    def spread(self, work: Callable[[int], Result], count: int, *, heavy: bool = False) -> list[Result]:
        """Do `work` with 0, 1, … `count` - 1. Results must pickle; it may use all that was made before.

        What a process that was lost should have done, or could not do, is done here. `heavy` are pieces of
        which a few pay for starting a process.
        """
        chunk = 1 if heavy else CHUNK
        others = min(self._others, count // chunk)
        if count < (FEW if heavy else WORTH_IT) or others < 1 or not may_fork():
            return one_by_one(work, count)
        # one of many is made before the fork: what it imports, each process would import again
        begun = [] if heavy else [work(0)]
        size = max(chunk, -(-count // MOST_CHUNKS))
        chunks = [range(first, min(first + size, count)) for first in range(len(begun), count, size)]
        with _Turns(len(chunks)) as turns, ExitStack() as stack:

            def take() -> dict[int, list[Result]]:
                return {turn: [work(number) for number in chunks[turn]] for turn in turns}

            forked = [stack.enter_context(closing(Forked(take))) for _ in range(others)]
            done = take()
            for process in forked:
                done |= process.value() or {}
        parts = [done.get(at) or [work(number) for number in chunk] for at, chunk in enumerate(chunks)]
        return begun + [result for part in parts for result in part]

    def soon(self, make: Callable[[], Result]) -> Callable[[], Result]:
        """Begin a single large piece of work; the function that waits for it, here or in a later fork."""
        if self._others < 1 or not may_fork():
            return make
        process = Forked(make)

        def wait() -> Result:
            made = process.value()
            return make() if made is None else made

        return wait


class Forked(Generic[Result]):
    """A process that makes one value."""

    def __init__(self, make: Callable[[], Result]) -> None:
        """Fork it. It is lost when it raises anything, or ends with its parent."""
        self._file = os.fdopen(os.memfd_create("made"), "w+b")
        self._parent = os.getpid()
        self._ended, ends = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._become(make)
        os.close(ends)

    def close(self) -> None:
        """End the process, if nobody has waited for it, and let go of what was shared with it."""
        if self._is_mine():
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
        if not self._file.closed:
            os.close(self._ended)
            self._file.close()

    __del__ = close

    def _is_mine(self) -> bool:
        """Whether it is for this process to clear away what is left of it."""
        return self._pid != 0 and os.getpid() == self._parent

    def _become(self, make: Callable[[], Result]) -> NoReturn:
        try:
            pickle.dump(make(), self._file, protocol=5)
            self._file.flush()
        except BaseException:  # noqa: BLE001  (the parent tries the same, and shows what is wrong)
            os.truncate(self._file.fileno(), 0)
        finally:
            os._exit(0)

    def value(self) -> Result | None:
        """Wait for what it makes; None if it was lost. Processes that are forked later may ask, too."""
        os.read(self._ended, 1)  # nobody writes: this ends when the last one who could has ended
        if self._is_mine():
            os.waitpid(self._pid, 0)
            self._pid = 0
        # not from where the file stands: the processes share that place
        data = os.pread(self._file.fileno(), os.fstat(self._file.fileno()).st_size, 0)
        try:
            return pickle.loads(data)  # noqa: S301  (pickled by our own code a moment ago)
        except (EOFError, pickle.UnpicklingError):
            return None


class _Turns:
    """0, 1, … each given to one of the processes that ask."""

    def __init__(self, count: int) -> None:
        self._process = os.getpid()
        self._read, write = os.pipe()
        os.write(write, b"".join(turn.to_bytes(_TURN, "little") for turn in range(count)))
        os.close(write)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._read)

    def __iter__(self) -> Iterator[int]:
        while turn := os.read(self._read, _TURN):
            yield int.from_bytes(turn, "little")
            if self._process not in {os.getpid(), os.getppid()}:
                os._exit(1)  # the build was killed


def processors() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def may_fork() -> bool:
    """Whether a fork is safe here: on Linux, as long as there is one thread."""
    return sys.platform == "linux" and threading.active_count() == 1
