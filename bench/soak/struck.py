"""`python struck.py N SIGNAL WHOM WORD...`: the command, struck by a signal at its N-th change of a file."""

import builtins
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

CHANGES = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "link", "symlink")
"""Of the module `os`; opening a file to write is one, too."""


def strike_at(left: int, strike: Callable[[], None]) -> None:
    """Count changes, and strike before the last of so many."""

    def counted(change: Callable[..., Any], counts: Callable[..., bool]) -> Callable[..., Any]:
        def counting(*words: Any, **named: Any) -> Any:  # noqa: ANN401  (any function)
            nonlocal left
            if counts(*words, **named):
                left -= 1
                if left == 0:
                    strike()
            return change(*words, **named)

        return counting

    for name in CHANGES:
        setattr(os, name, counted(getattr(os, name), lambda *_words, **_named: True))
    builtins.open = counted(builtins.open, _writes)


def _writes(_path: object, mode: str = "r", *_words: object, **_named: object) -> bool:
    return mode[0] in "wax"


def main() -> None:
    """Run it."""
    number, name, whom, *words = sys.argv[1:]
    process = 0 if whom == "group" else os.getpid()
    # a process that strikes its own group or itself has the signal before the call returns
    strike_at(int(number), lambda: os.kill(process, signal.Signals[name]))
    import build_site  # noqa: PLC0415  (what it imports sees the counted functions)

    build_site.leave(build_site.main(words))


if __name__ == "__main__":
    main()
