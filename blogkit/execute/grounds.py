"""What the answers of a run stand on, cheap to look at again: no record is opened of what did not change."""

import os
import sys
import time
from collections.abc import Mapping

from blogkit.cache import Memo, digest, file_state
from blogkit.code import imports_of
from blogkit.execute.interpreter import Interpreter
from blogkit.execute.job import Job
from blogkit.execute.keys import circumstances, mark_now
from blogkit.execute.settings import ExecutionSettings
from blogkit.execute.travelling import implied, roots_of
from blogkit.model import Executed
from blogkit.values import frozen

SETTLED = 2_000_000_000
"""Nanoseconds after which a change of a file would have another time."""


@frozen
class Grounds:
    """A run gives the same answers while all of this holds."""

    record: str
    state: tuple[int, int]
    """Of the record: another one may say something else."""
    tops: frozenset[str]
    """What the post imports, by first names; the blog has no module of such a name."""
    packages: str
    """A mark of those of the interpreter."""
    read: Mapping[str, str]
    """A file, or a variable of the environment -> its hash."""


class Today:
    """What is the same for all posts of a build: looked at once."""

    def __init__(self, settings: ExecutionSettings, memo: Memo) -> None:
        """Look; `memo` knows the hashes of files that have not changed since."""
        self._memo = memo
        self.packages = _mark_of_packages(settings.interpreter)
        self._root = settings.site_root.resolve()
        self._environment = Job("", (), settings).environment
        self._marks = dict[str, str]()

    def is_same(self, read: Mapping[str, str]) -> bool:
        """Whether what a run has read is still the same."""
        return all(self._mark(name) == known for name, known in read.items())

    def _mark(self, name: str) -> str:
        if name not in self._marks:
            state = file_state(self._root / name)
            is_old = 0 < state.inode_changed < time.time_ns() - SETTLED
            self._marks[name] = (
                self._memo.recall(digest("mark", name, repr(state)), lambda: self._look(name))
                if is_old
                else self._look(name)
            )
        return self._marks[name]

    def _look(self, name: str) -> str:
        return mark_now(name, self._root, self._environment)


def circumstances_of(settings: ExecutionSettings) -> str:
    """What a run depends on beside its post, its folder and the packages."""
    return repr(circumstances(Job("", (), settings)))


def grounds_of(executed: Executed, job: Job, today: Today) -> Grounds | None:
    """What the answers stand on; None where that is more than can be looked at in a moment."""
    found = imports_of(job.codes, roots_of(job))
    modules = found.modules | implied(job.codes, executed.results)
    tops = frozenset(name.partition(".")[0] for name in modules)
    if executed.kept is None or found.files or _has_own(tops, job):
        return None
    state = _state(executed.kept.record)
    return state and Grounds(executed.kept.record, state, tops, today.packages, executed.kept.read)


def still_hold(grounds: Grounds, job: Job, today: Today) -> bool:
    """Whether a run would find what it found then; the record counts as used."""
    return (
        grounds.packages == today.packages
        and _state(grounds.record) == grounds.state
        and not _has_own(grounds.tops, job)
        and today.is_same(grounds.read)
        and _use(grounds.record)
    )


def _mark_of_packages(interpreter: Interpreter | None) -> str:
    """A few characters that change when a package is installed, taken away or replaced."""
    places = interpreter.paths if interpreter else tuple(sys.path)
    folders = [place for place in places if place.endswith("-packages")]
    return digest(*(part for folder in folders for part in _packages(folder)))


def _packages(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entry.path for entry in entries if entry.name.endswith(".dist-info"))
        return [f"{path} {os.stat(path).st_mtime_ns}" for path in [folder, *inside]]  # noqa: PTH116  (hundreds)
    except OSError:
        return [folder]


def _state(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  (a text, no Path)
    except OSError:
        return None
    return found.st_ino, found.st_size


def _use(path: str) -> bool:
    """The records unused for longest go first."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _has_own(tops: frozenset[str], job: Job) -> bool:
    """Whether the blog has a module, or a folder that could be one, by one of these names."""
    places = [f"{root}/{top}" for root in roots_of(job) for top in tops]
    there = os.path.exists  # no Paths: a dozen questions a post
    return any(there(place) or there(f"{place}.py") for place in places)
