"""Names of files in the destination: what no disk takes, and what would leave the destination."""

import posixpath
import re
from collections.abc import Iterable

LONGEST_PIECE = 255
"""Bytes that a file system takes as the name of one file or folder."""
LONGEST = 2_000
"""Bytes of a whole path below the destination; disks take 4 095 with what stands before it."""
OWN = ".blogkit-files"
"""The list of what was written, which stands in the destination itself."""
_ORDINARY = re.compile(r"(?:[\w-][\w.-]{0,60}/){0,15}[\w-][\w.-]{0,60}", re.ASCII)
"""Nearly every name: nothing of what follows need be asked of it."""


def why_no_name(name: str) -> str:
    """Why a file of the site cannot have a name; empty where it can.

    >>> why_no_name("posts/a/index.html"), why_no_name("../a.html"), why_no_name("a//b")
    ('', 'leads out of the site', 'has an empty piece')
    """
    if _ORDINARY.fullmatch(name):
        return ""
    pieces = name.split("/")
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in name):
        return "holds a control character"
    if ".." in pieces or name.startswith("/"):
        return "leads out of the site"
    if "" in pieces or "." in pieces:
        return "has an empty piece"
    if len(name.encode("utf-8", "surrogatepass")) > LONGEST:
        return f"is longer than {LONGEST} bytes"
    if any(len(piece.encode("utf-8", "surrogatepass")) > LONGEST_PIECE for piece in pieces):
        return f"has a piece of more than {LONGEST_PIECE} bytes, which no disk takes"
    return "is the list of what the tool wrote" if name == OWN else ""


def folders_that_are_files(names: Iterable[str]) -> dict[str, str]:
    """The names below a name that is a file: "a/b" where there is a file "a".

    >>> folders_that_are_files(["x/index.html", "x/index.html/y/index.html"])
    {'x/index.html/y/index.html': 'x/index.html'}
    """
    known = set(names)
    return {name: above for name in known for above in _above(name) if above in known}


def _above(name: str) -> Iterable[str]:
    while name := posixpath.dirname(name):
        yield name
