"""Statement -> the names it binds and reads where it stands; those inside a function are its own."""

import ast
from collections.abc import Iterable, Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def units(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements in order, each `with`, `for`, `if` and `try` followed by those inside it."""
    for statement in statements:
        yield statement
        for body in bodies(statement):
            yield from units(body)


def bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of a compound statement; none for functions and classes, which are wholes."""
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
        case ast.Match(cases=cases):
            return [case.body for case in cases]
        case _:
            return []


def parts(statement: ast.stmt) -> list[ast.AST]:
    """What belongs to a statement itself: for a compound one, its header."""
    if not bodies(statement):
        return [statement]
    header: list[ast.AST] = []
    for node in ast.iter_child_nodes(statement):
        if isinstance(node, ast.ExceptHandler):
            header += [node.type] if node.type else []
        elif isinstance(node, ast.match_case):
            header += [node.pattern, *([node.guard] if node.guard else [])]
        elif not isinstance(node, ast.stmt):
            header.append(node)
    return header


def binds(statement: ast.stmt) -> set[str]:
    """The names that hold something new behind the statement."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return {(alias.asname or alias.name).partition(".")[0] for alias in aliases}
        case _:
            return {
                node.id
                for part in parts(statement)
                for node in _here(part)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }


def _here(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what is in it, functions and comprehensions aside."""
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _here(child)


def reads(statement: ast.stmt) -> set[str]:
    """The names of the session that the statement needs, also those inside functions."""
    found = {name for part in parts(statement) for name in _free(part)}
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        found.add(statement.target.id)
    return found


def _free(node: ast.AST) -> set[str]:
    """The names that are read, those a function binds itself left out."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    found = {name for child in ast.iter_child_nodes(node) for name in _free(child)}
    if isinstance(node, _FUNCTIONS):
        return found - _own(node)
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return found - {
            part.id
            for generator in node.generators
            for part in ast.walk(generator.target)
            if isinstance(part, ast.Name)
        }
    return found


def _own(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """The parameters of a function and what it assigns, globals aside."""
    arguments = {part.arg for part in ast.walk(function.args) if isinstance(part, ast.arg)}
    if isinstance(function, ast.Lambda):
        return arguments
    shared = {name for part in ast.walk(function) if isinstance(part, ast.Global) for name in part.names}
    return (arguments | {name for unit in units(function.body) for name in binds(unit)}) - shared
