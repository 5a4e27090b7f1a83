"""Runs inside every kernel: keeps outputs within bounds and reports which files the post reads.

An IPython extension; `Blogkit.root` and `Blogkit.output` of the session's configuration are its settings.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.kernel.files import FileWatch
from blogkit.kernel.limits import limit_output

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Start; called by IPython."""
    settings = shell.config["Blogkit"]
    sys.argv[:] = [""]  # the kernel's own arguments differ from run to run
    # warnings and `inspect` show this name; ipykernel's is a temporary path with its process number
    shell.compile.get_code_name = _cell_name
    limit_output(shell, int(str(settings["output"])))
    FileWatch(shell, Path(str(settings["root"]))).start()


def _cell_name(raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG001  (IPython's signature)
    return f"<cell {number}>"
