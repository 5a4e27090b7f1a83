""":smile: -> the sign, by the names Hugo knows (they are GitHub's)."""

import re
from functools import cache
from pathlib import Path

from blogkit.hugo.markdown.inline import InlineState

_NAME = re.compile(r":([a-z0-9_+-]+):")


@cache
def names() -> dict[str, str]:
    """Name -> sign. The file beside this one has a line "name sign" each."""
    text = Path(__file__).with_name("emoji.txt").read_text(encoding="utf-8")
    return dict(line.split(" ", 1) for line in text.splitlines())


def emojified(text: str) -> str:
    """Put signs in place of the names in a text; every other colon stays.

    >>> emojified("at 10:30:smile: a : b :nothing:")
    'at 10:30😄 a : b :nothing:'
    """
    first, *pieces = text.split(":")
    written = [first]
    at = 0
    while at < len(pieces):
        sign = names().get(pieces[at]) if at + 1 < len(pieces) else None
        written.append(f":{pieces[at]}" if sign is None else sign + pieces[at + 1])
        at += 1 if sign is None else 2
    return "".join(written)


def emoji_rule(state: InlineState, silent: bool) -> bool:
    """Read a name between colons; one that is unknown stays text."""
    found = _NAME.match(state.src, state.pos, state.posMax)
    sign = names().get(found[1]) if found else None
    if found is None or sign is None:
        return False
    if not silent:
        token = state.push("emoji", "", 0)
        token.content = sign
        token.markup = found[1]
    state.pos = found.end()
    return True
