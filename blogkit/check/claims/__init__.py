"""Post -> claims and comments: every place where the text says what the code evaluates to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from blogkit.check.claims import (
    asides,
    below,
    beside,
    blocks,
    checks,
    formulas,
    labels,
    sessions,
    shells,
    strings,
)
from blogkit.check.claims.between import paragraph_above
from blogkit.check.claims.found import Found, together
from blogkit.code import Understood, understand
from blogkit.model import Cell, Claim, Comment, Post
from blogkit.source import CHANGES_IT, without_changes

CELL_SYNTAXES: Mapping[str, Callable[[Post, Cell, Understood], Found]] = {
    "comment beside": lambda _post, _cell, understood: beside.beside(understood),
    "comment below": lambda _post, _cell, understood: below.below(understood),
    "text below": lambda post, _cell, understood: strings.below(
        understood, marked=strings.marks_outputs(post.source.text)
    ),
    "session": lambda post, cell, _understood: sessions.answers(post, cell),
    "block": lambda post, cell, _understood: blocks.below(post, cell),
}
"""Syntaxes of claims about a cell."""

ASIDES = asides.SYNTAXES
"""Syntaxes of claims that steps of their own decide."""

POST_SYNTAXES: Mapping[str, Callable[[Post], Found]] = {
    "check": checks.checks,
    "formula": formulas.relations,
    "aside": asides.answers,
    "line left out": lambda post: Found((), tuple(_lines_left_out(post))),
    "shell session": shells.answers,
}
"""Syntaxes of claims in the prose."""


def _lines_left_out(post: Post) -> Iterator[Comment]:
    """The lines of cells that are not run, while the rest of their cells is."""
    for cell in post.cells:
        if not cell.why_not and not cell.fence.code.lstrip().startswith("%%"):
            lines = cell.fence.code.split("\n")
            for number in without_changes(cell.fence.code)[1]:
                why = f"is left out: {CHANGES_IT}"
                yield Comment(cell.line + number - 1, lines[number - 1].strip(), why)


def find(post: Post) -> tuple[Claim, ...]:
    """All candidate claims of a post but its figures, in order of lines."""
    return survey(post).claims


def survey(post: Post) -> Found:
    """The candidates, and the comments that are none, with the reason."""
    parts = [syntax(post) for syntax in POST_SYNTAXES.values()]
    for cell in post.cells:
        understood = understand(post, cell)
        found = together(syntax(post, cell, understood) for syntax in CELL_SYNTAXES.values())
        parts.append(_doubted(found) if labels.is_hypothetical(paragraph_above(post, cell)) else found)
    return asides.with_calls(post, together(parts))


def _doubted(found: Found) -> Found:
    """What the text calls hypothetical is a claim only where it is true."""
    return Found(
        tuple(replace(claim, labelled=False, narrower=(), doubted=True) for claim in found.claims),
        found.comments,
    )
