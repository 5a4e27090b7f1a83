"""Notes which variables of the environment a post reads."""

# pyright: reportPrivateUsage=false
# os has no public place to see what is read

from __future__ import annotations

import os
import sys
from typing import Any

from blogkit.kernel import VARIABLE, value_print

_STANDARD = os.path.dirname(os.__file__) + os.sep  # noqa: PTH120  (compared with names of code)
_DEEPEST = 12
_PASSING = frozenset({"IPYTHONDIR", "OLDPWD", "PWD", "SHLVL", "_"})
"""Variables of one run, or of where a shell happened to stand: whoever takes them all means none of these."""


def is_asked_by_post(roots: tuple[str, ...]) -> bool:
    """Whether the standard library, or nobody, stands between the caller's caller and code below a root."""
    frame = sys._getframe(2)  # noqa: SLF001  (the documented way up the stack)
    for _ in range(_DEEPEST):
        name = frame.f_code.co_filename
        if name.startswith("<cell ") or (name.startswith(roots) and "-packages" not in name):
            return True
        standard = name.startswith((_STANDARD, "<frozen ")) and "-packages" not in name
        if frame.f_back is None or not (standard or name.startswith(_HERE)):
            return False
        frame = frame.f_back
    return False


_HERE = os.path.dirname(__file__) + os.sep  # noqa: PTH120  (the same)


class Variables:
    """The variables of a session: read, and not set by the session before."""

    def __init__(self, roots: tuple[str, ...]) -> None:
        """`roots` are the site's folder, and what stands for it."""
        self._roots = roots
        self._known = set(_PASSING)
        self._new: dict[str, str] = {}

    def start(self) -> None:
        """Watch from now on."""
        kind: Any = type(os.environ)
        read, write = kind.__getitem__, kind.__setitem__

        def reading(environ: Any, name: Any) -> Any:
            if isinstance(name, str) and name not in self._known and is_asked_by_post(self._roots):
                self._known.add(name)
                value = environ._data.get(environ.encodekey(name))  # noqa: SLF001  (reading notes it)
                self._new[VARIABLE + name] = value_print(None if value is None else os.fsdecode(value))
            return read(environ, name)

        def writing(environ: Any, name: Any, value: Any) -> None:
            self._known.add(name)
            write(environ, name, value)

        kind.__getitem__, kind.__setitem__ = reading, writing

    def take(self) -> dict[str, str]:
        """What was read since the last time, each with a mark of its value."""
        new, self._new = self._new, {}
        return new
