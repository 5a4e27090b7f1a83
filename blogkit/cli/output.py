"""Where a report goes: to a file, or to standard output."""

import sys
from pathlib import Path


def say(report: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output."""
    if output:
        output.write_text(report, encoding="utf-8")
    else:
        sys.stdout.write(report)
