"""Whether a post's cells are run: its own word counts, then its section's, then the site's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from blogkit.model import Post
from blogkit.source.posts import fence_attributes

_POST = "the post says execute = false"


def with_consent(post: Post, handed: Mapping[str, Any], site: Mapping[str, Any]) -> Post:
    """Leave cells alone where the author asked for it: `handed` is what the post and its sections say.

    A fence may opt in by `{execute=true}`, and a post by `execute = true`.
    """
    word = handed.get("execute", site.get("execute", True))
    if word is not False:
        return post
    if post.front_matter.blogkit.get("execute") is False:
        reason = _POST
    elif "execute" in handed:
        reason = "its section says execute = false"
    else:
        reason = "the site says execute = false"
    cells = tuple(
        cell if cell.why_not or _opts_in(cell.fence.info) else replace(cell, why_not=reason)
        for cell in post.cells
    )
    shells = tuple(fence for fence in post.shells if _opts_in(fence.info))
    return replace(post, cells=cells, shells=shells)


def _opts_in(info: str) -> bool:
    return fence_attributes(info).get("execute") == "true"
