"""`[ ]` and `[x]` at the beginning of a list item -> a box that is ticked or not."""

import re
from collections.abc import Sequence

from markdown_it.token import Token

_BOX = re.compile(r"\[([\sxX])\]\s*")


def take_boxes(tokens: Sequence[Token]) -> None:
    """Cut the boxes off the text, and note them with the token."""
    for index in range(2, len(tokens)):
        token = tokens[index]
        if (
            token.type == "inline"
            and tokens[index - 1].type == "paragraph_open"
            and tokens[index - 2].type == "list_item_open"
        ):
            found = _BOX.match(token.content)
            if found:
                token.content = token.content[found.end() :]
                token.meta["ticked"] = found[1] in "xX"
