"""Which interpreter a strange blog uses: its virtual environment, or what uv, Poetry or conda made for it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_NAMES = (".venv", "venv", "env", ".env")
_PYTHONS = ("bin/python", "Scripts/python.exe", "python.exe")
_CONDA_HOMES = ("miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba")
_PATIENCE = 20


def find_interpreter(folder: Path) -> tuple[str, str]:
    """The interpreter, as the blog would write it, and how it was found; empty where the blog has none."""
    return next(_found(folder), ("", ""))


def gone_interpreter(folder: Path) -> str:
    """The Python of a virtual environment that leads nowhere: it was taken from there, or moved."""
    paths = (folder / name / python for name in _NAMES for python in _PYTHONS)
    found = next((path for path in paths if path.is_symlink() and not path.exists()), None)
    return found.relative_to(folder).as_posix() if found else ""


def _found(folder: Path) -> Iterator[tuple[str, str]]:
    for top in (folder, folder.absolute().parent):
        for name in _NAMES:
            if (top / name / "pyvenv.cfg").is_file() and (python := _python_in(top / name)):
                where = os.path.relpath(top.absolute() / name, folder.absolute())
                tool = "uv" if (top / "uv.lock").is_file() else "a virtual environment"
                yield Path(where, python).as_posix(), f"{tool}: {where}"
    for top in (folder, folder.absolute().parent):
        yield from _of_poetry(top)
        yield from _of_conda(top)


def _python_in(environment: Path) -> str:
    return next((name for name in _PYTHONS if (environment / name).is_file()), "")


def _of_poetry(folder: Path) -> Iterator[tuple[str, str]]:
    """Poetry keeps its environments elsewhere, and knows where."""
    poetry = shutil.which("poetry")
    if not poetry or not (folder / "poetry.lock").is_file():
        return
    try:
        done = subprocess.run(  # noqa: S603  (the author's own tool)
            [poetry, "env", "info", "--executable"], cwd=folder, timeout=_PATIENCE, check=False,
            capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return
    said = done.stdout.strip()
    if done.returncode == 0 and Path(said).is_file():
        yield said, "Poetry"


def _of_conda(folder: Path) -> Iterator[tuple[str, str]]:
    """The environment that `environment.yml` names, where conda keeps them."""
    file = next(
        (path for path in map(folder.joinpath, ("environment.yml", "environment.yaml")) if path.is_file()),
        None,
    )
    named = re.search(r"(?m)^name:\s*['\"]?([\w.-]+)", file.read_text("utf-8", "replace")) if file else None
    if not named:
        return
    prefix = os.environ.get("CONDA_PREFIX", "")
    roots = [Path(os.environ[one]) for one in ("MAMBA_ROOT_PREFIX", "CONDA_ROOT") if one in os.environ]
    roots += [Path(prefix).parent.parent, Path(prefix)] if prefix else []
    roots += [Path.home() / name for name in _CONDA_HOMES] + [Path.home() / ".conda"]
    for root in roots:
        environment = root / "envs" / named[1]
        if python := _python_in(environment):
            yield str(environment / python), f"conda: {named[1]}"
