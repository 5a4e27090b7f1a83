"""The environment variables of the kernels: the same on every machine."""

import importlib.util
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import blogkit
from blogkit.cache import temporary_folder
from blogkit.execute.interpreter import Interpreter, travelling_room

HOME = Path(blogkit.__file__).parent.parent
# one thread: sums come out the same on any number of cores, and only then is the fork safe
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
# a kernel writes byte code (compiling sympy anew costs five seconds);
# the caller's terminal, session and start-up files are no business of a post
_DROPPED = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONSTARTUP",
    "MPLBACKEND",
    "JPY_PARENT_PID",
    "JPY_SESSION_NAME",
    "COLUMNS",
)
LATE = ("BLOGKIT_CACHE",)
"""What a kernel learns when it is forked: no library asks for it, so one warm process serves all values."""


def kernel_environment(
    site_root: Path,
    hash_seed: int,
    base: Mapping[str, str] = os.environ,
    interpreter: Interpreter | None = None,
) -> dict[str, str]:
    """Variables for a kernel of this site, in the blog's own interpreter where it names one.

    >>> kernel_environment(Path("site"), 1, {"PYTHONHASHSEED": "random"})["PYTHONHASHSEED"]
    '1'
    """
    kept = {name: value for name, value in base.items() if name not in _DROPPED}
    home = travelling_room() if interpreter else str(HOME)
    path = [str(site_root.absolute()), home]
    own = {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(path)),
        "PYTHONHASHSEED": str(hash_seed),
        # what ipykernel sets too, but it must be there before the warm process imports matplotlib
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # figures as data: with HTML for a notebook the whole library would come along
        "PLOTLY_RENDERER": base.get("PLOTLY_RENDERER", "plotly_mimetype"),
        # the author's own start-up files and settings stay out of the posts
        "IPYTHONDIR": _empty_folder(),
    }
    if interpreter:
        kept.pop("PYTHONHOME", None)
    origin = interpreter.matplotlib if interpreter else _own_matplotlib()
    return kept | own | _matplotlib_settings(origin) | _matplotlib_folder(base) | dict.fromkeys(_THREADS, "1")


def warm_environment(hash_seed: int, interpreter: Interpreter | None = None) -> dict[str, str]:
    """Variables for a process that kernels are forked from: each learns its site when it is forked."""
    home = Path(travelling_room()) if interpreter else HOME
    variables = kernel_environment(home, hash_seed, interpreter=interpreter)
    return {name: value for name, value in variables.items() if name not in LATE}


def mark_of_kernels() -> str:
    """A variable that only the kernels of this process, and what they start, have; empty before the first."""
    return f"IPYTHONDIR={_empty_folder()}" if _made_folder.cache_info().currsize else ""


def _empty_folder() -> str:
    if not Path(_made_folder()).is_dir():  # somebody who tidies up temporary files took it away
        _made_folder.cache_clear()
    return _made_folder()


@cache
def _made_folder() -> str:
    return str(temporary_folder())


def _matplotlib_settings(origin: str) -> dict[str, str]:
    """Point to matplotlib's own settings; those in the post's folder still come first."""
    return {"MATPLOTLIBRC": str(Path(origin).parent / "mpl-data" / "matplotlibrc")} if origin else {}


def _matplotlib_folder(base: Mapping[str, str]) -> dict[str, str]:
    """A folder for what Matplotlib keeps, where its own cannot be made: its words on that are no output.

    >>> _matplotlib_folder({"MPLCONFIGDIR": "/tmp"})
    {}
    """
    home = Path(base.get("HOME", "/"))
    places = [
        Path(base.get("XDG_CONFIG_HOME") or home / ".config"),
        Path(base.get("XDG_CACHE_HOME") or home / ".cache"),
    ]
    if "MPLCONFIGDIR" in base or all(_can_be_made(place / "matplotlib") for place in places):
        return {}
    return {"MPLCONFIGDIR": _empty_folder()}


def _can_be_made(folder: Path) -> bool:
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


@cache
def _own_matplotlib() -> str:
    spec = importlib.util.find_spec("matplotlib")
    return spec.origin or "" if spec else ""
