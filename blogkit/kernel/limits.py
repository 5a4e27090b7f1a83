"""Cuts what a cell shows before it leaves the kernel, so that no amount of it fills the memory."""

from __future__ import annotations

import sys
from typing import Any, Protocol, cast

PICTURES = 20
"""How many times as long as its text a cell's pictures may be."""


class Shell(Protocol):
    """What is used of IPython's shell."""

    events: Any
    display_formatter: Any
    compile: Any
    should_run_async: Any


class Budget:
    """What the running cell may still show."""

    def __init__(self, limit: int) -> None:
        """`limit` is in characters."""
        self.limit = limit
        self.notice = f"\n[output cut: a cell may show {limit:,} characters]\n"
        self.refill()

    def refill(self, *_: object) -> None:
        """Start a new cell."""
        self.text = self.limit
        self.pictures = self.limit * PICTURES
        self.noticed = False

    def cut(self, text: str) -> str:
        """Return what may be shown of a text; the notice stands where the first one is cut."""
        shown = text[: self.text]
        self.text -= len(shown)
        if len(shown) == len(text) or self.noticed:
            return shown
        self.noticed = True
        return shown + self.notice

    def cut_bundle(self, data: dict[str, Any]) -> dict[str, Any]:
        """Cut the texts of a display; a picture that is too large is left out."""
        kept: dict[str, Any] = {}
        for kind, value in data.items():
            if not isinstance(value, (str, bytes)):
                kept[kind] = value
            elif kind.startswith("text/"):
                kept[kind] = self.cut(cast("str", value))
            elif len(value) <= self.pictures:
                self.pictures -= len(value)
                kept[kind] = value
            else:
                kept["text/plain"] = self.notice
        return kept


def limit_output(shell: Shell, limit: int) -> None:
    """Bound the streams and the displays of each cell."""
    budget = Budget(limit)
    shell.events.register("pre_run_cell", budget.refill)
    for stream in (sys.stdout, sys.stderr):
        _bound_stream(stream, budget)
    _bound_displays(shell.display_formatter, budget)


def limit_nesting(shell: Shell) -> None:
    """Have code that is nested too deeply fail as a cell: IPython never answers where the parser gives up.

    MemoryError is what Python itself says of other such code.
    """
    parse, is_async = shell.compile.ast_parse, shell.should_run_async

    def parsing(*arguments: Any, **options: Any) -> Any:
        try:
            return parse(*arguments, **options)
        except RecursionError as error:
            raise MemoryError(str(error)) from None

    def asking(*arguments: Any, **options: Any) -> bool:
        try:
            return is_async(*arguments, **options)
        except RecursionError:
            return False

    shell.compile.ast_parse, shell.should_run_async = parsing, asking


def _bound_stream(stream: Any, budget: Budget) -> None:
    write = stream.write

    def bounded(text: str) -> int:
        if isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  (else `write` complains)
            shown = budget.cut(text)
            if shown:
                write(shown)
            return len(text)
        return write(text)

    stream.write = bounded


def _bound_displays(formatter: Any, budget: Budget) -> None:
    form = formatter.format

    def bounded(*arguments: object, **options: object) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = form(*arguments, **options)
        return budget.cut_bundle(data), metadata

    formatter.format = bounded
