"""The variables of the environment on which answers depend."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping

_TELLING = re.compile(
    r"(?:JAX|XLA|LC|OMP|CUDA|TF|TORCH|NUMBA)_\w+|MPL(?!BACKEND)\w*|PYTHON(?!PATH$|HASHSEED$)\w*|TZ|LANG|LANGUAGE"
)


def telling(environment: Mapping[str, str]) -> dict[str, str]:
    """Those that Python and libraries read without a word.

    >>> telling({"TZ": "UTC", "HOME": "/root", "LC_ALL": "C", "PYTHONPATH": "."})
    {'LC_ALL': 'C', 'TZ': 'UTC'}
    """
    # made anew for each command, and also Matplotlib's where it has none
    empty = environment.get("IPYTHONDIR")
    return {
        name: value
        for name, value in sorted(environment.items())
        if _TELLING.fullmatch(name) and (name, value) != ("MPLCONFIGDIR", empty)
    }


def marks_of_variables(names: Iterable[str]) -> dict[str, str]:
    """A few characters for each that change with its value, and do not show it."""
    return {name: hashlib.sha256(repr(os.environ.get(name)).encode()).hexdigest()[:16] for name in names}
