"""Files of the site that are made when asked for, and not at all while what they show is the same."""

from collections.abc import Callable, Iterator, Mapping

from blogkit.cache import digest
from blogkit.values import frozen


@frozen
class Deferred:
    """A file to be made."""

    make: Callable[[], bytes]
    shows: Callable[[], object]
    """Everything the file depends on; equal values have equal representations."""

    def mark(self) -> str:
        """Digest what the file depends on."""
        return digest(repr(self.shows()))


@frozen
class Files(Mapping[str, bytes]):
    """Path below the destination -> content; what is deferred is made anew each time it is asked for.

    >>> Files({"a.txt": b"a", "b.txt": Deferred(lambda: b"b", lambda: "b")})["b.txt"]
    b'b'
    """

    parts: Mapping[str, bytes | Deferred]

    def __getitem__(self, name: str) -> bytes:
        """Make one file."""
        part = self.parts[name]
        return part.make() if isinstance(part, Deferred) else part

    def __iter__(self) -> Iterator[str]:
        """Name all files; none is made."""
        return iter(self.parts)

    def __len__(self) -> int:
        """Count the files."""
        return len(self.parts)

    def __contains__(self, name: object) -> bool:
        """Look without making the file, as `Mapping` would."""
        return name in self.parts


@frozen
class Marks(Mapping[str, str]):
    """Path -> mark: of what a deferred file shows, or of the bytes that are there."""

    parts: Mapping[str, bytes | Deferred]

    def __getitem__(self, name: str) -> str:
        """Digest what one file depends on: less work than to read what was written before."""
        part = self.parts[name]
        return part.mark() if isinstance(part, Deferred) else digest(part)

    def __iter__(self) -> Iterator[str]:
        """Name all files."""
        return iter(self.parts)

    def __len__(self) -> int:
        """Count the files."""
        return len(self.parts)
