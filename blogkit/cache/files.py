"""Files written whole in one move, what tells one state of a file from another, and what may go."""

import hashlib
import os
import re
import stat
import threading
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

_PART = re.compile(r"\..+?(?:\.(?P<process>\d+))(?:-\d+)?\.part")
"""What a file is called while it is written: `.NAME.PID-THREAD.part`, beside the one it will replace."""
_CLOCK = 2.0
"""Seconds by which the start of a process and the time of a file may differ."""
_LONGEST = 255
"""Bytes of a file's name."""
_MISSING, _FOLDER = -1, -2
"""Sizes of what is no file."""


class FileState(NamedTuple):
    """What tells one version of a file from another; of a folder, a digest of the names in it."""

    changed: int = 0
    """In nanoseconds, as all times here."""
    inode_changed: int = 0
    """The time that nobody can set back."""
    size: int = _MISSING

    @property
    def is_missing(self) -> bool:
        """Whether nothing was there, or nothing that may be looked at."""
        return self.size == _MISSING

    @property
    def is_folder(self) -> bool:
        """Whether it was a folder."""
        return self.size == _FOLDER


MarkedPath = list[Any]
"""A path and its FileState, as JSON keeps them."""


class ChangedMeanwhileError(Exception):
    """A file is no longer what it was when its new content was computed."""


# --- writing -----------------------------------------------------------------------------------------


def write_bytes(path: Path | str, data: bytes) -> bool:
    """Write a file in one move, unless it holds these bytes already; True if it was written."""
    if _holds(path, data):
        return False
    _replace(path, data)
    return True


def rewrite(path: Path, data: bytes, expected: bytes | None) -> bool:
    """Write a file that somebody else owns: only while it holds `expected` (None: it is not there).

    A link stays one, owner and permissions stay; a power cut leaves the old bytes or the new. True if it
    was written, False where it holds the new bytes already. Raises ChangedMeanwhileError, nothing written.
    """
    real = os.path.realpath(path)
    if _bytes_of(real) == data:
        return False

    def is_as_expected() -> None:
        if _bytes_of(real) != expected:
            raise ChangedMeanwhileError(str(path))

    is_as_expected()
    _replace(real, data, last=is_as_expected, like=_state(real), durable=True)
    return True


def keep_bytes(path: Path, data: bytes) -> bool:
    """Write a file of the cache; False where that cannot be: it costs only time."""
    try:
        write_bytes(path, data)
    except OSError:
        return False
    return True


def _replace(
    path: Path | str,
    data: bytes,
    *,
    last: Callable[[], None] = lambda: None,
    like: os.stat_result | None = None,
    durable: bool = False,
) -> None:
    """Fill a new file and move it over the old one; `last` may refuse between the two."""
    # strings and `os`: a Path object for each of ten thousand files costs more than writing them
    part = _part_of(path)
    try:
        with open(_made(part), "wb") as file:  # noqa: PTH123  (the same)
            file.write(data)
            if like is not None:
                _take_rights(file.fileno(), like)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        last()
        os.replace(part, path)  # noqa: PTH105  (the same)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(part)  # noqa: PTH108  (the same)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(path), None  # a full disk names none, others the part
        raise


def _part_of(path: Path | str) -> str:
    folder, name = os.path.split(path)
    end = f".{os.getpid()}-{threading.get_native_id()}.part"
    written = os.fsencode(name)
    if len(written) + len(end) + 1 > _LONGEST:
        name = hashlib.sha256(written).hexdigest()[:16]
    return os.path.join(folder, f".{name}{end}")  # noqa: PTH118  (the same)


def _made(part: str) -> str:
    """The path, in a folder that is there."""
    folder = os.path.dirname(part)  # noqa: PTH120  (the same)
    if folder and not os.path.isdir(folder):  # noqa: PTH112  (the same)
        Path(folder).mkdir(parents=True, exist_ok=True)
    return part


def _holds(path: Path | str, data: bytes) -> bool:
    return file_state(path).size == len(data) and Path(path).read_bytes() == data


def _bytes_of(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        return None


def _state(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116  (a text, not a Path)
    except FileNotFoundError:
        return None


def _take_rights(file: int, like: os.stat_result) -> None:
    """Give an open file the owner, as far as that is allowed, and the permissions of another one."""
    if os.name == "posix" and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
        with suppress(PermissionError):  # only the system's administrator gives files away
            os.fchown(file, like.st_uid, like.st_gid)
    os.fchmod(file, stat.S_IMODE(like.st_mode))


# --- states ------------------------------------------------------------------------------------------


def file_state(path: Path | str) -> FileState:
    """The state of a file or folder; what is missing has one, too."""
    try:
        state = os.stat(path)  # noqa: PTH116  (no Path object for each of ten thousand files)
    except (OSError, ValueError):  # a null character
        return FileState()
    if stat.S_ISDIR(state.st_mode):
        # what stands in it: its time changes also when Python puts byte code beside a module
        names = "\0".join(names_of_folder(str(path))).encode("utf-8", "surrogateescape")
        return FileState(zlib.crc32(names), 0, _FOLDER)
    return FileState(state.st_mtime_ns, state.st_ctime_ns, state.st_size)


def names_of_folder(folder: str) -> list[str]:
    """What stands in a folder, in order; nothing where there is none."""
    try:
        names = os.listdir(folder)  # noqa: PTH208  (texts, no Paths)
    except OSError:
        return []
    return sorted(name for name in names if name != "__pycache__" and not is_part(name))


def file_states(paths: Iterable[Path]) -> list[MarkedPath]:
    """The states of some files."""
    return [[str(path), *file_state(path)] for path in paths]


def states_below(folder: str, wanted: Callable[[str], bool]) -> list[MarkedPath]:
    """The states of what is below a folder; a link to a folder above is not followed for ever."""
    found: list[MarkedPath] = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name == "__pycache__" or is_part(entry.name) or not wanted(entry.path):
                continue
            found.append([entry.path, *file_state(entry.path)])
            if entry.is_dir() and not (entry.is_symlink() and _leads_up(entry.path)):
                found += states_below(entry.path, wanted)
    return found


def _leads_up(link: str) -> bool:
    """Whether a link to a folder leads to one above itself."""
    real = os.path.realpath(link)
    return os.path.realpath(os.path.dirname(link)).startswith(real)  # noqa: PTH120  (a text, not a Path)


# --- what may go -------------------------------------------------------------------------------------


def is_part(name: str) -> bool:
    """Whether a file was being written when somebody ended its process: never published, never a page.

    >>> is_part(".curve.png.4711.part"), is_part("curve.part")
    (True, False)
    """
    return name.endswith(".part") and _PART.fullmatch(name) is not None


@cache
def sweep_parts(folder: Path) -> None:
    """Delete what processes left half-written below a folder when they were killed; once a process."""
    for place, _, names in os.walk(folder):
        _sweep(place, names)


def sweep_beside(path: Path) -> None:
    """Delete what was left half-written beside a file; what is in the folders there is left alone."""
    with suppress(OSError):
        _sweep(str(path.parent), os.listdir(path.parent))  # noqa: PTH208  (texts, no Paths)


def _sweep(place: str, names: Iterable[str]) -> None:
    for name in names:
        part = _PART.fullmatch(name) if name.endswith(".part") else None
        if part:
            path = os.path.join(place, name)  # noqa: PTH118  (texts, no Paths)
            with suppress(OSError):
                if not _writes(int(part["process"]), os.stat(path).st_mtime):  # noqa: PTH116  (the same)
                    os.unlink(path)  # noqa: PTH108  (the same)


def _writes(process: int, since: float) -> bool:
    """Whether the process that wrote then still runs: one that has ended, or came later, writes nothing."""
    import psutil  # noqa: PLC0415  (needless where nothing was left)

    try:
        found = psutil.Process(process)
        return found.status() != psutil.STATUS_ZOMBIE and found.create_time() <= since + _CLOCK
    except psutil.AccessDenied:
        return True
    except (psutil.NoSuchProcess, ValueError, OverflowError):
        return False


def prune(folder: Path, pattern: str, *, count: int | None = None, size: int | None = None) -> None:
    """Keep the newest files of a pattern, so many or so many bytes of them, and delete the others."""
    taken = 0
    with suppress(OSError):
        found = ((path, path.stat()) for path in folder.glob(pattern))
        newest = sorted(found, key=lambda one: one[1].st_mtime_ns, reverse=True)
        for number, (path, state) in enumerate(newest):
            taken += state.st_size
            if (count is not None and number >= count) or (size is not None and taken > size):
                path.unlink(missing_ok=True)
