"""What is the same for every blog, kept beside the code as Python keeps byte code: templates, basic fonts.

Who can write there can change the code itself, so that nothing more is trusted than it is.
"""

import os
import pickle
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import blogkit
from blogkit.cache.files import prune, write_bytes
from blogkit.cache.folder import tool_stamp

VERSIONS = 2
"""So many versions of a value stay."""


def derived(name: str) -> Any:  # noqa: ANN401  (whatever was kept)
    """What this version of the tool has kept under a name; None where there is none."""
    try:
        return pickle.loads(_file(name).read_bytes())  # noqa: S301  (it stands among the code)
    except (OSError, EOFError, AttributeError, ImportError, IndexError, ValueError, pickle.UnpicklingError):
        return None


def keep_derived(name: str, value: object) -> None:
    """Keep a value, where byte code may be kept as well."""
    file = _file(name)
    if sys.dont_write_bytecode or not os.access(file.parent, os.W_OK):
        return
    with suppress(OSError):
        prune(file.parent, f"{name}-*.pickle", count=VERSIONS - 1)
        write_bytes(file, pickle.dumps(value, protocol=5))


def _file(name: str) -> Path:
    return Path(blogkit.__file__).parent / "__pycache__" / f"{name}-{tool_stamp()}.pickle"
