"""A closed terminal and `kill` end a command as Ctrl+C does: with everything put away."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import Any

ENDING = ("SIGTERM", "SIGHUP")
PATIENCE = 8
"""Seconds in which an orderly end comes, or none.

An exception that a signal raises may come up within Python's own locks, those of `import` for one, which
stay held: a thread that waits for them waits for ever. The system's alarm ends what Python cannot, and the
process that watches over the temporary folder puts away what is left.
"""


class Stopped(KeyboardInterrupt):
    """The command was told to end."""

    def __init__(self, number: int) -> None:
        """`number` of the signal."""
        super().__init__(number)
        self.number = number


@contextmanager
def orderly_end() -> Iterator[None]:
    """Turn the signals that end a process into an exception, once: the next one ends it at once."""
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    # what is ignored stays so: `nohup` asks for that
    ours: dict[int, Any] = {
        number: signal.SIG_DFL for number in numbers if signal.getsignal(number) is signal.SIG_DFL
    }
    if (before := signal.getsignal(signal.SIGINT)) in {signal.default_int_handler, signal.SIG_DFL}:
        ours[signal.SIGINT] = before
    if current_thread() is not main_thread():
        ours.clear()
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        _alarm(0)
        for number, before in ours.items():
            signal.signal(number, before)


def end_undisturbed() -> None:
    """Let what is put away at the end be put away: it takes seconds at most, and the status is known."""
    _alarm(PATIENCE)
    for name in (*ENDING, "SIGINT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _stop(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    _alarm(PATIENCE)
    raise Stopped(number)
