"""The files a post needs, so that it can run on another machine."""

import ast
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from blogkit.code import imports_of, walk

Files = tuple[tuple[str, bytes], ...]
"""Paths below the site's root, and contents."""

_LARGEST = 64 * 2**20


def files_of(codes: Iterable[str], folder: Path, root: Path) -> Files:
    """The modules of the site that the code imports, and the files it mentions."""
    codes = tuple(codes)
    paths = imports_of(codes, (folder, root)).files | mentioned_files(codes, folder, root)
    return tuple((path.relative_to(root).as_posix(), path.read_bytes()) for path in sorted(paths))


def mentioned_files(codes: Iterable[str], folder: Path, root: Path, *, stars: bool = True) -> frozenset[Path]:
    """The files below `root` that a text in the code names: a file, a folder, or a pattern.

    With `stars`, `*` alone is every file of the folder, though more often a marker of a plot.
    """
    found: set[Path] = set()
    for text in {text for code in codes for text in _texts(code)} - (set() if stars else {"*"}):
        for path in _matches(text, folder):
            inside = path.resolve()
            if inside.is_relative_to(root) and inside.stat().st_size <= _LARGEST:
                found.add(inside)
    return frozenset(found)


def named_paths(codes: Iterable[str], folder: Path) -> frozenset[str]:
    """The absolute paths that texts in the code would lead to from a folder, be something there or not."""
    texts = {text for code in codes for text in _texts(code)}
    return frozenset(os.path.normpath(folder / text) for text in texts if not text.isspace())


def unpack(files: Files, root: Path) -> None:
    """Lay the files out below another root."""
    for path, content in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)


def _texts(code: str) -> Iterator[str]:
    """The string constants of a cell that could be a path."""
    for node in walk(code):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and 0 < len(text) < 256 and "\n" not in text and "\0" not in text:
            yield text


def _matches(text: str, folder: Path) -> Iterator[Path]:
    try:
        place = folder / text
        if place.is_file():
            yield place
        elif place.is_dir() and text.strip("./\\"):
            yield from (path for path in sorted(place.rglob("*")) if path.is_file())
        elif not Path(text).is_absolute() and any(sign in text for sign in "*?["):
            yield from (path for path in sorted(folder.glob(text)) if path.is_file())
    except (OSError, ValueError, IndexError, NotImplementedError):
        return  # not a path after all
