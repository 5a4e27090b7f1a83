"""The environment variables of the kernels: the same on every machine."""

import os
from collections.abc import Mapping
from pathlib import Path

import blogkit

_HOME = Path(blogkit.__file__).parent.parent
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
# a kernel writes byte code (compiling sympy anew costs five seconds); its backend is Jupyter's own;
# the caller's terminal, session and start-up files are no business of a post
_DROPPED = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONSTARTUP",
    "MPLBACKEND",
    "JPY_PARENT_PID",
    "JPY_SESSION_NAME",
    "COLUMNS",
)


def kernel_environment(
    site_root: Path, hash_seed: int, base: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Variables for a kernel of this site.

    >>> kernel_environment(Path("site"), 0, {"MPLBACKEND": "agg"})["PYTHONHASHSEED"]
    '0'
    """
    kept = {name: value for name, value in base.items() if name not in _DROPPED}
    path = [str(site_root.absolute()), str(_HOME)]
    return kept | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(path)),
        "PYTHONHASHSEED": str(hash_seed),
        **dict.fromkeys(_THREADS, "1"),  # sums come out the same on any number of cores; and fork needs it
    }
