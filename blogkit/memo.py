"""Answers kept from one build to the next: key -> any value that pickles, in one SQLite file."""

import hashlib
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

Answer = TypeVar("Answer")
Key = str
LARGEST = 500_000_000
"""Bytes; a larger file is emptied rather than searched for what may go."""


class Memo:
    """A memory that forgives everything: when its file cannot be read or written, it just forgets.

    >>> with Memo(None) as memo:
    ...     memo.recall("key", lambda: 42)
    42
    """

    def __init__(self, path: Path | None) -> None:
        """`path` is the file; None keeps nothing."""
        self._path = path
        self._known: sqlite3.Connection | None = None
        self._fresh: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        """Open the file."""
        if self._path is not None:
            self._known = _open(self._path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is new, all or nothing."""
        if self._known is None:
            return
        with closing(self._known):
            try:
                with self._known:
                    rows = self._fresh.items()
                    self._known.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
            except sqlite3.Error:
                return

    def recall(self, key: str, make: Callable[[], Answer]) -> Answer:
        """The answer kept under `key`, or the one `make` gives, kept from now on."""
        known: Answer | None = self.get(key)
        if known is not None:
            return known
        made = make()
        self.put(key, made)
        return made

    def get(self, key: str) -> Answer | None:  # pyright: ignore[reportInvalidTypeVarUse]  (the caller knows what it kept)
        """The answer kept under `key`; None where there is none."""
        if self._known is None:
            return None
        try:
            row = self._known.execute("SELECT answer FROM answers WHERE key = ?", (key,)).fetchone()
            return pickle.loads(row[0]) if row else None  # noqa: S301  (our own file in our own cache)
        except (
            sqlite3.Error,
            pickle.UnpicklingError,
            AttributeError,
            EOFError,
            ImportError,
            IndexError,
            TypeError,
        ):
            return None

    def put(self, key: str, answer: object) -> None:
        """Keep an answer."""
        if self._known is not None:
            self._fresh[key] = pickle.dumps(answer, protocol=5)


def digest(*parts: str | bytes) -> str:
    """One key for several texts; no two different lists of texts have the same.

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    total = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little"))
        total.update(data)
    return total.hexdigest()


def _open(path: Path) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST:
            path.unlink()
        return _connect(path)
    except (sqlite3.Error, OSError):
        return None


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _prepared(path)
    except sqlite3.DatabaseError:
        path.unlink()  # damaged: it is only a cache
        return _prepared(path)


def _prepared(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10)
    # losing the last answers in a power cut is no loss
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer BLOB) WITHOUT ROWID")
    return connection
