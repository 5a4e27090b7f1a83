"""How templates look at the blog's own files: through functions, given by the edge to the disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A file or folder as it is now: what tells one version of it from another."""

    place: str
    """Where it is on the disk."""
    is_folder: bool
    size: int
    changed: tuple[int, int]
    """Times of change of the file and of its inode, in nanoseconds."""


def _none(_path: str) -> None:
    """Know no file."""


def _no_names(_path: str) -> Sequence[str]:
    return ()


def _no_bytes(path: str) -> bytes:
    raise FileNotFoundError(path)


@dataclass(frozen=True)
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
