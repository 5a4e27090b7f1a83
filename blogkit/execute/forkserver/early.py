"""Start the warm process before anything else, when posts are sure to run: it imports while we still read."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from blogkit.code import imports_of
from blogkit.execute.environment import warm_environment
from blogkit.execute.forkserver.client import nursery_for
from blogkit.execute.forkserver.policy import can_fork, needs_cold, preloadable

_IMPORT = re.compile(
    r"^[ \t>]*((?:from[ \t]+[\w.]+[ \t]+import[ \t]+\([^)]*\))|(?:from|import)[ \t]+[A-Za-z_][^\n#;]*)",
    re.MULTILINE,
)
_OWN_PYTHON = re.compile(rb"""(?m)^[ \t]*["']?python["']?[ \t]*[:=]""")
_CELL = re.compile(r"^[ \t>]*(?:```|~~~)[ \t]*\{?\.?(?:py|ipython)", re.MULTILINE | re.IGNORECASE)


def warm_up_early(folder: Path, cache: Path | None) -> None:
    """Begin to import what the posts below `folder` import, unless records may answer for them."""
    if can_fork() and not _has_own_python(folder) and not (cache and any(cache.rglob("*.ipynb"))):
        modules = sorted(
            {name for path in folder.rglob("content/**/*.md") for name in _modules(path, folder)}
        )
        preload = preloadable(modules)
        if preload:
            nursery_for(warm_environment(0), preload, sys.executable)


def _has_own_python(folder: Path) -> bool:
    """Whether a configuration seems to name an interpreter: its warm process is started once that is read."""
    patterns = ("hugo.*", "config.*", "config/*/*.*")
    files = [path for pattern in patterns for path in folder.glob(pattern) if path.is_file()]
    return any(_OWN_PYTHON.search(path.read_bytes()) for path in files)


def _modules(path: Path, folder: Path) -> Iterator[str]:
    """What a post and its recipes import; nothing where its kernel starts cold anyway."""
    try:
        text = path.read_text("utf-8")
        if not _CELL.search(text):
            return
        recipes = path.with_name(f"{path.stem}.figures.py")
        text += recipes.read_text("utf-8") if recipes.is_file() else ""
    except (OSError, UnicodeDecodeError):
        return  # the reader of posts will say what is wrong
    if not needs_cold([text], path.parent):
        yield from imports_of(_IMPORT.findall(text), (path.parent.resolve(), folder.resolve())).modules
