"""The keys of the terminal in which a preview runs: each does something at once, without Enter."""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from select import select

Actions = Mapping[str, Callable[[], object]]
"""Key -> what it does."""
_PULSE = 0.2


@contextmanager
def listening_to(actions: Actions) -> Iterator[None]:
    """Hear keys while a preview runs; none where nobody sits at the other end."""
    if find_spec("termios") is None or not sys.stdin or not sys.stdin.isatty():
        yield
        return
    import termios  # noqa: PLC0415  (not on every system)
    import tty  # noqa: PLC0415  (the same)

    before = termios.tcgetattr(sys.stdin)
    ended = threading.Event()
    thread = threading.Thread(target=_hear, args=(actions, ended), daemon=True)
    try:
        tty.setcbreak(sys.stdin)
        thread.start()
        yield
    finally:
        ended.set()
        thread.join()
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _hear(actions: Actions, ended: threading.Event) -> None:
    while not ended.is_set():
        if select([sys.stdin], [], [], _PULSE)[0]:
            keys = os.read(sys.stdin.fileno(), 64)
            if not keys:
                return  # the terminal is gone
            for key in keys.decode(errors="replace"):
                actions.get(key, lambda: None)()
