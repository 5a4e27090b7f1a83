"""The door to SymPy: imported at the first formula, because it costs 0.4 s that plain posts need not pay."""

from functools import cache
from importlib import import_module
from typing import Any

from blogkit.errors import absent

Expression = Any
"""A SymPy object. SymPy has no complete types; what these are is decided here, once."""


_LATE = (
    "sympy.assumptions.wrapper",
    "sympy.combinatorics",
    "sympy.integrals.manualintegrate",
    "sympy.integrals.prde",
    "sympy.integrals.rde",
    "sympy.polys.domains.old_fractionfield",
    "sympy.polys.domains.old_polynomialring",
    "sympy.polys.polymatrix",
    "sympy.sets.handlers.issubset",
    "sympy.sets.setexpr",
    "sympy.tensor.tensor",
)
"""What SymPy itself imports only when an integral, a limit or an interval asks for it."""


@cache
def library() -> Any:  # noqa: ANN401 - a module without types
    """SymPy itself, whole: nothing more is imported while a limit of time runs.

    Raises AbsentError where it is not installed: what a formula is worth may not depend on that.
    """
    try:
        for name in _LATE:
            import_module(name)
        return import_module("sympy")
    except ModuleNotFoundError as error:
        raise absent("formulas", error) from error
