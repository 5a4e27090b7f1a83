"""Edge: what is running now, as one live display on a terminal, or one line a post in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from blogkit.execute import Progress


@contextmanager
def shown_progress(posts: int, *, quiet: bool = False) -> Iterator[Progress]:
    """Show how `posts` posts go on, on standard error: the report on standard output stays clean."""
    if quiet:
        yield lambda _path, _done, _cells: None
    elif posts and sys.stderr.isatty():
        with _live(posts) as progress:
            yield progress
    else:
        yield _Lines(posts)


@contextmanager
def _live(posts: int) -> Iterator[Progress]:
    from rich.console import Console  # noqa: PLC0415  (40 ms that only a terminal needs)
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        whole = bars.add_task("posts", total=posts)
        running: dict[str, TaskID] = {}
        lock = Lock()

        def progress(path: str, done: int, cells: int) -> None:
            with lock:
                if path not in running:
                    running[path] = bars.add_task(path, total=cells)
                where = f"{path}, cell {done + 1} of {cells}"
                bars.update(running[path], completed=done, description=where, visible=done < cells)
                bars.update(whole, completed=sum(bars.tasks[task].finished for task in running.values()))

        yield progress


class _Lines:
    """One line when a post is done; nothing for a build of a few posts, whose report follows at once."""

    def __init__(self, posts: int) -> None:
        self._posts = posts
        self._done: set[str] = set()
        self._lock = Lock()

    def __call__(self, path: str, done: int, cells: int) -> None:
        with self._lock:
            if done < cells or path in self._done:
                return
            self._done.add(path)
            if self._posts > 3:
                print(f"[{len(self._done)}/{self._posts}] {path}", file=sys.stderr, flush=True)
