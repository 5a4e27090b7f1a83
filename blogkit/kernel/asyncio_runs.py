"""Let a post run coroutines as a script does: the kernel's own event loop steps aside meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import wraps
from typing import Any


class Loops:
    """Knows the kernel's loop, and puts it aside while the post runs one of its own.

    Inside a coroutine of the post `asyncio.run` fails as ever.
    """

    def __init__(self) -> None:
        """Before the first cell the loop is not known."""
        self.kernel: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Replace what runs coroutines by what also does it beside the kernel's loop."""
        loop_type: Any = asyncio.BaseEventLoop
        asyncio.run = self._aside(asyncio.run)
        runner_type: Any = getattr(asyncio, "Runner", None)
        if runner_type:  # from Python 3.11 on
            runner_type.run = self._aside(runner_type.run)
        loop_type.run_until_complete = self._aside(self._elsewhere(loop_type.run_until_complete))

    def remember(self) -> None:
        """Note the loop that is running now, before a cell."""
        self.kernel = _running()

    def _aside(self, run: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(run)
        def beside(*arguments: Any, **options: Any) -> Any:
            loop = _running()
            if loop is None or loop is not self.kernel:
                return run(*arguments, **options)
            _run_in(None)
            try:
                return run(*arguments, **options)
            finally:
                _run_in(loop)
                asyncio.set_event_loop(loop)

        return beside

    def _elsewhere(self, run: Callable[..., Any]) -> Callable[..., Any]:
        """A coroutine for the kernel's loop, which is busy, runs in a new one."""

        @wraps(run)
        def beside(loop: asyncio.AbstractEventLoop, future: Any) -> Any:
            if loop is self.kernel and loop.is_running() and asyncio.iscoroutine(future):
                return asyncio.run(future)
            return run(loop, future)

        return beside


def _running() -> asyncio.AbstractEventLoop | None:
    return asyncio._get_running_loop()  # noqa: SLF001  (the public way raises where there is none)


def _run_in(loop: asyncio.AbstractEventLoop | None) -> None:
    asyncio._set_running_loop(loop)  # noqa: SLF001  (there is no public way)
