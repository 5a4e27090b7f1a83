"""Where the files that belong to a post stand, by convention: its recipes, its pictures."""

import posixpath
from pathlib import PurePosixPath

from blogkit.model import Source

MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown"})


def recipe_path(path: PurePosixPath) -> PurePosixPath:
    """The recipe script of a post.

    >>> str(recipe_path(PurePosixPath("content/posts/calculus-101.md")))
    'content/posts/calculus-101.figures.py'
    """
    return path.with_name(path.stem + ".figures.py")


def posts_of(path: PurePosixPath) -> list[PurePosixPath]:
    """The posts that a file belongs to or may belong to: itself, unless it holds recipes.

    >>> [str(post) for post in posts_of(PurePosixPath("content/a.figures.py"))]
    ['content/a.markdown', 'content/a.md', 'content/a.mdown']
    """
    stem = path.name.removesuffix(".figures.py")
    if stem == path.name:
        return [path]
    return [path.with_name(stem + ending) for ending in sorted(MARKDOWN_ENDINGS)]


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
