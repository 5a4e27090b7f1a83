"""Files and folders -> a few characters that change when they do."""

import hashlib
from pathlib import Path

ABSENT = "absent"


def fingerprint(path: Path) -> str:
    """Hash what a file holds, or which names a folder lists.

    >>> fingerprint(Path("there is no such file"))
    'absent'
    """
    try:
        if path.is_dir():
            names = sorted(entry.name for entry in path.iterdir() if entry.name != "__pycache__")
            return hashlib.sha256("\0".join(names).encode(errors="surrogateescape")).hexdigest()
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ABSENT
