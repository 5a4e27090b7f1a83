"""The edge to the file system: folder -> Source, …; Site -> folder."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from blogkit.cache import ChangedMeanwhileError, is_part, rewrite
from blogkit.errors import ContentError, VanishedError, trouble
from blogkit.model import Source
from blogkit.source.config import ENVIRONMENTS
from blogkit.source.conventions import MARKDOWN_ENDINGS, recipe_path
from blogkit.source.layouts import ENDINGS, FOLDERS, Layouts, Template, sort_layouts
from blogkit.source.line_ends import restored, unified
from blogkit.source.notebooks import read_notebook
from blogkit.source.scripts import is_script, read_script

CONFIG_NAMES = ("hugo", "config")


CONFIG_ENDINGS = (".toml", ".yaml", ".yml", ".json")


HTML_ENDINGS = frozenset({".html", ".htm"})


_CHANGED = "changed while the posts ran; run fix again"


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
            str(folder),
            0,
            "has no hugo.toml (or config.toml, hugo.yaml, config/_default/); add one, or give"
            " `blogkit check` what to judge: blogkit check docs/ README.md",
        )
    return {
        path.relative_to(folder).as_posix(): _text(path, path.relative_to(folder).as_posix())
        for path in [*found, *_of_themes(folder)]
    }


def _of_themes(folder: Path) -> list[Path]:
    """The configurations that themes and vendored modules bring."""
    modules = [path.parent for path in sorted((folder / "_vendor").rglob("layouts")) if path.is_dir()]
    unpacked = [path.parent for path in sorted((folder / "themes").glob("*.*/*/**/layouts")) if path.is_dir()]
    themes = [*sorted((folder / "themes").glob("*/")), *unpacked, *modules]
    names = [name + ending for name in CONFIG_NAMES for ending in CONFIG_ENDINGS]
    found = [theme / name for theme in themes for name in names]
    deep = [path for theme in themes for path in sorted((theme / "config" / "_default").glob("*"))]
    return [path for path in [*found, *deep] if path.is_file() and path.suffix in CONFIG_ENDINGS]


def source_paths(folder: Path, content_dir: str, ignored: Sequence[str] = ()) -> list[Path]:
    """The files below the content folder that are pages, in a fixed order.

    `ignored` are patterns for the paths of files and folders that do not count.

    Raises ContentError when there is no such folder.
    """
    if not (folder / content_dir).is_dir():
        raise ContentError(
            content_dir, 0, "no such folder; make it and put your posts there, or set contentDir"
        )
    counts = _counts(folder, ignored)
    paths = _files_below(folder, content_dir)
    return sorted(path for path in paths if "." in path.name and counts(path) and _is_page(path))


def markdown_at(folder: Path, names: Iterable[str]) -> list[Path]:
    """What is to be judged at paths below `folder` or from here: files, and all that folders hold.

    That is Markdown, notebooks and scripts with cells.

    Raises ContentError for a path that does not exist, stands elsewhere or is no Markdown.
    """
    found: dict[Path, None] = {}
    for name in names:
        path = folder / _below(folder, name, _NO_PATH)
        if path.is_dir():
            below = (one for one in _files_below(folder, path.relative_to(folder).as_posix()))
            found |= dict.fromkeys(one for one in below if _is_text(one) and not _is_hidden(one, path))
        elif _is_text(path):
            found[path] = None
        else:
            raise ContentError(name, 0, _no_text(path))
    return list(found)


_TEXT_ENDINGS = MARKDOWN_ENDINGS | {".ipynb", ".qmd"}
_NO_PATH = "names no file below the source folder; give a path that exists, or the folder with -s"
_BUILT = frozenset({"node_modules", "public", "resources", "site-packages", "_site", "_build", "__pycache__"})


def _is_text(path: Path) -> bool:
    ending = path.suffix.lower()
    return ending in _TEXT_ENDINGS or (ending == ".py" and not _is_ours(path.name) and _has_cells(path))


def _has_cells(path: Path) -> bool:
    try:
        return is_script(path.read_text("utf-8", "replace"))
    except OSError:
        return False


def _no_text(path: Path) -> str:
    """Why a file is nothing to judge."""
    if path.suffix.lower() == ".py":
        return "has no cells; begin each with a line # %%, or give the Markdown that shows the code"
    endings = ", ".join(sorted(_TEXT_ENDINGS))
    return f"is no Markdown; give files that end in {endings}, scripts with # %% lines, or folders"


def _is_hidden(path: Path, top: Path) -> bool:
    return any(part.startswith(".") or part in _BUILT for part in path.relative_to(top).parts)


def has_config(folder: Path) -> bool:
    """Whether a folder holds the configuration of a blog."""
    try:
        return bool(read_config(folder))
    except ContentError as error:
        if error.line:
            raise
        return False


def _files_below(folder: Path, name: str) -> list[Path]:
    """Every file below a folder of the blog, but for what links lead to outside of both."""
    return [path for path, foreign in _walk(folder, folder / name) if not foreign]


def links_out(folder: Path, roots: Iterable[Path]) -> list[ContentError]:
    """Name the links below some folders of the blog that lead out of it: nothing behind them is published."""
    message = "is a link that leads out of the blog, and is left out; copy what it leads to"
    return [
        ContentError(_shown(path, folder), 0, message)
        for root in dict.fromkeys(roots)
        for path, foreign in _walk(folder, root)
        if foreign
    ]


def _shown(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def _holds(question: Callable[[], bool]) -> bool:
    """Whether it is so; of a link that leads to itself nothing is."""
    try:
        return question()
    except OSError:
        return False


def _walk(folder: Path, root: Path) -> Iterator[tuple[Path, bool]]:
    """The files below a folder, and the links that lead out of it and of the blog, as True says."""
    homes = [os.path.realpath(folder), os.path.realpath(root)]
    inside = tuple(f"{home.rstrip(os.sep)}{os.sep}" for home in homes)

    def leads_out(path: str) -> bool:
        return not f"{os.path.realpath(path)}{os.sep}".startswith(inside)

    def entries(place: str, above: frozenset[str]) -> Iterator[tuple[Path, bool]]:
        try:
            found = sorted(os.scandir(place), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in found:
            if entry.is_symlink() and leads_out(entry.path):
                yield Path(entry.path), True
            elif _holds(entry.is_dir):
                real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
                if real not in above:  # a link to a folder above itself
                    yield from entries(entry.path, above | {real})
            elif _holds(entry.is_file):
                yield Path(entry.path), False

    yield from entries(str(root), frozenset(homes))


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
    counts = _counts(folder, ignored)
    return [
        PurePosixPath(path.relative_to(folder).as_posix())
        for path in sorted(_files_below(folder, content_dir))
        if counts(path) and not _is_page(path) and not _is_ours(path.name)
    ]


def _is_ours(name: str) -> bool:
    """Whether a file is there for the tool: recipes, and what a killed build left half-written."""
    return name.endswith(".figures.py") or is_part(name)


def chosen(folder: Path, only: Iterable[str]) -> Callable[[PurePosixPath], bool]:
    """Whether `--only` asks for a post; everything is asked for where there is none.

    Raises ContentError for a path that does not exist.
    """
    names = [_below(folder, name) for name in only]

    def is_chosen(path: PurePosixPath) -> bool:
        return not names or any(path == name or name in path.parents for name in names)

    return is_chosen


_NO_POST = "--only names no file of this blog; give a path like content/posts/my-post.md"


def _below(folder: Path, name: str, otherwise: str = _NO_POST) -> PurePosixPath:
    """A path as the user typed it: below the source folder, or below the current one."""
    for path in (folder / name, Path(name)):
        if path.exists() and folder.resolve() in [path.resolve(), *path.resolve().parents]:
            return PurePosixPath(path.resolve().relative_to(folder.resolve()).as_posix())
    raise ContentError(name, 0, otherwise)


def read_layouts(folder: Path, components: Iterable[str]) -> Layouts:
    """The templates that the blog and its themes bring for bodies. The blog's own count first.

    `components` are the folders of themes below the source folder, the one that counts most first.
    """
    found: list[tuple[PurePosixPath, Template]] = []
    roots = [*(folder / component for component in reversed(list(components))), folder]
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
        # a theme's words are there beside the blog's own of the same language
        words=tuple(one for root in roots for one in _data_files([root], "i18n"))
        if re.search(r"\b(?:i18n|T|lang\.Translate)\b", texts)
        else (),
    )


def read_templates(folder: Path, where: str) -> tuple[tuple[str, str], ...]:
    """The blog's own templates for our pages: names and texts."""
    paths = sorted((folder / where).glob("*.html"))
    return tuple((path.name, _text(path, f"{where}/{path.name}")) for path in paths)


def read_snippet(folder: Path, name: str, setting: str) -> str:
    """A piece of HTML that a setting names by its file below the source folder; empty where none is named.

    Raises ContentError for a file that is missing, or that stands elsewhere.
    """
    if not name:
        return ""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        message = f'"{name}" is no file below the source folder; name one with the HTML to put in'
        raise ContentError(f"[params.blogkit] {setting}", 0, message)
    return _text(path, name)


ICONS = ("favicon.svg", "favicon.ico", "favicon.png")
"""Names by which blogs keep their icon, the best first."""


def find_icon(folder: Path, static_dirs: Iterable[str]) -> str:
    """The blog's own icon, by its path below the destination; empty where it has none."""
    return next(
        (name for name in ICONS if any((folder / static / name).is_file() for static in static_dirs)), ""
    )


def read_words(folder: Path) -> tuple[tuple[str, str], ...]:
    """The blog's own files of words."""
    return _data_files([folder], "i18n")


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
    """One Markdown file with the recipe script beside it, or a notebook, or a script with cells.

    Raises ContentError when it is too large, or not UTF-8.
    """
    name = PurePosixPath(path.relative_to(folder).as_posix())
    recipes = recipe_path(name)
    script = folder / recipes
    if path.suffix.lower() == ".ipynb":
        text, spots = read_notebook(_text(path, str(name)), str(name))
        return Source(name, text, spots=spots)
    if path.suffix.lower() == ".py":
        text, spots = read_script(_text(path, str(name)))
        return Source(name, text, spots=spots)
    # an empty script is one, too: there is something to say of it
    return Source(
        name, _text(path, str(name)), (_text(script, str(recipes)) or "\n") if script.is_file() else ""
    )


def _text(path: Path, name: str) -> str:
    try:
        return _decoded(path, name)
    except FileNotFoundError as error:
        raise VanishedError(name, 0, "vanished while the blog was read; build again") from error
    except OSError as error:
        raise ContentError(name, 0, f"cannot be read: {trouble(error)}") from error


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
    """Put a corrected text in place of a source, with the line ends and the byte-order mark it had.

    Raises ContentError where it no longer says what was read: its author, or its code, wrote to it.
    """
    path = folder / source.path
    before = path.read_bytes()
    if unified(before.decode("utf-8-sig", "replace")) != source.text:
        raise ContentError(str(source.path), 0, _CHANGED)
    text = restored(text, before.decode("utf-8-sig"))
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    try:
        rewrite(path, mark + text.encode(), before)
    except ChangedMeanwhileError as error:
        raise ContentError(str(source.path), 0, _CHANGED) from error


def static_files(
    folder: Path, static_dirs: Iterable[str], resources: Mapping[str, PurePosixPath]
) -> dict[str, Path]:
    """What is published as it is: path below the destination -> path on the disk."""
    found = {output: folder / path for output, path in resources.items()}
    for name in static_dirs:
        found |= {
            path.relative_to(folder / name).as_posix(): path
            for path in sorted(_files_below(folder, name))
            if not is_part(path.name)
        }
    return found
