"""Notice that nothing changed, before anything heavy is imported.

A build leaves a note: every file it read and wrote, with size and times of change, and the report it gave.
While the note is true, the same command gives the same report, and is done. What could make it lie:

* a file that changes while it is read: the states are those from before the build;
* two changes within one tick of the clock: no note is left when a file changed just before the build;
* a change that keeps size and time (`cp -p`, an archive): the time of the inode's change counts, too;
* what a post reads elsewhere, folders outside the source folder, the date of a post: all in the note;
* another folder to start from, another version of Python, of a package or of the tool: in the note's name.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path

from blogkit.cache.files import (
    MarkedPath,
    file_state,
    file_states,
    keep_bytes,
    names_of_folder,
    prune,
    states_below,
)
from blogkit.cache.folder import tool_stamp
from blogkit.cache.trust import doubt_about
from blogkit.cache.variables import marks_of_variables, telling
from blogkit.values import frozen

IGNORED = frozenset({".git", ".venv", ".cache", "node_modules"})
"""Folders at the top of a source folder that no build reads."""


KEPT = 40
"""Notes, and records of destinations, that stay in the cache."""


TICK = 20_000_000
"""Nanoseconds within which two changes may carry the same time."""


VARIABLES = frozenset({"BLOGKIT_CACHE", "PYTHONPATH", "JUPYTER_PATH"})
"""Environment variables on which a build depends."""


@frozen
class Note:
    """What a finished command said, and the state of the disk it said it of."""

    report: str
    status: int
    inputs: list[MarkedPath]
    outputs: list[MarkedPath]
    due: float | None = None
    """The time (seconds since 1970) at which the site changes by itself: a post's date comes."""
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Folder -> what stood in it. The source folder's time says nothing: builds write there, too."""
    made: str = ""
    """What came of it, in words: "public: 14 pages"."""
    variables: dict[str, str] = field(default_factory=dict[str, str])
    """Variables of the environment that posts read, each with a mark of its value."""


def command_key(options: Mapping[str, object]) -> str:
    """A name for a command with its options, paths made absolute."""
    words = [
        f"{name}={value.absolute() if isinstance(value, Path) else value}"
        for name, value in sorted(options.items())
    ]
    words += [f"{name}={value}" for name, value in sorted(os.environ.items()) if name in VARIABLES]
    words += [f"{name}={value}" for name, value in telling(os.environ).items()]
    # a path given with --only may count from here
    text = "\0".join([tool_stamp(), str(Path.cwd()), *words])
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:24]  # a path may be any bytes


def read_note(cache_folder: Path, key: str) -> Note | None:
    """The note that an earlier run of the same command left, if it is still true."""
    if doubt_about(cache_folder):
        return None
    try:
        note = Note(**json.loads((cache_folder / f"fresh-{key}.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    if note.due is not None and time.time() >= note.due:
        return None
    if marks_of_variables(note.variables) != note.variables:
        return None
    same_names = all(_listing(folder) == names for folder, names in note.names.items())
    return note if same_names and _true(note.inputs) and _true(note.outputs) else None


def write_note(cache_folder: Path, key: str, note: Note, begun: int) -> None:
    """Leave a note of a build that began at a time in nanoseconds since 1970.

    None is left of files that changed since, or so shortly before that the next change may look the same.
    A folder that cannot be written to is no reason to fail.
    """
    if any(state[2] > begun - TICK for state in note.inputs):
        return
    for pattern in ("fresh-*.json", "written-*.json"):
        prune(cache_folder, pattern, count=KEPT)
    keep_bytes(cache_folder / f"fresh-{key}.json", json.dumps(vars(note)).encode())


def source_states(folder: Path, *but: Path) -> list[MarkedPath]:
    """The state of every file and folder below a source folder, `but` for some folders."""
    top = str(folder.absolute())
    ignored = {f"{top}/{name}" for name in IGNORED} | {str(path.absolute()) for path in but}
    return states_below(top, lambda path: path not in ignored) if folder.is_dir() else []


def names_in(folder: Path) -> dict[str, list[str]]:
    """What stands in a folder now."""
    return {str(folder.absolute()): _listing(str(folder.absolute()))}


def _listing(folder: str) -> list[str]:
    """The names in a folder, but for those that the tools themselves put there."""
    return [name for name in names_of_folder(folder) if name not in IGNORED and name != "public"]


def folder_states(folders: Iterable[Path]) -> list[MarkedPath]:
    """The states of folders elsewhere and of what is below them."""
    return [state for folder in folders for state in (*file_states([folder]), *source_states(folder))]


def _true(states: Iterable[MarkedPath]) -> bool:
    return all(file_state(path) == tuple(mark) for path, *mark in states)
