"""Sessions beside the code -> claims: doctests in docstrings, calls that a sentence announces."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from blogkit.check.claims.between import between, paragraph_above
from blogkit.check.claims.found import Found, together
from blogkit.check.claims.labels import is_hypothetical
from blogkit.code import is_outline, runnable, sessions
from blogkit.model import Cell, Claim, ClaimKind, Comment, Fence, Post, Span
from blogkit.source import announces
from blogkit.values import frozen

if TYPE_CHECKING:
    from doctest import Example

SYNTAXES = frozenset({"docstring", "call in a sentence"})
_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CODE = re.compile(r"`([^`\n]+)`")
_FOREIGN = frozenset(
    {"os", "shutil", "subprocess", "sys", "exit", "quit", "input", "open", "pip", "help", "next"}
)
"""Names that no sentence has run: what they do would leave a trace."""


@frozen
class Aside:
    """A session that runs for itself when its place in the post is reached."""

    text: str
    line: int
    """The line of the post on which the text starts."""
    at: int
    """The line at whose place it runs."""
    syntax: str = "docstring"
    fence: Fence | None = None
    """The output of a call in a sentence."""

    @property
    def end_line(self) -> int:
        """The last line of the text."""
        return self.line + self.text.count("\n")


def of(post: Post) -> tuple[Aside, ...]:
    """All asides of a post, in order."""
    found = [aside for cell in post.cells if not cell.why_not for aside in _of_cell(post, cell)]
    return tuple(sorted(found, key=lambda aside: aside.at))


def _of_cell(post: Post, cell: Cell) -> Iterator[Aside]:
    plain = ">>>" in cell.fence.code and not sessions.is_transcript(cell.fence.code)
    if plain and not is_hypothetical(paragraph_above(post, cell)):
        yield from _docstrings(cell)
    if aside := _call(post, cell):
        yield aside


def answers(post: Post) -> Found:
    """The answers in docstrings."""
    return together(_of_docstring(post, aside) for aside in of(post) if not aside.fence)


def _docstrings(cell: Cell) -> Iterator[Aside]:
    try:
        tree = ast.parse(runnable(cell.fence.code))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in _defined(tree.body):
        text = ast.get_docstring(node, clean=False) or ""
        place = node.body[0]
        # as many lines as are written: no escape in it makes one
        whole = text.count("\n") == (place.end_lineno or place.lineno) - place.lineno
        if ">>>" in text and whole and not is_exercise(node) and _examples(text):
            line = cell.line + place.lineno - 1
            yield Aside(text, line, line)


def _defined(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, _DEFINING):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body)


def is_exercise(node: ast.stmt) -> bool:
    """Whether the body is left to the reader: a docstring, `pass`, `...`, `raise NotImplementedError`.

    >>> [is_exercise(ast.parse(code).body[0]) for code in ("def f(): pass", "def f(): return 1")]
    [True, False]
    """
    if isinstance(node, ast.ClassDef):
        methods = [one for one in node.body if isinstance(one, _DEFINING)]
        return bool(methods) and all(map(is_exercise, methods))
    return isinstance(node, _DEFINING) and (all(map(_is_left_out, node.body)) or is_outline(node))


def _is_left_out(node: ast.stmt) -> bool:
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Raise):
        return "NotImplemented" in ast.unparse(node)
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _examples(text: str) -> "list[Example]":
    from doctest import DocTestParser  # noqa: PLC0415  (it brings pdb and unittest along)

    try:
        return DocTestParser().get_examples(text)
    except ValueError:
        return []


def _of_docstring(post: Post, aside: Aside) -> Found:
    from doctest import SKIP  # noqa: PLC0415  (the same)

    found = Found()
    for example in _examples(aside.text):
        first = aside.line + example.lineno
        if example.options.get(SKIP):
            found += Found(comments=(Comment(first, example.source.strip(), "is not run: +SKIP"),))
        elif example.want.strip():
            found += Found((_answer(post, aside, example),))
    return found


def _answer(post: Post, aside: Aside, example: "Example") -> Claim:
    first = aside.line + example.lineno
    start = first + example.source.count("\n")
    pieces = example.want.removesuffix("\n").split("\n")
    spans = tuple(_span(post, start + index, piece) for index, piece in enumerate(pieces))
    expected = "\n".join("" if piece == "<BLANKLINE>" else piece for piece in pieces)
    return Claim(ClaimKind.DOCTEST, aside.syntax, expected, spans, (first, start - 1))


def _span(post: Post, line: int, piece: str) -> Span:
    start = post.lines[line - 1].find(piece)
    return Span(line, max(start, 0), max(start, 0) + len(piece))


def _call(post: Post, cell: Cell) -> Aside | None:
    """The call of a sentence that announces an output: "A quick `print(x)` shows:"."""
    fence = next(iter(post.fences_behind(cell.fence.end_line)), None)
    said = between(post, cell.fence.end_line, fence.line) if fence else None
    if fence is None or said is None or "`" not in said.text or not announces(_CODE.sub("it", said.text)):
        return None
    quoted = _CODE.findall(said.text)
    other = post.cell_at(fence.line)
    runs = other is not None and not other.is_output
    if len(quoted) != 1 or runs or not _is_call(quoted[0], cell.fence.code):
        return None
    line = next(
        (n for n in range(fence.line - 1, cell.fence.end_line, -1) if f"`{quoted[0]}`" in post.lines[n - 1]),
        0,
    )
    return Aside(f">>> {quoted[0]}", line, line, "call in a sentence", fence) if line else None


def _is_call(text: str, code: str) -> bool:
    """Whether it is an expression that may run for a sentence, and that the cell above does not hold."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError):
        return False
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    called = any(isinstance(node, ast.Call | ast.BinOp | ast.Subscript) for node in ast.walk(tree))
    return called and not names & _FOREIGN and text.strip() not in code


def with_calls(post: Post, found: Found) -> Found:
    """The same; a fence that does not show what its cell shows may show what a sentence calls."""
    calls = {aside.fence.code_line: aside for aside in of(post) if aside.fence}
    return Found(tuple(_with_call(claim, calls.get(claim.line)) for claim in found.claims), found.comments)


def _with_call(claim: Claim, aside: Aside | None) -> Claim:
    if aside is None or claim.kind is not ClaimKind.BLOCK:
        return claim
    called = replace(claim, kind=ClaimKind.DOCTEST, syntax=aside.syntax, subject=(aside.line, aside.line))
    return replace(claim, narrower=(called,))
