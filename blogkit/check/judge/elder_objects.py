"""Rules about objects that a session goes on with, and the post has given anew since."""

import ast
import re
from collections.abc import Iterator

from blogkit.check.compare import agree
from blogkit.check.compare.exceptions import messages
from blogkit.check.judge.case import Case
from blogkit.code import statements
from blogkit.model import ClaimKind, Observation


def older_class(case: Case) -> str:
    """It asks an object for what only a later definition of its class has."""
    shown = [one for observation in case.seen for one in messages(observation.text)[-1:]]
    missing = (match for name, said in shown if name == "AttributeError" and (match := _MISSING.match(said)))
    return (
        "its object is of a class that the post writes anew"
        if any(_is_anew(one, case) for one in missing)
        else ""
    )


_MISSING = re.compile(r"'(?P<type>\w+)' object has no attribute '(?P<name>\w+)'")


def _is_anew(missing: re.Match[str], case: Case) -> bool:
    """Whether a class stands there more than once, and the last time with what is missing."""
    classes = [
        node
        for step in case.steps
        if missing["type"] in step.code
        for node in statements(step.code)
        if isinstance(node, ast.ClassDef) and node.name == missing["type"]
    ]
    return len(classes) > 1 and missing["name"] in set(_given_by(classes[-1]))


def _given_by(node: ast.ClassDef) -> Iterator[str]:
    for one in ast.walk(node):
        match one:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def former_value(case: Case) -> str:
    """A session shows an attribute with a value that it had in a cell above: it was begun anew since."""
    if case.claim.kind is not ClaimKind.DOCTEST or case.says_the_same:
        return ""
    nodes = [one.unit.node for one in case.facts.marked_on(case.index, *_lines(case))]
    names = {name for node in nodes for name in _looked_up(node)}
    given = (value for step in case.steps[:-1] for name, value in _constants(step.code) if name in names)
    was = any(agree(case.claim.expected, Observation(repr(value))) for value in given)
    return "its attribute has the value of a cell further up" if was else ""


def _lines(case: Case) -> tuple[int, int]:
    first, last = (line - case.step.line + 1 for line in case.claim.subject)
    return first, last


def _looked_up(node: ast.stmt) -> Iterator[str]:
    """The attribute that an expression is, and nothing else: `oak.height`."""
    match node:
        case ast.Expr(value=ast.Attribute(attr=name)):
            yield name
        case ast.Expr(value=ast.Subscript(value=ast.Attribute(), slice=ast.Constant(value=str(name)))):
            yield name
        case _:
            pass


def _constants(code: str) -> Iterator[tuple[str, object]]:
    """What a class gives its attributes, where that is written out."""
    for node in statements(code):
        for one in node.body if isinstance(node, ast.ClassDef) else ():
            match one:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                    yield name, value
                case _:
                    pass
