"""A view of the author's folders that a post may write into: what it writes lands there, and nowhere else.

Files are links to the author's, and so are folders. Before something is written, removed or listed, an audit
hook puts a copy of the file, or a folder of links, in the place of the link: reading costs nothing, however
large the neighbours are.
"""

# ruff: noqa: PTH100, PTH102, PTH105, PTH108, PTH112, PTH114, PTH116, PTH118, PTH120, PTH202, PTH206, PTH208, PTH211 - no Path for each event

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

MOST_LINKS = 5_000
"""Entries of a folder; a larger one stays a link."""
COPIED = 8 * 2**20
"""Bytes of a file that is copied before anybody opens it."""
COPIED_AT_ONCE = 64 * 2**20
"""Bytes that are copied so in all."""
PAGES = (".md", ".markdown", ".figures.py")
"""How the names of other posts end: a folder has many, and a post hardly ever looks at one."""
HIDDEN = frozenset({".git", ".hg", ".svn"})
"""A post changes no history."""
_MODULES = "__pycache__"
_IMPORT_SYSTEM = "<frozen importlib._bootstrap_external>"
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class View:
    """The folder that stands for one of the author's, with all that is below both."""

    def __init__(self, place: str, real: str) -> None:
        """`place` stands for `real`; it may not be there yet."""
        self.place = place
        self.real = real
        self.busy = False
        """Whether the view itself is at work: what it opens and lists is no affair of the post."""
        self.gone: set[str] = set()
        """What the post has removed, and is not shown again."""

    def holds(self, path: str) -> bool:
        """Whether an absolute path is in the view."""
        return path == self.place or path.startswith(self.place + os.sep)

    def original(self, path: str) -> str:
        """The author's path behind one in the view."""
        return self.real + path[len(self.place) :]

    def open_up(self, folder: str) -> bool:
        """Make a folder of the view, and those above it, real ones; whether it is."""
        if not self.holds(folder):
            return False
        at = self.place
        for name in ["", *filter(None, folder[len(self.place) :].split(os.sep))]:
            at = os.path.join(at, name) if name else at
            if not _is_real_folder(at) and not self._laid_out(at):
                return False
        return True

    def open_children(self, folder: str) -> None:
        """Make the folders in a folder real ones, for whoever goes down does not follow links."""
        if self.open_up(folder):
            self.complete(folder)
            with os.scandir(folder) as entries:
                links = [one.path for one in entries if one.is_symlink() and one.is_dir()]
            for path in links:
                self.open_up(path)

    def complete(self, folder: str) -> None:
        """Show the other posts of a folder, too."""
        for name in sorted(os.listdir(self.original(folder))):
            self.show(os.path.join(folder, name))

    def show(self, path: str) -> None:
        """Show one post whose name is asked for."""
        if path.endswith(PAGES) and path not in self.gone and self.holds(path):
            with suppress(OSError):
                os.lstat(self.original(path))
                os.symlink(self.original(path), path)

    def open_tree(self, folder: str) -> None:
        """Make a folder and all below it real ones, so that removing them removes links."""
        self.open_children(folder)
        if _is_real_folder(folder):
            with os.scandir(folder) as entries:
                below = [one.path for one in entries if one.is_dir(follow_symlinks=False)]
            for path in below:
                self.open_tree(path)

    def own(self, path: str, *, empty: bool = False, most: int = sys.maxsize) -> None:
        """Give the post a file of its own in the place of the link to the author's."""
        if not self.open_up(os.path.dirname(path)):
            return
        self.show(path)
        if not os.path.islink(path):
            return
        if os.path.isdir(path):
            self.open_up(path)
            return
        with suppress(OSError):
            if os.path.getsize(path) > most:
                return
            import shutil  # noqa: PLC0415  (what starts with this room shall cost no import)

            new = f"{path}.{os.getpid()}.part"
            if empty:
                Path(new).touch()
                shutil.copymode(path, new)
            else:
                shutil.copy2(path, new)
            os.replace(new, path)

    def own_folder(self, folder: str) -> None:
        """Give the post files of its own, but for large ones: another process is about to use them."""
        self.open_children(folder)
        if _is_real_folder(folder):
            with os.scandir(folder) as entries:
                self.own_all(one.path for one in entries if one.is_symlink())

    def own_all(self, paths: Iterable[str]) -> None:
        """Copy files as long as they are not too large, nor too many."""
        left = COPIED_AT_ONCE
        for path in sorted(paths):
            with suppress(OSError):
                size = os.path.getsize(self.original(path))
                if size <= COPIED and left >= size:
                    left -= size
                    self.own(path)

    def _laid_out(self, place: str) -> bool:
        """Put a folder of links in the place of a link to a folder; whether that can be."""
        real = self.original(place)
        try:
            with os.scandir(real) as entries:
                names = [one.name for one in entries if one.name not in HIDDEN]
            if len(names) > MOST_LINKS:
                return False
            if os.path.islink(place):
                os.unlink(place)
            os.mkdir(place)
            for name in names:
                if not name.endswith(PAGES):
                    os.symlink(os.path.join(real, name), os.path.join(place, name))
        except OSError:
            return False
        return True


def _is_real_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_special(path: str) -> bool:
    """Whether it is a pipe or a device, where nothing stays that is written."""
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


class Guard:
    """Prepares the view for what a post is about to do, as Python's audit events tell."""

    def __init__(self, view: View, root: str, foreign: tuple[str, ...]) -> None:
        """`root` is the author's folder, `foreign` begin paths below it that are not the author's."""
        self._view = view
        self._root = root + os.sep
        self._foreign = foreign
        self._has_own = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Called before it happens."""
        action = _ACTIONS.get(event)
        if action is None or self._view.busy:
            return
        with self._at_work():
            action(self, *arguments)

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        self._view.busy = True
        try:
            yield
        finally:
            self._view.busy = False

    def ask(self, path: Any) -> None:
        """Something is asked about a file, or it is read."""
        self._prepare(self._view.show, path)

    def open(self, path: Any, mode: str | None, flags: int) -> None:
        """A file is opened, perhaps to be written."""
        writes = bool(flags & _WRITING) if mode is None else not set("wxa+").isdisjoint(mode)
        if not writes or not isinstance(path, (str, bytes, os.PathLike)):
            self.ask(path)
            return
        path = _absolute(path)  # pyright: ignore[reportUnknownArgumentType]
        if self._view.holds(path):
            self._view.own(path, empty=bool(flags & os.O_TRUNC) or bool(mode and "w" in mode))
        elif path.startswith(self._root) and not self._is_foreign(path) and not _is_special(path):
            name = os.path.relpath(path, self._root)
            raise PermissionError(
                f"{name}: a post does not write into the folders of its blog; write to a relative path (what "
                "is written beside the post is published with it), or set scratch = false"
            )

    def _is_foreign(self, path: str) -> bool:
        below = path[len(self._root) :].split(os.sep)  # as the paths here are texts
        return path.startswith(self._foreign) or below[0].startswith(".") or _MODULES in below

    def list(self, path: Any) -> None:
        """Who lists a folder may go down into those in it."""
        if sys._getframe(3).f_code.co_filename != _IMPORT_SYSTEM:  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            self._prepare(self._view.open_children, "." if path is None else path)

    def change(self, path: Any, *_: Any) -> None:
        """A file is changed in its place."""
        self._prepare(self._view.own, path)

    def connect(self, path: Any) -> None:
        """A database may be written to."""
        self._prepare(partial(self._view.own, most=COPIED_AT_ONCE), path)

    def enter(self, path: Any, *_: Any) -> None:
        """A name comes into a folder, or goes."""
        self._prepare(self._enter, path)

    def _enter(self, path: str) -> None:
        self._view.open_up(os.path.dirname(path))
        self._view.show(path)
        self._view.gone.add(path)

    def remove_folder(self, path: Any, *_: Any) -> None:
        """A folder goes."""
        self._prepare(self._view.open_up, path)

    def remove_tree(self, path: Any, *_: Any) -> None:
        """A folder goes with all below it."""
        self._prepare(self._view.open_tree, path)

    def rename(self, old: Any, new: Any, *_: Any) -> None:
        """A file gets a name, or one more."""
        self.change(old)
        self.enter(new)

    def link(self, _old: Any, new: Any, *_: Any) -> None:
        """A link is made."""
        self.enter(new)

    def process(self, *_: Any) -> None:
        """Another process tells nothing of what it does."""
        if not self._has_own:
            self._has_own = True
            self._prepare(self._view.own_folder, ".")

    @staticmethod
    def _prepare(action: Callable[[str], object], path: Any) -> None:
        with suppress(OSError, TypeError, ValueError):
            action(_absolute(path))


_ACTIONS: dict[str, Callable[..., None]] = {
    "ask": Guard.ask,
    "open": Guard.open,
    "sqlite3.connect": Guard.connect,
    "os.listdir": Guard.list,
    "os.scandir": Guard.list,
    "os.mkdir": Guard.enter,
    "os.rmdir": Guard.remove_folder,
    "os.remove": Guard.enter,
    "shutil.rmtree": Guard.remove_tree,
    "os.rename": Guard.rename,
    "os.link": Guard.rename,
    "os.symlink": Guard.link,
    **dict.fromkeys(("os.truncate", "os.chmod", "os.chown", "os.utime", "os.setxattr"), Guard.change),
    **dict.fromkeys(
        ("subprocess.Popen", "os.system", "os.forkpty", "os.posix_spawn", "pty.spawn"), Guard.process
    ),
}


def _absolute(path: Any) -> str:
    if isinstance(path, int):
        raise TypeError(path)  # a file that is open already
    return os.path.abspath(os.fsdecode(path))
