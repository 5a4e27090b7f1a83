"""Code -> where the author left some of it out: `...`, `# ... the rest ...`, a body left to the reader."""

import ast
import re
from collections import Counter
from itertools import pairwise

_WORDS = (
    r"(?:\.{3,}|…)|(?:\.{3,}|…)[^.…]*(?:\.{3,}|…)"
    r"|[\[(<{]\s*(?:\.{3,}|…|snip\w*|omitted|elided)[^\])>}]*[\])>}]"
    r"|(?:the )?(?:rest of(?: the)?|remaining|other|more)"
    r" (?:methods?|functions?|class|body|implementation|logic|definitions?|fields)"
    r"|(?:.*\b)?(?:your|more|other|rest of(?: the)?|remaining|further|some|additional) (?:\w+ )?code\b.*"
    r"|(?:code |lines? |rest )?(?:is |are )?(?:omitted|elided|snip(?:ped)?)\b.*|to-?do\b.*|etc\.?"
)
_TASK = re.compile(r"\s*#+\s*to-?do\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\s*#+\s*(?:(?:perform|do|implement|write|add|put|insert|fill|complete|enter|define|create|compute|calculate|finish)\b"
    r".*\bhere\b|(?:replace|change)\b.*\bwith (?:the |your )?(?:\w+ )?(?:code|answer|solution)\b).*",
    re.IGNORECASE,
)
"""What a comment within a function asks its reader to write in its place."""
_COMMENT = re.compile(rf"\s*#+\s*(?:{_WORDS})\s*#*\s*", re.IGNORECASE)
_LOOKS = re.compile(
    r"\b(?:show|display|print|look|see|now|check|inspect|view|result|output|value)\w*\b", re.IGNORECASE
)
_PROMPTED = re.compile(r"\s*>>>\s*#\s*(?P<words>\w.*)")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def elided_lines(code: str) -> tuple[int, ...]:
    r"""The lines, counted from 1, that hold nothing but a comment in place of code.

    >>> elided_lines("a = 1\n# ... compute means ...\n# ... and so on\n# ...")
    (2, 4)
    >>> elided_lines("# TODO: grow\ngrow()\n# TODO: fell\n\ndef f():\n    # Add the sum here\n    return 0")
    (3, 6)
    """
    if "#" not in code:
        return ()
    lines = ["", *code.split("\n"), ""]
    return tuple(
        number
        for number, line in enumerate(lines[1:-1], 1)
        if (_COMMENT.fullmatch(line) and not (_TASK.match(line) and _is_done(lines[1:-1], number)))
        or (line[:1].isspace() and _ASKS.fullmatch(line))
        or (_TRAILS_OFF.fullmatch(line) and not lines[number - 1].strip() and not lines[number + 1].strip())
    )


def _is_done(lines: list[str], number: int) -> bool:
    """Whether code stands directly below a task, which does what that asks for: `# TODO: push 3`."""
    margin = len(lines[number - 1]) - len(lines[number - 1].lstrip())
    below = next((line for line in lines[number:] if not line.lstrip().startswith("#")), "")
    code = below.strip()
    return (
        bool(code)
        and len(below) - len(below.lstrip()) == margin
        and not re.match(r"(?:pass|\.\.\.|return(?: None)?|raise NotImplemented\w*.*)\s*(?:#.*)?$", code)
    )


_TRAILS_OFF = re.compile(
    r"\s*#+\s*(?!\W*(?:output|result|returns?|prints?)\b)[^\W\d][^\n=>]*\w\s?(?:\.{3}|…)\s*", re.IGNORECASE
)
"""A comment between blank lines that ends in dots stands for what it speaks of: `# some calls ...`."""


def is_elision(node: ast.AST) -> bool:
    """Whether a statement is `...` alone."""
    return isinstance(node, ast.Expr) and _is_dots(node.value)


def leaves_out(node: ast.stmt, elided: tuple[int, ...] = ()) -> bool:
    r"""Whether a part of the statement is not there.

    >>> [leaves_out(node) for node in ast.parse("def f(): ...\nclass A: ...\nx = ...\nf(...)").body]
    [False, False, True, False]
    >>> [leaves_out(node) for node in ast.parse("rows.____(3)\nx = ____ + 1\n_").body]
    [True, True, False]
    >>> [leaves_out(node) for node in ast.parse("x = 1 + ...\nif x is ...: x = y[..., 1]").body]
    [True, False]
    """
    if isinstance(node, _DEFINITIONS):
        last = node.end_lineno or node.lineno
        return (
            any(map(_is_blank, ast.walk(node)))
            or any(node.lineno < line <= last for line in elided)
            or any(_is_interrupted(one) or _has_hole(one) for one in ast.walk(node))
            or _waits_for_reader(node)
            or is_outline(node)
        )
    dots = isinstance(node, ast.Assign | ast.AnnAssign) and _is_dots(node.value)
    holes = map(_has_hole, [node] if isinstance(node, _BLOCKS) else ast.walk(node))
    return is_elision(node) or dots or any(holes) or any(map(_is_blank, ast.walk(node)))


def _has_hole(node: ast.AST) -> bool:
    """Whether `...` stands where something is computed: `if ...:`, `return ...`, `1 + ...`."""
    match node:
        case (
            ast.If(test=found)
            | ast.While(test=found)
            | ast.IfExp(test=found)
            | ast.For(iter=found)
            | ast.Return(value=found)
            | ast.AugAssign(value=found)
            | ast.UnaryOp(operand=found)
        ):
            return _is_dots(found)
        case ast.BinOp(left=one, right=other):
            return _is_dots(one) or _is_dots(other)
        case ast.BoolOp(values=found):
            return any(map(_is_dots, found))
        case ast.Compare(left=one, ops=signs, comparators=others):
            ordered = all(isinstance(sign, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for sign in signs)
            return ordered and any(map(_is_dots, [one, *others]))
        case _:
            return False


def _is_blank(node: ast.AST) -> bool:
    """Whether a name is a line to write on: `values.____(3)`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return len(name) >= _LINE and not name.strip("_")
        case _:
            return False


_LINE = 4
"""Underscores; fewer are answers of a session."""


def _waits_for_reader(node: ast.stmt) -> bool:
    """Whether a function holds `None` as a statement, or computes with a name that only None was given."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    inside = list(ast.walk(node))
    if any(isinstance(one, ast.Expr) and _is_none(one.value) for one in inside):
        return True
    names = [one for one in inside if isinstance(one, ast.Name)]
    bound = Counter(one.id for one in names if not isinstance(one.ctx, ast.Load))
    shared = {name for one in inside if isinstance(one, ast.Global | ast.Nonlocal) for name in one.names}
    used = {one.id for one in names if isinstance(one.ctx, ast.Load)} - shared
    return any(
        isinstance(target, ast.Name) and bound[target.id] == 1 and target.id in used
        for one in inside
        if isinstance(one, ast.Assign) and is_empty(one)
        for target in one.targets
    )


def is_outline(node: ast.stmt) -> bool:
    """Whether a function has examples in its docstring, takes arguments, and only returns a constant."""
    match node:
        case ast.FunctionDef(args=ast.arguments(args=[_, *_]), body=[_, ast.Return(value=ast.Constant())]):
            return ">>>" in (ast.get_docstring(node) or "")
        case _:
            return False


def _is_none(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_dots(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


def is_empty(node: ast.stmt) -> bool:
    r"""Whether a function is a sentence, `pass`, `...` or `raise NotImplementedError`, and nothing else.

    So is a name that is given None, for the reader to replace it.

    >>> [is_empty(node) for node in ast.parse("def f(): pass\ndef g(): return 1\nx = None").body]
    [True, False, True]
    """
    if isinstance(node, ast.Assign):
        return _is_none(node.value) and all(isinstance(one, ast.Name) for one in node.targets)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (isinstance(one, ast.Raise) and one.exc is not None and "NotImplemented" in ast.unparse(one.exc))
        for one in node.body
    )


def _is_interrupted(node: ast.AST) -> bool:
    """Whether `...` stands among other statements, or where a function computes something."""
    if isinstance(node, _DEFINITIONS):
        others = [
            one
            for one in node.body
            if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        ]
        if others and any(map(is_elision, node.body)):
            return True
        computed = () if isinstance(node, ast.ClassDef) else node.body
        return any(isinstance(one, ast.Assign) and _is_dots(one.value) for one in computed)
    return isinstance(node, _BLOCKS) and any(
        map(is_elision, [*node.body, *(node.orelse if isinstance(node, ast.If) else ())])
    )


def left_to_type(session: str) -> tuple[int, ...]:
    r"""The lines, counted from 1, that look at a name after a prompt with only words: `>>> # append 7`.

    What the words ask for is left to the reader; words about looking ask for nothing.

    >>> left_to_type(">>> # append 7\n>>> x\n[7]\n>>> # show it\n>>> x\n")
    (2,)
    """
    lines = session.split("\n")
    return tuple(
        number
        for number, (above, line) in enumerate(pairwise(lines), 2)
        if (match := _PROMPTED.fullmatch(above))
        and not _LOOKS.search(match["words"])
        and re.fullmatch(r"\s*>>>\s*(?:print\(\s*[\w.\[\]]+\s*\)|[A-Za-z_][\w.]*)\s*", line)
    )
