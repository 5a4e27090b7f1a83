"""One preview from its first build until it is stopped: watch, rebuild, tell the browsers."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from watchfiles import Change, watch
from watchfiles._rust_notify import WatchfilesRustInternalError  # the name its pages give for it

from blogkit.serve.overlay import FIGURES, Checked
from blogkit.serve.server import Place, Server
from blogkit.values import frozen

PULSE = 100
"""Milliseconds after which the watch looks up; the first time it does, it is known to be there."""
PULSES = 3
"""After so many the site is built even if nobody has seen a change."""
QUIET = 10
"""Milliseconds without a further change that make a save complete."""
NAMED = 3
"""Saved files that are named; of more only the number is given."""
IGNORED = frozenset({".git", ".venv", ".cache", "__pycache__", "node_modules", "resources"})


@frozen
class Rebuilt:
    """What the author reads in the terminal, and what is wrong, for the browser."""

    report: str
    made: str
    """What came of it, in a few words: "14 pages"."""
    problems: tuple[str, ...] = ()
    figures: bytes = b""
    """The page of the figures that changed."""
    checked: Mapping[str, Checked] = field(default_factory=dict[str, Checked])
    """File of a page below the destination -> what was checked on it."""


Rebuild = Callable[[], Rebuilt]
Accept = Callable[[Place], str]
"""Accept what stands at a place, as `fix` would; what came of it, in words."""


def serve(
    source: Path, destination: Path, server: Server, rebuild: Rebuild, accept: Accept | None = None
) -> None:
    """Serve until stopped; `rebuild` is called at every save and writes to `destination`."""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    saved = saves(source, destination)
    try:
        next(saved)  # watch first: what is saved during the first build counts, too
        _build(server, rebuild, "built")
        print(f"serving {server.address} (Ctrl+C stops); {FIGURES} has the figures that changed", flush=True)
        # what is saved during a build is seen after it, all at once
        for names in builds(saved, lambda: accept is not None and _accept(server, accept)):
            if names:
                print(f"{named(names)} changed", flush=True)
            _build(server, rebuild, "rebuilt")
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()
        server.server_close()


def builds(saved: Iterable[list[str]], accepted: Callable[[], bool]) -> Iterator[list[str]]:
    """The saves after which to build, each once; `accepted` is asked at each pulse, and may write files.

    These are about to be seen. Where nobody sees them, the build comes a few pulses later.

    >>> list(builds([[], ["a.md"], [], [], []], iter([True, False, False, False]).__next__))
    [['a.md']]
    """
    awaited = 0
    for names in saved:
        if names or awaited == 1:
            awaited = 0
            yield names
        elif awaited:
            awaited -= 1
        elif accepted():
            awaited = PULSES


def _accept(server: Server, accept: Accept) -> bool:
    """Accept what browsers have in view; whether there was anything."""
    places = list(server.accepted())
    for place, answer in places:
        words = accept(place)
        print(words, flush=True)
        answer.set_result(words)
    return bool(places)


def _build(server: Server, rebuild: Rebuild, word: str) -> None:
    begin = time.perf_counter()
    done = rebuild()
    server.figures = done.figures or server.figures
    server.checked = done.checked
    server.clock.tick(done.problems)
    print(f"{done.report}{word} in {1000 * (time.perf_counter() - begin):.0f} ms: {done.made}", flush=True)


def named(names: Sequence[str]) -> str:
    """The files that were saved, by name if they are few.

    >>> named(["a.md", "b.md"]), named(["a", "b", "c", "d"])
    ('a.md, b.md', '4 files')
    """
    return ", ".join(names) if len(names) <= NAMED else f"{len(names)} files"


def saves(source: Path, destination: Path) -> Iterator[list[str]]:
    """The files of each save below the source folder; an empty list at the beginning and at each pulse."""
    own, top = destination.resolve(), source.resolve()

    def relevant(_change: object, name: str) -> bool:
        path = Path(name)
        below = _below(path, top).parts
        return (  # of the folder itself a look says that its files changed, which they say themselves
            path != top
            and own not in path.parents
            and not IGNORED.intersection(below)
            and not name.endswith(("~", ".part"))
        )

    for change in _changes(top, relevant):
        yield sorted({_below(Path(name), top).as_posix() for _, name in change})


def _changes(top: Path, relevant: Callable[[object, str], bool]) -> Iterator[set[tuple[Change, str]]]:
    """What the system tells of changes; where it does not watch so many folders, what a look shows."""

    def watched(*, polling: bool | None) -> Iterator[set[tuple[Change, str]]]:
        return watch(
            top,
            watch_filter=relevant,
            debounce=200,
            step=QUIET,
            rust_timeout=PULSE,
            yield_on_timeout=True,
            force_polling=polling,
        )

    try:
        changes = watched(polling=None)  # as its own variable says
        first = next(changes)
    except (OSError, WatchfilesRustInternalError) as error:
        changes = watched(polling=True)
        first = next(changes)
        print(f"the system does not watch {top.name} ({error}): saves are seen a little later", flush=True)
    yield first
    yield from changes


def _below(path: Path, top: Path) -> Path:
    return path.relative_to(top) if top in path.parents else path
