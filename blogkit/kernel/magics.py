"""`%%recipe NAME`, `%%check`, `%%aside`: run with the post's names in scope, and leave no trace."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false, reportAttributeAccessIssue=false
# Matplotlib and IPython's shell are partly untyped

from __future__ import annotations

import base64
import gzip
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import CodeType
from typing import Any

from blogkit.kernel import FIGURE
from blogkit.kernel.asides import run_aside
from blogkit.kernel.describe import truth

DOTS_PER_INCH = 200
WIDEST = 20_000
"""Pixels of a picture in either direction: beyond it no browser shows it, and it fills the memory."""
_PIXELS = frozenset({"png", "jpg", "jpeg", "webp", "tif", "tiff", "gif", "avif"})
_DATED = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
"""Metadata that would carry the date, or Matplotlib's version, into the bytes: left out."""
_NO_DATE = {"CreationDate": None, "Creator": None, "Producer": None}

CellName = Callable[[], str]
"""The file name of the running cell, for tracebacks."""


class NoPictureError(Exception):
    """A recipe that ran and drew nothing that could be kept."""


def register(shell: Any, cell_name: CellName) -> None:
    """Make the magics `%%recipe` and `%%check` known to the session."""

    # "\n": the magic's own line was line 1
    def recipe(name: str, code: str) -> None:
        _draw(shell, name.strip(), compile("\n" + code, cell_name(), "exec"))

    def check(numbers: str, code: str) -> None:
        _check(shell, numbers, compile("\n" + code.strip(), cell_name(), "eval"))

    def aside(_: str, code: str) -> None:
        run_aside(code, cell_name(), shell.user_ns)

    shell.register_magic_function(aside, magic_kind="cell", magic_name="aside")
    shell.register_magic_function(recipe, magic_kind="cell", magic_name="recipe")
    shell.register_magic_function(check, magic_kind="cell", magic_name="check")


def _draw(shell: Any, name: str, code: CodeType) -> None:
    """Run the recipe in a copy of the session's names, so that what it defines stays its own."""
    from IPython.utils.capture import capture_output  # noqa: PLC0415  (a post without figures must not pay for it)

    names = dict(shell.user_ns)
    with _clean_matplotlib(shell), capture_output(stdout=False, stderr=False, display=True):
        exec(code, names)  # noqa: S102  (the author's code)
        figure = _figure_of(names, shell.user_ns)
        picture = _saved(figure, name.rpartition(".")[2].lower(), salt=name)
    bundle = {FIGURE: base64.b64encode(picture).decode()}
    if picture.startswith(b"\x89PNG"):
        bundle = {"image/png": bundle[FIGURE]}  # so that the record shows it in a notebook
    shell.display_pub.publish(bundle, metadata={"blogkit": {"figure": name}})


@contextmanager
def _clean_matplotlib(shell: Any) -> Iterator[None]:
    """No figure is open when a recipe begins, and afterwards all is as it was, whatever happens."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  (a post without figures must not pay for it)
    from matplotlib._pylab_helpers import Gcf  # noqa: PLC0415  (the only list of open figures)

    import_module("matplotlib_inline.backend_inline")  # sets the session up, for good, not for one recipe
    opened = dict(Gcf.figs)
    Gcf.figs.clear()
    try:
        with plt.rc_context(), plt.ioff(), _open_after_show(shell):
            yield
    finally:
        plt.close("all")
        Gcf.figs.update(opened)


@contextmanager
def _open_after_show(shell: Any) -> Iterator[None]:
    """Have `plt.show()` leave the figure open: it is the recipe's picture."""
    from matplotlib_inline.config import InlineBackend  # noqa: PLC0415  (the same)

    settings = InlineBackend.instance(parent=shell)
    closes = settings.close_figures
    settings.close_figures = False
    try:
        yield
    finally:
        settings.close_figures = closes


def _figure_of(names: dict[str, Any], known: dict[str, Any]) -> Any:
    """The current figure of pyplot, or the last one that the recipe itself made and named."""
    import matplotlib.pyplot as plt  # noqa: PLC0415  (the same)
    from matplotlib.figure import Figure  # noqa: PLC0415  (the same)

    if plt.get_fignums():
        return plt.gcf()
    own = [one for name, one in names.items() if isinstance(one, Figure) and known.get(name) is not one]
    if not own:
        raise NoPictureError("draws nothing; draw with plt, and leave the figure open at the end")
    return own[-1]


def _saved(figure: Any, form: str, salt: str) -> bytes:
    """The picture, the same bytes in every run."""
    from matplotlib import rcParams  # noqa: PLC0415  (the same)

    width, height = (round(inches * DOTS_PER_INCH) for inches in figure.get_size_inches())
    if form in _PIXELS and max(width, height) > WIDEST:
        raise NoPictureError(
            f"draws {width} × {height} pixels, more than {WIDEST:,}; make its figsize smaller"
        )
    rcParams["svg.hashsalt"] = salt
    # "svgz" would have the time in its header
    picture = _written(figure, form.removesuffix("z"))
    if _is_blank(figure, picture, form):
        raise NoPictureError("draws nothing: its picture is empty; draw into the current figure")
    return gzip.compress(picture, mtime=0) if form == "svgz" else picture


def _written(figure: Any, form: str) -> bytes:
    file = io.BytesIO()
    metadata = _DATED.get(form) or (_NO_DATE if form == "pdf" else None)
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # PostScript and PGF know no other way to have no date
    try:
        figure.savefig(file, format=form, dpi=DOTS_PER_INCH, **({"metadata": metadata} if metadata else {}))
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
    return file.getvalue()


def _is_blank(figure: Any, picture: bytes, form: str) -> bool:
    """Whether every pixel has one colour."""
    from PIL import Image  # noqa: PLC0415  (comes with Matplotlib)

    if form not in _PIXELS:
        picture = _written(figure, "png")
    with Image.open(io.BytesIO(picture)) as image:
        ranges: Any = image.convert("RGBA").getextrema()
    return all(least == most for least, most in ranges)


def _check(shell: Any, numbers: str, code: CodeType) -> None:
    """Evaluate a check of the prose; `numbers` are those of its sentence."""
    names = dict(shell.user_ns)
    # the numbers come from our own parser, a list of Python literals
    names["numbers"] = [float(word) if "." in word or "e" in word else int(word) for word in numbers.split()]
    value = eval(code, names)  # noqa: S307  (the author's code)
    shell.user_ns["__blogkit_watch__"](2, 2, "", truth(value))
