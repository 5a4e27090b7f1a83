"""Where the threads of a post were started: what they print belongs to those lines, too."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any

Place = tuple[int, int]
_STARTED_AT = "__blogkit_started_at__"


def remember_starts(places: Callable[[], tuple[Place, ...]]) -> None:
    """Have each thread know the lines of the post that were active when it was started."""
    kind: Any = threading.Thread
    run = kind.start

    @wraps(run)
    def start(thread: threading.Thread) -> None:
        setattr(thread, _STARTED_AT, places())
        run(thread)

    kind.start = start


def started_at() -> tuple[Place, ...]:
    """The lines that started the running thread, innermost first; none for the main thread."""
    return getattr(threading.current_thread(), _STARTED_AT, ())


def leave(code: object = None) -> None:
    """End the cell as `quit()` ends a script; the kernel's own would take the other cells with it."""
    raise SystemExit(code)
