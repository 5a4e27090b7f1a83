"""The path of a content file -> where the page stands in the tree of the site."""

from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from blogkit.hugo import normalized
from blogkit.values import frozen

CONTENT_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".html", ".htm"})
"""What Hugo takes for a page and not for a file beside one."""


@frozen
class ContentPath:
    """Where a content file stands."""

    source: PurePosixPath
    """The file below the source folder: "content/posts/My Trip/index.md"."""
    logical: str
    """The page as Hugo looks it up: "/posts/my-trip"; the home page is "/"."""
    written: str
    """The same in the spelling of the file names: "/posts/My Trip"."""
    branch: bool = False
    """`_index.md`: the page of a section, of the site, of a taxonomy, of a term; `index.md` at the root."""
    leaf: bool = False
    """`index.md`: a page with files of its own beside it."""
    base_name: str = ""
    """The file's name (for a bundle, its folder's) as written, without ending and language."""
    language: str = ""
    """The language its name ends in: `page.en.md`."""

    @property
    def folder(self) -> str:
        """The logical path one level up; the home page is its own."""
        return parent(self.logical)


def parent(logical: str) -> str:
    """Go one level up.

    >>> parent("/posts/trip"), parent("/posts"), parent("/")
    ('/posts', '/', '/')
    """
    return logical.rpartition("/")[0] or "/"


def ancestors(logical: str) -> list[str]:
    """List the page and everything above it, from the home page down.

    >>> ancestors("/a/b")
    ['/', '/a', '/a/b']
    """
    pieces = [piece for piece in logical.split("/") if piece]
    return ["/"] + ["/" + "/".join(pieces[:count]) for count in range(1, len(pieces) + 1)]


def read_path(source: PurePosixPath, content_dir: str, languages: Collection[str]) -> ContentPath:
    """Understand a content file's path, given below the source folder (or below `content_dir`).

    >>> read_path(PurePosixPath("content/Posts/My Trip/Index.en.md"), "content", ["en"]).logical
    '/posts/my-trip'
    """
    below = below_content(source, content_dir)
    language = language_in(below.stem, languages)
    stem = below.stem[: -len(language) - 1] if language else below.stem
    folder = "" if below.parent == PurePosixPath() else f"/{below.parent}"
    if stem.lower() in {"_index", "index"}:  # as for Hugo, in whatever case
        logical, leaf = normalized(folder) or "/", stem.lower() == "index" and bool(folder)
        return ContentPath(source, logical, folder, not leaf, leaf, below.parent.name, language)
    written = f"{folder}/{stem}"
    return ContentPath(source, normalized(written), written, base_name=stem, language=language)


def below_content(source: PurePosixPath, content_dir: str) -> PurePosixPath:
    """Cut the content folder off, where it stands in front."""
    return source.relative_to(content_dir) if source.is_relative_to(content_dir) else source


def language_in(stem: str, languages: Collection[str]) -> str:
    """Find the language that a file's name without its ending ends in; empty where there is none.

    >>> language_in("page.en", ["en", "ja"]), language_in("2.0", ["en", "ja"])
    ('en', '')
    """
    name, _, ending = stem.rpartition(".")
    return ending.lower() if name and ending.lower() in languages else ""


def leaf_folders(paths: Iterable[ContentPath]) -> frozenset[str]:
    """The folders of the leaf bundles: what stands in or below them belongs to the bundle's page."""
    return frozenset(path.logical for path in paths if path.leaf)


def owner_bundle(logical: str, leaves: Collection[str]) -> str | None:
    """Find the outermost leaf bundle around a path; None where there is none."""
    return next((above for above in ancestors(logical) if above in leaves), None)


def is_hidden(source: PurePosixPath) -> bool:
    """Tell the files and folders that Hugo passes over: of editors and of the system.

    >>> is_hidden(PurePosixPath("content/posts/.DS_Store")), is_hidden(PurePosixPath("content/a~/b.md"))
    (True, True)
    """
    return any(part.startswith((".", "#")) or part.endswith("~") for part in source.parts)
