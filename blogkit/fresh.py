"""Notice that nothing changed, before anything heavy is imported.

A build leaves a note: every file it read and wrote, with size and time of change, and the report it gave.
While the note is true, the same command gives the same report, and is done.
"""

import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CODE = frozenset({".py", ".html", ".css", ".js", ".txt"})
IGNORED = frozenset({".git", ".venv", ".cache", "node_modules", "__pycache__"})


@dataclass(frozen=True)
class Note:
    """What a finished command said, and the state of the disk it said it of."""

    report: str
    status: int
    inputs: list[list[Any]]
    outputs: list[list[Any]]
    due: float | None = None
    """The time (seconds since 1970) at which the site changes by itself: a post's date comes."""


@cache
def tool_stamp() -> str:
    """Changes with the tool, with Python and with the installed packages."""
    home = Path(__file__).parent
    marks = [sys.version, str(home)]
    packages = Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}", "site-packages")
    marks += [str(_mark(folder)) for folder in (home, packages)]
    marks += [f"{name}:{mark}" for name, *mark in _states(home, CODE)]
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]


def command_key(options: Mapping[str, object]) -> str:
    """A name for a command with its options, paths made absolute."""
    words = [
        f"{name}={value.absolute() if isinstance(value, Path) else value}"
        for name, value in sorted(options.items())
    ]
    return hashlib.sha256("\0".join([tool_stamp(), *words]).encode()).hexdigest()[:24]


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
    return note if _true(note.inputs) and _true(note.outputs) else None


def write_note(cache_folder: Path, key: str, note: Note) -> None:
    """Leave a note; a folder that cannot be written to is no reason to fail."""
    write_whole(cache_folder / f"fresh-{key}.json", json.dumps(vars(note)).encode())


def write_whole(path: Path, data: bytes) -> bool:
    """Write a file of the cache in one move, so that no reader sees half of it; False where that cannot be."""
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


def source_states(folder: Path, but: Path | None) -> list[list[Any]]:
    """Path, time of change and size of every file and folder below a source folder, `but` one folder."""
    return _states(folder.absolute(), None, str(but.absolute()) if but else "")


def say(report: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output."""
    if output:
        output.write_text(report, encoding="utf-8")
    else:
        sys.stdout.write(report)


def file_states(paths: Iterable[Path]) -> list[list[Any]]:
    """Path, time of change and size of files."""
    return [[str(path), *_mark(path)] for path in paths]


def _states(folder: str | Path, endings: frozenset[str] | None, but: str = "") -> list[list[Any]]:
    found: list[list[Any]] = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                if entry.name in IGNORED or entry.path == but:
                    continue
                if endings is None:
                    found.append([entry.path, *_mark(entry.path)])
                found += _states(entry.path, endings, but)
            elif endings is None or entry.name.endswith(tuple(endings)):
                found.append([entry.path, *_mark(entry.path)])
    return found


def _true(states: Iterable[list[Any]]) -> bool:
    return all(_mark(path) == (changed, size) for path, changed, size in states)


def _mark(path: str | Path) -> tuple[int, int]:
    try:
        state = os.stat(path)  # noqa: PTH116  (no Path object for each of a thousand files)
    except OSError:
        return 0, 0
    # a folder's size says nothing, and differs between file systems
    return state.st_mtime_ns, -1 if stat.S_ISDIR(state.st_mode) else state.st_size
