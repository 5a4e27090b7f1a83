"""(Claim, steps) -> what outside the post its value depends on: the clock, the machine, the versions."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from blogkit.claims.cells import runnable
from blogkit.model import Claim, ClaimKind, Step, StepKind

OF_SESSION = "depends on the session in which it was typed"
_READS_CLOCK = re.compile(
    r"\b(?:now|utcnow|today|perf_counter\w*|monotonic\w*|process_time\w*|timeit|ctime|localtime|gmtime|uuid[14]|getpid"
    r"|mkdtemp|mkstemp|gettempdir|NamedTemporaryFile|TemporaryDirectory)\b|\btime\.time\(|(?m:^%%?time)"
)
_READS_MACHINE = re.compile(
    r"\b(?:os\.(?:getcwd|listdir|scandir|walk|getlogin|getuid|environ|getenv|cpu_count|uname|stat|popen|system"
    r"|path\.(?:abspath|realpath|expanduser|getsize|getmtime|getctime))"
    r"|getcwd|listdir|scandir|abspath|realpath|getsize|expanduser|cpu_count|gethostname|getuser|getsizeof|virtual_memory|memory_info"
    r"|subprocess|platform|psutil|tracemalloc|resource\.getrusage|shutil\.(?:which|disk_usage)"
    r"|sys\.(?:version|version_info|platform|executable|path|argv|modules|flags|maxsize|getrefcount)"
    r"|__version__|__file__|show_versions|show_config|urlopen|requests\.(?:get|post)|httpx|i?glob\()"
    r"|(?<!re)\.(?:iterdir|r?glob|cwd|home|resolve|absolute|owner|stat|lstat|is_mount)\("
)
_MACHINE_LINE = re.compile(
    r"^\s*(?:\w[\w., ]*=\s*)?(?:[!?]|%(?!%?time|%?capture|matplotlib inline))|^\s*[\w.*]+\?{1,2}\s*$"
)
_OPENS_FILE = re.compile(r"\b(?:read_\w+|open|loads?\w*|imread|fromfile|genfromtxt|Dataset)\(")
_HISTORY = re.compile(r"In|Out|_i?h|_oh|_dh|_i?\d+|_{1,3}")


def is_momentary(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether what it is about is new in every run: times, dates, temporary names.

    What reads the clock is followed from statement to statement, up to the claim's own. `steps` are those up
    to the claim's cell, which is the last.
    """
    return _depends(claim, steps, lambda text: bool(_READS_CLOCK.search(text)))


def surroundings(claim: Claim, steps: Sequence[Step]) -> str:
    """What of the author's surroundings the value depends on; empty where it is the post's alone."""
    if _of_session(claim, steps[-1]):
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
    used = {node.id for node in _walk("\n".join(lines)) if isinstance(node, ast.Name)}
    return any(_HISTORY.fullmatch(name) for name in used) and not used & _stored(step.code)


def _lines(claim: Claim, step: Step) -> list[str]:
    """The lines of code the claim is about."""
    first, last = claim.subject[0] - step.line, claim.subject[1] - step.line
    return [line for line in step.code.split("\n")[max(first, 0) : last + 1] if line.strip()]


def _compares_constants(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether the text says if two equal constants are one object, which the compiler decides."""
    nodes = _walk("\n".join(_lines(claim, steps[-1])))
    compared = [
        part
        for node in nodes
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
        for part in (node.left, *node.comparators)
    ]
    named = {node.id for node in compared if isinstance(node, ast.Name)}
    literal = [node for node in compared if _is_constant(node)]
    return bool(literal) or bool(named and named <= _constants(steps))


def _is_constant(node: ast.expr) -> bool:
    """A number or a text, also one put together from constants; `None` and the like are always themselves."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, bool | None.__class__ | type(...))
    if isinstance(node, ast.Tuple):
        return all(map(_is_constant, node.elts))
    return isinstance(node, ast.BinOp) and _is_constant(node.left) and _is_constant(node.right)


def _constants(steps: Sequence[Step]) -> frozenset[str]:
    """The names that were last given a constant."""
    names: set[str] = set()
    for step in steps:
        for unit in _units(_statements(step.code)):
            names -= _stored_by(unit)
            if isinstance(unit, ast.Assign) and _all_constant(unit.value):
                names |= _stored_by(unit)
    return frozenset(names)


def _all_constant(value: ast.expr) -> bool:
    return _is_constant(value) or (isinstance(value, ast.Tuple) and all(map(_is_constant, value.elts)))


def _asks_for_help(claim: Claim, steps: Sequence[Step]) -> bool:
    """Whether a library's own documentation is shown; that of the post's functions is the post's."""
    asked = {
        name.id
        for node in _walk("\n".join(_lines(claim, steps[-1])))
        for name in _documented(node)
        if isinstance(name, ast.Name)
    }
    return bool(asked) and not any(asked & _stored(step.code) for step in steps)


def _documented(node: ast.AST) -> list[ast.expr]:
    """The root of what `help(…)`, `dir(…)` or `….__doc__` asks about."""
    match node:
        case ast.Call(func=ast.Name(id="help" | "dir" | "vars"), args=[asked, *_]):
            found = asked
        case ast.Attribute(value=asked, attr="__doc__" | "__dict__"):
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
    readable = runnable(code)
    for unit in _units(_statements(code)):
        loops = [end for end in loops if end >= unit.lineno]
        text = _header(unit) if _bodies(unit) else ast.get_source_segment(readable, unit) or ""
        stops = through is not None and bool(through.search(text)) and not loops
        touched = bool(loops) or touches(text) or (bool(_read(unit) & names) and not stops)
        bound = _stored_by(unit) | (_changed_by(unit) if touched else set[str]())
        names -= bound
        if touched and not stops:
            names |= bound
        if touched and isinstance(unit, ast.For | ast.While | ast.If):
            loops.append(unit.end_lineno or unit.lineno)
        yield unit, touched


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


def _units(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements in order, each `with`, `for` and `if` followed by those inside it; imports left out."""
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        yield statement
        for body in _bodies(statement):
            yield from _units(body)


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    match statement:
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return [body]
        case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
            return [statement.body, statement.orelse]
        case ast.Try():
            return [
                statement.body,
                *(handler.body for handler in statement.handlers),
                statement.orelse,
                statement.finalbody,
            ]
        case _:
            return []


def _header(statement: ast.stmt) -> str:
    return " ".join(map(ast.unparse, _parts(statement)))


def _parts(statement: ast.stmt) -> list[ast.AST]:
    """What belongs to a statement itself: for a compound one, its header."""
    if not _bodies(statement):
        return [statement]
    return [
        node for node in ast.iter_child_nodes(statement) if not isinstance(node, ast.stmt | ast.ExceptHandler)
    ]


def _statements(code: str) -> Iterator[ast.stmt]:
    try:
        yield from ast.parse(runnable(code)).body
    except (SyntaxError, ValueError, RecursionError):
        return


def _walk(code: str) -> Iterator[ast.AST]:
    for statement in _statements(code):
        yield from ast.walk(statement)


def _read(statement: ast.stmt) -> set[str]:
    return {
        node.id
        for part in _parts(statement)
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _stored(code: str) -> set[str]:
    return {name for unit in _units(_statements(code)) for name in _stored_by(unit)}


def _stored_by(statement: ast.stmt) -> set[str]:
    """The names a statement binds where it stands; those inside a function or class are its own."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    return {
        node.id
        for part in _parts(statement)
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
