"""Rules about what outside the post a value depends on: the clock, the machine, the session, the versions."""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from blogkit.check.compare.exceptions import messages, raised_names
from blogkit.check.judge.case import Case
from blogkit.check.judge.causes import FAILED
from blogkit.check.judge.facts import Mark
from blogkit.code import binds, read_units, statements, units
from blogkit.model import ClaimKind, Step, StepKind

OF_SESSION = "depends on the session in which it was typed"
_MACHINE_LINE = re.compile(
    r"^\s*(?:\w[\w., ]*=\s*)?(?:[!?]|%(?=[%a-z])(?!%?time|%?capture|%file|%writefile|matplotlib inline))"
    r"|^(?:ls|cd|cat|cp|mv|mkdir|rmdir|rm)\s+[\w./~*][-\w./~* ]*$"
    r"|^\s*[\w.*]+\?{1,2}\s*$"
)
_HISTORY = re.compile(r"In|Out|_i?h|_oh|_dh|_i?\d+|_{1,3}")
_TIMES_ITSELF = re.compile(r"^\s*%%?time", re.MULTILINE)
_CRASHED = re.compile(
    r"^(?:\[\d+\]\s+\d+\s+)?(?:segmentation fault|killed|aborted|bus error)\b", re.IGNORECASE
)
"""How a shell reports a process that the system has ended."""
_UNKNOWN = re.compile(r"name '(\w+)' is not defined")


def clock(case: Case) -> str:
    """What it is about is new in every run: times, dates, temporary names."""
    timed = case.step.code if case.claim.kind is ClaimKind.BLOCK else "\n".join(case.lines)
    reads = Mark.CLOCK in case.marks or _TIMES_ITSELF.search(timed) or _is_log(case)
    return NEW_IN_EVERY_RUN if reads else ""


def _is_log(case: Case) -> bool:
    """Whether lines begin with times of a year of which the code of the post says nothing."""
    years = set(_STAMP.findall(case.claim.expected))
    return bool(years) and not any(year in step.code for step in case.executed.steps for year in years)


_STAMP = re.compile(r"^\W{0,2}(\d{4})-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S*[ \t]+\S", re.MULTILINE)
"""What a logger writes before its message."""


NEW_IN_EVERY_RUN = "it reads the clock, or what else is new in every run"


def unfilled_memory(case: Case) -> str:
    """It is about an array that nobody has filled: `np.empty(3)`."""
    whole = case.claim.kind is ClaimKind.BLOCK
    code = case.step.code if whole else "\n".join(case.lines)
    asked = any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _called(node) in _UNFILLED
        for node in _walk(code)
    )
    return NEW_IN_EVERY_RUN if asked and not (whole and _FILLS.search(code)) else ""


_UNFILLED = frozenset({"empty", "empty_like"})
_FILLS = re.compile(r"\bprint\(|\.fill\(|\][ \t]*[-+*/]?=(?!=)|\b(?:for|while|out)\b")
"""What shows or does more than to make the array."""


def typed_session(case: Case) -> str:
    """The lines ask the shell, or speak of what was typed before: `!ls`, `len?`, `Out[2]`."""
    code = "\n".join(case.lines)
    if _CRASHED.match(case.claim.expected):
        return OF_SESSION
    if any(_MACHINE_LINE.search(line) for line in case.lines) or any(map(_lists_names, statements(code))):
        return OF_SESSION
    used = {node.id for node in _walk(code) if isinstance(node, ast.Name)}
    history = {name for name in used if _HISTORY.fullmatch(name)}
    if (
        not "".join(history).strip("_")
        and not _answers_failure(case)
        and any(unit.shows and unit.end_line < _first(case) for unit in read_units(case.step.code))
    ):
        return ""  # what the session itself answered above
    return OF_SESSION if history and not used & _stored(case.step.code) else ""


def _answers_failure(case: Case) -> bool:
    """Whether `_` would be the answer to what failed above."""
    above = [one for one in case.facts.marked[case.index] if one.unit.end_line < _first(case)]
    return any(mark.startswith(FAILED) for one in above[-1:] for mark in one.marks)


def _first(case: Case) -> int:
    """The first line of what a claim is about, counted from 1 within its cell."""
    return case.claim.subject[0] - case.step.line + 1


def unknown_names(case: Case) -> str:
    """A name is said to be unknown that another cell defines: it was typed without that cell."""
    unknown = {
        match[1]
        for name, message in messages(case.claim.expected)
        if name == "NameError" and (match := _UNKNOWN.search(message))
    }
    if not unknown:
        return ""
    earlier = (step for step in case.steps[:-1] if step.kind is StepKind.CELL)
    return OF_SESSION if any(unknown & _stored(step.code) for step in earlier) else ""


def typed_answers(case: Case) -> str:
    """It asks a reader for a line, or a reader has stopped it: nobody is there to type."""
    asks = any("StdinNotImplementedError" in one.text for one in case.seen)
    asks = asks or (case.claim.kind is ClaimKind.BLOCK and bool(_ASKS.search(_without_remarks(case))))
    prompts = _PROMPT.findall(case.code) if "input(" in case.code else ()
    asks = asks or any(prompt in case.claim.expected for prompt in prompts)
    return "asks for what a reader types" if asks or _CONTROL.search(case.claim.expected) else ""


_PROMPT = re.compile(r"(?<![\w.])input\(\s*f?[\"']([^\"'{}\\\n]{3,})")
"""What a reader sees who is asked: a function above may ask."""
_ASKS = re.compile(
    r"(?<![\w.])input\(|\bsys\.stdin\b|\.parse_args\(\)|\bsys\.argv\b|@\w+\.(?:command|group)\b|\bfire\.Fire\(|\bdocopt\("
)
"""What asks for a line, or for the arguments of a command."""


def _without_remarks(case: Case) -> str:
    return re.sub(r"#[^\n'\"]*$", "", case.step.code, flags=re.MULTILINE)


_CONTROL = re.compile(r"^(?:\^[CDZ\\]|ipdb> |\(Pdb\+*\) )", re.MULTILINE)
"""How a terminal shows the key that stops a program, and how a debugger asks."""


def machine(case: Case) -> str:
    """It follows from what differs between machines: folders, versions, the network."""
    home = _HOME.search(case.claim.expected) and any(map(_FOLDER.search, case.texts))
    reads = Mark.MACHINE in case.marks or any(map(_NATIVE.search, case.lines)) or _imports_machine(case)
    other = _splits_windows_path(case) or _ends_recursion(case) or _is_half_as_wide(case)
    other = (
        other
        or _names_local_zone(case)
        or _tells_zone(case)
        or _is_said_to_exist(case)
        or _is_message_of_system(case)
    )
    return "depends on the author's machine" if home or reads or other else ""


def _names_local_zone(case: Case) -> bool:
    """Whether one of the two, and not the other, is in the zone of the machine."""
    said, *shown = ("tzlocal()" in text for text in (case.claim.expected, *case.texts))
    return bool(shown) and said not in shown


def _tells_zone(case: Case) -> bool:
    """Whether it is the same but for the zone of time that its line asks for: `+0800` for `+0000`."""
    asks = any(map(_ASKS_ZONE.search, case.lines))
    said = _ZONE.sub("", case.claim.expected.strip())
    return asks and any(said == _ZONE.sub("", text.strip()) for text in case.texts)


_ASKS_ZONE = re.compile(r"%[zZ]")
_ZONE = re.compile(r"[+-]\d{4}\b|\b(?:UTC|GMT|[A-Z]{2,4}T)\b|[\u4e00-\u9fff]{2}标准时间")


def _is_half_as_wide(case: Case) -> bool:
    """Whether it gives bytes of whole numbers, of which some systems take 4 and others 8."""
    said = case.claim.expected.strip()
    asks = said.isdecimal() and re.search(r"\.(?:itemsize|nbytes)\b", "\n".join(case.lines))
    return bool(asks) and any(text.strip() == str(2 * int(said)) for text in case.texts)


def _is_message_of_system(case: Case) -> bool:
    """Whether it is the system that words the message of an error number otherwise: `(34, '…')`."""
    said = _NUMBERED_ERROR.search(case.claim.expected)
    shown = map(_NUMBERED_ERROR.search, case.texts)
    return said is not None and any(one is not None and one.groups() == said.groups() for one in shown)


_NUMBERED_ERROR = re.compile(r"^(\w+Error): [\[(](?:Errno )?(\d+)[\],]", re.MULTILINE)


def _is_said_to_exist(case: Case) -> bool:
    """Whether a file is there in the text, and not here: the author's folder held it."""
    asks = any(map(_EXISTS.search, case.lines)) and case.claim.expected.strip().startswith("True")
    return asks and any(one.text.strip() == "False" for one in case.seen)


def other_data(case: Case) -> str:
    """It has nothing in common with what is shown, which comes from a file: the author's held other data."""
    if Mark.FILE not in case.marks:
        return ""
    said = set(_WORDS.findall(case.claim.expected))
    same = any(said & set(_WORDS.findall(text)) for text in case.texts)
    return "its file holds other data than the text" if len(said) > 1 and not same else ""


_WORDS = re.compile(r"[^\W\d_]{2,}|\d+")
_EXISTS = re.compile(r"\.(?:exists|is_?file|is_?dir|is_?link|access)\(")


def _splits_windows_path(case: Case) -> bool:
    """Whether a path with the signs of Windows is taken apart, which `os.path` does only there."""
    code = "\n".join(case.lines)
    return bool(_PATH_CALL.search(code)) and "\\" in code + case.claim.expected


_PATH_CALL = re.compile(
    r"\bpath\.(?:basename|dirname|split|splitdrive|join|normpath|isabs|relpath|commonpath|commonprefix)\("
    r"|(?<![\w.])(?:basename|dirname|splitdrive|normpath|Path|PurePath)\("
)


def _ends_recursion(case: Case) -> bool:
    """Whether only one of the two comes to the end of the stack, on which the caller stands, too."""
    said, *shown = ("RecursionError" in raised_names(text) for text in (case.claim.expected, *case.texts))
    return said != any(shown) or "recursionlimit" in "".join(case.lines)


_HOME = re.compile(r"/Users/\w|/home/\w|\b[A-Z]:\\+Users\b")
_FOLDER = re.compile(r"/[\w.-]+/[\w.-]+")
_NATIVE = re.compile(
    r"\b(?:(?:un)?pack(?:_into|_from)?|iter_unpack|calcsize|Struct)\(\s*[\"'](?=[@\w ?]*[hHiIlLqQnNfdP])[@\w]"
)
"""A structure with the sizes and gaps of the machine's own: `struct.pack("hl", …)`."""
_FROM_MACHINE = re.compile(r"^\s*from (?:sys|os|platform|socket|getpass) import ([\w, ]+)", re.MULTILINE)
_OF_MACHINE = frozenset({
    "platform", "version", "version_info", "executable", "path", "argv", "maxsize", "flags", "getcwd",
    "listdir", "environ", "getenv", "cpu_count", "uname", "getlogin", "machine", "node", "processor",
    "release", "system", "python_version", "gethostname", "getuser",
})  # fmt: skip


def _imports_machine(case: Case) -> bool:
    """Whether the lines use what was imported of the machine by its name: `from sys import platform`."""
    if case.claim.kind is ClaimKind.BLOCK and len(case.lines) > _FEW:
        return False
    used = {node.id for node in _walk("\n".join(case.lines)) if isinstance(node, ast.Name)} & _OF_MACHINE
    if not used:
        return False
    imported = (names for step in case.steps for names in _FROM_MACHINE.findall(step.code))
    return any(name in used for names in imported for name in re.findall(r"\w+", names))


_FEW = 5


_ASKS_MACHINE = re.compile(
    r"\b(?:date|time|whoami|hostname|uname|pwd|ps|df|du|free|top|uptime|which|env|printenv|id|pip3?|conda|git|curl"
    r"|wget|ping|ssh|docker|sudo|apt(?:-get)?)\b|\bls\s+-\w*l|--version\b|\s-V\b"
)


def of_shell(case: Case) -> str:
    """A command of a shell session asks for what differs between machines: `python --version`, `ls -l`."""
    asks = case.claim.syntax == "shell session" and any(map(_ASKS_MACHINE.search, case.lines))
    return "depends on the author's machine" if asks else ""


def constants(case: Case) -> str:
    """The text says if two equal constants of a script are one object, as only its compiler knows.

    In a session each line is compiled on its own, by the author and by us.
    """
    known = _constants(case.step)
    if case.claim.kind is ClaimKind.DOCTEST:
        known = {name: value for name, value in known.items() if _is_compiled_at_once(name, value, case)}
        if not known:
            return ""
    compared = any(
        _may_be_one([known.get(_name(part), part) for part in (node.left, *node.comparators)])
        for node in _walk("\n".join(case.lines))
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
    )
    return "depends on how Python keeps constants" if compared else ""


def _is_compiled_at_once(name: str, value: ast.expr, case: Case) -> bool:
    """Whether a line of a session gives several constants, or a constant is computed by the compiler."""
    lines = [line for line in case.step.code.split("\n") if re.search(rf"\b{name}\b.*=", line)]
    return isinstance(value, ast.BinOp) or any(re.search(r";|^\s*\w+\s*,\s*\w+.*=", line) for line in lines)


def library_help(case: Case) -> str:
    """A library's own documentation is shown; that of the post's functions is the post's."""
    asked = {
        name.id
        for node in _walk("\n".join(case.lines))
        for name in _documented(node)
        if isinstance(name, ast.Name)
    }
    literal = any(map(_DESCRIBES_DATA.search, case.lines)) or any(
        isinstance(name, ast.Constant) for node in _walk("\n".join(case.lines)) for name in _documented(node)
    )
    return "documents another version of Python" if literal or _are_foreign(asked, case.steps) else ""


def _are_foreign(names: set[str], steps: Sequence[Step]) -> bool:
    """Whether some of the names are none that the post has made, and those are Python's or a library's."""
    if not names:
        return False
    plain = {name for step in steps for name in _plain(step.code)}
    foreign = names - ({name for step in steps for name in _stored(step.code)} - plain)
    return bool(foreign) and foreign <= _BUILTINS | _imported(steps) | plain


_DESCRIBES_DATA = re.compile(r"\.DESCR\b|\[['\"]DESCR['\"]\]")
"""scikit-learn's text about one of its sets of data."""


def _plain(code: str) -> Iterator[str]:
    """The names that are given a list, a text or another value of Python's own."""
    for unit in read_units(code):
        match unit.node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.List() | ast.Tuple() | ast.Dict() | ast.Set() | ast.Constant() | ast.JoinedStr(),
            ):
                yield name
            case _:
                pass


def _lists_names(node: ast.AST) -> bool:
    """Whether all names of the session are asked for: `dir()`, `globals()`, but not one of them."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
        return False
    if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.value, ast.Call):
        return any(map(_lists_names, node.value.args))
    if isinstance(node, ast.Call) and not node.args and _called(node) in {"dir", "globals", "locals", "vars"}:
        return True
    return any(map(_lists_names, ast.iter_child_nodes(node)))


def _called(call: ast.Call) -> str:
    """The name of a function, or the last part of it: `empty` of `np.empty(3)`."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name):
            return name
        case _:
            return ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _may_be_one(compared: Sequence[ast.expr]) -> bool:
    """Whether all are constants, and equal as far as their text tells."""
    texts = {ast.dump(node) for node in compared if not isinstance(node, ast.BinOp)}
    return all(map(_is_constant, compared)) and len(texts) < 2


def _is_constant(node: ast.expr) -> bool:
    """A number or a text, also one put together from constants; `None` and the like are always themselves."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, bool | None.__class__ | type(...))
    if isinstance(node, ast.Tuple):
        return all(map(_is_constant, node.elts))
    return isinstance(node, ast.BinOp) and _is_constant(node.left) and _is_constant(node.right)


def _constants(step: Step) -> dict[str, ast.expr]:
    """The names that were last given a constant in this cell, with the constant."""
    known: dict[str, ast.expr] = {}
    for unit in read_units(step.code):
        for name in unit.binds:
            known.pop(name, None)
        if isinstance(unit.node, ast.Assign):
            known |= dict(_given(unit.node))
    return known


def _given(assignment: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    for target in assignment.targets:
        match target, assignment.value:
            case ast.Name(id=name), value if _is_constant(value):
                yield name, value
            case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
                pairs = zip(names, values, strict=True)
                yield from ((_name(one), value) for one, value in pairs if _is_constant(value))
            case _:
                pass


_BUILTINS = frozenset([*dir(builtins), "__builtins__"])


def _imported(steps: Iterable[Step]) -> frozenset[str]:
    return frozenset[str]().union(*(_imported_in(step.code) for step in steps))


@lru_cache(maxsize=1024)  # each broken claim asks all cells above
def _imported_in(code: str) -> frozenset[str]:
    found = (one for one in units(statements(code)) if isinstance(one, ast.Import | ast.ImportFrom))
    return frozenset(name for unit in found for name in binds(unit))


def _documented(node: ast.AST) -> list[ast.expr]:
    """The root of what `help(…)`, `dir(…)` or `….__doc__` asks about."""
    match node:
        case ast.Call(func=ast.Name(id="help" | "dir"), args=[asked, *_]):
            found = asked
        case ast.Attribute(value=asked, attr="__doc__"):
            found = asked
        case _:
            return []
    while isinstance(found, ast.Attribute):
        found = found.value
    return [found]


@lru_cache(maxsize=16)  # several reasons look through the same lines
def _walk(code: str) -> tuple[ast.AST, ...]:
    return tuple(node for statement in statements(code) for node in ast.walk(statement))


@lru_cache(maxsize=1024)  # the same
def _stored(code: str) -> frozenset[str]:
    imports = ast.Import | ast.ImportFrom
    found = (one for one in read_units(code) if not isinstance(one.node, imports))
    return frozenset(name for unit in found for name in unit.binds)
