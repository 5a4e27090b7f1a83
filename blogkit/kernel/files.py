"""Notes which files of the author a post reads or imports, by an audit hook."""

from __future__ import annotations

import importlib.util
import os
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any, Protocol

from blogkit.kernel import FILES
from blogkit.kernel.hashing import ABSENT, fingerprint

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PACKAGE = Path(__file__).parents[1]
_IMPORT_SYSTEM = "<frozen importlib._bootstrap_external>"


class Shell(Protocol):
    """What is used of IPython's shell."""

    events: Any
    display_pub: Any


class FileWatch:
    """The files of one session: read, and not written by the session before."""

    def __init__(self, shell: Shell, root: Path) -> None:
        """`root` is the site's; the paths of its files are reported relative to it."""
        self._shell = shell
        self._root = str(root.resolve()) + os.sep
        self._new: set[str] = set()
        self._known: set[str] = set()
        self._elsewhere = _foreign_folders()

    def start(self) -> None:
        """Watch from now on; each cell reports the files it was the first to read."""
        sys.addaudithook(self._hook)
        self._shell.events.register("post_run_cell", self._report)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = bool(flags & _WRITING) if mode is None else not set("wxa+").isdisjoint(mode)
        elif event in {"os.listdir", "os.scandir"}:
            path, writes = arguments[0], False
            if _caller() == _IMPORT_SYSTEM:
                return
        else:
            return
        if isinstance(path, (str, bytes, os.PathLike)):
            self._note(os.fsdecode(path), writes)  # pyright: ignore[reportUnknownArgumentType]
        elif path is None:
            self._note(".", writes)

    def _note(self, path: str, writes: bool) -> None:
        path = os.path.abspath(path)  # noqa: PTH100  (`resolve` asks the disk, here for every file opened)
        if path in self._known or path.startswith(self._elsewhere):
            return
        self._known.add(path)
        if not writes:
            self._new.add(path)

    def _report(self, *_: object) -> None:
        files: dict[str, str] = {}
        for path in sorted(self._new):
            source = _source(path)
            local = (source + os.sep).startswith(self._root)
            print_ = fingerprint(Path(source))
            if local:
                files[os.path.relpath(source, self._root)] = print_
            elif print_ != ABSENT and Path(source).is_file() and not source.startswith(tempfile.gettempdir()):
                files[source] = print_
        self._new.clear()
        if files:
            self._shell.display_pub.publish({FILES: files})


def _caller() -> str:
    """The file of the code that raised the audit event."""
    return sys._getframe(2).f_code.co_filename  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  (documented)


def _foreign_folders() -> tuple[str, ...]:
    """Folders that are no author's: the versions of what stands there are part of the record's key."""
    paths = [*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, _PACKAGE]
    system = ["/proc", "/sys", "/dev", "/etc", "/usr", "/lib"]
    homes = [Path.home() / ".cache", Path.home() / ".config", Path.home() / ".local"]
    return tuple(str(path) + os.sep for path in (*paths, *system, *homes))


def _source(path: str) -> str:
    """Return the Python file behind a compiled one."""
    try:
        return importlib.util.source_from_cache(path) if path.endswith(".pyc") else path
    except ValueError:
        return path
