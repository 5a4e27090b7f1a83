"""Where the files that belong to a post stand, by convention: its recipes, its pictures."""

import posixpath
from pathlib import PurePosixPath

from blogkit.model import Source


def recipe_path(path: PurePosixPath) -> PurePosixPath:
    """The recipe script of a post.

    >>> str(recipe_path(PurePosixPath("content/posts/calculus-101.md")))
    'content/posts/calculus-101.figures.py'
    """
    return path.with_name(path.stem + ".figures.py")


def picture_path(source: Source, path: str) -> PurePosixPath:
    """Where an image's file stands below the source folder.

    >>> str(picture_path(Source(PurePosixPath("content/posts/a.md"), ""), "/images/b.png"))
    'static/images/b.png'
    >>> str(picture_path(Source(PurePosixPath("content/posts/a/index.md"), ""), "b.png"))
    'content/posts/a/b.png'
    """
    if path.startswith("/"):
        return PurePosixPath("static" + path)
    folder = source.path.parent if source.path.stem in {"index", "_index"} else PurePosixPath("static")
    return PurePosixPath(posixpath.normpath(folder / path))
