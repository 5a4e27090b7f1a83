"""What SymPy has decided before: most edits change no formula, and SymPy takes long to import."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from blogkit.cache import Memo, digest

Answer = TypeVar("Answer")
_memory: ContextVar[Memo | None] = ContextVar("memory", default=None)


@contextmanager
def remembering(memo: Memo) -> Iterator[None]:
    """Keep decisions in `memo`, and look there first."""
    before = _memory.set(memo)
    try:
        yield
    finally:
        _memory.reset(before)


def remembered(
    name: str, parts: object, make: Callable[[], Answer], is_final: Callable[[Answer], bool] = lambda _: True
) -> Answer:  # fmt: skip
    """The answer that `make` gave for the same texts before, or gives now.

    An answer that was not decided in time is none: it raises, or `is_final` says so.
    """
    memo = _memory.get()
    if memo is None:
        return make()
    key = digest("symbolic", name, repr(parts))
    known: Answer | None = memo.get(key)
    if known is not None:
        return known
    answer = make()
    if is_final(answer):
        memo.put(key, answer)
    return answer
