"""Executed notebooks on the disk, found again by the content of what was run.

A record is a notebook anybody can open. Its name is the hash of the code and of the versions it ran with;
inside it stands which files the run read, with the hash of each.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from blogkit.cache import prune, write_bytes
from blogkit.execute.job import Job
from blogkit.execute.keys import SCHEMA, is_fresh, key_of
from blogkit.execute.notebook import Notebook, Ran
from blogkit.execute.soundness import has_form

_TIMES = "times.json"

Notice = Callable[[str], None]


def run_times(folder: Path) -> dict[str, float]:
    """Path of a post -> how many seconds it took last, as it is kept in a folder."""
    try:
        times = json.loads((folder / _TIMES).read_bytes())
        return {str(path): float(seconds) for path, seconds in times.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


class Cache:
    """The records of a site. Several builds may share the folder; whatever goes wrong costs only time."""

    def __init__(self, folder: Path | None, size: int, notice: Notice) -> None:
        """`size` is the bytes the records may take, `notice` hears what stops the storing.

        Without a folder nothing is found and nothing is kept.
        """
        self._folder = folder
        self._size = size
        self._notice = notice

    def load(self, job: Job) -> Ran | None:
        """The record of this job, if it is whole and every file it read is still the same."""
        if self._folder is None:
            return None
        path = self._path(self._folder, job)
        try:
            notebook = json.loads(path.read_bytes())
            about = notebook["metadata"]["blogkit"]
            whole = about["schema"] == SCHEMA and about["digest"] == _digest(notebook)
            if not whole or not has_form(notebook, len(job.steps)) or not is_fresh(about["files"], job):
                return None
            seconds, day = float(about["seconds"]), str(about["day"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the ones unused for longest go first
        return Ran(notebook, seconds, cached=True, day=day, record=str(path))

    def store(self, job: Job, ran: Ran) -> Ran:
        """Keep a run, unless it ended early or began with what an earlier had done; it says where."""
        if (
            self._folder is None
            or ran.resumed
            or any("failure" in cell["metadata"]["blogkit"] for cell in ran.notebook["cells"])
        ):
            return ran
        about = {
            "schema": SCHEMA,
            "day": ran.day,
            "seconds": round(ran.seconds, 3),
            "files": ran.notebook["metadata"]["blogkit"]["files"],
            "made": ran.notebook["metadata"]["blogkit"]["made"],
            "digest": _digest(ran.notebook),
        }
        notebook = {**ran.notebook, "metadata": {**ran.notebook["metadata"], "blogkit": about}}
        path = self._path(self._folder, job)
        self._write(path, json.dumps(notebook, indent=1, sort_keys=True))
        return replace(ran, record=str(path) if self._folder else "")

    def times(self) -> dict[str, float]:
        """Path of a post -> how many seconds it took last."""
        return run_times(self._folder) if self._folder else {}

    def finish(self, times: dict[str, float]) -> None:
        """Remember how long posts took, and make room."""
        if self._folder is not None and times:
            self._write(self._folder / _TIMES, json.dumps(self.times() | times, indent=1, sort_keys=True))
            # the ones unused for longest go
            prune(self._folder, "*/*.ipynb", size=self._size)

    def _path(self, folder: Path, job: Job) -> Path:
        key = key_of(job)
        return folder / key[:2] / f"{key[2:]}.ipynb"

    def _write(self, path: Path, text: str) -> None:
        """Write a file whole or not at all. The first failure is the last attempt."""
        try:
            if self._folder is not None:
                write_bytes(path, text.encode())
        except OSError as error:
            self._notice(f"{self._folder}: {error.strerror}; results are not kept")
            self._folder = None


def _digest(notebook: Notebook) -> str:
    parts = [notebook["cells"], notebook["metadata"]["blogkit"]["made"]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
