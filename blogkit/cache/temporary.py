"""One folder for all that a process keeps for a while; it goes with the process, however that ends."""

import atexit
import fcntl
import os
import re
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

_MEMORY = "/dev/shm"  # noqa: S108  (names in it are made as in any other temporary folder)
_ROOM = 2 * 2**30
"""Bytes that must be free there: a post may write that much."""
YOUNG = 60.0
"""Seconds in which the process that has just made a folder has surely locked it."""
_watchers: dict[str, tuple[int, "subprocess.Popen[bytes]"]] = {}
"""By folder; with the process that started it: a forked one does not end its parent's."""


def temporary_folder(place: str | None = None) -> Path:
    """A new empty folder in a place, or where temporary files go; removed when this process ends."""
    import tempfile  # noqa: PLC0415  (5 ms, that an unchanged site saves)

    try:
        return Path(tempfile.mkdtemp(dir=_root(os.getpid(), place or _place())))
    except FileNotFoundError:  # somebody who tidies up temporary files took it away
        _root.cache_clear()
        return Path(tempfile.mkdtemp(dir=_root(os.getpid(), place or _place())))


def _place() -> str:
    """Where temporary files go: as Python chooses it, but without the trial file that a kill would leave."""
    import tempfile  # noqa: PLC0415  (5 ms, that an unchanged site saves)

    named = [os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP")]
    for folder in [*filter(None, named), "/tmp", "/var/tmp"]:  # noqa: S108  (folders of random names are made there)
        if tempfile.tempdir is None and os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK):  # noqa: PTH112  (a text)
            tempfile.tempdir = os.path.abspath(folder)  # noqa: PTH100  (the same)
    return tempfile.gettempdir()


@cache
def _root(process: int, place: str) -> str:
    import subprocess  # noqa: PLC0415  (an unchanged site needs none of it)
    import sys  # noqa: PLC0415  (the same)

    root = os.path.join(place, f"blogkit-{process}-{os.urandom(6).hex()}")  # noqa: PTH118  (a text)
    nothing = subprocess.DEVNULL
    watcher = subprocess.Popen(  # noqa: S603  (our own module; before there is anything to clear away)
        [sys.executable, "-I", "-S", str(Path(__file__).with_name("watcher.py")), root],
        stdin=subprocess.PIPE,
        stdout=nothing,
        stderr=nothing,
        start_new_session=True,  # who ends the build and its group does not end who cleans up after it
    )
    try:
        os.mkdir(root, 0o700)  # noqa: PTH102  (a text)
    except OSError:
        with watcher:
            watcher.kill()
        raise
    # held for as long as the process lives, and let go by the system, however it ends
    with suppress(OSError):  # a file system without locks
        fcntl.flock(os.open(root, os.O_RDONLY), fcntl.LOCK_EX)
    _watchers[root] = process, watcher
    return root


@atexit.register  # when this module is imported: before all that works in the folder, so it runs after it
def remove_temporary() -> None:
    """Put away what this process kept for a while."""
    for root, (process, watcher) in _watchers.items():
        if process == os.getpid():
            import shutil  # noqa: PLC0415  (5 ms, that an unchanged site saves)

            shutil.rmtree(root, ignore_errors=True)
            if not Path(root).exists():
                with watcher:  # it has a pipe
                    watcher.kill()


def roomy_memory() -> str | None:
    """A folder in memory with room, from which programs may run: files cost a hundredth there. Else None.

    Whoever names a folder for temporary files gets them there.
    """
    if "TMPDIR" in os.environ:
        return None
    try:
        state = os.statvfs(_MEMORY)
    except (OSError, AttributeError):  # there is none; Windows
        return None
    fit = os.access(_MEMORY, os.W_OK) and not state.f_flag & os.ST_NOEXEC
    return _MEMORY if fit and state.f_bavail * state.f_frsize >= _ROOM else None


def sweep_temporary() -> None:
    """Remove what processes of this user left that ended together with who cleans up after them."""
    for path in (path for place in (_place(), _MEMORY) for path in Path(place).glob("blogkit-*-*")):
        if re.match(r"blogkit-\d+-", path.name) and not path.is_symlink() and _is_ours_and_left(path):
            import shutil  # noqa: PLC0415  (5 ms, that an unchanged site saves)

            shutil.rmtree(path, ignore_errors=True)


def _is_ours_and_left(path: Path) -> bool:
    """Whether nobody holds it: told by its lock, as a process's number may be another's by now."""
    try:
        state = path.lstat()
        if state.st_uid != os.getuid() or time.time() - state.st_mtime < YOUNG:
            return False
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody works in it, or there are no locks
        return False
    finally:
        os.close(folder)
    return True
