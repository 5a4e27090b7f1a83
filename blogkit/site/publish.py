"""Site -> folder: write what changed, sweep what went; nothing outside of the folder is ever touched."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from blogkit.cache import Left, Record, file_state, sweep_parts, write_bytes
from blogkit.errors import ContentError
from blogkit.model import Site
from blogkit.parallel import Spread, one_by_one
from blogkit.site.plan.collisions import shown
from blogkit.site.plan.output_names import OWN, folders_that_are_files, why_no_name

SOON_LOOKED_AT = 1_000
"""Files of which one process sees which have changed, before others are started for all of them."""
WRITTEN = OWN
"""In the destination: what the last build wrote, so that a deleted post's page goes too."""


def write_site(  # noqa: PLR0913  (all but three have defaults)
    site: Site,
    destination: Path,
    static: Mapping[str, Path],
    *,
    sweep: bool = True,
    before: Record | None = None,
    spread: Spread[Left] = one_by_one,
) -> dict[str, Left]:
    """Make `destination` hold the site's files and the static ones; what each was made from, and left as.

    With `sweep`, what an earlier build wrote and this one did not goes; what others put there stays. Files
    with the same bytes are not touched, so that tools that watch or upload see only what changed. `before`
    is what the last call gave: a file that still is as it was left, and shows the same, is not even made.
    `spread` may have several processes make files. Raises ContentError, before the first byte is written, for
    a name that leads out of the destination or that no disk takes.
    """
    names = {*site.files, *static}
    _check_names(names, destination)
    sweep_parts(destination)
    older = _written_before(destination)
    # first, so that also what a build that is interrupted now has written is swept one day
    _note_written(destination, names | older)
    known, states = before or {}, dict[str, Left]()
    for name, path in static.items():
        if name not in site.files and (copied := _copied_if_there(path, destination / name, known.get(name))):
            states[name] = copied
    made = list(site.files)
    if known and len(made) <= SOON_LOOKED_AT:
        states |= {name: left for name in made if (left := _as_left(site, name, destination, known))}
        made = [name for name in made if name not in states]

    def make(number: int) -> Left:
        name = made[number]
        left = _as_left(site, name, destination, known)
        return left or _made(site, name, destination)

    states.update(zip(made, spread(make, len(made)), strict=True))
    if sweep:
        _sweep(destination, older - names)
        _note_written(destination, names)
    return states


def _as_left(site: Site, name: str, destination: Path, known: Record) -> Left | None:
    """How a file was left, if it still is so and shows the same."""
    mark = site.marks.get(name, "") if name in known else ""
    left = mark, file_state(f"{destination}/{name}")
    return left if mark and known[name] == left else None


def _made(site: Site, name: str, destination: Path) -> Left:
    path = f"{destination}/{name}"
    write_bytes(path, site.files[name])
    return site.marks.get(name, ""), file_state(path)


def refuse_sources(destination: Path, source: Path, folders: Iterable[Path]) -> None:
    """Refuse a destination that is, or holds, the blog, or that is one of its folders.

    Raises ContentError.
    """
    place, blog = destination.resolve(), source.resolve()
    own = [one for folder in folders if not blog.is_relative_to(one := folder.resolve())]
    if blog.is_relative_to(place) or any(place.is_relative_to(folder) for folder in own):
        message = "is, holds, or belongs to the source folder; give a folder of its own, like public"
        raise ContentError("--destination", 0, f"{destination} {message}")


def _note_written(destination: Path, names: Iterable[str]) -> None:
    write_bytes(destination / WRITTEN, "\n".join(sorted(names)).encode())


def publishable(static: Mapping[str, Path]) -> tuple[dict[str, Path], list[ContentError]]:
    r"""The static files that every disk takes, and a word on each other one.

    >>> publishable({"a\nb.txt": Path()})[1][0].message
    'is not published: its name holds a control character; rename it'
    """
    bad = {name: why for name in static if (why := why_no_name(name))}
    said = [
        ContentError(shown(f"static/{name}"), 0, f"is not published: its name {why}; rename it")
        for name, why in sorted(bad.items())
    ]
    return {name: path for name, path in static.items() if name not in bad}, said


def _check_names(names: Iterable[str], destination: Path) -> None:
    """Refuse what would be written elsewhere: by its name, or through a link in the destination."""
    for name in names:
        why = why_no_name(name)
        if why:
            raise ContentError(shown(name), 0, f"cannot be written: the name {why}; rename it")
    below, above = next(iter(folders_that_are_files(names).items()), ("", ""))
    if below:
        raise ContentError(below, 0, f"cannot be written below {above}, which is a file; rename one of them")
    root = os.path.realpath(destination)
    for folder in _links_among(_folders_of(names), destination):
        real = os.path.realpath(destination / folder)
        if real != root and not real.startswith(f"{root.rstrip(os.sep)}{os.sep}"):
            message = "is a link that leads out of the destination; remove the link"
            raise ContentError(f"{destination}/{folder}", 0, message)


def _folders_of(names: Iterable[str]) -> set[str]:
    """Every folder above some files, the destination itself left out."""
    found: set[str] = set()
    for name in names:
        folder = name.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return found


def _links_among(folders: Iterable[str], destination: Path) -> list[str]:
    """The folders that are links: whatever is led out of the destination is so by one of them."""
    return [folder for folder in folders if os.path.islink(f"{destination}/{folder}")]  # noqa: PTH114  (thousands of texts)


def _copied_if_there(path: Path, target: Path, left: Left | None) -> Left | None:
    """Copy a file, unless it has gone since it was listed, as the half files of editors do."""
    try:
        return _copied(path, target, left)
    except FileNotFoundError:
        if path.exists():
            raise
        return None


def _copied(path: Path, target: Path, left: Left | None) -> Left:
    """Copy unless neither the source nor the copy has changed since; both change with their inodes."""
    mark = repr(tuple(file_state(path)))
    if left != (mark, file_state(target)):
        write_bytes(target, path.read_bytes())
        here = file_state(path)
        os.utime(target, ns=(here.changed, here.changed))
    return mark, file_state(target)


def written_files(destination: Path) -> list[Path]:
    """What the last build put into the destination, its list of that included."""
    return [destination / name for name in (WRITTEN, *sorted(_written_before(destination)))]


def _sweep(destination: Path, names: Iterable[str]) -> None:
    """Delete what an earlier build wrote and this one did not.

    The list of it stands in the destination, where anybody may have written: what it names elsewhere stays.
    """
    root = destination.resolve()
    for name in sorted(names):
        path = destination / name
        if not path.parent.resolve().is_relative_to(root):
            continue
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == destination or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _written_before(destination: Path) -> set[str]:
    record = destination / WRITTEN
    if record.is_symlink() or not record.is_file():
        return set()
    listed = record.read_text("utf-8", errors="replace").split("\n")
    return {name for name in listed if not why_no_name(name)}
