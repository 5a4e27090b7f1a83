"""From the words of a command line to an exit status, importing no more than the answer needs."""

import atexit
import gc
import os
import sys
import threading
from contextlib import suppress
from typing import NoReturn

from blogkit.cache import cache_folder, uptodate
from blogkit.cli.arguments import parse
from blogkit.cli.options import Options
from blogkit.cli.output import say


def run() -> NoReturn:
    """Be the command `blogkit`."""
    leave(main())


def main(words: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = parse(words)
    if isinstance(options, int):
        return options
    known = _known(options)
    return _work(options) if known is None else known


def _known(options: Options) -> int | None:
    """Say once more what the same command said, if nothing changed since; its exit status."""
    if options.command not in {"build", "check"} or not options.cache or options.figures:
        return None
    note = uptodate.read_note(cache_folder(options.source), uptodate.command_key(vars(options)))
    if not note:
        return None
    say(note.report, options.output)
    return note.status


def _work(options: Options) -> int:
    # a build makes hundreds of thousands of values and few circles: looking for them costs a tenth of it
    gc.set_threshold(100_000, 50, 100)
    if _runs_posts(options):
        from blogkit.execute import warm_up_early  # noqa: PLC0415  (not before a post runs)

        warm_up_early(options.source, cache_folder(options.source) if options.cache else None)
    from blogkit.cli import commands  # noqa: PLC0415  (an unchanged site waits for nothing of this)

    return commands.run(options)


def _runs_posts(options: Options) -> bool:
    return options.execute and not options.executor and options.command != "completion"


def leave(status: int) -> NoReturn:
    """End the process without taking every library apart piece by piece, which takes 0.2 s."""
    with suppress(OSError):  # a pool that has just ended may be woken once more (a race of CPython's own)
        threading._shutdown()  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    atexit._run_exitfuncs()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = status or 1
    sys.stderr.flush()
    os._exit(status)
