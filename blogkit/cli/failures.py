"""What ended a command -> one line with the place and the remedy, and the exit status."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from blogkit import __version__
from blogkit.cache import cache_folder, prune
from blogkit.cli.options import Options
from blogkit.cli.output import tell
from blogkit.errors import ContentError, ToolError, tool_error, trouble
from blogkit.report import TOOL_FAILED


def status_of(error: Exception, options: Options) -> int:
    """Say what ended a command."""
    if isinstance(error, BrokenPipeError):
        return 1  # whoever read the report has read enough
    if isinstance(error, OSError):
        # a full disk, a destination that may not be written to: what stands there stays whole
        tell(f"{error.filename or f'blogkit {options.command}'}: {_said(error)}")
        return 2
    if isinstance(error, ContentError) and not isinstance(error, ToolError):
        tell(str(error))
        return 2
    failure = error if isinstance(error, ToolError) else tool_error(f"blogkit {options.command}", error)
    tell(str(failure))
    keep_trace(failure.trace, options)
    return TOOL_FAILED


def _said(error: OSError) -> str:
    """What the system says and what to do, also about a temporary folder that is gone."""
    mark = f"{os.sep}blogkit-{os.getpid()}-"
    gone = isinstance(error, FileNotFoundError) and mark in str(error.filename)
    again = "; somebody removed the temporary folder of this run: run it again" if gone else ""
    return f"{trouble(error)}{again}"


def keep_trace(trace: str, options: Options) -> None:
    """Put where the tool failed into a file, and say where that is."""
    for folder_of in (lambda: cache_folder(options.source), lambda: Path(tempfile.gettempdir())):
        with suppress(OSError, RuntimeError, ValueError):  # nobody's home, a full disk
            folder = folder_of()
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"failure-{os.getpid()}.txt"
            path.write_text(trace, encoding="utf-8")
            prune(folder, "failure-*.txt", count=9)
            tell(f"blogkit {__version__}: where the tool failed stands in {path}: please send it along")
            return
