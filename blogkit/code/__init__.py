"""What Python text says, read without running it: statements, sessions, names, imports."""

from blogkit.code import sessions, shell
from blogkit.code.effects import dotted
from blogkit.code.elisions import is_outline, left_to_type
from blogkit.code.flow import Given, Marked, Origin, Unit, follow, read_units, statements
from blogkit.code.imports import imports_of
from blogkit.code.magics import is_magic
from blogkit.code.names import binds, bodies, parts, reads, units
from blogkit.code.statements import Remark, Statement, Understood, runnable, tree_of_cell, understand, walk
from blogkit.code.syntax import changed_comments, expression_of, tree_of

__all__ = [
    "Given",
    "Marked",
    "Origin",
    "Remark",
    "Statement",
    "Understood",
    "Unit",
    "binds",
    "bodies",
    "changed_comments",
    "dotted",
    "expression_of",
    "follow",
    "imports_of",
    "is_magic",
    "is_outline",
    "left_to_type",
    "parts",
    "read_units",
    "reads",
    "runnable",
    "sessions",
    "shell",
    "statements",
    "tree_of",
    "tree_of_cell",
    "understand",
    "units",
    "walk",
]
