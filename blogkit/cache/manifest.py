"""What the last build wrote and from what: a file with the same mark and state is not made again."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blogkit.cache.files import FileState, keep_bytes
from blogkit.cache.folder import tool_stamp

Left = tuple[str, FileState]
"""What a file of the destination was made from (empty: not known), and its state when it was left."""


Record = Mapping[str, Left]
"""Path below the destination -> what was left there."""


def read_record(cache: Path | None, destination: Path) -> Record:
    """The record of the last build of this destination; empty where there is none, or it cannot be read."""
    try:
        rows: dict[str, list[Any]] = json.loads(_file(cache, destination).read_bytes()) if cache else {}
        return {name: (str(mark), FileState(*map(int, state))) for name, (mark, *state) in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_record(cache: Path | None, destination: Path, record: Record) -> None:
    """Keep the record; without one the next build makes every file."""
    if cache:
        rows = {name: [mark, *state] for name, (mark, state) in record.items()}
        keep_bytes(_file(cache, destination), json.dumps(rows).encode())


def _file(cache: Path, destination: Path) -> Path:
    """One record a destination; another version of the tool would make other files of the same values."""
    name = f"{tool_stamp()}\0{destination.absolute()}"
    key = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:24]
    return cache / f"written-{key}.json"
