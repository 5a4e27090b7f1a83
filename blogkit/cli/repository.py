"""What a report says of the place it is made at: the folder in the repository, the command that fixes."""

import shlex
import sys
from dataclasses import replace
from pathlib import Path

from blogkit.cli.options import Options
from blogkit.report import Report


def below_repository(folder: Path) -> str:
    """The folder as a path below the root of the repository around it; empty at the root, or without one."""
    place = folder.resolve()
    root = next((one for one in (place, *place.parents) if (one / ".git").exists()), None)
    return place.relative_to(root).as_posix().removeprefix(".") if root else ""


def at_its_place(report: Report, options: Options) -> Report:
    """A report that names the folder in the repository, and the command that accepts what the code shows."""
    return replace(report, folder=below_repository(options.source), fix=fix_command(options))


def fix_command(options: Options) -> str:
    """What accepts what the code shows, as it is typed here; nothing writes to Markdown given by its path."""
    if options.paths:
        return ""
    is_checkout = Path(sys.argv[0]).name == "build_site.py"
    if is_checkout and options.source == Path() and Path(sys.argv[0]).resolve().parent == Path.cwd():
        return "make fix"
    source = f" -s {shlex.quote(str(options.source))}" if options.source != Path() else ""
    return f"{'python build_site.py' if is_checkout else 'blogkit'} fix{source}"
