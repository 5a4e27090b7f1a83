"""A file that a cell does not find, but that lies elsewhere in the blog: where it lies, and what to set."""

import os
import re
from dataclasses import replace
from pathlib import Path

from blogkit.model import Failure, Judged

_MISSING = re.compile(
    r"No such file or directory: (?P<quote>['\"])(?P<path>.+?)(?P=quote)|^(?P<bare>\S+) not found\.?$"
)
_IGNORED = frozenset({"public", "node_modules", "resources", "__pycache__"})
_MOST = 50_000
"""Folders and files that are looked through."""


def with_places(judged: Judged, folder: Path) -> Judged:
    """Add to each failure about a missing file where the file lies, if there is one only."""
    if not any(_wanted(failure) for failure in judged.failures):
        return judged
    own = str(judged.executed.post.source.path.parent)
    return replace(judged, failures=tuple(_with_place(failure, folder, own) for failure in judged.failures))


def _with_place(failure: Failure, folder: Path, own: str) -> Failure:
    wanted = _wanted(failure)
    found = _folders_with(wanted, folder) if wanted else []
    if len(found) != 1 or found[0] == own:  # what lies beside the post was made later
        return failure
    place = found[0]
    remedy = f'{failure.message}; it lies in {place}: set folder = "{place}" under [params.blogkit]'
    return replace(failure, message=remedy)


def _wanted(failure: Failure) -> str:
    """The relative path that was not found."""
    match = (
        _MISSING.search(failure.message) if failure.name.endswith(("FileNotFoundError", "OSError")) else None
    )
    path = (match["path"] or match["bare"]) if match else ""
    return "" if Path(path).is_absolute() else os.path.normpath(path).lstrip("./") if path else ""


def _folders_with(path: str, folder: Path) -> list[str]:
    """The folders below a blog's from which a relative path leads to a file."""
    found: list[str] = []
    seen = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _IGNORED)
        seen += len(folders) + len(files)
        if seen > _MOST:
            return []
        if (Path(place) / path).is_file():
            found.append(os.path.relpath(place, folder))
    return found
