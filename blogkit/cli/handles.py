"""How many files a process may have open: as many as it may ask for, and enough for posts to run."""

import sys
from contextlib import suppress

from blogkit.errors import ContentError

_ROOM = 1024
"""More are not asked for: cells inherit the limit, and `select` knows no higher numbers."""
_LEAST = 64
"""With fewer the kernels of a small blog fail one by one, each with words of its own."""


def make_room() -> None:
    """Ask for as many as the system gives; raises ContentError with the remedy where these are too few."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (there is none on Windows)

    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ROOM if most == resource.RLIM_INFINITY else min(_ROOM, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        with suppress(OSError, ValueError):  # a system with a limit of its own
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != resource.RLIM_INFINITY and allowed < _LEAST:
        message = f"only {allowed} files may be open at a time, and running posts takes {_LEAST} at least"
        raise ContentError("blogkit", 0, f'{message}; raise the limit ("ulimit -n {_ROOM}")')
