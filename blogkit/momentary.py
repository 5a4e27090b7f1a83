"""(Claim, steps) -> whether what it is about is new in every run: times, dates, temporary names."""

import ast
import re
from collections.abc import Iterator, Sequence

from blogkit.claims.cells import runnable
from blogkit.model import Claim, Step, StepKind

_READS_CLOCK = re.compile(
    r"\b(?:now|utcnow|today|perf_counter\w*|monotonic\w*|process_time\w*|timeit|ctime|localtime|gmtime|uuid[14]|getpid"
    r"|mkdtemp|mkstemp|gettempdir|NamedTemporaryFile|TemporaryDirectory)\b|\btime\.time\(|(?m:^%%?time)"
)


def is_momentary(claim: Claim, steps: Sequence[Step]) -> bool:
    """Follow what reads the clock from statement to statement, up to the claim's own.

    `steps` are those up to the claim's cell, which is the last.
    """
    cells = [step for step in steps if step.kind is StepKind.CELL]
    if not any(_READS_CLOCK.search(step.code) for step in cells):
        return False
    names: set[str] = set()
    for step in cells:
        for statement in _statements(step.code):
            text = ast.get_source_segment(runnable(step.code), statement) or ""
            touched = bool(_READS_CLOCK.search(text)) or bool(_names(statement, ast.Load) & names)
            bound = _names(statement, ast.Store) | _own_name(statement)
            names = names | bound if touched else names - bound
            first = step.line + statement.lineno - 1
            last = step.line + (statement.end_lineno or statement.lineno) - 1
            if touched and step is cells[-1] and first <= claim.subject[1] and claim.subject[0] <= last:
                return True
    return "%time" in cells[-1].code


def _statements(code: str) -> Iterator[ast.stmt]:
    try:
        yield from ast.parse(runnable(code)).body
    except (SyntaxError, ValueError, RecursionError):
        return


def _names(statement: ast.stmt, context: type[ast.expr_context]) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, context)
    }


def _own_name(statement: ast.stmt) -> set[str]:
    named = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return {statement.name} if named else set()
