"""Runs inside the kernel: notes what each line printed and what the commented statements showed.

An IPython extension (`%load_ext blogkit.kernel`). It leaves the session as it is, but for one extra output
a cell, of the MIME type `OBSERVED`, which `blogkit.execute` reads.
"""

from typing import TYPE_CHECKING

from blogkit.kernel.hashing import fingerprint

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

OBSERVED = "application/vnd.blogkit.observed+json"
"""What each line printed and which values the commented statements showed."""
FILES = "application/vnd.blogkit.files+json"
"""Which files of the author a cell was the first to read, with their fingerprints."""
CUT = "application/vnd.blogkit.cut+json"
"""A cell showed more than it may: how many characters that is. What it shows is not whole."""
SESSION = ">>>"
"""The stream of what only a session shows; and the name of the function that shows it."""

__all__ = ["CUT", "FILES", "OBSERVED", "SESSION", "fingerprint"]


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Start observing; called by IPython."""
    from blogkit.kernel.magics import register  # noqa: PLC0415  (the same)
    from blogkit.kernel.observer import Observer  # noqa: PLC0415  (the name OBSERVED must cost no import)

    observer = Observer(shell)  # pyright: ignore[reportArgumentType]  (traitlets, where we ask for plain attributes)
    observer.start()
    register(shell, observer.cell_name)
