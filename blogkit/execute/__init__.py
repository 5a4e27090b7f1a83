"""(Post, Step, ...) -> Executed: run each post in a kernel of its own. Only this room knows Jupyter.

Nothing of Jupyter is imported until a post has to run.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from blogkit.execute.cluster import cluster_at
    from blogkit.execute.forkserver.client import close_nurseries
    from blogkit.execute.forkserver.early import warm_up_early
    from blogkit.execute.grounds import Grounds, Today, circumstances_of, grounds_of, still_hold
    from blogkit.execute.interpreter import (
        Interpreter,
        UnfitError,
        executable_of,
        install_line,
        interpreter_at,
    )
    from blogkit.execute.job import Job, Progress
    from blogkit.execute.notebook import FILES
    from blogkit.execute.notes import with_observations
    from blogkit.execute.packages import direct_versions, installed_versions
    from blogkit.execute.records import run_times
    from blogkit.execute.run import execute_all
    from blogkit.execute.settings import ExecutionSettings

__all__ = [
    "FILES",
    "ExecutionSettings",
    "Grounds",
    "Interpreter",
    "Job",
    "Progress",
    "Today",
    "UnfitError",
    "circumstances_of",
    "close_nurseries",
    "cluster_at",
    "direct_versions",
    "executable_of",
    "execute_all",
    "grounds_of",
    "install_line",
    "installed_versions",
    "interpreter_at",
    "run_times",
    "still_hold",
    "warm_up_early",
    "with_observations",
]

_PARTS = {
    "cluster": {"cluster_at"},
    "forkserver.client": {"close_nurseries"},
    "forkserver.early": {"warm_up_early"},
    "grounds": {"Grounds", "Today", "circumstances_of", "grounds_of", "still_hold"},
    "interpreter": {"Interpreter", "UnfitError", "executable_of", "install_line", "interpreter_at"},
    "job": {"Job", "Progress"},
    "notebook": {"FILES"},
    "notes": {"with_observations"},
    "packages": {"direct_versions", "installed_versions"},
    "records": {"run_times"},
    "run": {"execute_all"},
    "settings": {"ExecutionSettings"},
}


def __getattr__(name: str) -> object:
    """Import a part when it is asked for: a warm process, which lives in this room, needs none of them."""
    for part, names in _PARTS.items():
        if name in names:
            globals()[name] = found = getattr(import_module(f"{__name__}.{part}"), name)
            return found
    raise AttributeError(name)
