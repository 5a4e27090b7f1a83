"""Ask an object of the post what it is, so that nothing comes of it but the answer, whatever its class does.

Objects whose class the post wrote are asked in a copy of the process: a text that counts how often it was
asked, prints, never ends or ends the process leaves no trace. Others are asked here, within a budget.
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# a post's values are of any type

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

Describe = Callable[[Any], "dict[str, Any]"]

SECONDS = 3.0
"""What an object may take to say what it is: of the processor, in the copy."""
WAIT = 20.0
"""How long the copy may take if it sleeps."""
_ASKED = (
    "__repr__",
    "__str__",
    "__len__",
    "__array__",
    "__iter__",
    "__getitem__",
    "__getattr__",
    "__getattribute__",
)
_CONTAINERS = (list, tuple, dict, set, frozenset)
_MOST_PARTS, _MOST_DEPTH = 200, 4


def fenced(describe: Describe, value: Any) -> dict[str, Any] | None:
    """What `describe` says of `value`; None where it fails or takes too long."""
    try:
        aside = hasattr(os, "fork") and _is_of_the_post(value)
    except BaseException:  # noqa: BLE001  (a hostile container)
        return None
    return _in_copy(describe, value) if aside else _here(describe, value)


def _here(describe: Describe, value: Any) -> dict[str, Any] | None:
    try:
        with _silence(), _budget():
            return describe(value)
    except KeyboardInterrupt:
        raise
    except BaseException:  # noqa: BLE001  (whatever an object raises is no failure of the cell)
        return None


def _is_of_the_post(value: Any, depth: int = _MOST_DEPTH) -> bool:
    """Whether code of the post would run: its class answers in its own words, or one of its parts."""
    kind = type(value)
    if kind in _CONTAINERS:
        if depth == 0 or len(value) > _MOST_PARTS:
            return False
        parts = [*value, *value.values()] if kind is dict else list(value)
        return any(_is_of_the_post(part, depth - 1) for part in parts)
    return _answers_itself(kind) or (issubclass(kind, type) and _answers_itself(value))


def _answers_itself(kind: Any) -> bool:
    if type(kind) is not type and _answers_itself(type(kind)):
        return True
    classes = type.__dict__["__mro__"].__get__(kind)
    own = (vars(one).get(name) for one in classes if one is not object for name in (*_ASKED, "__class__"))
    return any(_is_written_here(function) for function in own)


def _is_written_here(function: Any) -> bool:
    if type(function) is property:
        function = function.fget
    return type(function) is FunctionType and function.__code__.co_filename.startswith("<cell ")


def _in_copy(describe: Describe, value: Any) -> dict[str, Any] | None:
    """Ask in a forked process, and read its answer from a pipe."""
    reading, writing = os.pipe()
    with _silence():  # libraries warn of forks
        child = os.fork()
    if child == 0:
        _answer(describe, value, writing)
    os.close(writing)
    try:
        text = _read(reading, time.monotonic() + WAIT)
    finally:
        os.close(reading)
        with contextlib.suppress(OSError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(child, 0)
    try:
        return json.loads(text) or None
    except ValueError:
        return None


def _answer(describe: Describe, value: Any, writing: int) -> None:
    """What the copy does; it never returns."""
    try:
        import resource  # noqa: PLC0415  (there where forks are)

        resource.setrlimit(resource.RLIMIT_CPU, (_used() + int(SECONDS), _used() + int(SECONDS) + 1))
        for number in (signal.SIGXCPU, signal.SIGPROF):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)  # the limit counts whole seconds, and cannot be lifted
        with _silence():
            data = json.dumps(describe(value)).encode()
        while data:
            data = data[os.write(writing, data) :]
    finally:
        os._exit(0)


def _used() -> int:
    return int(time.process_time()) + 1


def _read(reading: int, until: float) -> bytes:
    parts: list[bytes] = []
    while select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
        part = os.read(reading, 1 << 16)
        if not part:
            break
        parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What is written meanwhile is nobody's output."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


class _TooLongError(BaseException):
    """The budget is used up."""


@contextlib.contextmanager
def _budget() -> Iterator[None]:
    """End what takes too much of the processor, where signals reach and nobody else uses this one."""
    usable = (
        sys.platform != "win32"
        and threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
    )
    if not usable:
        yield
        return
    signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, signal.SIG_DFL)


def _stop(_number: int, _frame: object) -> None:
    raise _TooLongError
