"""The edge to the file system: folder -> Source, …; Site -> folder."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from blogkit.cache import write_bytes
from blogkit.errors import ContentError
from blogkit.model import Source
from blogkit.source.config import ENVIRONMENTS
from blogkit.source.conventions import recipe_path
from blogkit.source.layouts import ENDINGS, FOLDERS, Layouts, Template, sort_layouts
from blogkit.source.line_ends import restored, unified

CONFIG_NAMES = ("hugo", "config")


CONFIG_ENDINGS = (".toml", ".yaml", ".yml", ".json")


MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown"})


HTML_ENDINGS = frozenset({".html", ".htm"})


LARGEST_POST = 20_000_000
"""Bytes. No hand-written post comes near; a data file that ends in .md does."""


def read_config(folder: Path) -> dict[str, str]:
    """The configuration files of a source folder: path below it -> text.

    Raises ContentError when the folder does not exist or has no configuration.
    """
    if not folder.is_dir():
        raise ContentError(
            str(folder), 0, "no such folder; give the folder that holds hugo.toml and content/"
        )
    top = [folder / (name + ending) for name in CONFIG_NAMES for ending in CONFIG_ENDINGS]
    deep = [path for part in ENVIRONMENTS for path in sorted((folder / "config" / part).rglob("*"))]
    found = [path for path in [*top, *deep] if path.is_file() and path.suffix in CONFIG_ENDINGS]
    if not found:
        raise ContentError(
            str(folder), 0, "has no hugo.toml (or config.toml, hugo.yaml, config/_default/); add one"
        )
    return {
        path.relative_to(folder).as_posix(): _text(path, path.relative_to(folder).as_posix())
        for path in found
    }


def source_paths(folder: Path, content_dir: str, ignored: Sequence[str] = ()) -> list[Path]:
    """The files below the content folder that are pages, in a fixed order.

    `ignored` are patterns for the paths of files and folders that do not count.

    Raises ContentError when there is no such folder.
    """
    if not (folder / content_dir).is_dir():
        raise ContentError(
            content_dir, 0, "no such folder; make it and put your posts there, or set contentDir"
        )
    paths = (folder / content_dir).rglob("*.*")
    counts = _counts(folder, ignored)
    return sorted(path for path in paths if counts(path) and _is_page(path) and path.is_file())


def _counts(folder: Path, ignored: Sequence[str]) -> Callable[[Path], bool]:
    """Whether no pattern finds something in a path or in that of a folder above it."""
    if not ignored:
        return lambda _path: True
    pattern = re.compile("|".join(f"(?:{one})" for one in ignored))

    def counts(path: Path) -> bool:
        below = path.relative_to(folder)
        return not any(pattern.search(f"/{part.as_posix()}") for part in (below, *below.parents[:-1]))

    return counts


def _is_page(path: Path) -> bool:
    """Tell pages from files beside them: HTML is a page when it has front matter."""
    ending = path.suffix.lower()
    if ending not in HTML_ENDINGS:
        return ending in MARKDOWN_ENDINGS
    try:
        with path.open("rb") as file:
            return file.read(3) in {b"---", b"+++"}
    except OSError:
        return False


def content_files(folder: Path, content_dir: str, ignored: Sequence[str] = ()) -> list[PurePosixPath]:
    """The other files below the content folder: pictures of page bundles and the like."""
    root = folder / content_dir
    counts = _counts(folder, ignored)
    return [
        PurePosixPath(path.relative_to(folder).as_posix())
        for path in sorted(root.rglob("*"))
        if counts(path) and not _is_page(path) and not path.name.endswith(".figures.py") and path.is_file()
    ]


def chosen(folder: Path, only: Iterable[str]) -> Callable[[PurePosixPath], bool]:
    """Whether `--only` asks for a post; everything is asked for where there is none.

    Raises ContentError for a path that does not exist.
    """
    names = [_below(folder, name) for name in only]

    def is_chosen(path: PurePosixPath) -> bool:
        return not names or any(path == name or name in path.parents for name in names)

    return is_chosen


def _below(folder: Path, name: str) -> PurePosixPath:
    """A path as the user typed it: below the source folder, or below the current one."""
    for path in (folder / name, Path(name)):
        if path.exists() and folder.resolve() in [path.resolve(), *path.resolve().parents]:
            return PurePosixPath(path.resolve().relative_to(folder.resolve()).as_posix())
    raise ContentError(
        name, 0, "--only names no file of this blog; give a path like content/posts/my-post.md"
    )


def read_layouts(folder: Path, themes: Iterable[str]) -> Layouts:
    """The templates that the blog and its themes bring for bodies. The blog's own count first."""
    found: list[tuple[PurePosixPath, Template]] = []
    roots = [*(folder / "themes" / theme for theme in reversed(list(themes))), folder]
    for root in roots:
        layouts = root / "layouts"
        paths = [path for part in FOLDERS for path in sorted((layouts / part).rglob("*.*"))]
        for path in paths:
            if path.suffix in ENDINGS and path.is_file():
                name = path.relative_to(folder).as_posix()
                place = PurePosixPath(path.relative_to(layouts).as_posix())
                found.append((place, Template(_text(path, name), name)))
    texts = "".join(template.text for _, template in found)
    return replace(
        sort_layouts(found),
        data=_data_files(roots, "data") if re.search(r"\.Data\b", texts) else (),
        words=_data_files(roots, "i18n") if re.search(r"\b(?:i18n|T|lang\.Translate)\b", texts) else (),
    )


def _data_files(roots: Iterable[Path], name: str) -> tuple[tuple[str, str], ...]:
    """The files of a folder that templates look things up in: path -> text; a later root's count."""
    found: dict[str, str] = {}
    for root in roots:
        for path in sorted((root / name).rglob("*.*")):
            if path.suffix in CONFIG_ENDINGS and path.is_file():
                place = path.relative_to(root).as_posix()
                found[place] = _text(path, place)
    return tuple(found.items())


def read_source(folder: Path, path: Path) -> Source:
    """One Markdown file with the recipe script beside it.

    Raises ContentError when it is too large, or not UTF-8.
    """
    name = PurePosixPath(path.relative_to(folder).as_posix())
    recipes = recipe_path(name)
    script = folder / recipes
    return Source(name, _text(path, str(name)), _text(script, str(recipes)) if script.is_file() else "")


def _text(path: Path, name: str) -> str:
    try:
        return _decoded(path, name)
    except OSError as error:
        raise ContentError(name, 0, f"cannot be read: {error.strerror}; mend its permissions") from error


def _decoded(path: Path, name: str) -> str:
    if path.stat().st_size > LARGEST_POST:
        raise ContentError(
            name, 0, f"is larger than {LARGEST_POST // 1_000_000} MB; move data files out of content/"
        )
    data = path.read_bytes()
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise ContentError(name, line, "holds a null byte; it is not a text file, or was damaged: restore it")
    try:
        # a byte-order mark is no part of the text, and every line ends alike
        return unified(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(
            name, line, f"is not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8"
        ) from error  # fmt: skip


def write_source(folder: Path, source: Source, text: str) -> None:
    """Put a corrected text in place of a source, with the line ends and the byte-order mark it had."""
    path = folder / source.path
    before = path.read_bytes()
    text = restored(text, before.decode("utf-8-sig"))
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    write_bytes(path, mark + text.encode())


def static_files(
    folder: Path, static_dirs: Iterable[str], resources: Mapping[str, PurePosixPath]
) -> dict[str, Path]:
    """What is published as it is: path below the destination -> path on the disk."""
    found = {output: folder / path for output, path in resources.items()}
    for root in (folder / name for name in static_dirs):
        found |= {
            path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()
        }
    return found
