"""The door to SymPy: imported at the first formula, because it costs 0.4 s that plain posts need not pay."""

from importlib import import_module
from typing import Any

Expression = Any
"""A SymPy object. SymPy has no complete types; what these are is decided here, once."""


def library() -> Any:  # noqa: ANN401 - a module without types
    """SymPy itself."""
    return import_module("sympy")
