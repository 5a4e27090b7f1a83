"""Code -> warm kernel or cold one, and what to import before the fork."""

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

PRELOADED = frozenset({"jax", "matplotlib", "numpy", "pandas", "scipy", "sympy"})
"""Slow to import, and known to survive a fork when nothing of them has run yet."""

# what libraries import when they are first used; nothing of it can be reached without that use
_COMPANIONS = {
    "jax": ("jaxlib.mlir.dialects.mhlo", "jaxlib.mlir.dialects.builtin"),
    "matplotlib.pyplot": ("matplotlib.backends.backend_agg", "PIL.PngImagePlugin"),
    "numpy": ("numpy.fft", "numpy.random"),
    "sympy": ("sympy.assumptions.wrapper", "sympy.sets.setexpr", "sympy.tensor.tensor"),
}

# what a post does before it imports a library comes too late where that is imported already;
# `gc` sees the library's objects
_NEEDS_COLD = re.compile(
    r"\b(?:os\.environ|environ\b|getenv|putenv|dotenv|sys\.(?:modules|meta_path|path_hooks|flags|addaudithook)"
    r"|reload\b|os\.fork|__import__|gc\.|import gc\b)|%(?:set_)?env\b"
)


def needs_cold(codes: Iterable[str], folder: Path) -> bool:
    """Whether a kernel forked from a process with imported libraries could answer differently.

    >>> needs_cold(["import os", "os.environ['JAX_ENABLE_X64'] = '1'"], Path())
    True
    >>> needs_cold(["import numpy as np", "%matplotlib inline"], Path())
    False
    """
    return any(_NEEDS_COLD.search(code) for code in codes) or (folder / "matplotlibrc").exists()


def can_fork() -> bool:
    """Whether forking a process with libraries in it is safe here: not on macOS, and Windows has no fork."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def preloadable(modules: Iterable[str]) -> tuple[str, ...]:
    """Pick the modules worth importing before the fork, in an order that never changes.

    >>> preloadable(["pandas.core", "json"])
    ('pandas', 'pandas.core')
    """
    heavy = {name for name in modules if name.partition(".")[0] in PRELOADED}
    heavy |= {name.partition(".")[0] for name in heavy}
    return tuple(sorted(heavy.union(*(_COMPANIONS.get(name, ()) for name in heavy))))
