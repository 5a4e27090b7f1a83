"""Files written whole in one move, and what tells one state of a file from another."""

import os
import stat
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

MarkedPath = list[Any]
"""Path, time of change, time of the inode's change (both in nanoseconds), size."""


def file_state(path: Path | str) -> tuple[int, int, int]:
    """Time of change, time of the inode's change (nobody can set it back), size."""
    try:
        state = os.stat(path)  # noqa: PTH116  (no Path object for each of ten thousand files)
    except OSError:
        return 0, 0, -1
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size


def write_bytes(path: Path | str, data: bytes) -> bool:
    """Write a file in one move, unless it holds these bytes already; True if it was written."""
    # strings and `os`: a Path object for each of ten thousand files costs more than writing them
    if _holds(path, data):
        return False
    folder, name = os.path.split(path)
    fresh = os.path.join(folder, f".{name}.{os.getpid()}.part")  # noqa: PTH118  (the same)
    try:
        _fill(fresh, data)
        os.replace(fresh, path)  # noqa: PTH105  (the same)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    return True


def _holds(path: Path | str, data: bytes) -> bool:
    return file_state(path)[-1] == len(data) and Path(path).read_bytes() == data


def _fill(path: str, data: bytes) -> None:
    """Write a new file, and its folder if there is none."""
    try:
        file = open(path, "wb")  # noqa: PTH123, SIM115  (closed below)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "wb")  # noqa: PTH123, SIM115  (closed below)
    with file:
        file.write(data)


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


def names_of_folder(folder: str) -> list[str]:
    """What stands in a folder, in order; nothing where there is none."""
    try:
        return sorted(set(os.listdir(folder)) - {"__pycache__"})  # noqa: PTH208  (texts, no Paths)
    except OSError:
        return []


def file_states(paths: Iterable[Path]) -> list[MarkedPath]:
    """The states of some files; a missing one has a state, too."""
    return [[str(path), *mark_of(path)] for path in paths]


def states_below(folder: str, wanted: Callable[[str], bool]) -> list[MarkedPath]:
    """The states of what is below a folder; a link to a folder above is not followed for ever."""
    found: list[MarkedPath] = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name == "__pycache__" or not wanted(entry.path):
                continue
            found.append([entry.path, *mark_of(entry.path)])
            if entry.is_dir() and not (entry.is_symlink() and _leads_up(entry.path)):
                found += states_below(entry.path, wanted)
    return found


def _leads_up(link: str) -> bool:
    """Whether a link to a folder leads to one above itself."""
    real = os.path.realpath(link)
    return os.path.realpath(os.path.dirname(link)).startswith(real)  # noqa: PTH120  (a text, not a Path)


def mark_of(path: str | Path) -> tuple[int, int, int]:
    """Times of change of the file and of its inode, and its size; of a folder, a digest of its names."""
    try:
        state = os.stat(path)  # noqa: PTH116  (no Path object for each of a thousand files)
    except OSError:
        return 0, 0, 0
    if stat.S_ISDIR(state.st_mode):
        # what stands in it: its time changes also when Python puts byte code beside a module
        return zlib.crc32("\0".join(names_of_folder(str(path))).encode("utf-8", "surrogateescape")), 0, -1
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size
