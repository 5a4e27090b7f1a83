"""What the last build wrote and from what: a file whose mark and state are the same is neither made nor written."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from blogkit.fresh import tool_stamp, write_whole

Record = Mapping[str, tuple[str, int, int]]
"""Path below the destination -> the mark it was made with, and the time of change and size it was left with."""


def read_record(cache: Path | None, destination: Path) -> Record:
    """The record of the last build of this destination; empty where there is none, or it cannot be read."""
    try:
        rows: dict[str, list[str | int]] = json.loads(_file(cache, destination).read_bytes()) if cache else {}
        return {name: (str(mark), int(changed), int(size)) for name, (mark, changed, size) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_record(cache: Path | None, destination: Path, record: Record) -> None:
    """Keep the record; without one the next build makes every file."""
    if cache:
        write_whole(_file(cache, destination), json.dumps(record).encode())


def _file(cache: Path, destination: Path) -> Path:
    """One record a destination; another version of the tool would make other files of the same values."""
    name = f"{tool_stamp()}\0{destination.absolute()}"
    return cache / f"written-{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"
