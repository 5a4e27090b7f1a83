"""Answers kept from one build to the next: key -> any value that pickles, in one SQLite file."""

import hashlib
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from hmac import compare_digest
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from blogkit.cache.files import prune
from blogkit.cache.trust import claim_folder, read_secret

if TYPE_CHECKING:
    import sqlite3

Answer = TypeVar("Answer")
LARGEST = 500_000_000
"""Bytes; a larger file is emptied rather than searched for what may go."""
KEPT_BUILDS = 50
"""An answer that this many builds with news did not ask for goes."""
KEPT_VERSIONS = 3
"""Files of this many versions of the tool stay in the folder."""
AT_ONCE = 64
"""Answers that are asked for together."""
BATCH = 8_000_000
"""Bytes of fresh answers that are held before they are written."""
CHECK = 16
"""Bytes of checksum before each answer. Unpickling runs code, so that it is made with the user's secret: what
somebody else put into the cache, or brought with a folder of theirs, is as good as damaged."""


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
        self._secret = b""
        self._process = os.getpid()
        self._asked: set[str] = set()
        self._learned = False
        self._empty = False
        """Whether there was nothing in the file: then it need not be asked a thousand times."""
        self._size = 0
        self.fresh: dict[str, bytes] = {}
        """What was learned and is not written yet: key -> pickled answer."""
        self._learned_before: Mapping[str, bytes] = {}
        """What the memory that this is a branch of had learned and not written."""
        self.trouble = ""
        """Why nothing can be kept; empty while all is well."""

    def __enter__(self) -> Self:
        """Open the file."""
        if self._path is not None:
            try:
                claim_folder(self._path.parent)
                self._secret = read_secret()
                self._known = _open(self._path)
                self._empty = self._known.execute("SELECT 1 FROM answers LIMIT 1").fetchone() is None
            except (*_troubles(), OSError) as error:
                self.trouble = str(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is new, and let go of what nobody asked for in many builds."""
        self._write(last=True)
        self._close()

    @property
    def keeps(self) -> bool:
        """Whether what is put here is found again."""
        return self._known is not None

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
        return self._answer(key, self._unwritten(key) or self._read([key]).get(key))

    def _unwritten(self, key: str) -> bytes | None:
        return self.fresh.get(key) or self._learned_before.get(key)

    def get_all(self, keys: Sequence[str]) -> Iterator[Any | None]:
        """The same for many keys, in their order: the file is asked for some at a time."""
        for some in (keys[first : first + AT_ONCE] for first in range(0, len(keys), AT_ONCE)):
            read = self._read([key for key in some if self._unwritten(key) is None])
            yield from (self._answer(key, self._unwritten(key) or read.get(key)) for key in some)

    def _answer(self, key: str, data: bytes | None) -> Any | None:  # noqa: ANN401  (whatever was kept)
        if data is None:
            return None
        self._asked.add(key)
        try:
            return pickle.loads(data)  # noqa: S301  (its checksum was made with the user's own secret)
        except (AttributeError, ImportError, IndexError, TypeError, pickle.UnpicklingError):
            return None  # of another version of some package

    def put(self, key: str, answer: object) -> None:
        """Keep an answer."""
        if self._known is not None:
            self.put_pickled({key: pickle.dumps(answer, protocol=5)})

    def put_pickled(self, answers: Mapping[str, bytes]) -> None:
        """Keep answers that were pickled elsewhere."""
        if self._known is None:
            return
        self.fresh.update(answers)
        self._size += sum(map(len, answers.values()))
        if self._size > BATCH and os.getpid() == self._process:
            self._write()

    def keep_late(self, key: str, answer: object) -> None:
        """Keep an answer that comes when the memory has been closed."""
        if self._path is None or self.trouble:
            return
        data = pickle.dumps(answer, protocol=5)
        with suppress(*_troubles(), OSError), closing(_prepared(self._path)) as known, known:
            known.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, self._sum(key, data) + data))

    def branch(self) -> "Memo":
        """A memory that knows the same, and whose `fresh` holds only what is learned from now on.

        In a forked process, which must not touch the parent's connection, it knows what is not written yet.
        """
        other = Memo(None)
        other._learned_before = self.fresh
        other._known, other._process, other._asked = self._known, self._process, self._asked
        other._empty, other._secret = self._empty, self._secret
        return other

    def _read(self, keys: Sequence[str]) -> dict[str, bytes]:
        """What the file has under some keys; what is damaged is not there."""
        if self._known is None or self._empty or os.getpid() != self._process:
            return {}
        marks = ", ".join("?" * len(keys))
        try:
            rows = self._known.execute(f"SELECT key, answer FROM answers WHERE key IN ({marks})", keys)  # noqa: S608  (question marks)
            found: dict[str, bytes] = dict(rows)
        except _troubles() as error:
            self._give_up(error)
            return {}
        return {
            key: row[CHECK:]
            for key, row in found.items()
            if compare_digest(self._sum(key, row[CHECK:]), row[:CHECK])
        }

    def _sum(self, key: str, data: bytes) -> bytes:
        return hashlib.blake2b(f"{key}\0".encode() + data, digest_size=CHECK, key=self._secret).digest()

    def _write(self, *, last: bool = False) -> None:
        if self._known is None:
            return
        self._learned |= bool(self.fresh)
        self._empty &= not self.fresh
        self._asked.update(self.fresh)
        rows = [(key, self._sum(key, data) + data) for key, data in self.fresh.items()]
        try:
            with self._known:
                self._known.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
                if last and self._learned:
                    _forget(self._known, self._asked)
        except _troubles() as error:
            self._give_up(error)
        self.fresh, self._size = {}, 0

    def _close(self) -> None:
        if self._known is not None:
            with suppress(*_troubles()):
                self._known.close()
        self._known = None

    def _give_up(self, error: Exception) -> None:
        """Go on without the file; one that is damaged goes, for the next build to start a good one."""
        import sqlite3  # noqa: PLC0415  (the same)

        self.trouble = str(error)
        self._close()
        if self._path and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


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


def _forget(known: "sqlite3.Connection", asked: set[str]) -> None:
    """Count this build, and drop what the last ones did not ask for."""
    build = known.execute("SELECT coalesce(max(build), 0) + 1 FROM used").fetchone()[0]
    known.executemany("INSERT OR REPLACE INTO used VALUES (?, ?)", [(key, build) for key in asked])
    known.execute("DELETE FROM used WHERE build <= ?", (build - KEPT_BUILDS,))
    known.execute("DELETE FROM answers WHERE key NOT IN (SELECT key FROM used)")


def _troubles() -> tuple[type[Exception], ...]:
    """What SQLite raises: its words quote what is damaged, which may be no text."""
    import sqlite3  # noqa: PLC0415  (an unchanged site need not wait for it)

    return sqlite3.Error, UnicodeDecodeError


def _open(path: Path) -> "sqlite3.Connection":
    import sqlite3  # noqa: PLC0415  (an unchanged site need not wait for it)

    if not path.exists():
        # a new version of the tool begins its own file: the oldest of its kind go
        kin = f"{path.stem.partition('-')[0]}-*{path.suffix}"
        prune(path.parent, kin, count=KEPT_VERSIONS - 1)
    elif path.stat().st_size > LARGEST:
        path.unlink()
    try:
        return _prepared(path)
    except sqlite3.OperationalError:
        raise
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        path.unlink()  # damaged: it is only a cache
        return _prepared(path)


def _prepared(path: Path) -> "sqlite3.Connection":
    import sqlite3  # noqa: PLC0415  (an unchanged site need not wait for it)

    connection = sqlite3.connect(path, timeout=10)
    try:
        # losing the last answers in a power cut is no loss
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer BLOB) WITHOUT ROWID"
        )
        connection.execute(
            "CREATE TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY, build INTEGER) WITHOUT ROWID"
        )
    except _troubles():
        connection.close()
        raise
    return connection
