"""Date and slug out of a file's name, where `[frontmatter] date = [":filename"]` asks for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, cast

from blogkit.model import FrontMatter
from blogkit.source import items, read_date

_NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:-(\d\d-\d\d-\d\d))?[-_]?(.*)")
_FIELDS = {"date": "date", "lastmod": "lastmod", "publishdate": "publish_date", "expirydate": "expiry_date"}


def with_name(front_matter: FrontMatter, name: str, orders: Mapping[str, Any], zone: tzinfo) -> FrontMatter:
    """Look for each date where the configuration's `[frontmatter]` says, in its order.

    `name` is the file's name without its ending (of a bundle, the folder's).
    """
    changes: dict[str, Any] = {}
    for key, attribute in _FIELDS.items():
        order = orders.get(key)
        if order is None:
            continue
        found, by_name = _first(front_matter, attribute, _names(order), name, zone)
        changes[attribute] = found
        if by_name and not front_matter.slug:
            changes["slug"] = by_name
    return replace(front_matter, **changes) if changes else front_matter


def _names(order: object) -> list[str]:
    return [str(item).lower() for item in items(order)]


def _first(
    front_matter: FrontMatter, attribute: str, order: Sequence[str], name: str, zone: tzinfo
) -> tuple[datetime | None, str]:
    """Find the first date that is there, and the slug that came with it."""
    for handler in order:
        slug = ""
        if handler == ":filename":
            found, slug = date_and_slug(name, zone)
        elif handler == ":default":
            found = cast("datetime | None", getattr(front_matter, attribute))
        elif handler.startswith(":"):
            continue  # the file's time and the last commit are nothing that the same input gives twice
        else:
            found = read_date(front_matter.raw.get(handler), zone)
        if found:
            return found, slug
    return None, ""


def date_and_slug(name: str, zone: tzinfo) -> tuple[datetime | None, str]:
    """Read "2024-03-05-my-trip".

    >>> from datetime import UTC
    >>> date_and_slug("2024-03-05-my-trip", UTC)[1]
    'my-trip'
    """
    found = _NAME.fullmatch(name)
    if not found:
        return None, ""
    time = f"T{found[2].replace('-', ':')}" if found[2] else ""
    date = read_date(found[1] + time, zone)
    return date, found[3] if date else ""
