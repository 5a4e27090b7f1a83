"""Where the files that belong to a post stand, by convention: its recipes, its pictures."""

import posixpath
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from blogkit.model import Source
from blogkit.values import frozen

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


@frozen
class Places:
    """Where the pictures of posts stand: as a browser finds them from the page, and below the source folder.

    >>> places = Places(Path("."))
    >>> str(places.file(Source(PurePosixPath("content/posts/a.md"), ""), "../../images/b.png"))
    'static/images/b.png'
    >>> str(places.file(Source(PurePosixPath("content/posts/a/index.md"), ""), "b.png"))
    'content/posts/a/b.png'
    """

    folder: Path
    urls: Mapping[PurePosixPath, str] = field(default_factory=dict[PurePosixPath, str])
    """The page of each post: "/posts/a/"; where none is known, the one that its file's name gives."""
    static_dirs: tuple[str, ...] = ("static",)
    base_path: str = "/"
    """Where the site begins on its host."""

    def output(self, source: Source, address: str) -> str | None:
        """The file below the destination that an address on the page means; None for one that leads out."""
        try:
            path = unquote(urlsplit(address).path)
        except ValueError:
            return None
        if path.startswith("/"):
            path = "/" + path.removeprefix(self.base_path).lstrip("/")
        below = posixpath.normpath(f"{self._page_folder(source)}{path}" if path[:1] != "/" else f".{path}")
        return None if below in {".", ".."} or below.startswith("../") or "\0" in below else below

    def file(self, source: Source, address: str) -> PurePosixPath | None:
        """The file below the source folder; None for an address that leads out of the site."""
        output = self.output(source, address)
        if output is None:
            return None
        page = self._page_folder(source)
        if _is_bundle(source.path) and page and output.startswith(page):
            return source.path.parent / output.removeprefix(page)
        named = [PurePosixPath(name) / output for name in self.static_dirs]
        # the last one counts, as in Hugo; what is new goes into the first
        return next((path for path in reversed(named) if (self.folder / path).is_file()), named[0])

    def _page_folder(self, source: Source) -> str:
        """The folder below the destination from which a browser follows addresses: "posts/a/"."""
        url = unquote(self.urls.get(source.path, _usual_url(source.path)))
        return url.rpartition("/")[0].lstrip("/") + "/" if url.strip("/") else ""


def _is_bundle(path: PurePosixPath) -> bool:
    """Whether a page has a folder of its own; in other languages it is `index.fr.md`."""
    return path.name.lower().partition(".")[0] in {"index", "_index"}


def _usual_url(path: PurePosixPath) -> str:
    """The page of a file below a content folder; of one that stands in no folder, the site.

    >>> _usual_url(PurePosixPath("content/a.md")), _usual_url(PurePosixPath("README.md"))
    ('/a/', '/')
    """
    if len(path.parts) < 2:
        return "/"
    below = PurePosixPath(*path.parts[1:])
    place = below.parent if _is_bundle(path) else below.with_suffix("")
    return f"/{place}/" if str(place) != "." else "/"
