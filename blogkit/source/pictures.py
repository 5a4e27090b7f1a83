"""The pictures of posts on the disk: read, measured, written."""

import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path, PurePosixPath

from blogkit.cache import ChangedMeanwhileError, file_state, rewrite
from blogkit.errors import ContentError, trouble
from blogkit.model import Figure, Source
from blogkit.source.conventions import Places


def read_picture(folder: Path, path: PurePosixPath) -> bytes | None:
    """The committed file behind an image of a post; None where there is none."""
    try:
        return (folder / path).read_bytes()
    except OSError:
        return None


def picture_state(places: Places, source: Source, address: str) -> str:
    """What tells one version of an image's file from another; empty for an image from elsewhere."""
    if "//" in address or address.startswith("data:"):
        return ""
    path = places.file(source, address)
    state = file_state(places.folder / path) if path else None
    return "" if state is None or state.is_missing else f"{path}|{state}"


def picture_size(places: Places, source: Source, address: str) -> tuple[int, int] | None:
    """Width and height in pixels; None for what Pillow does not know, such as SVG."""
    path = places.file(source, address)
    return size_of_picture(places.folder / path) if path else None


def size_of_picture(path: Path | BytesIO) -> tuple[int, int] | None:
    """Width and height in pixels; None for what Pillow does not know."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (known pictures need no Pillow)

    try:
        with Image.open(path) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def write_pictures(folder: Path, figures: Iterable[Figure]) -> tuple[list[PurePosixPath], list[ContentError]]:
    """Put drawn figures into the source folder: which files were written, and which could not be.

    A picture that somebody else has put there since it was compared stays; the next build compares again.
    """
    written: list[PurePosixPath] = []
    failed: list[ContentError] = []
    for figure in figures:
        if figure.file is None or not figure.png:
            continue
        try:
            _check_inside(folder, figure.file)
            if rewrite(folder / figure.file, figure.png, figure.committed):
                written.append(figure.file)
        except ChangedMeanwhileError:
            continue
        except ContentError as error:
            failed.append(error)
        except (OSError, ValueError) as error:
            why = trouble(error) if isinstance(error, OSError) else str(error)
            failed.append(ContentError(str(figure.file), 0, f"cannot be written: {why}; the old file stays"))
    return written, failed


def _check_inside(folder: Path, path: PurePosixPath) -> None:
    real, root = os.path.realpath(folder / path), os.path.realpath(folder)
    if not real.startswith(f"{root.rstrip(os.sep)}{os.sep}"):
        raise ContentError(str(path), 0, "is a link that leads out of the blog; copy what it leads to")
