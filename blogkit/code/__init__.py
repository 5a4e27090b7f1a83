"""What Python text says, read without running it: statements, sessions, names, imports."""

from blogkit.code import sessions, shell
from blogkit.code.flow import Marked, Origin, Unit, follow, read_units, statements
from blogkit.code.imports import imports_of, parsed
from blogkit.code.names import binds, bodies, parts, reads, units
from blogkit.code.statements import Remark, Statement, Understood, runnable, understand

__all__ = [
    "Marked",
    "Origin",
    "Remark",
    "Statement",
    "Understood",
    "Unit",
    "binds",
    "bodies",
    "follow",
    "imports_of",
    "parsed",
    "parts",
    "read_units",
    "reads",
    "runnable",
    "sessions",
    "shell",
    "statements",
    "understand",
    "units",
]
