"""Kernels at rest between two steps of a post, for a preview: an edit goes on from the nearest before it.

What a run says from there on is what a fresh run would say: before the step stand the same code, the same
versions, the same files; where a fork could not have all of it, none is left at rest.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from blogkit.execute.forkserver.client import Forks
from blogkit.values import frozen

MOST = 16
"""Kernels at rest at a time; the ones unused for longest go first."""
LOW = 1 << 30
"""Bytes of free memory below which none is left at rest."""


@frozen
class Checkpoint:
    """A kernel at rest before a step."""

    forks: Forks
    first: int
    """The number of the step that it would run first."""
    cells: tuple[dict[str, Any], ...]
    """The cells before it, as they were then."""
    displays: dict[str, Any]
    """Which outputs each display stands in, of those that a later cell may update."""


@frozen
class _Kept:
    checkpoint: Checkpoint
    key: str
    """Of everything that ran, and of all it depended on but files."""
    is_fresh: Callable[[], bool]
    """Whether the files that were read are still the same."""


class Checkpoints:
    """Those of one process. Threads may share it; a post runs in one of them at a time."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[tuple[str, int, int], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def keep(
        self, name: tuple[str, int], key: str, checkpoint: Checkpoint, is_fresh: Callable[[], bool]
    ) -> None:
        """Keep one for a post and a hash seed, in place of the one before the same step."""
        with self._lock:
            older = self._kept.pop((*name, checkpoint.first), None)
            self._kept[*name, checkpoint.first] = _Kept(checkpoint, key, is_fresh)
            surplus = [self._kept.popitem(last=False)[1] for _ in range(len(self._kept) - MOST)]
        for one in (*surplus, *filter(None, [older])):
            one.checkpoint.forks.close()

    def nearest(self, name: tuple[str, int], key: Callable[[int], str]) -> Checkpoint | None:
        """The last one that an edited post can go on from; `key` says what it runs before a step now.

        Those behind the edit are let go.
        """
        with self._lock:
            mine = sorted((place for place in self._kept if place[:2] == name), reverse=True)
            for place in mine:
                kept = self._kept[place]
                if kept.key == key(place[2]) and kept.is_fresh():
                    self._kept.move_to_end(place)
                    return kept.checkpoint
                self._kept.pop(place).checkpoint.forks.close()
        return None

    def places(self) -> dict[tuple[str, int, int], Checkpoint]:
        """Those there are: post, hash seed and step -> checkpoint."""
        with self._lock:
            return {place: kept.checkpoint for place, kept in self._kept.items()}

    def clear(self) -> None:
        """Let all go."""
        for checkpoint in self.places().values():
            self.drop(checkpoint)

    def drop(self, checkpoint: Checkpoint) -> None:
        """Let one go that does not answer."""
        with self._lock:
            for place in [place for place, kept in self._kept.items() if kept.checkpoint is checkpoint]:
                self._kept.pop(place).checkpoint.forks.close()


HERE = Checkpoints()
"""Those of this process."""
