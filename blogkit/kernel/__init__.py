"""Runs inside the kernel, of any Python from 3.9 on: notes what each line printed and what statements showed.

One IPython extension (`%load_ext blogkit.kernel`). It leaves the session as it is, but for one extra output
a cell, of the MIME type `OBSERVED`, and one of `FILES`, which `blogkit.execute` reads; and it keeps what a
cell shows within bounds. `Blogkit.root` and `Blogkit.output` of the session's configuration are its settings.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.kernel.hashing import fingerprint, value_print

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

OBSERVED = "application/vnd.blogkit.observed+json"
"""What each line printed and which values the commented statements showed."""
FILES = "application/vnd.blogkit.files+json"
"""Which files of the author a cell was the first to read, with their fingerprints."""
VARIABLE = "$"
"""How the name of a variable of the environment begins where it stands among those of files."""
SESSION = ">>>"
"""The stream of what only a session shows; and the name of the function that shows it."""
TYPED = "# >>>"
"""The last line of a cell that was typed exchange by exchange: it goes on after what one of them raises."""
MODULES = tuple(
    f"blogkit.kernel.{name}"
    for name in ("exchanges", "fence", "files", "limits", "magics", "observer", "shell", "variables")
)
"""What the extension imports when it is loaded: the names above must cost no import."""

__all__ = ["FILES", "MODULES", "OBSERVED", "SESSION", "TYPED", "VARIABLE", "fingerprint", "value_print"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start; called by IPython."""
    from blogkit.kernel.files import FileWatch  # noqa: PLC0415  (see MODULES)
    from blogkit.kernel.limits import limit_nesting, limit_output  # noqa: PLC0415  (the same)
    from blogkit.kernel.magics import register  # noqa: PLC0415  (the same)
    from blogkit.kernel.observer import Observer  # noqa: PLC0415  (the same)
    from blogkit.kernel.shell import PostShell  # noqa: PLC0415  (the same)

    settings = shell.config["Blogkit"]
    sys.argv[:] = [""]  # the kernel's own arguments differ from run to run
    observer = Observer(shell)  # pyright: ignore[reportArgumentType]  (traitlets, where we ask for plain attributes)
    observer.start()
    register(shell, observer.cell_name)
    # what a cell writes meets the limits first, as they wrap the observer: it notes what a reader sees
    limit_nesting(shell)
    limit_output(shell, int(str(settings["output"])))
    FileWatch(shell, Path(str(settings["root"]))).start()
    shell.user_ns["__blogkit_shell__"] = PostShell()  # pyright: ignore[reportUnknownMemberType]
