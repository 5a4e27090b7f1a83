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
import stat
import sys
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CODE = (".py", ".html", ".css", ".js", ".txt")
IGNORED = frozenset({".git", ".venv", ".cache", "node_modules"})
"""Folders at the top of a source folder that no build reads."""
TICK = 20_000_000
"""Nanoseconds within which two changes may carry the same time."""
KEPT = 40
"""Notes, and records of destinations, that stay in the cache."""
VARIABLES = frozenset({"BLOGKIT_CACHE", "PYTHONPATH", "JUPYTER_PATH"})
"""Environment variables on which a build depends."""

State = list[Any]
"""Path, time of change, time of the inode's change (both in nanoseconds), size."""


@dataclass(frozen=True)
class Note:
    """What a finished command said, and the state of the disk it said it of."""

    report: str
    status: int
    inputs: list[State]
    outputs: list[State]
    due: float | None = None
    """The time (seconds since 1970) at which the site changes by itself: a post's date comes."""
    names: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Folder -> what stood in it. The source folder's time says nothing: builds write there, too."""


@cache
def tool_stamp() -> str:
    """Changes with the tool, with Python and with the installed packages."""
    home = Path(__file__).parent
    marks = [sys.version, str(home)]
    # a package that comes, goes or changes its version changes the folder
    marks += [f"{folder}:{_mark(folder)}" for folder in sys.path if folder.endswith("-packages")]
    marks += [f"{name}:{mark}" for name, *mark in _states(str(home), _is_code)]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]


def command_key(options: Mapping[str, object]) -> str:
    """A name for a command with its options, paths made absolute."""
    words = [
        f"{name}={value.absolute() if isinstance(value, Path) else value}"
        for name, value in sorted(options.items())
    ]
    words += [f"{name}={value}" for name, value in sorted(os.environ.items()) if name in VARIABLES]
    # a path given with --only may count from here
    return hashlib.sha256("\0".join([tool_stamp(), str(Path.cwd()), *words]).encode()).hexdigest()[:24]


def cache_folder(folder: Path) -> Path:
    """Where answers are kept from one build of a blog to the next: `$BLOGKIT_CACHE`, or the user's cache.

    It never stands in the source folder, which may be somebody else's.
    """
    named = os.environ.get("BLOGKIT_CACHE")
    if named:
        return Path(named)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return home / "blogkit" / f"{folder.resolve().name}-{key}"


def read_note(cache_folder: Path, key: str) -> Note | None:
    """The note that an earlier run of the same command left, if it is still true."""
    try:
        note = Note(**json.loads((cache_folder / f"fresh-{key}.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    if note.due is not None and time.time() >= note.due:
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
    _drop_oldest(cache_folder, "fresh-*.json")
    _drop_oldest(cache_folder, "written-*.json")
    write_whole(cache_folder / f"fresh-{key}.json", json.dumps(vars(note)).encode())


def _drop_oldest(folder: Path, pattern: str) -> None:
    with suppress(OSError):
        found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns)
        for path in found[:-KEPT]:
            path.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> bool:
    """Write a file of the cache in one move: no reader sees half of it. False where that cannot be."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        return False
    return True


def source_states(folder: Path, *but: Path) -> list[State]:
    """The state of every file and folder below a source folder, `but` for some folders."""
    top = str(folder.absolute())
    ignored = {f"{top}/{name}" for name in IGNORED} | {str(path.absolute()) for path in but}
    return _states(top, lambda path: path not in ignored) if folder.is_dir() else []


def names_in(folder: Path) -> dict[str, list[str]]:
    """What stands in a folder now."""
    return {str(folder.absolute()): _listing(str(folder.absolute()))}


def _listing(folder: str) -> list[str]:
    """The names in a folder, but for those that the tools themselves put there."""
    return [name for name in _names(folder) if name not in IGNORED and name != "public"]


def _names(folder: str) -> list[str]:
    try:
        return sorted(set(os.listdir(folder)) - {"__pycache__"})  # noqa: PTH208  (texts, no Paths)
    except OSError:
        return []


def say(report: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output."""
    if output:
        output.write_text(report, encoding="utf-8")
    else:
        sys.stdout.write(report)


def folder_states(folders: Iterable[Path]) -> list[State]:
    """The states of folders elsewhere and of what is below them."""
    return [state for folder in folders for state in (*file_states([folder]), *source_states(folder))]


def file_states(paths: Iterable[Path]) -> list[State]:
    """The states of some files; a missing one has a state, too."""
    return [[str(path), *_mark(path)] for path in paths]


def _is_code(path: str) -> bool:
    return "." not in path.rpartition("/")[2] or path.endswith(CODE)


def _states(folder: str, wanted: Callable[[str], bool]) -> list[State]:
    """The states of what is below a folder; a link to a folder above is not followed for ever."""
    found: list[State] = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name == "__pycache__" or not wanted(entry.path):
                continue
            found.append([entry.path, *_mark(entry.path)])
            if entry.is_dir() and not (entry.is_symlink() and _leads_up(entry.path)):
                found += _states(entry.path, wanted)
    return found


def _leads_up(link: str) -> bool:
    """Whether a link to a folder leads to one above itself."""
    real = os.path.realpath(link)
    return os.path.realpath(os.path.dirname(link)).startswith(real)  # noqa: PTH120  (a text, not a Path)


def _true(states: Iterable[State]) -> bool:
    return all(_mark(path) == tuple(mark) for path, *mark in states)


def _mark(path: str | Path) -> tuple[int, int, int]:
    try:
        state = os.stat(path)  # noqa: PTH116  (no Path object for each of a thousand files)
    except OSError:
        return 0, 0, 0
    if stat.S_ISDIR(state.st_mode):
        # what stands in it: its time changes also when Python puts byte code beside a module
        return zlib.crc32("\0".join(_names(str(path))).encode("utf-8", "surrogateescape")), 0, -1
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size
