"""Commands of ours beside this process: forked from it, so that nothing is imported again."""

import atexit
import ctypes
import importlib
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, NoReturn

from blogkit.cache import remove_temporary
from blogkit.execute import close_nurseries

_PR_SET_PDEATHSIG = 1


class Command:
    """A command in a child of this process. No other thread may be at work when it begins."""

    def __init__(self, words: Sequence[str]) -> None:
        """Begin it with the words of a command line."""
        importlib.import_module("blogkit.execute.jupyter.run")  # 0.1 s, once for all children
        self._report = tempfile.TemporaryFile()  # noqa: SIM115  (the child writes, and we read at its end)
        self._words = tempfile.TemporaryFile()  # noqa: SIM115  (the same)
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        self._process = os.fork()
        if not self._process:
            _be(words, (self._report.fileno(), self._words.fileno()), parent)

    def ended(self) -> tuple[int, str, str]:
        """Wait for its end: its exit status (a signal's as shells count it), its report and its words."""
        code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        return code if code >= 0 else 128 - code, _text(self._report), _text(self._words)


def _be(words: Sequence[str], outputs: Sequence[int], parent: int) -> NoReturn:
    """Become the command; whatever happens, nothing of the parent's goes on here."""
    try:
        with suppress(OSError, AttributeError):  # only Linux tells a child that its parent died
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
        for number, output in enumerate([os.open(os.devnull, os.O_RDONLY), *outputs]):
            os.dup2(output, number)
        sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))  # noqa: SIM115  (the streams of the process)
        atexit._clear()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  (the parent's to put away)
        atexit.register(remove_temporary)
        atexit.register(close_nurseries)
        from blogkit.cli.start import leave, main  # noqa: PLC0415  (it begins every command, this one too)

        leave(main([*words]))
    finally:
        os._exit(1)


def _text(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode(errors="replace")
