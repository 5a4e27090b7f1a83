"""Regular expressions compiled once for all commands, as Python keeps the byte code of modules.

A command compiles four hundred expressions before it does anything: a quarter of the instructions of its
imports. A key is the whole expression, so that none means what another does.
"""

import re
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from blogkit.cache.derived import derived, keep_derived

Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
"""Flags, code, number of groups, name of a group -> its number, number -> name."""
Key = tuple[str | bytes, int]
KEPT = "expressions"
MOST = 2_000
"""So many are kept: a program that makes expressions from texts makes ever more."""
FORMS = frozenset({20220615, 20221023, 20230612})
"""`re`'s own numbers of the forms of its code that this module was tried with: Python 3.11, 3.12 and 3.13."""
LONGEST = 20_000
"""Signs of an expression that is kept."""


@contextmanager
def kept() -> Iterator[None]:
    """Take expressions as they were compiled before, and leave those that are new for the next process."""
    compiler: Any = getattr(re, "_compiler", None)
    machine: Any = getattr(compiler, "_sre", None)
    if getattr(machine, "MAGIC", None) not in FORMS or array("I").itemsize != machine.CODESIZE:
        yield  # another Python: it just takes longer
        return
    shelf, before = _Shelf(compiler), compiler.compile
    compiler.compile = shelf.compile
    try:
        yield
    finally:
        compiler.compile = before
        shelf.write()


class _Shelf:
    """What is known of expressions, and what compiles in the place of `re`'s own function."""

    def __init__(self, compiler: Any) -> None:  # noqa: ANN401  (a module without types)
        self._compiler, self._own = compiler, compiler.compile
        self._new: dict[Key, Code] = {}

    @cached_property
    def _known(self) -> dict[Key, Code]:
        return derived(KEPT) or {}

    def compile(self, pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401  (of a parsed pattern, or a text)
        """Do as `re._compiler.compile` does."""
        if not isinstance(pattern, (str, bytes)) or flags & re.DEBUG or len(pattern) > LONGEST:
            return self._own(pattern, flags)
        key = pattern, int(flags)
        found = self._known.get(key) or self._new.get(key)
        if found is None:
            found = self._new[key] = self._code(pattern, int(flags))
        every, code, groups, index, names = found
        return self._compiler._sre.compile(pattern, every, array("I", code).tolist(), groups, index, names)  # noqa: SLF001

    def _code(self, pattern: str | bytes, flags: int) -> Code:
        parsed = self._compiler._parser.parse(pattern, flags)  # noqa: SLF001  (as `re` itself does it)
        state = parsed.state
        code = array("I", self._compiler._code(parsed, flags))  # noqa: SLF001
        names: list[str | None] = [None] * state.groups
        for name, number in state.groupdict.items():
            names[number] = name
        return int(flags | state.flags), code.tobytes(), state.groups - 1, dict(state.groupdict), tuple(names)

    def write(self) -> None:
        """Leave what is new beside what is known."""
        if self._new and len(self._known) < MOST:
            keep_derived(KEPT, self._known | self._new)
