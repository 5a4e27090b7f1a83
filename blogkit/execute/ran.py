"""What running a post comes to."""

from dataclasses import dataclass

from blogkit.execute.notebook import Notebook


@dataclass(frozen=True)
class Ran:
    """An executed notebook, how many seconds it took, and whether that was in an earlier build."""

    notebook: Notebook
    seconds: float
    cached: bool = False
