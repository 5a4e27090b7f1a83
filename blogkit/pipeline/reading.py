"""What a build reads first: the configuration of each language, the posts, the files beside them."""

import pickle
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from blogkit.cache import Memo, digest, sweep_parts, tool_stamp
from blogkit.errors import ContentError, collect, tool_error
from blogkit.model import Post, Request, Source
from blogkit.parallel import Beside
from blogkit.source import Settings, config, disk, parse

OWN_FOLDERS = ("archetypes", "assets", "config", "data", "i18n", "layouts", "themes", "_vendor", ".git")
"""Of a blog, beside those that its settings name."""


def answers(request: Request) -> Path | None:
    """The memory's file; another version of the tool has another one."""
    return request.cache / f"answers-{tool_stamp()}.sqlite" if request.cache else None


def read_settings(request: Request) -> tuple[Settings, ...]:
    """The blog's configuration in each language, with what the command line puts in its place."""
    languages = config.read_languages(disk.read_config(request.folder))
    words = disk.read_words(request.folder)
    return tuple(
        replace(settings, base_url=request.base_url or settings.base_url, i18n=words)
        for settings in languages
    )


def read_folders(request: Request) -> list[Path]:
    """The folders that the blog is made of."""
    return [
        *folders_of(request.folder, read_settings(request)),
        *(request.folder / name for name in OWN_FOLDERS),
    ]


def read_posts(
    request: Request, languages: Sequence[Settings], memo: Memo, beside: Beside
) -> tuple[list[Post], list[ContentError]]:
    """Every Markdown file that can be read and understood, and what is wrong with the others."""
    paths = dict.fromkeys(
        path
        for folder, ignored in content_folders(request.folder, languages)
        for path in disk.source_paths(request.folder, folder, ignored)
    )
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    posts, malformed = _parse_posts(sources, languages[0], memo, beside)
    return posts, [*unreadable, *malformed]


def content_folders(folder: Path, languages: Sequence[Settings]) -> list[tuple[str, tuple[str, ...]]]:
    """Name each content folder once, with the patterns for what does not count in it.

    Only that of the default language must be there.
    """
    there = [one for one in languages if one is languages[0] or (folder / one.content_dir).is_dir()]
    return list(dict.fromkeys((settings.content_dir, settings.ignore_files) for settings in there))


def _parse_posts(
    sources: Sequence[Source], settings: Settings, memo: Memo, beside: Beside
) -> tuple[list[Post], list[ContentError]]:
    """Each post as it was parsed before, or parsed now."""
    zone, own = settings.zone, {name: settings.blogkit.get(name) for name in ("execute", "shell")}
    keys = [digest("post", str(zone), str(own), str(one.path), one.text, one.recipes) for one in sources]
    parsed: list[Post | ContentError | None] = [*memo.get_all(keys)]
    missing = [at for at, post in enumerate(parsed) if post is None]

    def make(number: int) -> bytes | ContentError:
        """Pickled for the memory: nothing is pickled twice on its way from another process."""
        try:
            return pickle.dumps(parse(sources[missing[number]], zone, own), protocol=5)
        except ContentError as error:
            return error
        except Exception as error:  # noqa: BLE001  (one post must not cost the others)
            return tool_error(str(sources[missing[number]].path), error)

    for at, made in zip(missing, beside.spread(make, len(missing)), strict=True):
        if isinstance(made, ContentError):
            parsed[at] = made
        else:
            memo.put_pickled({keys[at]: made})
            parsed[at] = pickle.loads(made)  # noqa: S301  (pickled above)
    posts = [one for one in parsed if isinstance(one, Post)]
    return posts, [one for error in parsed if isinstance(error, ContentError) for one in error.each()]


def content_files(request: Request, languages: Sequence[Settings]) -> list[PurePosixPath]:
    """The files below the content folders that are no pages."""
    return list(
        dict.fromkeys(
            path
            for folder, ignored in content_folders(request.folder, languages)
            for path in disk.content_files(request.folder, folder, ignored)
        )
    )


def sweep(request: Request, languages: Sequence[Settings]) -> None:
    """Take away what a killed build left half-written among the sources and what is kept."""
    for path in [*folders_of(request.folder, languages), *([request.cache] if request.cache else [])]:
        sweep_parts(path)


def folders_elsewhere(folder: Path, languages: Sequence[Settings]) -> tuple[Path, ...]:
    """The folders that are not below the source folder."""
    named = folders_of(folder, languages)
    return tuple(path for path in named if folder.resolve() not in path.resolve().parents)


def folders_of(folder: Path, languages: Sequence[Settings]) -> list[Path]:
    """The folders of content and static files of all languages."""
    names = dict.fromkeys(name for one in languages for name in (one.content_dir, *one.static_dirs))
    return [folder / name for name in names]
