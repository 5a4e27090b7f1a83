"""Notes what a cell does while it runs, and publishes it when the cell ends."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false, reportPrivateUsage=false
# IPython's shell is untyped

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from types import FrameType, TracebackType
from typing import Any, Protocol

from blogkit.kernel import OBSERVED, SESSION, take_listing
from blogkit.kernel.asyncio_runs import Loops
from blogkit.kernel.describe import describe
from blogkit.kernel.exchanges import Exchanges, is_session
from blogkit.kernel.expected_errors import ANNOUNCED, ATTEMPT, Announced, announced_lines
from blogkit.kernel.fence import fenced
from blogkit.kernel.instrument import WATCH, Watched, comment_lines, reads_answers
from blogkit.kernel.threads import leave, remember_starts, started_at

MOST_RECORDS = 20_000
MOST_CHARACTERS = 1_000_000
MOST_SHOWN = 2_000
MOST_DISPLAYED = 20_000
_PLAIN = frozenset({bool, int, float, complex, str, type(None)})
_CONTAINERS = frozenset({tuple, list, dict, set})
"""What is noted where no claim stands: values of these types alone, that are quickly described."""
_MOST_PARTS, _MOST_DEPTH = 200, 4

Place = tuple[int, int]
"""Cell number, line in that cell."""


class Shell(Protocol):
    """What the observer uses of IPython's shell."""

    events: Any
    ast_transformers: list[ast.NodeTransformer]
    display_formatter: Any
    displayhook: Any
    user_ns: dict[str, Any]
    compile: Any
    display_pub: Any


class Observer:
    """One for a session. It keeps the notes of the cell that is running."""

    def __init__(self, shell: Shell) -> None:
        """`shell` is IPython's."""
        self.shell = shell
        self.number = 0  # our own count of cells: the shell's moves on at a different moment in each version
        self.leading: dict[int, int] = {}  # cell number -> blank lines IPython cuts off before line 1
        self.comments: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
        self.blank: frozenset[int] = frozenset()
        self.announced: Mapping[int, tuple[str, ...]] = {}
        self.reads_answers = False
        self.loops = Loops()
        self.exchanges = Exchanges(shell, self.note_raised)
        self.forget()

    def forget(self) -> None:
        """Start a new page of notes."""
        self.printed: list[tuple[tuple[Place, ...], str, list[str]]] = []
        self.characters = 0
        self.shown: list[dict[str, Any]] = []
        self.raised: list[dict[str, Any]] = []

    def start(self) -> None:
        """Hook into the session."""
        shell = self.shell
        # warnings and `inspect` show this name; ipykernel's is a temporary path with its process number
        shell.compile.get_code_name = lambda _raw, _code, _number: self.cell_name()
        shell.events.register("pre_run_cell", self.before_cell)
        shell.events.register("post_run_cell", self.after_cell)
        shell.ast_transformers += [Announced(self.names_for), Watched(self.is_wanted)]
        shell.user_ns |= {WATCH: self.watch, ATTEMPT: self.attempt, ANNOUNCED: self.is_announced}
        shell.user_ns |= {
            "exit": leave,
            "quit": leave,
            "__doc__": None,
        }  # as what is typed at a prompt has it
        remember_starts(lambda: tuple(self.active_places(sys._getframe(2))))  # noqa: SLF001  (as in note_text)
        self.loops.start()
        for name in ("stdout", "stderr"):
            self.tee(getattr(sys, name), name)
        self.streams = {name: getattr(sys, name) for name in ("stdout", "stderr")}

    def cell_name(self) -> str:
        """The running cell's file name, the same in every run."""
        return f"<cell {self.number}>"

    def before_cell(self, info: Any) -> None:
        """Read the cell that is about to run."""
        self.forget()
        self.loops.remember()
        self.number += 1
        self.exchanges.start(info.raw_cell)
        self.take_back_streams(typed=is_session(info.raw_cell))
        lines = info.raw_cell.split("\n")[: -1 if is_session(info.raw_cell) else None]
        leading = next((count for count, line in enumerate(lines) if line.strip()), 0)
        self.leading[self.number] = leading
        code = "\n".join(lines[leading:])
        self.comments = comment_lines(code)
        self.announced = announced_lines(code)
        self.reads_answers = reads_answers(code)
        self.blank = frozenset(n for n, line in enumerate(lines[leading:], 1) if not line.strip())

    def take_back_streams(self, *, typed: bool) -> None:
        """Print again where a cell above has put a file there, and closed it; a session begins anew."""
        for name, stream in self.streams.items():
            if typed or getattr(getattr(sys, name), "closed", False):
                setattr(sys, name, stream)

    def after_cell(self, result: Any) -> None:
        """Publish the notes as one more output of the cell."""
        self.take_back_streams(typed=False)
        notes: dict[str, Any] = {"cell": self.number}
        if self.printed:
            notes["printed"] = [
                {"places": places, "stream": stream, "text": "".join(texts)}
                for places, stream, texts in self.printed
            ]
        if self.shown:
            notes["shown"] = self.shown
        if take_listing():
            notes["listed"] = True
        if self.raised:
            notes["went_on"] = self.raised
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            notes["failed_at"] = self.error_places(error)
            notes["raised"] = _raised(error)
        self.shell.display_pub.publish({OBSERVED: notes})

    def note_raised(self, error: BaseException) -> int:
        """Note what an exchange raised, after which the session goes on; give the exchange's line."""
        places = self.error_places(error)
        if len(self.raised) < MOST_SHOWN:
            self.raised.append({"places": places, **_raised(error)})
        number, line = places[-1] if places else (self.number, 0)
        return line - self.leading.get(number, 0) if number == self.number else 0

    def is_wanted(self, node: ast.stmt) -> bool:
        """Whether a statement carries a comment, beside it or on the lines below it."""
        beside, alone = self.comments
        end = node.end_lineno or node.lineno
        return self.below(end) in alone or any(line in beside for line in range(node.lineno, end + 1))

    def below(self, line: int) -> int:
        """The next line that is not blank."""
        line += 1
        while line in self.blank:
            line += 1
        return line

    def names_for(self, node: ast.stmt) -> tuple[str, ...]:
        """The exceptions that comments beside a statement, or on the lines below it, announce."""
        if not self.announced:
            return ()
        end = node.end_lineno or node.lineno
        lines = [node.lineno, end]
        below = self.below(end)
        while below in self.comments[1]:
            lines.append(below)
            below += 1
        return tuple(name for line in dict.fromkeys(lines) for name in self.announced.get(line, ()))

    def attempt(self, line: int, end_line: int, names: str, expression: Callable[[], Any]) -> Any:
        """Evaluate; an exception that the text announces is noted, and the cell goes on."""
        try:
            return expression()
        except BaseException:
            if not self.is_announced(line, end_line, names):
                raise
            return None

    def is_announced(self, line: int, end_line: int, names: str) -> bool:
        """Whether the exception at hand is one of `names`; note it as what the lines show."""
        error = sys.exc_info()[1]
        if error is None or not {kind.__name__ for kind in type(error).__mro__} & set(names.split()):
            return False
        message = _message(error)
        said = f"{type(error).__name__}: {message}" if message else type(error).__name__
        described = {"type": type(error).__qualname__, "text": said, "repr": said}
        self.note_described(line, end_line, "", described)
        return True

    def watch(self, line: int, end_line: int, name: str, value: Any, *receiver: Any) -> Any:
        """Note a value and hand it on; the wrapped statements call this.

        `receiver` is the name and the object of a method call: one that returns nothing has changed it.
        """
        if name in {SESSION, ""} and self.reads_answers and value is not None:
            self.shell.displayhook.update_user_ns(value)
        if name == SESSION:
            self.note_in_session(line, value)
            return value
        self.note_value(line, end_line, name, value)
        if value is None and receiver:
            self.note_value(line, end_line, *receiver)
        return value

    def note_in_session(self, line: int, value: Any) -> None:
        """Note what a session would write below an expression, as if the line had printed it."""
        if value is not None and _is_plain(value) and len(self.printed) < MOST_RECORDS:
            place = self.number, line + self.leading.get(self.number, 0)
            self.printed.append(((place,), SESSION, [describe(value)["repr"] + "\n"]))

    def note_value(self, line: int, end_line: int, name: str, value: Any) -> None:
        """Add a value to the notes."""
        described = fenced(describe, value) if len(self.shown) < MOST_SHOWN else None
        if described is not None:
            displayed: dict[str, str] = fenced(self.displayed, value) or {}
            self.note_described(line, end_line, name, described | displayed)

    def displayed(self, value: Any) -> dict[str, str]:
        """What the notebook would show of a value, as text: SymPy's pretty printer, `int` for a class."""
        if type(value) in _PLAIN:
            return {}
        formatter = self.shell.display_formatter.formatters["text/plain"]
        # the method itself: around it IPython prints the traceback of a printer that fails
        write = getattr(type(formatter).__call__, "__wrapped__", type(formatter).__call__)
        try:
            text = write(formatter, value)
        except (Exception, SystemExit):  # noqa: BLE001  (libraries register printers of their own)
            return {}
        if not isinstance(text, str):
            return {}
        # half of a pair of surrogates cannot travel
        return {"displayed": text[:MOST_DISPLAYED].encode("utf-8", "backslashreplace").decode()}

    def note_described(self, line: int, end_line: int, name: str, described: dict[str, Any]) -> None:
        """Add what `describe` says of a value."""
        leading = self.leading.get(self.number, 0)
        note = {"line": line + leading, "end_line": end_line + leading, "name": name}
        self.shown.append(note | {"value": described})

    def tee(self, stream: Any, name: str) -> None:
        """Have `stream.write` note the text and the lines it came from."""
        write = stream.write

        def noting(text: str) -> int:
            self.note_text(name, text)
            return write(text)

        stream.write = noting

    def note_text(self, name: str, text: str) -> None:
        """Add to the notes, joined to the last one when it came from the same lines."""
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS or len(self.printed) >= MOST_RECORDS:
            return
        places = tuple(self.active_places(sys._getframe(2)))  # noqa: SLF001  (the documented way up the stack)
        places += started_at()
        if self.printed and self.printed[-1][:2] == (places, name):
            self.printed[-1][2].append(text)
        else:
            self.printed.append((places, name, [text]))

    def active_places(self, frame: FrameType | None) -> Iterator[Place]:
        """The places of the post in the call stack, innermost first."""
        while frame is not None:
            place = self.place(frame.f_code.co_filename, frame.f_lineno)
            if place:
                yield place
                if frame.f_code.co_name == "<module>":
                    return
            frame = frame.f_back

    def place(self, file_name: str, line: int) -> Place | None:
        """Cell number and line, if the file is one of the session's cells."""
        if not file_name.startswith("<cell "):
            return None
        number = int(file_name[6:-1])
        return number, line + self.leading.get(number, 0)

    def error_places(self, error: BaseException) -> list[Place]:
        """Where the error passed through the post's own lines, innermost first."""
        if isinstance(error, SyntaxError) and error.lineno:
            place = self.place(error.filename or "", error.lineno)
            if place:
                return [place]
        lines = _walk(error.__traceback__)
        places = [self.place(name, line) for name, line in lines]
        return [place for place in reversed(places) if place]


def _raised(error: BaseException) -> dict[str, Any]:
    """The name of an exception, its message and its kinds; IPython prints some instead of raising them."""
    bases = [kind.__name__ for kind in type(error).__mro__[1:] if kind is not object]
    return {"name": type(error).__name__, "message": _message(error), "bases": bases}


def _message(error: BaseException) -> str:
    described = fenced(describe, error)
    return "" if described is None else described["text"]


def _walk(traceback: TracebackType | None) -> list[tuple[str, int]]:
    lines: list[tuple[str, int]] = []
    while traceback is not None:
        lines.append((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
        traceback = traceback.tb_next
    return lines


def _is_plain(value: Any, depth: int = _MOST_DEPTH) -> bool:
    """Whether a value's text says all there is: no object in it with a text of its own, or an address."""
    if type(value) in _PLAIN:
        return True
    if type(value) not in _CONTAINERS or depth == 0 or len(value) > _MOST_PARTS:
        return False
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return all(_is_plain(part, depth - 1) for part in parts)
