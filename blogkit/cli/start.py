"""From the words of a command line to an exit status, importing no more than the answer needs."""

import atexit
import gc
import io
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import NoReturn

from blogkit.cache import cache_folder, expressions, sweep_temporary, uptodate
from blogkit.cli.arguments import parse
from blogkit.cli.options import Options
from blogkit.cli.output import close, duration, say, tell
from blogkit.cli.signals import end_undisturbed, orderly_end


def run() -> NoReturn:
    """Be the command `blogkit`."""
    leave(main())


def main(words: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    begin = time.perf_counter()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that the terminal cannot show ends nothing
            stream.reconfigure(errors="backslashreplace")
    options = parse(words)
    if isinstance(options, int):
        return options
    try:
        with orderly_end(), expressions.kept():
            known = _known(options, begin)
            return _work(options, begin) if known is None else known
    except KeyboardInterrupt as end:
        tell(f"blogkit {options.command}: stopped")
        return 128 + getattr(end, "number", signal.SIGINT)
    except Exception as error:  # noqa: BLE001  (whatever it is, the author reads one line)
        from blogkit.cli.failures import status_of  # noqa: PLC0415  (an unchanged site needs none of it)

        return status_of(error, options)


def _known(options: Options, begin: float) -> int | None:
    """Say once more what the same command said, if nothing changed since; its exit status."""
    if options.command not in {"build", "check"} or not options.cache or options.figures:
        return None
    note = uptodate.read_note(cache_folder(options.source), uptodate.command_key(vars(options)))
    if not note:
        return None
    say(note.report, options.output)
    spent = duration(time.perf_counter() - begin)
    close(f"{note.made} in {spent}: nothing has changed", options)
    return note.status


def _work(options: Options, begin: float) -> int:
    settle_collector()
    if options.execute and options.command in {"build", "check", "fix", "record", "serve"}:
        from blogkit.cli.handles import make_room  # noqa: PLC0415  (not before something is built)

        make_room()
    if _runs_posts(options):
        from blogkit.execute import warm_up_early  # noqa: PLC0415  (not before a post runs)

        warm_up_early(options.source, cache_folder(options.source) if options.cache else None)
    from blogkit.cli import commands  # noqa: PLC0415  (an unchanged site waits for nothing of this)

    sweep_temporary()
    return commands.run(options, begin)


def settle_collector() -> None:
    """Look for garbage rarely: a build makes hundreds of thousands of values and few circles.

    By default looking takes a tenth of a build, and grows faster than the text does.
    """
    gc.set_threshold(100_000, 50, 100)


def _runs_posts(options: Options) -> bool:
    """Whether posts run on this machine, as far as can be told without a look at their configuration."""
    local = (
        options.execute
        and not options.executor
        and not options.python
        and options.command in {"build", "check", "fix", "serve"}
    )
    # where there is none, there is no blog, and the folder may be a large one
    return local and (any(options.source.glob("hugo.*")) or any(options.source.glob("config*")))


def leave(status: int) -> NoReturn:
    """End the process without taking every library apart piece by piece, which takes 0.2 s."""
    if threading.current_thread() is threading.main_thread():
        end_undisturbed()
    with suppress(OSError):  # a pool that has just ended may be woken once more (a race of CPython's own)
        threading._shutdown()  # noqa: SLF001  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    atexit._run_exitfuncs()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = status or 1
    sys.stderr.flush()
    os._exit(status)
