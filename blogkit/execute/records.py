"""Executed notebooks on the disk, found again by the content of what was run.

A record is a notebook anybody can open. Its name is the hash of the code and of the versions it ran with;
inside it stands which files the run read, with the hash of each.
"""

import contextlib
import hashlib
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path, PurePosixPath

import blogkit.kernel
from blogkit.cache import prune, telling, write_bytes
from blogkit.execute.job import Job
from blogkit.execute.notebook import Notebook, Ran
from blogkit.execute.packages import versions_of
from blogkit.kernel import VARIABLE, fingerprint, value_print

_SCHEMA = 3
"""Of the record's form and of all that its name does not say: another number is another name."""
_TIMES = "times.json"

Notice = Callable[[str], None]


class Cache:
    """The records of a site. Several builds may share the folder; whatever goes wrong costs only time."""

    def __init__(self, folder: Path | None, root: Path, size: int, notice: Notice) -> None:
        """`root` is the site's, `size` the bytes the records may take, `notice` hears what stops the storing.

        Without a folder nothing is found and nothing is kept.
        """
        self._folder = folder
        self._root = root
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
            whole = about["schema"] == _SCHEMA and about["digest"] == _digest(notebook)
            if not whole or not self._is_fresh(about["files"], job):
                return None
            seconds, day = float(about["seconds"]), date.fromisoformat(about["day"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the ones unused for longest go first
        return Ran(notebook, seconds, cached=True, day=day.isoformat())

    def store(self, job: Job, ran: Ran) -> None:
        """Keep a run, unless it ended early."""
        if self._folder is None or any(
            "failure" in cell["metadata"]["blogkit"] for cell in ran.notebook["cells"]
        ):
            return
        about = {
            "schema": _SCHEMA,
            "day": ran.day,
            "seconds": round(ran.seconds, 3),
            "files": ran.notebook["metadata"]["blogkit"]["files"],
            "digest": _digest(ran.notebook),
        }
        notebook = {**ran.notebook, "metadata": {**ran.notebook["metadata"], "blogkit": about}}
        self._write(self._path(self._folder, job), json.dumps(notebook, indent=1, sort_keys=True))

    def times(self) -> dict[str, float]:
        """Path of a post -> how many seconds it took last."""
        if self._folder is None:
            return {}
        try:
            times = json.loads((self._folder / _TIMES).read_bytes())
            return {str(path): float(seconds) for path, seconds in times.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def finish(self, times: dict[str, float]) -> None:
        """Remember how long posts took, and make room."""
        if self._folder is not None and times:
            self._write(self._folder / _TIMES, json.dumps(self.times() | times, indent=1, sort_keys=True))
            # the ones unused for longest go
            prune(self._folder, "*/*.ipynb", size=self._size)

    def _path(self, folder: Path, job: Job) -> Path:
        key = key_of(job)
        return folder / key[:2] / f"{key[2:]}.ipynb"

    def _is_fresh(self, files: dict[str, str], job: Job) -> bool:
        return all(self._now(path, job) == known for path, known in files.items())

    def _now(self, path: str, job: Job) -> str:
        """The mark of a file, or of a variable of the environment, as it is now."""
        if path.startswith(VARIABLE):
            return value_print(job.environment.get(path.removeprefix(VARIABLE)))
        return fingerprint(self._root / path)

    def _write(self, path: Path, text: str) -> None:
        """Write a file whole or not at all. The first failure is the last attempt."""
        try:
            if self._folder is not None:
                write_bytes(path, text.encode())
        except OSError as error:
            self._notice(f"{self._folder}: {error.strerror}; results are not kept")
            self._folder = None


def key_of(job: Job) -> str:
    """Everything a run depends on but the files it reads: the lines where code stands are not among it."""
    parts = {
        "schema": _SCHEMA,
        "kernel": [_observers(), job.settings.kernel, job.settings.hash_seed, job.settings.output],
        "python": _python(job),
        "packages": versions_of(["ipykernel", *job.modules], _places(job)),
        "environment": telling(job.environment),
        "folder": job.settings.folder or str(PurePosixPath(job.path).parent),
        "steps": [[step.kind.value, step.code, step.options.execute] for step in job.steps],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _python(job: Job) -> list[str]:
    """What interpreter runs it, and where that is: two of the same version may hold different packages."""
    other = job.settings.interpreter
    if other:
        return [other.version, *other.machine, other.executable]
    return [sys.version, sys.platform, platform.machine()]


def _places(job: Job) -> tuple[str, ...] | None:
    return job.settings.interpreter.paths if job.settings.interpreter else None


@cache
def _observers() -> str:
    """The code that runs in the kernel beside the post's."""
    files = sorted(Path(blogkit.kernel.__file__).parent.glob("*.py"))
    return " ".join(map(fingerprint, files))


def _digest(notebook: Notebook) -> str:
    return hashlib.sha256(json.dumps(notebook["cells"], sort_keys=True).encode()).hexdigest()
