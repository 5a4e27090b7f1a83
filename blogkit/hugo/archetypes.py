"""An archetype and the path of a new post -> its text: Hugo's template for what an author begins with."""

from datetime import datetime
from pathlib import PurePosixPath

from blogkit.source import Settings, Template


def fill_archetype(archetype: Template, path: PurePosixPath, now: datetime, settings: Settings) -> str:
    """Fill an archetype in for a post at a path below the content folder.

    Raises ContentError, with the line of the archetype, for what is malformed or beyond the subset.
    """
    from blogkit.hugo.archetype_fields import filled  # noqa: PLC0415  (no build needs the language of templates for it)

    return filled(archetype, path, now, settings)


def post_name(path: PurePosixPath) -> str:
    """What a post is called: the name of its file, or of its folder.

    >>> post_name(PurePosixPath("posts/my-trip.md")), post_name(PurePosixPath("posts/my-trip/index.md"))
    ('my-trip', 'my-trip')
    """
    return path.parent.name if path.stem.lower() == "index" else path.stem
