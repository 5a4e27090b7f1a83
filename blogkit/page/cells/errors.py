"""A failure -> its message, its causes, and the traceback folded beneath, in the reader's terms."""

import re
from collections.abc import Iterator
from html import escape

from blogkit.model import Failure
from blogkit.page.cells.text import sound

_CHAIN = re.compile(
    r"^(The above exception was the direct cause|During handling of the above exception).*$", re.MULTILINE
)
_CELL = re.compile(r"Cell In\[(\d+)\], (line \d+)")
_OURS = re.compile(r"File \S*blogkit/kernel/|File <cell ")
_WORDS = {"The": "caused by", "During": "while handling"}


def failure_html(failure: Failure, traceback: str, *, expected: bool) -> str:
    """The error line; what it came from; and, folded unless `traceback` says otherwise, how it came about."""
    words = escape(sound(f"{failure.name}: {failure.message}".strip(": ")), quote=False)
    causes = "".join(
        f"\n{how} {escape(cause, quote=False)}" for how, cause in _causes(sound(failure.traceback))
    )
    role = "" if expected else ' role="alert"'
    way = "" if traceback == "hide" else _way(sound(failure.traceback), is_open=traceback == "show")
    return f'<div class="output error"{role}><pre tabindex="0">{words}{causes}</pre>{way}</div>'


def _causes(traceback: str) -> list[tuple[str, str]]:
    """The exceptions before this one, the nearest first, and what they have to do with it."""
    first, *rest = _CHAIN.split(traceback)
    found: list[tuple[str, str]] = []
    for sentence, following in zip(rest[::2], rest[1::2], strict=True):
        said = first.strip().rsplit("\n\n", 1)[-1].strip()
        found.append((_WORDS[sentence.split()[0]], said))
        first = following
    return found[::-1]


def _way(traceback: str, *, is_open: bool) -> str:
    text = "\n\n".join(_frames(traceback))
    if not text:
        return ""
    opened = " open" if is_open else ""
    block = f'<pre tabindex="0">{escape(text, quote=False)}</pre>'
    return f'<details class="traceback"{opened}><summary>Traceback</summary>{block}</details>'


def _frames(traceback: str) -> Iterator[str]:
    """The blocks of a traceback: the author's lines as they are, one line for each call in a library."""
    own = _CELL.search(traceback)
    for block in re.split(r"\n\n+", traceback.strip().strip("-").strip()):
        head, _, rest = block.partition("\n")
        if head.endswith("Traceback (most recent call last)"):
            head, _, rest = rest.partition("\n")
        if _OURS.match(head):
            continue
        if head.startswith("File "):
            yield head.partition("(")[0]
        elif _CELL.search(head) or _CHAIN.match(head):
            yield "\n".join(filter(None, (_in_words(head, own[1] if own else ""), rest)))


def _in_words(head: str, own: str) -> str:
    """Say where a line stands; the kernel's numbers of cells are on no page.

    >>> _in_words("Cell In[3], line 2, in f(a)", "3"), _in_words("Cell In[1], line 4", "3")
    ('Line 2 of this cell, in f(a)', 'Line 4 of an earlier cell')
    """
    return _CELL.sub(
        lambda at: f"{at[2].capitalize()} of {'this' if at[1] == own else 'an earlier'} cell", head
    ).lstrip()
