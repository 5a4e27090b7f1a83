"""Where answers are kept between builds, and what version of the tool they are answers of."""

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

import blogkit
from blogkit.cache.files import file_state, states_below

CODE = (".py", ".html", ".css", ".js", ".txt")


@cache
def tool_stamp() -> str:
    """Changes with the tool, with Python and with the installed packages."""
    home = Path(blogkit.__file__).parent  # the whole package, wherever this file stands in it
    marks = [sys.version, str(home)]
    # a package that comes, goes or changes its version changes the folder
    marks += [f"{folder}:{file_state(folder)}" for folder in sys.path if folder.endswith("-packages")]
    marks += [f"{name}:{mark}" for name, *mark in states_below(str(home), _is_code)]
    return hashlib.sha256("\n".join(marks).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def cache_folder(folder: Path) -> Path:
    """Where answers are kept from one build of a blog to the next: `$BLOGKIT_CACHE`, or the user's cache.

    It never stands in the source folder, which may be somebody else's.
    """
    named = os.environ.get("BLOGKIT_CACHE")
    if named:
        return Path(named)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    key = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return home / "blogkit" / f"{folder.resolve().name}-{key}"


def _is_code(path: str) -> bool:
    return "." not in path.rpartition("/")[2] or path.endswith(CODE)
