"""Site -> folder: write what changed, sweep what went."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from blogkit.cache import Left, Record, file_state, sweep_parts, write_bytes
from blogkit.model import Site
from blogkit.parallel import Spread, one_by_one

WRITTEN = ".blogkit-files"
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
    `spread` may have several processes make files.
    """
    sweep_parts(destination)
    names = {*site.files, *static}
    older = _written_before(destination)
    # first, so that also what a build that is interrupted now has written is swept one day
    _note_written(destination, names | older)
    known, states = before or {}, dict[str, Left]()
    for name, path in static.items():
        if name not in site.files:
            left = known.get(name)
            spoiled = left is not None and left != ("", file_state(f"{destination}/{name}"))
            _copy(path, destination / name, spoiled=spoiled)
            states[name] = ("", file_state(f"{destination}/{name}"))
    made = list(site.files)

    def make(number: int) -> Left:
        name = made[number]
        mark, path = site.marks.get(name, ""), f"{destination}/{name}"
        if not mark or known.get(name) != (mark, file_state(path)):
            write_bytes(path, site.files[name])
        return mark, file_state(path)

    states.update(zip(made, spread(make, len(made)), strict=True))
    if sweep:
        _sweep(destination, older - names)
        _note_written(destination, names)
    return states


def _note_written(destination: Path, names: Iterable[str]) -> None:
    write_bytes(destination / WRITTEN, "\n".join(sorted(names)).encode())


def _copy(path: Path, target: Path, *, spoiled: bool) -> None:
    """Copy unless size and time of change say that it was copied before, and was not spoiled since."""
    there, here = file_state(target), file_state(path)
    if not spoiled and (there.size, there.changed) == (here.size, here.changed):
        return
    write_bytes(target, path.read_bytes())
    os.utime(target, ns=(here.changed, here.changed))


def written_files(destination: Path) -> list[Path]:
    """What the last build put into the destination, its list of that included."""
    return [destination / name for name in (WRITTEN, *sorted(_written_before(destination)))]


def _sweep(destination: Path, names: Iterable[str]) -> None:
    """Delete what an earlier build wrote and this one did not."""
    for name in sorted(names):
        path = destination / name
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == destination or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _written_before(destination: Path) -> set[str]:
    record = destination / WRITTEN
    return set(record.read_text("utf-8").split("\n")) - {""} if record.is_file() else set()
