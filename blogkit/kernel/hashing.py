"""Files and folders -> a few characters that change when they do."""

from __future__ import annotations

import hashlib
from pathlib import Path

ABSENT = "absent"
_PART = 1 << 20
"""Bytes read at once; `hashlib.file_digest` came with Python 3.11."""


def value_print(value: str | None) -> str:
    """A few characters that change with a text, and do not show it.

    >>> value_print(None)
    'absent'
    """
    return (
        ABSENT if value is None else hashlib.sha256(value.encode(errors="surrogateescape")).hexdigest()[:16]
    )


def fingerprint(path: Path) -> str:
    """Hash what a file holds, or which names a folder lists.

    >>> fingerprint(Path("there is no such file"))
    'absent'
    """
    try:
        if path.is_dir():
            names = sorted(entry.name for entry in path.iterdir() if entry.name != "__pycache__")
            return hashlib.sha256("\0".join(names).encode(errors="surrogateescape")).hexdigest()
        total = hashlib.sha256()
        with path.open("rb") as file:
            while part := file.read(_PART):
                total.update(part)
        return total.hexdigest()
    except OSError:
        return ABSENT
