"""Imported modules -> the versions of the packages behind them, and of all that those depend on.

`importlib.metadata` would do, but importing it costs more than most lookups in the cache.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

_REQUIRED = re.compile(r"^Requires-Dist: ([A-Za-z0-9._-]+)(?![^\n]*\bextra\b)", re.MULTILINE)


Places = tuple[str, ...]
"""Where an interpreter looks for modules."""


def versions_of(modules: Iterable[str], places: Places | None = None) -> dict[str, str]:
    """Name -> version of every package that these modules may load, in this interpreter or another.

    >>> "mpmath" in versions_of(["sympy.core"])
    True
    """
    waiting = list(direct_versions(modules, places))
    installed = _installed(_places(places))
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name not in found and name in installed:
            found[name] = installed[name][0]
            waiting.extend(_requirements(installed[name][1]))
    return dict(sorted(found.items()))


def direct_versions(modules: Iterable[str], places: Places | None = None) -> dict[str, str]:
    """Name -> version of the packages that hold these modules.

    >>> list(direct_versions(["numpy", "numpy.linalg", "json", "PIL", "dateutil", "no_such_module"]))
    ['numpy', 'pillow', 'python-dateutil']
    """
    tops = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names
    where = _places(places)
    names = {name for top in tops for name in _distributions(top, where)}
    installed = _installed(where)
    return {name: installed[name][0] for name in sorted(names) if name in installed}


def indexed_versions(modules: Iterable[str], places: Places | None = None) -> dict[str, str]:
    """Name -> version of the packages that hold these modules, and that came from the package index.

    What was installed from a folder or an address may have, on the index, a stranger's package for namesake.

    >>> list(indexed_versions(["numpy", "json"]))
    ['numpy']
    """
    installed = _installed(_places(places))
    found = direct_versions(modules, places)
    # an installer notes the origin there whenever it is not an index (PEP 610)
    return {
        name: version
        for name, version in found.items()
        if not (installed[name][1] / "direct_url.json").exists()
    }


def installed_versions(places: Places | None = None) -> dict[str, str]:
    """Name -> version of all that is installed, in this interpreter or another."""
    return {name: version for name, (version, _) in _installed(_places(places)).items()}


def _places(places: Places | None) -> Places:
    return tuple(sys.path) if places is None else places


@cache
def _installed(places: Places) -> dict[str, tuple[str, Path]]:
    """Name -> version and folder, read from the names of the folders."""
    found: dict[str, tuple[str, Path]] = {}
    for place in places:
        if place.endswith("-packages"):
            for entry in _folders(place):
                name, _, version = entry.removesuffix(".dist-info").rpartition("-")
                found.setdefault(_normal(name), (version, Path(place, entry)))
    return found


def _folders(place: str) -> list[str]:
    try:
        names = os.listdir(place)  # noqa: PTH208  (texts, no Paths)
    except OSError:
        return []
    return [name for name in names if name.endswith(".dist-info")]


@cache
def _distributions(top: str, places: Places) -> tuple[str, ...]:
    if _normal(top) in _installed(places):
        return (_normal(top),)
    if not any((Path(place) / top).exists() or (Path(place) / f"{top}.py").exists() for place in places):
        return ()
    installed = _installed(places).items()
    return tuple(name for name, (_, folder) in installed if _brings(folder, top))


def _brings(folder: Path, top: str) -> bool:
    """Whether a package has a part of this module: the list of its files says so, or that of its modules."""
    files = "\n" + _text(folder / "RECORD")
    return f"\n{top}/" in files or f"\n{top}.py," in files or top in _text(folder / "top_level.txt").split()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


@cache
def _requirements(folder: Path) -> tuple[str, ...]:
    return tuple(_names(_text(folder / "METADATA")))


def _names(metadata: str) -> Iterator[str]:
    return (_normal(name) for name in _REQUIRED.findall(metadata))


def _normal(name: str) -> str:
    """The spelling packages are compared by."""
    return re.sub(r"[-_.]+", "-", name).lower()
