"""Waits for the end of a process and clears away what it left: `python watcher.py FOLDER`, a pipe as input.

A program of its own that needs nothing but the standard library: it starts in a few milliseconds. The pipe
closes when the process ends, also when somebody kills it, and nothing in the folder is needed from then on.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

GRACE = 2.0
"""Seconds in which those that were started end by themselves."""
ENDING = 3.0
"""Seconds in which what is ended may still write into the folder."""
_STEP = 0.05


def end_marked(mark: str) -> None:
    """End every process that was started with a variable such as "NAME=value", whoever adopted it since."""
    for process in _marked(mark):
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)


def _marked(mark: str) -> Iterator[int]:
    if not Path("/proc/self").exists():
        return
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            with suppress(OSError):
                started_with = b"\0" + Path(entry.path, "environ").read_bytes()
                if b"\0" + os.fsencode(mark) in started_with:
                    yield int(entry.name)


def clear(folder: str, grace: float = GRACE) -> None:
    """End who still works in a folder, and remove it."""
    import shutil  # noqa: PLC0415  (5 ms, that an unchanged site saves)

    mark = f"IPYTHONDIR={folder}{os.sep}"
    until = time.monotonic() + grace
    while time.monotonic() < until and any(_marked(mark)):
        time.sleep(_STEP)
    until = time.monotonic() + ENDING
    while time.monotonic() < until:
        end_marked(mark)
        shutil.rmtree(folder, ignore_errors=True)
        if not Path(folder).exists():
            break
        time.sleep(_STEP)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    clear(sys.argv[1])
