"""How templates look at the blog's own files: no path leads out of the source folder."""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path

from blogkit.cache import FileState, file_state
from blogkit.model import Published
from blogkit.source import size_of_picture
from blogkit.values import frozen


@frozen
class State:
    """A file or folder as it is now: what tells one version of it from another."""

    place: str
    """Where it is on the disk."""
    file: FileState

    @property
    def is_folder(self) -> bool:
        """Whether other files stand in it."""
        return self.file.is_folder

    @property
    def size(self) -> int:
        """In bytes; 0 for a folder."""
        return max(0, self.file.size)


def _none(_path: str) -> None:
    """Know no file."""


def _no_names(_path: str) -> Sequence[str]:
    return ()


def _no_bytes(path: str) -> bytes:
    raise FileNotFoundError(path)


@frozen
class Files:
    """All paths are below the source folder; one that leads out of it names no file."""

    state: Callable[[str], State | None] = _none
    names: Callable[[str], Sequence[str]] = _no_names
    """What stands in a folder, in order."""
    read: Callable[[str], bytes] = _no_bytes
    """The bytes of a file; raises OSError."""
    size: Callable[[str], tuple[int, int] | None] = _none
    """Width and height of an image; None for what is none."""
    content_hash: Callable[[str], int] = lambda _path: 0
    """What Hugo makes of a file's bytes for the names of images; raises OSError."""


def template_files(folder: Path) -> Files:
    """How templates look at the files below the source folder, and no others."""
    place = partial(_below_or_none, folder)

    def state(path: str) -> State | None:
        found = place(path)
        return _seen(found) if found else None

    def names(path: str) -> list[str]:
        found = place(path)
        return sorted(one.name for one in found.iterdir()) if found and found.is_dir() else []

    def read(path: str) -> bytes:
        found = place(path)
        if found is None:
            raise FileNotFoundError(path)
        return found.read_bytes()

    def size(path: str) -> tuple[int, int] | None:
        found = state(path)
        return _size_once(found) if found else None

    def content_hash(path: str) -> int:
        found = state(path)
        if found is None:
            raise FileNotFoundError(path)
        return _hash_once(found)

    return Files(state, names, read, size, content_hash)


def _below_or_none(folder: Path, path: str) -> Path | None:
    """A path below the source folder; None for one that leads out of it."""
    below = os.path.normpath(path.strip("/") or ".")
    outside = below == ".." or below.startswith("../") or "\0" in path
    return None if outside else folder / below


def _seen(path: Path) -> State | None:
    state = file_state(path)
    return None if state.is_missing else State(str(path), state)


@lru_cache(maxsize=4096)
def _size_once(seen: State) -> tuple[int, int] | None:
    return size_of_picture(Path(seen.place))


@lru_cache(maxsize=4096)
def _hash_once(seen: State) -> int:
    """One image is processed to several sizes; it is read once."""
    from xxhash import xxh64_intdigest  # noqa: PLC0415  (few blogs process images)

    return xxh64_intdigest(Path(seen.place).read_bytes())


def made_file(files: Files, what: Published) -> bytes:
    """A file that a template asked for; where it has gone meanwhile, nothing."""
    try:
        data = files.read(what.source)
    except OSError:
        return b""
    if not what.steps:
        return data
    from blogkit.hugo.imaging.draw import process  # noqa: PLC0415  (the same)

    return process(data, what.steps)
