"""Runs inside the kernel, of any Python from 3.9 on: notes what each line printed and what statements showed.

One IPython extension (`%load_ext blogkit.kernel`). It leaves the session as it is, but for one extra output
a cell, of the MIME type `OBSERVED`, and one of `FILES`, which `blogkit.execute` reads; and it keeps what a
cell shows within bounds. Its settings are `Blogkit.root`, `Blogkit.output` and `Blogkit.began` of the
session's configuration, where a view of the author's folders is used, `Blogkit.scratch` and `.shown`, and
where figures are drawn once more to see what is only another way to set letters, `Blogkit.letters`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.kernel.expected_errors import announced_lines as announced_lines
from blogkit.kernel.expected_errors import announces_any as announces_any
from blogkit.kernel.hashing import fingerprint, value_print
from blogkit.kernel.scratch import View

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

OBSERVED = "application/vnd.blogkit.observed+json"
"""What each line printed and which values the commented statements showed."""
FILES = "application/vnd.blogkit.files+json"
"""Which files of the author a cell was the first to read, with their fingerprints."""
FIGURE = "application/vnd.blogkit.figure"
"""What a recipe drew, in base64, where it is no PNG picture."""
VARIABLE = "\0"
"""How the name of a variable begins where it stands among those of files: as none of theirs does."""
CUT = "application/vnd.blogkit.cut+json"
"""A cell showed more than it may: how many characters that is. What it shows is not whole."""
SESSION = ">>>"
"""The stream of what only a session shows; and the name of the function that shows it."""
BEGAN = "--Blogkit.began="
"""The argument that says where the kernel leaves the number of each cell that begins."""
TYPED = "# >>>"
"""The last line of a cell that was typed exchange by exchange: it goes on after what one of them raises."""
MODULES = tuple(
    f"blogkit.kernel.{name}"
    for name in (
        "beginnings",
        "exchanges",
        "fence",
        "figures",
        "files",
        "limits",
        "magics",
        "observer",
        "pipes",
        "scratch",
        "shell",
        "variables",
    )
)
"""What the extension imports when it is loaded: the names above must cost no import."""

__all__ = [
    "BEGAN",
    "CUT",
    "FIGURE",
    "FILES",
    "MODULES",
    "OBSERVED",
    "SESSION",
    "TYPED",
    "VARIABLE",
    "View",
    "announced_lines",
    "announces_any",
    "fingerprint",
    "move_beginnings",
    "take_listing",
    "value_print",
    "written_by_post",
]


def move_beginnings(path: str) -> None:
    """Leave the number of each cell that begins in another file from now on."""
    from blogkit.kernel import beginnings  # noqa: PLC0415  (see MODULES)

    beginnings.move_beginnings(path)


def take_listing() -> bool:
    """Whether a cell has asked what a folder of the machine holds since this was asked last."""
    from blogkit.kernel import files  # noqa: PLC0415  (as below)

    return files.take_listing()


def written_by_post() -> bool:
    """Whether a cell of this kernel has written files."""
    from blogkit.kernel import files  # noqa: PLC0415  (the same)

    return files.written_by_post()


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Start; called by IPython."""
    from blogkit.kernel.beginnings import mark_beginnings  # noqa: PLC0415  (see MODULES)
    from blogkit.kernel.figures import (  # noqa: PLC0415  (the same)
        draw_formatted,
        draw_published,
        set_letters,
        show_before_drawing,
    )
    from blogkit.kernel.files import FileWatch  # noqa: PLC0415  (see MODULES)
    from blogkit.kernel.limits import limit_nesting, limit_output  # noqa: PLC0415  (the same)
    from blogkit.kernel.magics import register  # noqa: PLC0415  (the same)
    from blogkit.kernel.observer import Observer  # noqa: PLC0415  (the same)
    from blogkit.kernel.pipes import keep_order  # noqa: PLC0415  (the same)
    from blogkit.kernel.shell import PostShell  # noqa: PLC0415  (the same)

    settings = shell.config["Blogkit"]
    shell.user_ns["__doc__"] = None  # pyright: ignore[reportUnknownMemberType]  # as in a session: IPython's module would speak of itself
    sys.argv[:] = [""]  # the kernel's own arguments differ from run to run
    keep_order(shell)  # pyright: ignore[reportArgumentType]  (as below)
    observer = Observer(shell)  # pyright: ignore[reportArgumentType]  (traitlets, where we ask for plain attributes)
    observer.start()
    register(shell, observer.cell_name)
    # what a cell writes meets the limits first, as they wrap the observer: it notes what a reader sees
    limit_nesting(shell)
    draw_formatted(shell.display_formatter)  # what it adds is within the limits, too
    limit_output(shell, int(str(settings["output"])))
    draw_published(shell.display_pub)
    show_before_drawing(shell.events)
    if settings.get("letters"):
        set_letters(str(settings["letters"]))
    scratch = settings.get("scratch")  # asked for by [] it would be made
    view = View(str(scratch), str(settings["shown"])) if scratch else None
    FileWatch(shell, Path(str(settings["root"])), view).start()
    if settings["began"]:
        mark_beginnings(shell, str(settings["began"]))
    shell.user_ns["__blogkit_shell__"] = PostShell()  # pyright: ignore[reportUnknownMemberType]
