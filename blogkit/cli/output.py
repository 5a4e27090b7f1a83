"""What a command says: the report on standard output or in a file, the rest on standard error."""

import sys
from pathlib import Path

from blogkit.cli.options import Options
from blogkit.errors import printable


def say(report: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output."""
    if output:
        output.write_text(report, encoding="utf-8")
    else:
        sys.stdout.write(report)


def tell(words: str) -> None:
    """Say a line about the command itself, beside the report."""
    print(printable(words), file=sys.stderr, flush=True)


def close(words: str, options: Options) -> None:
    """Say what came of a command: below a report that is read here, beside one for other tools."""
    if not options.quiet:
        read_here = options.format == "text" and not options.output
        print(words, file=sys.stdout if read_here else sys.stderr)


def duration(seconds: float) -> str:
    """As a reader thinks of it.

    >>> duration(0.0834), duration(3.21), duration(125)
    ('83 ms', '3.2 s', '2 min 5 s')
    """
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:.0f} min {rest:.0f} s" if minutes else f"{seconds:.1f} s"
