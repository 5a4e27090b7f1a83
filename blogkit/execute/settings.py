"""What the author may choose about running code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from blogkit.errors import ContentError
from blogkit.execute.interpreter import Interpreter

GIBIBYTE = 2**30


@dataclass(frozen=True)
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
    interpreter: Interpreter | None = None
    """The blog's own; None stands for the one that runs this."""
    folder: str = ""
    """The working folder, below the site's root; empty for the post's own."""
    scratch: bool = True
    """Whether posts run in a view of their folders, so that what they write does not land in the source."""
    cache: Path | None = None
    """The folder of the records; None runs everything."""
    cache_size: int = GIBIBYTE
    """Bytes the records may take; the ones unused for longest go first."""

    def for_post(self, own: Mapping[str, Any], path: str = "") -> "ExecutionSettings":
        """Apply what the post at `path` says under `[params.blogkit]`. Raises ContentError.

        >>> ExecutionSettings(Path()).for_post({"kernel": "cold", "execute": True}).kernel
        'cold'
        """
        _refuse(own, {name: test for name, test in _ALLOWED.items() if name != "output"}, path)
        chosen = str(own.get("folder", self.folder))
        if chosen and not (self.site_root / chosen).is_dir():
            raise ContentError(path, 0, f"[params.blogkit] folder = {chosen!r}: there is no such folder")
        return replace(self, **{name: own[name] for name in _ALLOWED if name in own and name != "output"})

    def for_site(self, own: Mapping[str, Any]) -> "ExecutionSettings":
        """Apply what the configuration says under `[params.blogkit]`. Raises ContentError.

        >>> ExecutionSettings(Path()).for_site({"output": 5000}).output
        5000
        """
        _refuse(own, _ALLOWED, "hugo.toml")
        return replace(self, **{name: own[name] for name in _ALLOWED if name in own})


def _refuse(own: Mapping[str, Any], tests: Mapping[str, Callable[[object], bool]], path: str) -> None:
    for name, value in own.items():
        allowed = tests.get(name)
        if allowed and not allowed(value):
            raise ContentError(path, 0, f"[params.blogkit] {name} = {value!r} is not {_MEANING[name]}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_kernel(value: object) -> bool:
    return value in ("warm", "cold")


_ALLOWED: Mapping[str, Callable[[object], bool]] = {
    "kernel": _is_kernel,
    "timeout": _is_number,
    "memory": _is_number,
    "folder": _is_text,
    "scratch": _is_truth,
    "output": _is_count,
}
_MEANING = {
    "kernel": '"warm" or "cold"',
    "timeout": "a number of seconds",
    "memory": "a number of MiB",
    "folder": "a folder below the site's",
    "scratch": "true or false",
    "output": "a number of characters above 0",
}
