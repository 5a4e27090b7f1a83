"""Carry on after an exception in a session, as the interpreter does: each exchange stands on its own."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# IPython's shell is untyped

from __future__ import annotations

import dis
import sys
from collections.abc import Callable
from types import CodeType
from typing import Any

from blogkit.kernel import TYPED

Raised = Callable[[BaseException], int]
"""Notes an exception and tells the line of the cell where it came up, 0 where that is unknown."""


def is_session(cell: str) -> bool:
    """Whether the last line says that the cell was typed, exchange by exchange."""
    return cell.rpartition("\n")[2] == TYPED


class Exchanges:
    """Stands between IPython and the statements of a cell that was typed."""

    def __init__(self, shell: Any, raised: Raised) -> None:
        """`raised` hears of what would have stopped the cell."""
        self.run, self.show, self.raised = shell.run_code, shell.showtraceback, raised
        self.active = self.running = False
        self.failed_line = 0
        shell.run_code, shell.showtraceback = self.run_code, self.show_traceback
        # IPython would write each traceback once more, for a history that nobody keeps here
        shell._format_exception_for_storage = _nothing  # noqa: SLF001  (it can only be replaced)

    def start(self, cell: str) -> None:
        """A cell is about to run."""
        self.active, self.failed_line = is_session(cell), 0

    async def run_code(self, code: CodeType, result: Any = None, **options: Any) -> bool:
        """Run a statement; the session goes on after what it raises, but not with the rest of its line."""
        if not self.active or result is None:
            return await self.run(code, result, **options)
        if _first_line(code) <= self.failed_line:
            return False
        self.running = True
        try:
            failed = await self.run(code, result, **options)
        finally:
            self.running = False
        if failed and isinstance(result.error_in_exec, Exception):
            self.failed_line = self.raised(result.error_in_exec)
            result.error_in_exec = None
            return False
        return failed

    def show_traceback(self, *arguments: Any, **options: Any) -> None:
        """Keep what the session goes on after out of what the cell shows."""
        if not (self.running and isinstance(sys.exc_info()[1], Exception)):
            self.show(*arguments, **options)


def _nothing(*_: object, **_options: object) -> dict[str, str]:
    return {}


def _first_line(code: CodeType) -> int:
    return min((line for _, line in dis.findlinestarts(code) if line), default=sys.maxsize)
