"""Folders of one process: named after it, so that what a killed one left can be told and cleared away."""

import os
import re
import time
from pathlib import Path

_MEMORY = "/dev/shm"  # noqa: S108  (names in it are made as in any other temporary folder)
_ROOM = 2 * 2**30
"""Bytes that must be free there: a post may write that much."""
OLD = 24 * 3600.0
"""Seconds. The process of a younger folder may live on where it cannot be seen: in another container."""


def temporary_prefix() -> str:
    """How the name of a temporary folder of this process begins."""
    return f"blogkit-{os.getpid()}-"


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
    """Remove what processes of this user left that ended without a chance to do so."""
    import shutil  # noqa: PLC0415  (5 ms, that an unchanged site saves)
    import tempfile  # noqa: PLC0415  (the same)

    places = (Path(tempfile.gettempdir()), Path(_MEMORY))
    for path in (path for place in places for path in place.glob("blogkit-*-*")):
        named = re.match(r"blogkit-(\d+)-", path.name)
        if named and not Path(f"/proc/{named[1]}").exists() and _is_ours_and_old(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_ours_and_old(path: Path) -> bool:
    try:
        state = path.lstat()
    except OSError:
        return False
    return state.st_uid == os.getuid() and time.time() - state.st_mtime > OLD
