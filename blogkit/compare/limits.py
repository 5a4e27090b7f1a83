"""A hard limit on the time a piece of Python may take, in any thread."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic
from types import FrameType


class TooLongError(BaseException):
    """The time is over. Not an Exception, so that no library on the way swallows it."""


@contextmanager
def within(seconds: float) -> Generator[None]:
    """Raise TooLongError inside the block once it has run for so long.

    The interpreter looks at the clock at every call, so pure Python such as SymPy's stops at once.
    A single long operation on huge integers does not; keep those out beforehand.
    """
    deadline = monotonic() + seconds

    def look(frame: FrameType, event: str, _argument: object) -> None:
        del frame
        if event in {"call", "c_call"} and monotonic() > deadline:
            raise TooLongError

    before = sys.getprofile()
    if before is not None:  # an outer limit, or a profiler, is at work already
        yield
        return
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)
