"""(Claim, steps) -> what outside the post its value depends on: the clock, the machine, the versions."""

import ast
import builtins
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

from blogkit.check.compare.exceptions import messages
from blogkit.code import binds, bodies, parts, reads, runnable, units
from blogkit.model import Claim, ClaimKind, Step, StepKind

OF_SESSION = "depends on the session in which it was typed"
_READS_CLOCK = re.compile(
    r"\.(?:now|utcnow|today)\b|\b(?:now|utcnow|today)\(|\b(?:perf_counter\w*|monotonic\w*|process_time\w*|timeit|ctime|localtime|gmtime|uuid[14]|getpid"
    r"|mkdtemp|mkstemp|gettempdir|NamedTemporaryFile|TemporaryDirectory)\b|\btime\.time\(|(?m:^%%?time)"
)
_READS_MACHINE = re.compile(
    r"\b(?:os\.(?:getcwd|listdir|scandir|walk|getlogin|getuid|environ|getenv|cpu_count|uname|stat|popen|system"
    r"|path\.(?:abspath|realpath|expanduser|getsize|getmtime|getctime))"
    r"|getcwd|listdir|scandir|abspath|realpath|getsize|expanduser|cpu_count|gethostname|getuser|virtual_memory|memory_info"
    r"|subprocess|platform\.\w+\(|psutil|cuda\.is_available|device_count|tracemalloc|resource\.getrusage|shutil\.(?:which|disk_usage)"
    r"|sys\.(?:version|version_info|platform|executable|path|argv|modules|flags|maxsize|getrefcount|ps1|ps2|getdefaultencoding"
    r"|getfilesystemencoding)|getpreferredencoding|__loader__|__spec__|__subclasses__"
    r"|__version__|__file__|show_versions|show_config|urlopen|requests\.(?:get|post)|httpx|i?glob\()"
    r"|(?<!\bnp)(?<!numpy)(?<!math)\.(?:iterdir|r?glob|cwd|home|resolve|absolute|owner|stat|lstat|is_mount)\("
    r"|(?m:^\s*[\w., ]+=\s*!)"
)
_MACHINE_LINE = re.compile(
    r"^\s*(?:\w[\w., ]*=\s*)?(?:[!?]|%(?!%?time|%?capture|%file|%writefile|matplotlib inline))"
    r"|^(?:ls|cd|cat|cp|mv|mkdir|rmdir|rm)\s+[\w./~*][-\w./~* ]*$"
    r"|^\s*[\w.*]+\?{1,2}\s*$"
)
_OPENS_FILE = re.compile(r"\b(?:read_\w+|open|loads?\w*|imread|fromfile|genfromtxt|Dataset)\(")
_LISTS_FILES = re.compile(r"glob\(|listdir|iterdir|scandir|walk")
_HISTORY = re.compile(r"In|Out|_i?h|_oh|_dh|_i?\d+|_{1,3}")


def is_momentary(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether what it is about is new in every run: times, dates, temporary names.

    What reads the clock is followed from statement to statement, up to the claim's own. `steps` are those up
    to the claim's cell, which is the last.
    """
    return _depends(claim, steps, lambda text: bool(_READS_CLOCK.search(text))) or (
        claim.kind is not ClaimKind.BLOCK and _shows_memory(claim, steps[-1])
    )


def surroundings(claim: Claim, steps: Sequence[Step]) -> str:
    """What of the author's surroundings the value depends on; empty where it is the post's alone."""
    if _of_session(claim, steps[-1]) or _names_unknown(claim, steps[:-1]):
        return OF_SESSION
    if _depends(claim, steps, lambda text: bool(_READS_MACHINE.search(text)), through=_OPENS_FILE):
        return "depends on the author's machine"
    if _compares_constants(claim, steps):
        return "depends on how Python keeps constants"
    return "documents another version of Python" if _asks_for_help(claim, steps) else ""


def _of_session(claim: Claim, step: Step) -> bool:
    """Whether the lines ask the shell, or speak of what was typed before: `!ls`, `len?`, `Out[2]`."""
    lines = _lines(claim, step)
    if any(_MACHINE_LINE.search(line) for line in lines):
        return True
    if any(_lists_names(node) for node in _statements("\n".join(lines))):
        return True
    used = {node.id for node in _walk("\n".join(lines)) if isinstance(node, ast.Name)}
    return any(_HISTORY.fullmatch(name) for name in used) and not used & _stored(step.code)


def _names_unknown(claim: Claim, earlier: Sequence[Step]) -> bool:
    """Whether a name is said to be unknown that another cell defines: it was typed without that cell."""
    unknown = {
        match[1]
        for name, message in messages(claim.expected)
        if name == "NameError" and (match := _UNKNOWN.search(message))
    }
    return any(unknown & _stored(step.code) for step in earlier if step.kind is StepKind.CELL)


_UNKNOWN = re.compile(r"name '(\w+)' is not defined")


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


def _shows_memory(claim: Claim, step: Step) -> bool:
    """Whether it is about an array that nobody has filled: `np.empty(3)`."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _called(node) in _UNFILLED
        for node in _walk("\n".join(_lines(claim, step)))
    )


_UNFILLED = frozenset({"empty", "empty_like"})


def _lines(claim: Claim, step: Step) -> list[str]:
    """The lines of code the claim is about."""
    first, last = claim.subject[0] - step.line, claim.subject[1] - step.line
    return [line for line in step.code.split("\n")[max(first, 0) : last + 1] if line.strip()]


def _compares_constants(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether the text says if two equal constants of a script are one object, as only its compiler knows.

    In a session each line is compiled on its own, by the author and by us.
    """
    if claim.kind is ClaimKind.DOCTEST:
        return False
    known = _constants(steps[-1])
    return any(
        _may_be_one([known.get(_name(part), part) for part in (node.left, *node.comparators)])
        for node in _walk("\n".join(_lines(claim, steps[-1])))
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
    )


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
    for unit in _units(step.code):
        for name in binds(unit):
            known.pop(name, None)
        if isinstance(unit, ast.Assign):
            known |= dict(_given(unit))
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


def _asks_for_help(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether a library's own documentation is shown; that of the post's functions is the post's."""
    asked = {
        name.id
        for node in _walk("\n".join(_lines(claim, steps[-1])))
        for name in _documented(node)
        if isinstance(name, ast.Name)
    }
    own = {name for step in steps for name in _stored(step.code)}
    return bool(asked - own) and asked - own <= _BUILTINS | _imported(steps)


_BUILTINS = frozenset(dir(builtins))


def _imported(steps: Sequence[Step]) -> set[str]:
    return {
        name
        for step in steps
        for unit in units(_statements(step.code))
        if isinstance(unit, ast.Import | ast.ImportFrom)
        for name in binds(unit)
    }


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


def _depends(
    claim: Claim,
    steps: Sequence[Step],
    touches: Callable[[str], bool],
    *,
    through: re.Pattern[str] | None = None,
) -> bool:
    """Follow what touches something from statement to statement; `through` is where it stops."""
    cells = [step for step in steps if step.kind is StepKind.CELL]
    if not any(touches(step.code) for step in cells):
        return False
    names: set[str] = set()
    for step in cells:
        for unit, touched in _touched(step.code, names, touches, through):
            if touched and step is cells[-1] and _shows(unit, step, claim):
                return True
    return "%time" in cells[-1].code and touches("%%time")


def _touched(
    code: str, names: set[str], touches: Callable[[str], bool], through: re.Pattern[str] | None
) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements of a cell, and whether what `names` holds reaches them; `names` is kept up to date."""
    loops: list[int] = []  # the last lines of the loops that something touched
    for unit in _read_units(code):
        node = unit.node
        loops = [end for end in loops if end >= node.lineno]
        reads_file = through is not None and bool(through.search(unit.text))
        stops = reads_file and not _LISTS_FILES.search(unit.text) and not loops
        touched = bool(loops) or touches(unit.text) or (bool(unit.reads & names) and not stops)
        names -= unit.binds
        if touched and not stops:
            names |= unit.binds | _changed_by(node)
        if touched and isinstance(node, ast.For | ast.While | ast.If):
            loops.append(node.end_lineno or node.lineno)
        yield node, touched


@dataclass(frozen=True)
class _Unit:
    """A statement, its text (of a compound one the header's), and the names it needs and gives."""

    node: ast.stmt
    text: str
    reads: frozenset[str]
    binds: frozenset[str]


@lru_cache(maxsize=1024)
def _read_units(code: str) -> tuple[_Unit, ...]:
    """The units of a cell, read once for all its claims."""
    lines = code.split("\n")
    return tuple(
        _Unit(
            unit,
            _without_texts(unit, "\n".join(lines[unit.lineno - 1 : unit.end_lineno])),
            frozenset(reads(unit)),
            frozenset(binds(unit)),
        )
        for unit in _units(code)
    )


def _without_texts(statement: ast.stmt, written: str) -> str:
    """What a statement says in code, its texts left out: `print("it is now")` reads no clock.

    A line of IPython's own is no Python, and stays as it is written.
    """
    if bodies(statement):
        return " ".join(ast.unparse(_Wordless().visit(deepcopy(part))) for part in parts(statement))
    if runnable(written) != written or not re.search(r"[\"']", written):
        return written
    return ast.unparse(_Wordless().visit(deepcopy(statement)))


class _Wordless(ast.NodeTransformer):
    """Empties the texts of a statement; what a formatted text computes stays."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def _changed_by(unit: ast.stmt) -> set[str]:
    """The name whose method is called: `found.append(…)` changes `found`."""
    match unit:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return {name}
        case _:
            return set()


def _shows(unit: ast.stmt, step: Step, claim: Claim) -> bool:
    """Whether a claim is about what this statement shows; a block is about all that is shown."""
    first = step.line + unit.lineno - 1
    last = step.line + (unit.end_lineno or unit.lineno) - 1
    return (
        first <= claim.subject[1]
        and claim.subject[0] <= last
        and (claim.kind is not ClaimKind.BLOCK or isinstance(unit, ast.Expr))
    )


@lru_cache(maxsize=1024)
def _statements(code: str) -> tuple[ast.stmt, ...]:
    try:
        return tuple(ast.parse(runnable(code)).body)
    except (SyntaxError, ValueError, RecursionError):
        return ()


def _walk(code: str) -> Iterator[ast.AST]:
    for statement in _statements(code):
        yield from ast.walk(statement)


def _units(code: str) -> Iterator[ast.stmt]:
    """The statements of a cell and of its blocks; imports left out."""
    for unit in units(_statements(code)):
        if not isinstance(unit, ast.Import | ast.ImportFrom):
            yield unit


def _stored(code: str) -> set[str]:
    return {name for unit in _units(code) for name in binds(unit)}
