"""Where a label in square brackets ends: each found once, where markdown-it looks anew from every bracket."""

from types import SimpleNamespace

from markdown_it.rules_inline import StateInline

from blogkit.hugo.markdown.inline import InlineState
from blogkit.hugo.markdown.written import parse_destination, parse_title


def label_end(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: N803 - markdown-it's form
    """As markdown-it's `parseLinkLabel`: the bracket that closes the one at `start`; -1 where none does."""
    assert isinstance(state, InlineState)
    ends = state.label_ends.setdefault((state.posMax, disableNested), {})
    if start not in ends:
        before = state.pos
        _find(state, start, ends, no_links=disableNested)
        state.pos = before
    return ends[start]


def _find(state: InlineState, start: int, ends: dict[int, int], *, no_links: bool) -> None:
    """Note the end of this label, and of all that begin and end within it."""
    begun = [start]
    state.pos = start + 1
    while begun and state.pos < state.posMax:
        at = state.pos
        sign = state.src[at]
        if sign == "]":
            ends[begun.pop()] = at
            state.pos += 1
            continue
        state.md.inline.skipToken(state)
        if sign != "[":
            continue
        if state.pos != at + 1:  # a link, which has brackets of its own
            if no_links:
                break
        elif at not in ends:
            begun.append(at)
        elif ends[at] < 0:
            break
        else:
            state.pos = ends[at] + 1
    ends.update(dict.fromkeys(begun, -1))


HELPERS = SimpleNamespace(
    parseLinkLabel=label_end,
    parseLinkDestination=parse_destination,
    parseLinkTitle=parse_title,
)
"""What markdown-it's rules call."""
