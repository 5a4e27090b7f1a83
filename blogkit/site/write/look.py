"""What a blog brings for its own look: templates, style sheets, and pieces of HTML."""

from collections.abc import Mapping
from typing import Any

from blogkit.site.write.templates import Own
from blogkit.source import Settings, items, table
from blogkit.values import frozen


@frozen
class OwnLook:
    """The blog's own files for the look of its pages, read."""

    templates: Own = ()
    comments: str = ""
    """HTML for the end of each post."""
    analytics: str = ""
    """HTML for the end of each head."""
    icon: str = ""
    """The icon among the static files, below the destination; empty for ours."""
    folder: str = "layouts/blogkit"
    """Where the templates stand."""


OURS = OwnLook()
"""A blog that brings nothing."""


@frozen
class Author:
    """Who writes."""

    name: str = ""
    url: str = ""


def author_of(settings: Settings, header: Mapping[str, Any] | None = None) -> Author:
    """The author of a page: its header says it, or the site.

    >>> author_of(Settings(params={"author": {"name": "A. Noether"}}))
    Author(name='A. Noether', url='')
    """
    said = [
        *((header or {}).get(name) for name in ("author", "authors")),
        settings.blogkit.get("author"),
        settings.params.get("author"),
        settings.raw.get("author"),
    ]
    return next((author for value in said if (author := _author(value)).name), Author())


def mail_of(settings: Settings) -> str:
    """The site's author with an address, as RSS wants it; empty where the settings have no address.

    >>> mail_of(Settings(params={"author": {"name": "A. Noether", "email": "a@e.org"}}))
    'a@e.org (A. Noether)'
    """
    given = table(settings.params.get("author")) or table(settings.raw.get("author"))
    mail, name = str(given.get("email") or ""), str(given.get("name") or "")
    return f"{mail} ({name})" if mail and name else mail


def _author(value: object) -> Author:
    names = items(value)
    if len(names) > 1:
        return Author(", ".join(str(name) for name in names if isinstance(name, str)))
    first = names[0] if names else value
    given = table(first)
    if given:
        return Author(str(given.get("name") or ""), str(given.get("url") or given.get("link") or ""))
    return Author(first if isinstance(first, str) else "")


def styles_of(settings: Settings) -> tuple[str, ...]:
    """The blog's own style sheets, as the configuration names them."""
    said = settings.blogkit.get("css")
    return (said,) if isinstance(said, str) else tuple(str(one) for one in items(said))


def text_of(settings: Settings, name: str) -> str:
    """A setting of the tool that is a text; empty where it is not given."""
    said = settings.blogkit.get(name)
    return said if isinstance(said, str) else ""
