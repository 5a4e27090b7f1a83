"""The pictures of posts on the disk: read, measured, written."""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from blogkit.cache import ChangedMeanwhileError, file_state, rewrite
from blogkit.model import Figure, Source
from blogkit.source.conventions import picture_path


def read_picture(folder: Path, source: Source, path: str) -> bytes | None:
    """The committed file behind an image of a post; None where there is none."""
    file = folder / picture_path(source, path)
    return file.read_bytes() if file.is_file() else None


def picture_state(folder: Path, source: Source, address: str) -> str:
    """What tells one version of an image's file from another; empty for an image from elsewhere."""
    if re.match(r"(?:[a-z]+:)?//|data:", address):
        return ""
    path = folder / picture_path(source, unquote(address))
    state = file_state(path)
    return "" if state.is_missing else f"{path}|{state}"


def picture_size(folder: Path, source: Source, address: str) -> tuple[int, int] | None:
    """Width and height in pixels; None for what Pillow does not know, such as SVG."""
    return size_of_picture(folder / picture_path(source, unquote(address)))


def size_of_picture(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels; None for what Pillow does not know."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  (known pictures need no Pillow)

    try:
        with Image.open(path) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return None


def write_pictures(folder: Path, source: Source, figures: Iterable[Figure]) -> list[PurePosixPath]:
    """Put the drawn figures that are new or moved into the source folder; say which.

    A picture that somebody else has put there since it was compared stays; the next build compares again.
    """
    written: list[PurePosixPath] = []
    for figure in figures:
        path = picture_path(source, figure.path)
        with suppress(ChangedMeanwhileError):
            if figure.png and rewrite(folder / path, figure.png, figure.committed):
                written.append(path)
    return written
