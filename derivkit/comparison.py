"""The methods side by side at one point."""

# ruff: noqa: ANN401 - a stranger's function takes and gives anything

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from derivkit.backends import Automatic, Backend, Numerical, Symbolic
from derivkit.exact.tracing import first_line
from derivkit.operators import Function, asked, derivative, gradient
from derivkit.result import Derivative, html_table


@dataclass(frozen=True)
class Row:
    """What one method answered, and what it cost."""

    backend: Backend
    answer: Derivative | None
    """None where the method cannot treat this function; `problem` says why."""
    build_seconds: float
    """The first answer minus an ordinary one: tracing, formulas, compilation."""
    seconds: float
    """An ordinary answer (median of five)."""
    problem: str = ""

    @property
    def method(self) -> str:
        """The name of the method."""
        return type(self.backend).__name__.lower()

    def cells(self) -> tuple[str, ...]:
        """Give the row as text: method, value, error, evaluations, build, evaluate, status."""
        if self.answer is None:
            return (self.method, "–", "–", "–", "–", "–", self.problem)
        return (
            self.method,
            np.array2string(np.asarray(self.answer.value), precision=12, threshold=6, floatmode="unique"),
            f"{np.max(self.answer.error):.1e}",
            str(self.answer.evaluations) if self.answer.evaluations else "–",
            f"{self.build_seconds * 1e3:.1f} ms",
            f"{self.seconds * 1e3:.3f} ms",
            ", ".join(np.unique(np.asarray(self.answer.status, dtype=str))),
        )


_HEADINGS = ("method", "value", "error", "evaluations", "build", "evaluate", "status")


@dataclass(frozen=True)
class Comparison:
    """One row per method; prints as a table."""

    rows: tuple[Row, ...]

    def __repr__(self) -> str:
        """Show a table of text."""
        table = [_HEADINGS, *(row.cells() for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        lines = [[cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in table]
        return "\n".join("  ".join(line).rstrip() for line in lines)

    def _repr_html_(self) -> str:
        """Show a table in a notebook."""
        return html_table(_HEADINGS, [row.cells() for row in self.rows])


def compare(
    f: Function, at: Any, backends: Sequence[Backend] = (Symbolic(), Numerical(), Automatic())
) -> Comparison:
    """Ask several methods for the derivative of `f` at a number, or its gradient at an array.

    A method that cannot treat f gives a row with the reason instead of an exception; what is wrong
    for every method raises as in `derivative`.

    >>> import numpy as np
    >>> [round(row.answer.value, 10) for row in compare(lambda x: x**2, 3.0).rows]
    [6.0, 6.0, 6.0]
    """
    for backend in backends:
        asked(f, at, backend)
    return Comparison(tuple(_row(f, at, backend) for backend in backends))


def _row(f: Function, at: Any, backend: Backend) -> Row:
    ask = gradient if np.ndim(at) else derivative
    try:
        first, answer = _timed(ask, f, at, backend)
    except Exception as problem:  # noqa: BLE001 - the row says it
        return Row(backend, None, 0.0, 0.0, first_line(problem))
    seconds = float(np.median([_timed(ask, f, at, backend)[0] for _ in range(5)]))
    return Row(backend, answer, max(first - seconds, 0.0), seconds)


def _timed(ask: Any, f: Function, at: Any, backend: Backend) -> tuple[float, Derivative]:
    start = time.perf_counter()
    answer = ask(f, at, backend=backend)
    return time.perf_counter() - start, answer
