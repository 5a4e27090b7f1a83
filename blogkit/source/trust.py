"""Whether a post may put HTML of its own into the page: the site and the post's sections say so."""

from collections.abc import Mapping
from typing import Any


def is_trusted(*said: Mapping[str, Any]) -> bool:
    """Whether nobody says `trust = false` under `[params.blogkit]`.

    >>> is_trusted({}, {"trust": True}), is_trusted({"trust": False}, {"trust": True})
    (True, False)
    """
    return all(one.get("trust") is not False for one in said)
