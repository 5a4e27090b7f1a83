"""Cuts what a cell shows before it leaves the kernel, so that no amount of it fills the memory."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any, Protocol, cast

from blogkit.kernel import CUT

PICTURES = 20
"""How many times as long as its text a cell's pictures may be."""


class Shell(Protocol):
    """What is used of IPython's shell."""

    events: Any
    display_formatter: Any
    display_pub: Any
    compile: Any
    should_run_async: Any


class Budget:
    """What the running cell may still show."""

    def __init__(self, limit: int) -> None:
        """`limit` is in characters."""
        self.limit = limit
        self.refill()

    def refill(self, *_: object) -> None:
        """Start a new cell."""
        self.text = self.limit
        self.pictures = self.limit * PICTURES
        self.is_cut = False

    def cut(self, text: str) -> str:
        """Return what may be shown of a text."""
        shown = text[: self.text]
        self.text -= len(shown)
        self.is_cut = self.is_cut or len(shown) < len(text)
        return shown

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
                self.is_cut = True
        return kept


def limit_output(shell: Shell, limit: int) -> None:
    """Bound the streams and the displays of each cell."""
    budget = Budget(limit)
    shell.events.register("pre_run_cell", budget.refill)
    for stream in (sys.stdout, sys.stderr):
        _bound_stream(stream, budget)
    _bound_displays(shell.display_formatter, budget)
    shell.events.register("post_run_cell", partial(_say_cut, shell, budget))


def _say_cut(shell: Shell, budget: Budget, *_: object) -> None:
    """Publish that a cell showed more than it may: an output of its own, no part of what the cell says."""
    if budget.is_cut:
        notice = f"[output cut: a cell may show {budget.limit:,} characters]"
        shell.display_pub.publish({"text/plain": notice, CUT: budget.limit})


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
