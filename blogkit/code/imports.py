"""Code -> what it imports: modules of installed packages, and files of the site."""

import ast
import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from blogkit.code.statements import tree_of_cell
from blogkit.values import frozen


@frozen
class Imports:
    """Dotted names of modules that are not the site's own, and the Python files that are."""

    modules: frozenset[str] = frozenset()
    files: frozenset[Path] = frozenset()


def imports_of(codes: Iterable[str], roots: Sequence[Path]) -> Imports:
    """Follow the imports of these cells through the modules found in `roots`.

    >>> sorted(imports_of(["import numpy as np", "from sympy import exp"], []).modules)
    ['numpy', 'sympy', 'sympy.exp']
    """
    modules: set[str] = set()
    files: set[Path] = set()
    waiting = {name for code in codes for name in _names(code)}
    asked = set(waiting)
    while waiting:
        name = waiting.pop()
        found = {*_local_files(name, roots)}
        if not found:
            modules.add(name)
        for file in found - files:
            files.add(file)
            new = {*_names(file.read_text(encoding="utf-8", errors="replace"), file, roots)} - asked
            asked |= new
            waiting |= new
    return Imports(frozenset(modules), frozenset(files))


def _names(code: str, file: Path | None = None, roots: Sequence[Path] = ()) -> Iterator[str]:
    """Yield every dotted name an import statement may mean: `from a import b` may mean a or a.b."""
    for node in _import_statements(code):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
            continue
        package = node.module or ""
        if node.level and file is not None:
            package = ".".join([*_package(file, roots, node.level), *filter(None, [node.module])])
        if package:
            yield package
            yield from (f"{package}.{alias.name}" for alias in node.names if alias.name != "*")


@cache
def _import_statements(code: str) -> tuple[ast.Import | ast.ImportFrom, ...]:
    if "import" not in code:
        return ()
    tree = tree_of_cell(code)
    found = _statements_in(tree) if tree else ()
    return tuple(node for node in found if isinstance(node, ast.Import | ast.ImportFrom))


def _statements_in(tree: ast.AST) -> Iterator[ast.stmt]:
    """All statements below a node: a tenth of what else is there."""
    waiting = [tree]
    for node in waiting:
        for block in ("body", "orelse", "handlers", "finalbody", "cases"):
            parts: list[ast.AST] = getattr(node, block, [])
            waiting += parts
            yield from (part for part in parts if isinstance(part, ast.stmt))


def _package(file: Path, roots: Sequence[Path], level: int) -> list[str]:
    for root in roots:
        if file.is_relative_to(root):
            parts = file.relative_to(root).parts
            return list(parts[: max(0, len(parts) - level)])
    return []


def _local_files(name: str, roots: Sequence[Path]) -> Iterator[Path]:
    """Yield the files that importing `a.b` runs: a/__init__.py and a/b.py."""
    parts = name.split(".")
    for root in roots:
        place = str(root)
        for part in parts:
            place = f"{place}{os.sep}{part}"
            yield from map(Path, filter(_is_file, (f"{place}.py", f"{place}{os.sep}__init__.py")))
            if not os.path.isdir(place):  # noqa: PTH112  (as below)
                break


def _is_file(path: str) -> bool:
    return os.path.isfile(path)  # noqa: PTH113  (a package of three hundred files asks fifty thousand times)
