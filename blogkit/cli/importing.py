"""`import`: a notebook becomes a post, which is run once; what does not hold here is said."""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path, PurePosixPath

from blogkit import pipeline
from blogkit.cli.new import content_path
from blogkit.cli.options import Options
from blogkit.cli.output import close, tell
from blogkit.cli.settling import Work, settled, write
from blogkit.errors import ContentError, collect
from blogkit.hugo import post_name
from blogkit.model import Request
from blogkit.notebooks import (
    Decisions,
    Notation,
    Notebook,
    NotebookError,
    Target,
    notation_of,
    read_notebook,
    title_of_notebook,
)
from blogkit.report import plural
from blogkit.source import Settings, disk, parse

_LARGEST = 500_000_000
"""Bytes of a notebook."""


def bring_in(options: Options) -> int:
    """Write the post, its recipes and files; run it, and say what does not hold here."""
    settings = pipeline.read_settings(Request(options.source))[0]
    notebook = _read(options.notebook)
    path = PurePosixPath(settings.content_dir) / _path(options, settings)
    target = _target(options, settings, path, title_of_notebook(notebook, Path(options.notebook).stem))
    work = Work(options, notebook, target, Path(options.notebook).parent)
    for file in work.files:
        if file.exists():
            raise ContentError(
                file.relative_to(options.source).as_posix(), 0, "is there already; give another name"
            )
    converted = work.converted(Decisions())
    write(work, converted)
    said: list[str] = []
    if options.execute:
        converted, said = settled(work, converted)
    said += [f"{target.path}: cell {number + 1} of the notebook: {why}" for number, why in converted.notes]
    for line in dict.fromkeys(said):
        tell(line)
    count = len([one for one in converted.places if one.part == "output"])
    recipes = len([one for one in converted.places if one.part == "recipe"])
    parts = [plural(len(notebook.cells), "cell"), plural(count, "stated output"), plural(recipes, "recipe")]
    close(f"{target.path}: {', '.join(parts)}, {plural(len(converted.files), 'file')}", options)
    return 0


def _read(name: str) -> Notebook:
    path = Path(name)
    try:
        if path.stat().st_size > _LARGEST:
            raise ContentError(name, 0, "is larger than 500 MB; clear its outputs first")
        return read_notebook(path.read_bytes())
    except NotebookError as error:
        raise ContentError(name, 0, str(error)) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ContentError(name, 0, "no such file; give the path of a notebook") from error
    except IsADirectoryError as error:
        raise ContentError(name, 0, "is a folder; give the path of a notebook") from error


def _path(options: Options, settings: Settings) -> PurePosixPath:
    """Where it goes: as the author says, else a folder in the section that has most posts."""
    if options.path:
        return content_path(options.path, settings)
    plain = unicodedata.normalize("NFKC", Path(options.notebook).stem).lower()
    return PurePosixPath("posts") / (re.sub(r"[^\w]+", "-", plain).strip("-_") or "notebook") / "index.md"


def _target(options: Options, settings: Settings, path: PurePosixPath, title: str) -> Target:
    now = datetime.now(settings.zone).replace(microsecond=0).isoformat()
    header = f"+++\ntitle = {json.dumps(title, ensure_ascii=False)}\ndate = {now}\n+++"
    bundle = path.stem == "index"
    name = post_name(path)
    images = path.parent if bundle else PurePosixPath(settings.static_dirs[0], "images", name)
    return Target(
        path, header, _notation(options, settings), images, "" if bundle else f"/images/{name}/",
        keeps_drawing=options.keep_plots,
    )  # fmt: skip


def _notation(options: Options, settings: Settings) -> Notation:
    """As the other posts of the blog state outputs."""
    paths = disk.source_paths(options.source, settings.content_dir, settings.ignore_files)
    posts, _ = collect(lambda path: parse(disk.read_source(options.source, path), settings.zone), paths)
    return notation_of(posts)
