"""A post's code -> what a reader needs to run it elsewhere: packages, modules of the blog, data."""

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from blogkit.code import imports_of
from blogkit.execute.environment import HOME
from blogkit.execute.job import Job
from blogkit.execute.packages import indexed_versions
from blogkit.model import Needs, Result

LARGEST = 2**21
"""So many bytes of data travel in a notebook, all files together."""
_DISPLAY = re.compile(r"\bdisplay\(")


def needs_of(job: Job, results: Iterable[Result], read: Iterable[str] = ()) -> Needs:
    """What a run of the post needs that no Python has by itself; `read` are the files it read."""
    roots = roots_of(job)
    modules, files = _imported(job, roots)
    asked = modules | implied(job.codes, results)
    strange = {name for name in asked if not _is_own(name.partition(".")[0], roots)}
    other = job.settings.interpreter
    packages = indexed_versions(strange, other.paths if other else None)
    root = job.settings.site_root.resolve()
    data, too_large = _fitting(root, _data_files(root, read, files))
    folder = os.path.relpath(job.folder, root).replace(os.sep, "/")
    return Needs(
        tuple(packages.items()), tuple(sorted(_texts(files, roots).items())), data, too_large, folder
    )


def read_ahead(job: Job) -> None:
    """Read the modules of the blog while the post runs: what they import is known when it has."""
    _imported(job, roots_of(job))


def _imported(job: Job, roots: Sequence[Path]) -> tuple[frozenset[str], frozenset[Path]]:
    """The modules that a post and the modules of the blog import, and the files of these."""
    found = imports_of(job.codes, roots)
    files = found.files | _whole_packages(found.files, roots)
    within = imports_of([file.read_text("utf-8", errors="replace") for file in sorted(files)], roots)
    return found.modules | within.modules, files


def _data_files(root: Path, read: Iterable[str], modules: Iterable[Path]) -> list[PurePosixPath]:
    """The files of the blog that a run read and did not import; what is hidden stays at home."""
    apart = {*modules}
    return [
        path
        for path in map(PurePosixPath, sorted(read))
        if not path.is_absolute()
        and not any(part.startswith((".", "__pycache__")) for part in path.parts)
        and (root / path).is_file()
        and root / path not in apart
    ]


_Data = tuple[tuple[PurePosixPath, bytes], ...]


def _fitting(root: Path, paths: Iterable[PurePosixPath]) -> tuple[_Data, tuple[PurePosixPath, ...]]:
    """The files that travel, the smallest first, and those that there is no room for."""
    room, data, too_large = LARGEST, dict[PurePosixPath, bytes](), list[PurePosixPath]()
    for size, path in sorted(((root / path).stat().st_size, path) for path in paths):
        room -= size
        if room < 0:
            too_large.append(path)
        else:
            data[path] = (root / path).read_bytes()
    return tuple(sorted(data.items())), tuple(sorted(too_large))


def roots_of(job: Job) -> tuple[Path, ...]:
    """Where the modules of the blog stand, the nearest first; a folder of installed packages is none."""
    home = () if job.settings.interpreter or HOME.name.endswith("-packages") else (HOME,)
    return (job.folder, job.settings.site_root.resolve(), *home)


def _whole_packages(files: Iterable[Path], roots: Sequence[Path]) -> frozenset[Path]:
    """All modules of the packages that some stand in: a package may load parts of itself by their names."""
    tops = {
        root / file.relative_to(root).parts[0]
        for file in files
        for root in roots
        if file.is_relative_to(root)
    }
    return frozenset(part for top in tops if (top / "__init__.py").is_file() for part in top.rglob("*.py"))


def _is_own(top: str, roots: Sequence[Path]) -> bool:
    """Whether a name means a module of the blog: a package of that name is a stranger's."""
    return any((root / f"{top}.py").is_file() or (root / top / "__init__.py").is_file() for root in roots)


def implied(codes: Iterable[str], results: Iterable[Result]) -> set[str]:
    """What no line imports: a data frame draws with Matplotlib, and `display` is the notebook's."""
    drawn = any(
        one.data.get("text/plain", "").startswith("<Figure size") for each in results for one in each.outputs
    )
    shown = any(map(_DISPLAY.search, codes))
    return {name for name, is_used in (("matplotlib", drawn), ("IPython", shown)) if is_used}


def _texts(files: Iterable[Path], roots: Sequence[Path]) -> dict[PurePosixPath, str]:
    """Path as an import finds it -> text; where two have the same name, Python takes the nearest."""
    found: dict[PurePosixPath, str] = {}
    for root in roots:
        for file in files:
            if next(one for one in roots if file.is_relative_to(one)) == root:
                place = PurePosixPath(file.relative_to(root).as_posix())
                found.setdefault(place, file.read_text("utf-8", errors="replace"))
    return found
