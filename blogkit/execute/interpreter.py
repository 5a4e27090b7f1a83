"""The blog's own interpreter: what it is, what it has installed, and what keeps it from running cells."""

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import blogkit.kernel
from blogkit.cache import temporary_folder
from blogkit.values import frozen

OLDEST = (3, 9)
"""The oldest Python in whose grammar the room that travels is written."""
_LEAST_IPYKERNEL = 6
_PATIENCE = 60
_PROBE = """
import json, platform, sys
if sys.version_info >= (3, 9):
    from importlib import metadata, util
    def place(name):
        spec = util.find_spec(name)
        return spec and spec.origin or ""
    def version(name):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            return "0"
    kernel, pip, matplotlib = map(place, ["ipykernel", "pip", "matplotlib"])
    kernel = kernel and version("ipykernel")
else:
    kernel = pip = matplotlib = ""
print(json.dumps({
    "version": sys.version, "numbers": list(sys.version_info[:3]), "paths": sys.path,
    "machine": [sys.platform, platform.machine()], "ipykernel": kernel,
    "pip": bool(pip), "matplotlib": matplotlib,
}))
"""
"""Every Python from 2.6 on can read it: an old one is to be told apart from a broken one.

It imports nothing that it asks for: ipykernel takes 0.1 s.
"""
_ADVICE: Mapping[int | None, str] = {
    errno.ENOEXEC: "it is of another kind of machine, or no program: make the environment anew on this one",
    errno.ENOENT: "what it starts is gone: make the environment anew",
    errno.EACCES: "make it executable, or name another Python",
}
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")


class UnfitError(Exception):
    """An interpreter that cannot run cells; the message says why, and what to do."""


@frozen
class Interpreter:
    """A Python that runs cells, and has nothing of ours installed."""

    executable: str
    version: str
    """As `sys.version` says it."""
    machine: tuple[str, ...]
    paths: tuple[str, ...]
    """Where it looks for modules."""
    matplotlib: str = ""
    """The file of its Matplotlib; empty where it has none."""

    @property
    def packages(self) -> tuple[Path, ...]:
        """The folders in which its packages are installed: they change when one is."""
        return tuple(Path(path) for path in self.paths if path.endswith("-packages"))


def executable_of(written: str, folder: Path) -> str:
    """The program that a path means, as it was written below `folder`; a virtual environment means its own.

    Raises UnfitError where there is none.
    """
    path = Path(written).expanduser()
    if path.name == written:
        found = shutil.which(written)
        if found and not (folder / path).exists():
            return found
    path = Path(os.path.normpath(folder.absolute() / path))
    if path.is_dir():
        inside = [path / part for part in ("bin/python", "Scripts/python.exe", "python.exe")]
        path = next((one for one in inside if one.exists()), path)
    if not path.is_file():
        raise UnfitError(f"{written}: no such interpreter; give the path of one, like .venv/bin/python")
    return str(path)


@cache
def interpreter_at(executable: str) -> Interpreter:
    """Ask an interpreter what it is. Raises UnfitError where it cannot run cells."""
    said = _asked(executable)
    version = ".".join(map(str, said["numbers"]))
    if tuple(said["numbers"][:2]) < OLDEST:
        least = ".".join(map(str, OLDEST))
        raise UnfitError(f"{executable}: is Python {version}; cells need {least} or newer: name a newer one")
    known = str(said["ipykernel"])
    if not known:
        raise UnfitError(f"{executable}: has no ipykernel; run: {install_line(executable, 'ipykernel')}")
    if int(known.partition(".")[0]) < _LEAST_IPYKERNEL:
        line = install_line(executable, "--upgrade ipykernel")
        raise UnfitError(f"{executable}: has ipykernel {known}, which is too old; run: {line}")
    return Interpreter(
        executable, said["version"], tuple(said["machine"]), tuple(said["paths"]), said["matplotlib"]
    )


def install_line(executable: str, packages: str) -> str:
    """The line that installs packages into an interpreter; one that came without pip is uv's."""
    quoted = f'"{executable}"' if " " in executable else executable
    try:
        has_pip = bool(_asked(executable)["pip"])
    except UnfitError:
        has_pip = True
    if has_pip:
        return f"{quoted} -m pip install {packages}"
    return f"uv pip install --python {quoted} {packages}"


@cache
def _asked(executable: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    advice = "give the path of a Python, like .venv/bin/python"
    try:
        done = subprocess.run(  # noqa: S603  (the author's own interpreter)
            [executable, "-c", _PROBE], capture_output=True, text=True, check=False,
            env=environment, stdin=subprocess.DEVNULL, timeout=_PATIENCE,
        )  # fmt: skip
        return json.loads(done.stdout.strip().split("\n")[-1])
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else f"does not answer in {_PATIENCE} s"
        advice = _ADVICE.get(error.errno, advice) if isinstance(error, OSError) else advice
        raise UnfitError(f"{executable}: cannot be run ({why}); {advice}") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise UnfitError(f"{executable}: is no Python; {advice}") from error


@cache
def travelling_room() -> str:
    """A folder with nothing of ours but the room that runs inside a kernel.

    Our own folder would not do: installed, it is that of all our packages, and theirs would be hidden.
    """
    folder = temporary_folder()
    package = folder / "blogkit"
    room = Path(blogkit.kernel.__file__).parent
    shutil.copytree(room, package / "kernel", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "__init__.py").write_text("", encoding="utf-8")
    return str(folder)
