"""A hard limit on the CPU time a piece of Python may take, in any thread."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import thread_time
from types import FrameType

_CALLS = frozenset({"call", "c_call"})
_SELDOM = 15
"""To read a thread's clock takes longer than a call of SymPy's. Odd, because calls and returns take turns."""
Look = Callable[..., object]


class TooLongError(BaseException):
    """The time is over. Not an Exception, so that no library on the way swallows it."""


@contextmanager
def within(seconds: float) -> Generator[None]:
    """Raise TooLongError inside the block once the thread has computed for so long.

    Time that other threads and programs take does not count: a busy machine decides what an idle one does.
    What the block needs is imported before it begins, because an import takes another time each run.

    The interpreter looks at the clock once in a few calls, so pure Python such as SymPy's stops at once.
    A single long operation on huge integers does not; keep those out beforehand. Inside of another limit,
    both hold. Beside a profiler written in C, which cannot be shared, none does.
    """
    before = sys.getprofile()
    if before is not None and not callable(before):
        yield
        return
    sys.setprofile(_looking(thread_time() + seconds, before))
    try:
        yield
    finally:
        sys.setprofile(before)


def _looking(deadline: float, outer: Look | None) -> Look:
    """What looks at the clock once in a few calls, and then does what was done at every call before."""
    turn = 0

    def look(frame: FrameType, event: str, argument: object) -> None:
        nonlocal turn
        turn = (turn + 1) % _SELDOM
        if turn == 0 and event in _CALLS and thread_time() > deadline:
            raise TooLongError
        if outer is not None:
            outer(frame, event, argument)

    return look
