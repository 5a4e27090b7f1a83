"""Rules about objects that a session goes on with, and the post has given anew since."""

import ast
import re
from collections.abc import Iterator

from blogkit.check.compare import agree
from blogkit.check.judge.case import Case
from blogkit.check.judge.claimhood import misnames
from blogkit.code import statements
from blogkit.model import ClaimKind, Observation


def older_class(case: Case) -> str:
    """It asks an object for what another definition of its class has, or a further part of it."""
    missing = (
        match for name, said in case.raised if name == "AttributeError" and (match := _MISSING.match(said))
    )
    return (
        "its object is of a class that the post writes anew, or in parts"
        if any(_is_anew(one, case) for one in missing) and not misnames(case.claim.expected, case.raised)
        else ""
    )


_MISSING = re.compile(r"'(?P<type>\w+)' object has no attribute '(?P<name>\w+)'")


def _is_anew(missing: re.Match[str], case: Case) -> bool:
    """Whether the post writes a class of this name, and elsewhere what is missing: anew, or in parts."""
    text = case.executed.post.source.text[:_LONGEST]
    classes = len(re.findall(rf"^[ \t>]*class {missing['type']}\b", text, re.MULTILINE))
    name = missing["name"]
    given = re.search(
        rf"\bdef {name}\b|(?:\.|^[ \t>.]*[ \t]{{2,8}}){name}\s*(?::[^=\n]+)?=(?!=)", text, re.MULTILINE
    )
    return classes > 0 and given is not None


_LONGEST = 500_000


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
