"""A post -> its Markdown for machines that read: the title, the text as its author wrote it, its pictures."""

import re

from blogkit.model import Post
from blogkit.page.elsewhere import Locate, with_pictures

_COMMENT = re.compile(
    r"^(?P<fence>[ \t>]*(`{3,}|~{3,})).*?^[ \t>]*\2|<!--.*?-->[ \t]*\n?", re.DOTALL | re.MULTILINE
)


def markdown_of(post: Post, title: str, locate: Locate) -> str:
    """The text of a page without its front matter, and without the comments that no reader sees."""
    body = "\n".join(post.lines[post.front_matter.body_line - 1 :]).strip()
    seen = _COMMENT.sub(lambda found: found[0] if found["fence"] is not None else "", body)
    return f"# {title}\n\n{with_pictures(seen, locate).strip()}\n"
