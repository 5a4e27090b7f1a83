"""Folders of one process: named after it, so that what a killed one left can be told and cleared away."""

import os
import re
import time
from pathlib import Path

OLD = 24 * 3600.0
"""Seconds. The process of a younger folder may live on where it cannot be seen: in another container."""


def temporary_prefix() -> str:
    """How the name of a temporary folder of this process begins."""
    return f"blogkit-{os.getpid()}-"


def sweep_temporary() -> None:
    """Remove what processes of this user left that ended without a chance to do so."""
    import shutil  # noqa: PLC0415  (5 ms, that an unchanged site saves)
    import tempfile  # noqa: PLC0415  (the same)

    for path in Path(tempfile.gettempdir()).glob("blogkit-*-*"):
        named = re.match(r"blogkit-(\d+)-", path.name)
        if named and not Path(f"/proc/{named[1]}").exists() and _is_ours_and_old(path):
            shutil.rmtree(path, ignore_errors=True)


def _is_ours_and_old(path: Path) -> bool:
    try:
        state = path.lstat()
    except OSError:
        return False
    return state.st_uid == os.getuid() and time.time() - state.st_mtime > OLD
