"""What Python text says, read without running it: statements, sessions, names, imports."""

from blogkit.code import sessions
from blogkit.code.imports import imports_of, parsed
from blogkit.code.names import binds, bodies, parts, reads, units
from blogkit.code.statements import Remark, Statement, Understood, runnable, understand

__all__ = [
    "Remark",
    "Statement",
    "Understood",
    "binds",
    "bodies",
    "imports_of",
    "parsed",
    "parts",
    "reads",
    "runnable",
    "sessions",
    "understand",
    "units",
]
