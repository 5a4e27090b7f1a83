"""A closed terminal and `kill` end a command as Ctrl+C does: with everything put away."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

ENDING = ("SIGTERM", "SIGHUP")


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
    ours = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    if current_thread() is not main_thread():
        ours = []
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def end_undisturbed() -> None:
    """Let what is put away at the end be put away: it takes seconds at most, and the status is known."""
    for name in (*ENDING, "SIGINT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _stop(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    raise Stopped(number)
