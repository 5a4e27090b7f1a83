"""What the author may choose about running code."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from blogkit.errors import ContentError
from blogkit.execute.interpreter import Interpreter
from blogkit.values import frozen

GIBIBYTE = 2**30
_OF_POST = ("kernel", "timeout", "memory", "folder", "scratch")
"""What a post may choose; whoever reads a front matter or a configuration has tested the values."""


@frozen
class ExecutionSettings:
    """How posts are run. A post may choose its own `kernel`, `timeout`, `memory`, `folder` and `scratch`."""

    site_root: Path
    """The source folder: importable from every post, and what `Source.path` is relative to."""
    timeout: float = 60.0
    """Seconds a cell may take."""
    memory: int = 4096
    """MiB a post's kernel may hold."""
    output: int = 1_000_000
    """Characters of text a cell may show; pictures and the like get 20 times as much."""
    jobs: int = 0
    """Posts at the same time; 0 stands for one a core, fewer when the memory would not do."""
    kernel: str = "warm"
    """"warm" forks kernels from a process that has the libraries imported, "cold" starts each anew."""
    hash_seed: int = 0
    """PYTHONHASHSEED of the kernels."""
    letters: str = ""
    """How Matplotlib sets them, as `text.hinting` has it: "no_hinting"; empty for its own way."""
    interpreter: Interpreter | None = None
    """The blog's own; None stands for the one that runs this."""
    folder: str = ""
    """The working folder, below the site's root; empty for the post's own."""
    scratch: bool = True
    """Whether posts run in a view of their folders, so that what they write does not land in the source."""
    checkpoints: float | None = None
    """Seconds of work after which a kernel is left at rest, for a preview; None leaves none."""
    cache: Path | None = None
    """The folder of the records; None runs everything."""
    cache_size: int = GIBIBYTE
    """Bytes the records may take; the ones unused for longest go first."""

    def for_post(self, own: Mapping[str, Any], path: str = "") -> "ExecutionSettings":
        """Apply what the post at `path` says under `[params.blogkit]`. Raises ContentError.

        >>> ExecutionSettings(Path()).for_post({"kernel": "cold", "execute": True}).kernel
        'cold'
        """
        chosen = str(own.get("folder", self.folder))
        if chosen and not (self.site_root / chosen).is_dir():
            raise ContentError(path, 0, f"[params.blogkit] folder = {chosen!r}: there is no such folder")
        wishes = {name: own[name] for name in _OF_POST if name in own}
        return replace(self, **wishes) if wishes else self

    def for_site(self, own: Mapping[str, Any]) -> "ExecutionSettings":
        """Apply what the configuration says under `[params.blogkit]`.

        >>> ExecutionSettings(Path()).for_site({"output": 5000}).output
        5000
        """
        return replace(self, **{name: own[name] for name in (*_OF_POST, "output") if name in own})
