#!/usr/bin/env python3
"""The command line of blogkit: build, check, fix and serve a Hugo-style blog with executable posts."""

import argparse
import atexit
import gc
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

EXAMPLES = """\
exit status: 0 all is well; 1 a claim is broken, a cell fails, a figure drifted or a link is dead;
             2 content or usage is malformed

examples:
  python build_site.py build                          this blog into public/
  python build_site.py check --format github          the gate for CI
  python build_site.py build -s ../blog -d /tmp/out   somebody else's Hugo blog
"""

COMMANDS = {
    "build": "execute, judge, draw, render and write the site",
    "check": "the same verdicts, but write nothing except the report",
    "fix": "accept what the code shows: rewrite broken claims, redraw figures; prints the diff first",
    "serve": "build, serve on this machine and reload the browser on every save",
}


def parser() -> argparse.ArgumentParser:
    """The flags; those that Hugo has are spelled as Hugo spells them."""
    # argparse and not a nicer library: an unchanged site is to be recognised in 100 ms, imports included
    top = argparse.ArgumentParser(
        prog="build_site.py",
        description=__doc__,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words, description=words)
        _add_common(command)
        if name in {"build", "serve"}:
            command.add_argument(
                "-d", "--destination", type=Path, help="where the site goes (default: SOURCE/public)"
            )
        if name == "check":
            command.add_argument(
                "--twice", action="store_true", help="run every post twice; report claims that hold by luck"
            )
        if name == "serve":
            command.add_argument(
                "-p", "--port", type=int, default=1313, help="port on 127.0.0.1 (default: 1313)"
            )
    return top


def _add_common(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "-s",
        "--source",
        type=Path,
        default=Path(),
        help="the folder with hugo.toml and content/ (default: this one)",
    )
    add("-D", "--buildDrafts", dest="drafts", action="store_true", help="include drafts")
    add("-F", "--buildFuture", dest="future", action="store_true", help="include posts dated in the future")
    add("-E", "--buildExpired", dest="expired", action="store_true", help="include expired posts")
    add(
        "-b",
        "--baseURL",
        dest="base_url",
        default="",
        help="the site's address, in place of the configured one",
    )
    add(
        "-j",
        "--jobs",
        type=_positive,
        default=0,
        help="posts that run at the same time (default: one a processor)",
    )
    add("--no-cache", dest="cache", action="store_false", help="run and render everything again")
    add("--no-execute", dest="execute", action="store_false", help="render only; run no code")
    add(
        "--only",
        action="append",
        default=[],
        metavar="PATH",
        help="judge only this post or folder (may be repeated)",
    )
    add("--executor", default="", metavar="dask://HOST:PORT", help="hand the posts to a Dask cluster")
    add(
        "--format", choices=("text", "json", "junit", "sarif", "github"), default="text", help="of the report"
    )
    add("--output", type=Path, metavar="FILE", help="write the report there instead of to standard output")
    add(
        "-v", "--verbose", action="store_true", help="list also what holds, and each comment that is no claim"
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number of 1 or more")
    return number


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = parser().parse_args(arguments)
    from blogkit.cache import uptodate  # noqa: PLC0415  (--help must not wait for it)
    from blogkit.cache.folder import cache_folder  # noqa: PLC0415  (--help must not wait for it)
    from blogkit.cli.output import say  # noqa: PLC0415  (--help must not wait for it)

    if options.command in {"build", "check"} and options.cache:
        note = uptodate.read_note(cache_folder(options.source), uptodate.command_key(vars(options)))
        if note:
            say(note.report, options.output)
            return note.status
    # a build makes hundreds of thousands of values and few circles: looking for them costs a tenth of it
    gc.set_threshold(100_000, 50, 100)
    if options.execute and not options.executor:
        from blogkit.execute.forkserver.early import warm_up_early  # noqa: PLC0415  (nor an unchanged site for anything)

        warm_up_early(options.source, cache_folder(options.source) if options.cache else None)
    from blogkit.cli import commands  # noqa: PLC0415  (the same)

    return commands.run(options)


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


if __name__ == "__main__":
    leave(main())
