"""A place of its own for a trial: source, site, cache, temporary folder, home; what is in it and who runs."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).parent.parent.parent
COMMAND = HOME / "build_site.py"
GONE = 5.0
"""Seconds after which nothing that a command has started may be left."""


@dataclass(frozen=True)
class Place:
    """Everything that a command may read or write stands below one folder."""

    root: Path

    @property
    def source(self) -> Path:
        """The blog."""
        return self.root / "blog"

    @property
    def public(self) -> Path:
        """The site."""
        return self.root / "public"

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead a command to this place."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BLOGKIT"))}
        own = {"TMPDIR": "tmp", "BLOGKIT_CACHE": "cache", "XDG_CONFIG_HOME": "config", "HOME": "home"}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return (
            kept | {name: str(self.root / folder) for name, folder in own.items()} | {"PYTHONPATH": str(HOME)}
        )

    def start(self, words: list[str], **variables: str) -> "subprocess.Popen[str]":
        """Start Python with these words, in a group of its own."""
        return subprocess.Popen(
            [sys.executable, *words],
            env=self.environment | variables,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    def call(self, words: list[str], **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run Python to its end."""
        process = self.start(words, **variables)
        said, _ = process.communicate(timeout=300)
        return subprocess.CompletedProcess(words, process.returncode, said)

    def run(self, command: str, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of ours on this blog."""
        source = () if "-s" in words else ("-s", str(self.source))
        return self.call([str(COMMAND), command, *words, *source])


def place_for(root: Path) -> Place:
    """An empty place."""
    for name in ("blog", "tmp", "cache", "config", "home"):
        (root / name).mkdir(parents=True)
    return Place(root)


def files_of(place: Place) -> dict[str, bytes]:
    """What an author has: the blog and the site."""
    return {
        path.relative_to(place.root).as_posix(): path.read_bytes()
        for folder in (place.source, place.public)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def wait_until_gone(place: Place, seconds: float = GONE) -> list[str]:
    """What is left of a command after so long: processes, temporary files, connection files."""
    until = time.monotonic() + seconds
    while left := left_behind(place):
        if time.monotonic() > until:
            break
        time.sleep(0.02)
    return left


def left_behind(place: Place) -> list[str]:
    """Processes that were started in a place, and what they keep there for a while."""
    mark = f"TMPDIR={place.root / 'tmp'}".encode()
    processes = [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and mark in _read(entry / "environ").split(b"\0")
    ]
    runtime = place.root / "home/.local/share/jupyter/runtime"
    kept = [*(place.root / "tmp").iterdir(), *(runtime.iterdir() if runtime.is_dir() else ())]
    return [
        *(f"process {pid} {_read(Path('/proc', pid, 'cmdline')).decode()}" for pid in processes),
        *(f"file {path.name}" for path in kept),
    ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
