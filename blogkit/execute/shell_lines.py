"""What `!` lines and `%%bash` cells may read: no kernel sees what another program opens."""

import os
import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from blogkit.kernel import VARIABLE

_LINE = re.compile(
    r"^\s*(?:[\w., ]+=\s*)?(?:!!?|%(?:run|load|sx|system|cat|pycat|more|less|ls|ll)\b)(?P<line>.*)$"
)
_CELL = re.compile(r"^\s*%%(?:bash|sh|script|!|sx|system|perl|ruby|writefile -a)\b.*\n(?P<body>[\s\S]*)")
_VARIABLES = re.compile(r"\$\{?(\w+)")


def shell_needs(codes: Iterable[str], folder: Path, root: Path) -> frozenset[str]:
    """The files and variables that lines for the shell name, files below `root` relative to it.

    >>> needs = shell_needs(["!cat d.txt $HOME"], Path("/site/posts"), Path("/site"))
    >>> sorted(needs) == [f"{VARIABLE}HOME", "posts", "posts/cat", "posts/d.txt"]
    True
    """
    lines = [line for code in codes for line in _lines(code)]
    if not lines:
        return frozenset()
    words = {word for line in lines for word in _words(line)}
    files = {
        os.path.relpath(path, root) if path.startswith(f"{root}{os.sep}") else path
        for path in _paths(words, folder)
    }
    variables = {VARIABLE + name for line in lines for name in _VARIABLES.findall(line)}
    return frozenset(files | variables | {os.path.relpath(folder, root)})


def _lines(code: str) -> Iterator[str]:
    if match := _CELL.match(code):
        yield from match["body"].split("\n")
        return
    yield from (match["line"] for line in code.split("\n") if (match := _LINE.match(line)))


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def _paths(words: Iterable[str], folder: Path) -> Iterator[str]:
    """Where the words would lie if they are files."""
    for word in words:
        name = word.lstrip("<>").rpartition("=")[2]
        if name and len(name) < 256 and not name.startswith("-") and "\0" not in name and "$" not in name:
            yield os.path.normpath(folder / Path(name).expanduser())
