"""Executed -> what is known of a post before any claim is judged: found once, asked by every rule."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from itertools import accumulate

from blogkit.check.judge import chance
from blogkit.check.judge.alternatives import contested, overtaken, renewed
from blogkit.check.judge.causes import Causes, not_run
from blogkit.check.judge.machine import READS_CLOCK, READS_MACHINE
from blogkit.check.judge.scenes import staged
from blogkit.code import Given, Marked, Origin, Unit, follow, left_to_type, read_units, sessions, tree_of_cell
from blogkit.model import Cell, Executed, Failure, Step, StepKind
from blogkit.values import frozen


class Mark(StrEnum):
    """What of the world outside the post reaches a statement."""

    CLOCK = "clock"
    MACHINE = "machine"
    LEFT_OUT = "left out"
    EMPTY = "empty function"
    ALTERNATIVES = "alternatives"
    SCENE = "scene"
    FILE = "file"
    RENEWED = "renewed"


@frozen
class Facts:
    """What no single claim decides."""

    failures: tuple[Failure, ...]
    """What went wrong, each cause once."""
    marked: tuple[tuple[Marked, ...], ...]
    """The statements of each step with their marks; none of a recipe."""
    threads: tuple[bool, ...]
    """Whether threads or processes have been started in a step or above it."""
    printing: tuple[frozenset[str], ...]
    """The functions and classes of a step and above it that print: who calls them, shows something."""

    def marked_on(self, number: int, first: int, last: int) -> list[Marked]:
        """The statements of a step that stand on these lines of it, in its order."""
        on = self._places[number]
        if last - first >= len(on):
            places = {place for line, found in on.items() if first <= line <= last for place in found}
        else:
            places = {place for line in range(first, last + 1) for place in on.get(line, ())}
        return [self.marked[number][place] for place in sorted(places)]

    @cached_property
    def _places(self) -> list[dict[int, list[int]]]:
        return [_by_line(units) for units in self.marked]


def _by_line(units: tuple[Marked, ...]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, one in enumerate(units):
        for line in range(one.unit.line, one.unit.end_line + 1):
            found.setdefault(line, []).append(place)
    return found


def facts(executed: Executed) -> Facts:
    """Walk over the steps of a post once, and over the cells between them that are not run."""
    causes = Causes()
    rivals = contested(executed.post)
    doubted = overtaken(executed.post)
    anew = renewed(executed.post)
    typed = {cell.line: cell for cell in executed.post.cells if sessions.is_transcript(cell.fence.code)}
    places: list[tuple[int, int, str, Given]] = [
        (
            step.at,
            number,
            _code(step),
            _given(
                causes.given(step, result),
                _Others(
                    left_to_type(typed[step.line].fence.code) if step.line in typed else (),
                    rivals.get(step.line, frozenset()),
                    doubted.get(step.line, frozenset()),
                    staged(step, result),
                    anew.get(step.line, frozenset()),
                ),
                listed=result.listed,
            ),
        )
        for number, (step, result) in enumerate(zip(executed.steps, executed.results, strict=True))
        if step.kind is not StepKind.RECIPE
    ]
    places += [(cell.line, -1, cell.fence.code, not_run) for cell in _skipped(executed)]
    places.sort(key=lambda place: place[0])
    codes = [code for _, _, code, _ in places]
    origins = {**ORIGINS, **chance.origins(codes)}
    followed = follow(codes, origins, [given for *_, given in places])
    marked = {number: units for (_, number, _, _), units in zip(places, followed, strict=True)}
    steps = range(len(executed.steps))
    return Facts(
        causes.failures,
        tuple(marked.get(n, ()) for n in steps),
        tuple(_threads(executed.steps)),
        tuple(accumulate((_printing(step.code) for step in executed.steps), frozenset[str].union)),
    )


def read_ahead(steps: Iterable[Step]) -> None:
    """Read the statements that will be asked for, while there is nothing to do but wait."""
    for step in steps:
        read_units(step.code)
        if step.kind is not StepKind.RECIPE:
            read_units(_code(step))


def _code(step: Step) -> str:
    """The code of a step, line by line; of an aside what stands behind its margin, or its prompts."""
    if step.kind is not StepKind.ASIDE:
        return _without_prompts(step.code)
    said = "\n".join(["", *(line[1:].lstrip() for line in step.code.split("\n")[1:])])
    return sessions.code(said) if ">>>" in said else said


def _without_prompts(code: str) -> str:
    """What a script says that goes on as a session, or has prompts before what it shows."""
    if ">>>" not in code or tree_of_cell(code) is not None:
        return code
    return _PROMPT.sub("", code)


_PROMPT = re.compile(r"^>>> ?", re.MULTILINE)


def _skipped(executed: Executed) -> Iterator[Cell]:
    ran = {step.line for step in executed.steps}
    return (cell for cell in executed.post.cells if cell.line not in ran and not cell.is_output)


@frozen
class _Others:
    """What the reader has that we have not: what is left to type, other tabs, another session."""

    asked: tuple[int, ...]
    """Lines."""
    rivals: frozenset[str]
    """Names that it binds, and others bind as well."""
    doubted: frozenset[str]
    """Names that others have changed."""
    scene: Mapping[int, str]
    """Lines with the names that are shown there with another value."""
    anew: frozenset[str]
    """Names that several examples above have given values of their own."""


def _given(own: Given, others: _Others, *, listed: bool) -> Given:
    """What begins in a step: its failure, in a session what is left to type, in columns other values.

    Where it looked into a folder, what it calls may say what the author's folder held.
    """
    if others == _NO_OTHERS and not listed:
        return own
    left = set(others.doubted)
    elsewhere: set[str] = set()

    def given(unit: Unit, reached: frozenset[str]) -> Iterator[str]:
        yield from own(unit, reached)
        if unit.line in others.asked:
            yield Mark.LEFT_OUT
        if listed and unit.calls:
            yield Mark.MACHINE
        if unit.binds & others.rivals or unit.reads & left:
            yield Mark.ALTERNATIVES
        elsewhere.update({others.scene[unit.line]} if unit.line in others.scene else ())
        if unit.reads & elsewhere:
            yield Mark.SCENE
        if unit.reads & others.anew:
            yield Mark.RENEWED
        for names in (left, elsewhere):
            names.difference_update(unit.binds - unit.reads)

    return given


_NO_OTHERS = _Others((), frozenset(), frozenset(), {}, frozenset())


def _printing(code: str) -> frozenset[str]:
    defined = (one for one in read_units(code) if isinstance(one.node, ast.FunctionDef | ast.ClassDef))
    return frozenset(name for unit in defined if _prints(unit.node) for name in unit.binds)


def _prints(node: ast.stmt) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "print" for one in ast.walk(node))


def _threads(steps: tuple[Step, ...]) -> list[bool]:
    started: list[bool] = []
    for step in steps:
        here = step.kind is StepKind.CELL and bool(_THREADS.search(step.code))
        started.append(here or bool(started and started[-1]))
    return started


_THREADS = re.compile(r"\b(?:Thread|ThreadPoolExecutor|ProcessPoolExecutor|Process|Pool)\(")
_OPENS_FILE = re.compile(r"\b(?:read_\w+|open|loads?\w*|imread|fromfile|genfromtxt|Dataset)\(")
_OF_SYSTEM = re.compile(r"/(?:etc|proc|sys)/\w")
_LISTS_FILES = re.compile(r"glob\(|listdir|iterdir|scandir|walk")


def _reads_file(text: str) -> bool:
    """Whether a statement gives what a file holds, wherever the file was found."""
    return bool(_OPENS_FILE.search(text)) and not _LISTS_FILES.search(text)


def _reads_machine(unit: Unit) -> bool:
    return bool(READS_MACHINE.search(_said(unit))) or _names_file_of_system(unit)


def _names_file_of_system(unit: Unit) -> bool:
    """Whether a text in it is the path of a file that each machine has for itself: "/etc/localtime"."""
    texts = (
        (node.value for node in ast.walk(unit.node) if isinstance(node, ast.Constant))
        if "''" in unit.text
        else ()
    )
    return any(isinstance(one, str) and _OF_SYSTEM.match(one) for one in texts)


def _said(unit: Unit) -> str:
    """The text of a statement; an import says what its names are called in full."""
    match unit.node:
        case ast.Import():
            return ""
        case ast.ImportFrom(module=module, names=names):
            return " ".join(f"{module}.{one.name}(" for one in names)
        case _:
            return unit.text


ORIGINS: Mapping[str, Origin] = {
    Mark.CLOCK: Origin(lambda unit: bool(READS_CLOCK.search(_said(unit)))),
    Mark.MACHINE: Origin(
        _reads_machine, ends=lambda unit: _reads_file(unit.text) and not _names_file_of_system(unit)
    ),
    Mark.FILE: Origin(lambda unit: bool(_OPENS_FILE.search(_said(unit)))),
    Mark.LEFT_OUT: Origin(lambda unit: unit.left_out),
    Mark.EMPTY: Origin(lambda unit: unit.empty),
}
"""Where each mark comes from."""
