"""Notes which files of the author a post reads, imports or looks for, by an audit hook."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
from collections.abc import Callable
from functools import wraps
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

from blogkit.kernel import FILES, hashing
from blogkit.kernel.hashing import fingerprint
from blogkit.kernel.scratch import Guard, View
from blogkit.kernel.variables import Variables, is_asked_by_post

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PACKAGE = Path(__file__).parents[1]
_SYSTEM = tuple(folder + os.sep for folder in ("/etc", "/usr", "/lib", str(Path.home())))
"""Where files are noted that the post itself asks for, and no others."""
_SEARCHERS = frozenset({"<frozen importlib._bootstrap_external>", str(metadata.__file__)})
"""Who lists the folders of `sys.path`, the blog's among them, to find modules and what is installed."""
_BYTE_CODE = "__pycache__"
_INSTALLED = (f".dist-info{os.sep}", f".egg-info{os.sep}")
"""What packages say of themselves, also an editable one in the blog's folder, is no data of a post."""


class Shell(Protocol):
    """What is used of IPython's shell."""

    events: Any
    display_pub: Any


class FileWatch:
    """The files of one session: read, and not written by the session before."""

    def __init__(self, shell: Shell, root: Path, view: View | None = None) -> None:
        """`root` is the site's; the paths of its files, and of its view, are reported relative to it."""
        self._shell = shell
        self._root = str(root.resolve()) + os.sep
        self._view = view
        self._new: set[str] = set()
        self._known: set[str] = set()
        self._own: list[str] = []
        self.has_written = False
        self.has_listed = False
        self._elsewhere = _foreign_folders()
        self._own_code = (self._root, view.place + os.sep) if view else (self._root,)
        self._variables = Variables(self._own_code)
        self._guard = Guard(view, self._root.rstrip(os.sep), self._elsewhere) if view else None

    def start(self) -> None:
        """Watch from now on; each cell reports the files it was the first to read."""
        _watches.append(self)
        sys.addaudithook(self._hook)
        for name in ("stat", "lstat", "access"):
            setattr(os, name, self._watched(getattr(os, name)))
        self._variables.start()
        self._shell.events.register("post_run_cell", self._report)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._view and self._view.busy:
            return
        self._see(event, arguments)
        if self._guard:
            self._guard(event, arguments)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & _WRITING) if mode is None else not set("wxa+").isdisjoint(mode)
        elif event in {"os.listdir", "os.scandir"}:
            path, writes = arguments[0], False
            if _caller() in _SEARCHERS:
                return
            self._note_listing(path)
        elif event == "sqlite3.connect":
            path, writes = arguments[0], False
            if not isinstance(path, str) or not os.path.isfile(path):  # noqa: PTH113  (asks nothing of a path)
                return
        elif event == "os.mkdir":
            self.has_written = True
            self._own.append(self._absolute(os.fsdecode(arguments[0])) + os.sep)
            return
        elif event == "os.rename":
            path, writes = arguments[1], True
        else:
            return
        if isinstance(path, (str, bytes, os.PathLike)):
            self._note(os.fsdecode(path), writes)  # pyright: ignore[reportUnknownArgumentType]
        elif path is None:
            self._note(".", writes)

    def _note_listing(self, path: object) -> None:
        if isinstance(path, int):  # a folder that is already open, as where one is removed
            return
        folder = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else "."  # pyright: ignore[reportUnknownArgumentType]
        whole = self._absolute(folder) + os.sep
        if not whole.startswith((*self._elsewhere, *self._own)) and not _is_aside():
            self.has_listed = True

    def _note(self, path: str, writes: bool) -> None:
        if self._view and self._view.busy:
            return
        path = self._absolute(path)
        if writes and not path.startswith(self._elsewhere) and _BYTE_CODE not in path:
            self.has_written = True
        if (
            path in self._known
            or path.startswith(tuple(self._own))
            or any(map(path.__contains__, _INSTALLED))
        ):
            return
        if path.startswith(self._elsewhere) and not (
            path.startswith(_SYSTEM) and is_asked_by_post(self._own_code)
        ):
            return
        self._known.add(path)
        if not writes:
            self._new.add(path)

    def _watched(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        """Note what is asked about a file, be it there or not."""

        @wraps(ask)
        def watched(path: Any, *arguments: Any, **options: Any) -> Any:
            if (
                isinstance(path, (str, bytes, os.PathLike))
                and sys._getframe(1).f_code.co_filename not in _SEARCHERS  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
                and is_asked_by_post(self._own_code)
            ):
                self._note(os.fsdecode(path), writes=False)  # pyright: ignore[reportUnknownArgumentType]
                if self._guard:
                    self._guard("ask", (os.fsdecode(path),))  # pyright: ignore[reportUnknownArgumentType]
            return ask(path, *arguments, **options)

        return watched

    def _absolute(self, path: str) -> str:
        """The author's path: what the view holds in the end, the post itself may have written."""
        path = os.path.abspath(path)  # noqa: PTH100  (`resolve` asks the disk, here for every file opened)
        return self._view.original(path) if self._view and self._view.holds(path) else path

    def _report(self, *_: object) -> None:
        files: dict[str, str] = {}
        for path in sorted(self._new):
            source = _source(path)
            local = (source + os.sep).startswith(self._root)
            print_ = fingerprint(Path(source))
            if local:
                files[os.path.relpath(source, self._root)] = print_
            elif not Path(source).is_dir():
                files[source] = print_
        self._new.clear()
        files |= self._variables.take()
        if files:
            self._shell.display_pub.publish({FILES: files})


_watches: list[FileWatch] = []


def written_by_post() -> bool:
    """Whether a cell has written files or made folders, other than what libraries keep for themselves."""
    return any(watch.has_written for watch in _watches)


def take_listing() -> bool:
    """Whether what a folder of the machine holds was asked for since this was asked last."""
    listed = any(watch.has_listed for watch in _watches)
    for watch in _watches:
        watch.has_listed = False
    return listed


def _is_aside() -> bool:
    """Whether the running code looks for modules or what packages say of themselves, or is our own."""
    frame = sys._getframe(3)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  (documented)
    while frame is not None:
        name = frame.f_code.co_filename
        if "importlib" in name or name == hashing.__file__:
            return True
        frame = frame.f_back
    return False


def _caller() -> str:
    """The file of the code that raised the audit event."""
    return sys._getframe(3).f_code.co_filename  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  (documented)


def _foreign_folders() -> tuple[str, ...]:
    """Folders that are no author's: the versions of what stands there are part of the record's key."""
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, _PACKAGE]
    system = ["/proc", "/sys", "/dev", "/etc", "/usr", "/lib"]
    homes = [Path.home() / ".cache", Path.home() / ".config", Path.home() / ".local"]
    own = [os.environ["IPYTHONDIR"]] if "IPYTHONDIR" in os.environ else []
    return tuple(str(path) + os.sep for path in (*paths, *system, *homes, *own))


def _source(path: str) -> str:
    """Return the Python file behind a compiled one."""
    try:
        return importlib.util.source_from_cache(path) if path.endswith(".pyc") else path
    except ValueError:
        return path
