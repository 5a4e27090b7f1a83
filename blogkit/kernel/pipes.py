"""What a cell says on any way out stands before what it says or shows after it, on a busy machine too."""

from __future__ import annotations

import fcntl
import os
import sys
import termios
import threading
import time
from array import array
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

LONGEST = 2.0
"""Seconds that are waited for: a process that goes on writing for ever has no last word."""
AT_START = 0.5
"""Seconds within which a thread that has nothing to do is seen to rest, where the system can be believed."""
PAUSE = 0.0005
"""Seconds in which the thread that reads can go on."""


class Shell(Protocol):
    """What is used of IPython."""

    displayhook: Any
    display_pub: Any
    events: Any


@dataclass(frozen=True)
class Pipe:
    """The end that ipykernel reads what is written to a file descriptor from, and the thread that does it."""

    descriptor: int
    thread: threading.Thread
    told: dict[tuple[int, int | None], int] = field(default_factory=dict)
    """Process and thread -> the open file in which the system says what the thread waits for."""

    def holds_something(self) -> bool:
        """Whether something waits to be read."""
        waiting = array("i", [0])
        with suppress(OSError):  # a post may close what it likes
            fcntl.ioctl(self.descriptor, termios.FIONREAD, waiting)
        return waiting[0] > 0

    def is_resting(self) -> bool:
        """Whether the thread waits for more, as far as the system says: what it has read is in the stream."""
        try:
            call = os.pread(
                self._told(), 64, 0
            ).split()  # 2 µs, where to open it anew takes ten times as long
        except OSError:
            return True  # no Linux, or one that does not tell: what was read a moment ago may come late
        if not call or not (call[0] == b"running" or call[0].lstrip(b"-").isdigit()):
            return True  # a post has closed the file, and opened another
        return call[1:2] == [hex(self.descriptor).encode()]

    def _told(self) -> int:
        of = os.getpid(), self.thread.native_id
        if of not in self.told:
            self.told[of] = os.open(f"/proc/self/task/{of[1]}/syscall", os.O_RDONLY)
        return self.told[of]

    def drain(self, seconds: float = LONGEST) -> bool:
        """Wait until all that was written is in the stream; say whether it is."""
        end = time.monotonic() + seconds
        while self.holds_something() or not self.is_resting():
            if not self.thread.is_alive() or time.monotonic() > end:
                return False
            time.sleep(PAUSE)
        return True


def keep_order(shell: Shell) -> None:
    """Have everything that a cell shows, and its end, wait for what was written before it."""
    found = {name: _pipe(getattr(sys, name)) for name in ("stdout", "stderr")}
    pipes = {name: pipe for name, pipe in found.items() if pipe and pipe.drain(AT_START)}

    def drain(*_: object) -> None:
        for pipe in pipes.values():
            pipe.drain()

    _before(shell.displayhook, "start_displayhook", drain)
    _before(shell.display_pub, "publish", drain)
    shell.events.register("post_run_cell", drain)
    for name, pipe in pipes.items():
        _before(getattr(sys, name), "write", _unless_reading(pipe))
    take_turns(sys.stdout, sys.stderr)


def take_turns(*streams: Any) -> None:
    """Have each stream wait until what was written to another before is sent.

    ipykernel sends each stream when its own timer ends, which an earlier cell may have started.
    """
    process = os.getpid()
    last: list[Any] = []

    def send_others(stream: Any) -> None:
        if not last or last[0] is not stream:
            others, last[:] = tuple(last), [stream]
            for other in others:
                if os.getpid() == process:  # a fork would say once more what its parent has still to say
                    other.flush()

    for stream in streams:
        _before(stream, "write", partial(send_others, stream))


def _pipe(stream: Any) -> Pipe | None:
    descriptor, thread = getattr(stream, "_fid", None), getattr(stream, "watch_fd_thread", None)
    return Pipe(descriptor, thread) if isinstance(descriptor, int) and thread else None


def _unless_reading(pipe: Pipe) -> Any:
    """Drain before others write; a look at the pipe and at its thread is all that each `print` pays.

    The pipe is empty already where the thread has read what it has not yet put into the stream.
    """

    def drain(*_: object) -> None:
        if threading.current_thread() is not pipe.thread and (
            pipe.holds_something() or not pipe.is_resting()
        ):
            pipe.drain()

    return drain


def _before(owner: Any, name: str, action: Any) -> None:
    method = getattr(owner, name)

    def acting(*arguments: Any, **options: Any) -> Any:
        action()
        return method(*arguments, **options)

    setattr(owner, name, acting)
