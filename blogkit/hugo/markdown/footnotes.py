"""Footnotes: [^label] in the text, "[^label]: note" below -> numbered notes at the end of the page."""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from blogkit.hugo.markdown.inline import InlineState

_REFERENCE = re.compile(r"!?\[\^([^\[\]\n]+)\]")


@dataclass
class Footnotes:
    """What is known of a page's footnotes while it is parsed."""

    labels: set[str] = field(default_factory=set[str])
    numbers: dict[str, int] = field(default_factory=dict[str, int])
    """Label -> number, in the order of the first references."""
    uses: dict[str, int] = field(default_factory=dict[str, int])


def footnote_rule(state: InlineState, silent: bool) -> bool:
    """Read a reference to a note that exists; others stay text."""
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    notes: Footnotes = state.env["notes"]
    if not found or found[1] not in notes.labels:
        return False
    if not silent:
        if found[0].startswith("!"):
            state.append_pending("!")
        label = found[1]
        number = notes.numbers.setdefault(label, len(notes.numbers) + 1)
        use = notes.uses.get(label, 0)
        notes.uses[label] = use + 1
        token = state.push("footnote_reference", "", 0)
        token.meta = {"number": number, "use": use}
    state.pos = found.end()
    return True


def gather_notes(tokens: list[Token], notes: Footnotes) -> list[Token]:
    """Move all notes to where the first one stands: they are numbered in that order, as Hugo does."""
    first: int | None = None
    body: list[Token] = []
    gathered: list[Token] = []
    depth = 0
    for token in tokens:
        if token.type == "footnote_reference_open":
            first = len(body) if first is None else first
            notes.labels.add(token.meta["label"])
            depth += 1
        (gathered if depth else body).append(token)
        depth -= token.type == "footnote_reference_close"
    return tokens if first is None else [*body[:first], *gathered, *body[first:]]


def place_notes(tokens: list[Token], notes: Footnotes) -> list[Token]:
    """Move the notes that are used to the end, by number, each with links back to its references."""
    body: list[Token] = []
    used: dict[str, list[Token]] = {}
    current: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            # Of two notes with one label the first one counts.
            current = [] if label in used or label not in notes.numbers else used.setdefault(label, [])
        elif token.type == "footnote_reference_close":
            current = None
        else:
            (body if current is None else current).append(token)
    if not notes.numbers:
        return body
    return [*body, *_list(used, notes)]


def _list(used: dict[str, list[Token]], notes: Footnotes) -> list[Token]:
    items: list[Token] = [Token("footnotes_open", "", 1)]
    for label, number in notes.numbers.items():
        items.append(Token("footnote_open", "", 1, meta={"number": number}))
        back = [
            Token("footnote_back", "", 0, meta={"number": number, "use": n}) for n in range(notes.uses[label])
        ]
        items += _with_back(used[label], back)
        items.append(Token("footnote_close", "", -1))
    return [*items, Token("footnotes_close", "", -1)]


def _with_back(note: list[Token], back: list[Token]) -> list[Token]:
    """Put the links back into the last paragraph, or behind the note if it ends otherwise."""
    if len(note) > 1 and note[-1].type == "paragraph_close" and note[-2].type == "inline":
        note[-2].children = [*(note[-2].children or []), *back]
        return note
    return [*note, *back]
