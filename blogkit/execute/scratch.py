"""Where a post runs: a view of its folder and of the blog around it; the author's own stay as they are."""

import atexit
import base64
import errno
import filecmp
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.cache import roomy_memory, temporary_folder
from blogkit.execute.remote_files import named_paths
from blogkit.kernel import View
from blogkit.values import frozen

if TYPE_CHECKING:
    from blogkit.execute.job import Job

MOST_MADE = 64 * 2**20
"""Bytes that the files of a post may have to be kept and published."""
_CLIMBS = re.compile(r"(?<!\.)\.\.(?!\.)|\.parent\b")

Made = dict[str, str | None]
"""Path below the site's root -> what the post wrote, in base64; None for what is too large to be kept."""


@frozen
class Scratch:
    """The folders of one run."""

    folder: Path
    """Where the kernel works."""
    root: Path
    """Of the site."""
    view: View | None = None
    """None: the author's own folders are used."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the kernel has to know."""
        return (
            (f"--Blogkit.scratch={self.view.place}", f"--Blogkit.shown={self.view.real}") if self.view else ()
        )

    def original(self, text: str) -> str:
        """A text with the author's paths in the place of those of the view."""
        return (
            text.replace(self.view.place, self.view.real) if self.view and self.view.place in text else text
        )

    def made(self) -> Made:
        """The files that the post made or changed, but for hidden ones."""
        if self.view is None:
            return {}
        found = dict(_changed(self.view, self.root))
        room, made = MOST_MADE, Made()
        for name, path in sorted(found.items()):
            size = path.stat().st_size
            room -= size
            made[name] = base64.b64encode(path.read_bytes()).decode() if room >= 0 else None
        return made


@contextmanager
def scratch_for(job: "Job", root: Path, *, stays: bool = False) -> Iterator[Scratch]:
    """The folders for a run; the author's own where a view is not wanted, or links cannot be made here.

    One that `stays` is laid out anew at the same place for the next run of the post: a kernel at rest goes on
    there, and none is left at rest once it has written something.
    """
    folder = job.folder
    if not job.settings.scratch or not folder.is_relative_to(root):
        yield Scratch(folder, root)
        return
    place = _lasting(job.path, job.settings.hash_seed) if stays else _new_place()
    shutil.rmtree(place / "site", ignore_errors=True)
    try:
        view = _view(place, folder, root, job.codes)
        yield (
            Scratch(Path(view.place) / folder.relative_to(view.real), root, view)
            if view
            else Scratch(folder, root)
        )
    finally:
        if not stays:
            shutil.rmtree(place, ignore_errors=True)


def _new_place() -> Path:
    return Path(os.path.realpath(temporary_folder(roomy_memory())))


@cache
def _lasting(_path: str, _hash_seed: int) -> Path:
    """The place of a post's view as long as this process lives."""
    place = _new_place()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place


def _view(place: Path, folder: Path, root: Path, codes: tuple[str, ...]) -> View | None:
    depth = len(folder.relative_to(root).parts)
    climbs = max((len(_CLIMBS.findall(line)) for code in codes for line in code.split("\n")), default=0)
    top = [root, *root.parents][: 1 + max(0, climbs - depth)][-1]
    view = View(str(place / "site"), str(top))
    if not view.open_up(view.place + str(folder)[len(view.real.rstrip(os.sep)) :]):
        return None
    named = [
        view.place + path[len(view.real) :]
        for path in named_paths(codes, folder)
        if _is_below(path, view.real) and _may_be_path(path)
    ]
    for path in named:
        original = Path(view.original(path))
        if original.is_dir() or original.parent.is_dir():
            view.open_up(path if original.is_dir() else str(Path(path).parent))
    view.own_all(path for path in named if Path(view.original(path)).is_file())
    return view


def _may_be_path(text: str) -> bool:
    """Whether a text of the code can name a file at all: a long one, or one with a zero in it, cannot."""
    try:
        Path(text).stat()
    except ValueError:
        return False
    except OSError as error:
        return error.errno != errno.ENAMETOOLONG
    return True


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _changed(view: View, root: Path) -> Iterator[tuple[str, Path]]:
    """What is neither a link nor as the author has it: path from the site's root, and where it is."""
    waiting = [view.place]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name == "__pycache__" or entry.is_symlink():
                    continue
                if entry.is_dir():
                    waiting.append(entry.path)
                elif stat.S_ISREG(entry.stat().st_mode) and not _is_same(
                    entry.path, view.original(entry.path)
                ):
                    yield Path(os.path.relpath(view.original(entry.path), root)).as_posix(), Path(entry.path)


def _is_same(path: str, original: str) -> bool:
    try:
        return filecmp.cmp(path, original, shallow=False)
    except OSError:
        return False
