"""What is wanted of an environment -> the environment, made by uv and kept for the next time."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from blogkit.cache import write_bytes
from blogkit.errors import ContentError
from blogkit.values import frozen

NEEDED = "ipykernel>=6"
"""What the interpreter of cells must have."""
_READY = "blogkit-environment.json"
_PATIENCE = 900
"""Seconds for uv to make an environment."""
_INSTALL_UV = (
    "uv is not found; it makes the environments: "
    f"{sys.executable} -m pip install uv (or see its own page), and run this again"
)


@frozen
class Wanted:
    """One environment, as the command line asks for it."""

    requirements: tuple[str, ...] = ()
    """Of `--with`."""
    python: str = ""
    """A version or a path; empty for the Python that runs blogkit."""
    base: tuple[str, ...] = ()
    """What the posts need beside that."""
    file: Path | None = None
    """A requirements file of the blog."""

    @property
    def name(self) -> str:
        """How a table calls it.

        >>> Wanted(("numpy==2.*",), "3.12").name, Wanted().name
        ('numpy==2.* python 3.12', 'newest')
        """
        named = [*self.requirements, *([f"python {self.python}"] if self.python else [])]
        return " ".join(named) or "newest"

    @property
    def key(self) -> str:
        """Changes with all that the environment is made of."""
        lines = self.file.read_bytes().decode("utf-8", "replace") if self.file else ""
        parts = [self.python or sys.version, *sorted(self.requirements), "|", *sorted(self.base), lines]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@frozen
class Environment:
    """An environment that is there, or why it is not."""

    wanted: Wanted
    python: str = ""
    """Its interpreter."""
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    trouble: str = ""
    """Why it could not be made; empty where it could."""
    kept: bool = False
    """Whether it was there already."""


def wanted_environments(
    withs: Sequence[str], pythons: Sequence[str], base: Sequence[str], file: Path | None = None
) -> list[Wanted]:
    """Every `--with` in every `--python`; blanks part the requirements of one environment.

    >>> [one.name for one in wanted_environments(["numpy<2 pandas", "numpy"], ["3.12"], [])]
    ['numpy<2 pandas python 3.12', 'numpy python 3.12']
    """
    return [
        Wanted(tuple(requirements.split()), python, tuple(base), file)
        for python in dict.fromkeys(pythons or [""])
        for requirements in dict.fromkeys(withs or [""])
    ]


def find_uv() -> str:
    """The program; that of our own environment first. Raises ContentError where there is none."""
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.is_file() else shutil.which("uv")
    if not found:
        raise ContentError("matrix", 0, _INSTALL_UV)
    return found


def environment_at(wanted: Wanted, cache: Path) -> Environment | None:
    """The environment that an earlier run made."""
    folder = cache / "environments" / wanted.key
    python = _python_in(folder)
    try:
        versions = json.loads((folder / _READY).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return Environment(wanted, str(python), versions, kept=True) if python.is_file() else None


def make_environment(wanted: Wanted, cache: Path, uv: str) -> Environment:
    """Make an environment; what keeps it from being made is said, and ends nothing."""
    folder = cache / "environments" / wanted.key
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        _run([uv, "venv", "--no-project", "--python", _interpreter(wanted.python), str(folder)])
        python = str(_python_in(folder))
        file = ["--requirements", str(wanted.file)] if wanted.file else []
        _run([uv, "pip", "install", "--python", python, NEEDED, *wanted.base, *wanted.requirements, *file])
        listed = _run([uv, "pip", "list", "--python", python, "--format", "json"])
    except _UvError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return Environment(wanted, trouble=str(error))
    versions = {str(one["name"]).lower(): str(one["version"]) for one in json.loads(listed)}
    write_bytes(folder / _READY, json.dumps(versions).encode())
    return Environment(wanted, python, versions)


def with_release(wanted: Wanted, package: str, version: str) -> Wanted:
    """The same with one release of a package."""
    others = [one for one in wanted.requirements if package_name(one) != package]
    return replace(wanted, requirements=(*others, f"{package}=={version}"))


def package_name(requirement: str) -> str:
    """The name in a requirement, as indexes compare them.

    >>> package_name("Foo_Bar[x]>=1"), package_name("numpy")
    ('foo-bar', 'numpy')
    """
    name = re.match(r"[\w.-]*", requirement)
    return re.sub(r"[-_.]+", "-", name[0] if name else "").lower()


def releases_of(package: str, uv: str) -> list[str]:
    """The releases of a package, oldest first; those before a release are left out.

    Raises ContentError where the index cannot be asked.
    """
    words = [uv, "run", "--no-project", "--with", "pip", "python", "-m", "pip", "index", "versions", package]
    try:
        said = _run(words)
    except _UvError as error:
        raise ContentError("--bisect", 0, f"the releases of {package} cannot be listed: {error}") from error
    line = next((one for one in said.split("\n") if one.startswith("Available versions:")), "")
    return [one.strip() for one in line.partition(":")[2].split(",") if one.strip()][::-1]


class _UvError(Exception):
    """What uv said when it failed, on one line."""


def _run(words: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603  (uv, which the author installed)
            list(words), capture_output=True, text=True, check=False, timeout=_PATIENCE,
            stdin=subprocess.DEVNULL, env=_quiet_environment(),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _UvError(f"took more than {_PATIENCE} s") from error
    except OSError as error:
        raise _UvError(error.strerror or str(error)) from error
    if done.returncode:
        raise _UvError(one_line_of(done.stderr))
    return done.stdout


def _quiet_environment() -> dict[str, str]:
    """An environment that is active here has no say, and nothing is coloured."""
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    return kept | {"NO_COLOR": "1", "UV_NO_PROGRESS": "1"}


def one_line_of(said: str) -> str:
    r"""What uv complains of, without its drawing.

    >>> one_line_of("Using Python\n  × No solution found\n  ╰─▶ Because there is no x==9,\n      it fails.\n")
    'No solution found: Because there is no x==9, it fails.'
    """
    lines = [line.strip() for line in said.strip().split("\n")]
    start = next((n for n, line in enumerate(lines) if line.startswith(("×", "error", "x "))), 0)
    end = next((n for n in range(start + 1, len(lines)) if not lines[n] or lines[n].startswith("hint")), None)
    text = " ".join(line.lstrip("×│ ") for line in lines[start:end])
    text = re.sub(r":?\s*[╰├]─▶\s*", ": ", text)
    return " ".join(text.split())[:400] or "uv failed, and said nothing"


def _interpreter(python: str) -> str:
    """A version that pyenv has is found there; uv finds the others."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    if re.fullmatch(r"\d+\.\d+(?:\.\d+)?", python):
        found = sorted(root.glob(f"{python}.*" if python.count(".") == 1 else python))
        inside = [path / "bin" / "python" for path in found]
        return next((str(path) for path in reversed(inside) if path.is_file()), python)
    return python or sys.executable


def _python_in(folder: Path) -> Path:
    windows = folder / "Scripts" / "python.exe"
    return windows if windows.is_file() else folder / "bin" / "python"
