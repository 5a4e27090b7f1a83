"""A text in triple quotes, below `# Output:` or what prints -> the claim that it makes."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from blogkit.check.claims import labels
from blogkit.check.claims.elsewhere import prints
from blogkit.check.claims.found import Found
from blogkit.code import Remark, Statement, Understood
from blogkit.model import Claim, ClaimKind, Span

_MARKED = re.compile(r"^[ \t>]*#> \S", re.MULTILINE)
"""Who writes `#> 9` below a print has the same tool write longer outputs as texts."""


def below(understood: Understood, *, marked: bool) -> Found:
    """One claim for each text directly below nothing but a label, or below what prints.

    `marked` says that the page marks outputs: without, a text below a print may be any remark.
    """
    return Found((*_labelled(understood), *_below_prints(understood, marked=marked)))


@lru_cache(maxsize=1)  # each cell of a page asks
def marks_outputs(text: str) -> bool:
    """Whether a page marks what statements print: `#> 9`.

    >>> marks_outputs("    #> 9"), marks_outputs("# > 9"), marks_outputs("#> ")
    (True, False, False)
    """
    return bool(_MARKED.search(text))


def stands_below(understood: Understood, remark: Remark) -> Statement | None:
    """The text in quotes that answers a label, if one does."""
    below = understood.at(remark.line + 1)
    if below is None or below.first != remark.line + 1 or below.last - below.first < _LINES:
        return None
    return below if remark.alone and _is_text(below) and _is_bare(remark) else None


def _is_text(statement: Statement) -> bool:
    node = statement.node
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_bare(remark: Remark) -> bool:
    text = remark.text.rstrip()
    return bool(text.strip()) and labels.strong(text) >= len(text)


def _labelled(understood: Understood) -> Iterator[Claim]:
    for remark in understood.remarks:
        text, shows = stands_below(understood, remark), understood.above(remark.line)
        if text is not None and shows is not None:
            yield _claim(understood, text, shows)


def _below_prints(understood: Understood, *, marked: bool) -> Iterator[Claim]:
    """The quotes stand on lines of their own, as far to the left as what prints."""
    lines = understood.cell.fence.code.split("\n")
    for text in understood.statements:
        shows = understood.above(text.first)
        if not _is_text(text) or text.last - text.first < _LINES or shows is None or not prints(shows):
            continue
        first, last = (lines[line - understood.cell.line].strip() for line in (text.first, text.last))
        beside = text.node.col_offset == shows.node.col_offset and shows.last + 1 == text.first
        if beside and first == last and first in _QUOTES:
            yield replace(
                _claim(understood, text, shows),
                syntax="labelled text below" if marked else "text below",
                labelled=marked,
            )


_LINES = 2
_QUOTES = frozenset({'"""', "'''"})


def _claim(understood: Understood, text: Statement, shows: Statement) -> Claim:
    cell = understood.cell
    written = cell.fence.code.split("\n")
    rows = [(line, written[line - cell.line].rstrip("\r")) for line in range(text.first + 1, text.last)]
    cut = min([text.node.col_offset, *(len(row) - len(row.lstrip()) for _, row in rows if row.strip())])
    indent = cell.fence.indent
    spans = tuple(Span(line, indent + min(cut, len(row)), indent + len(row)) for line, row in rows)
    last = shows.after if shows.compound else shows.last
    expected = "\n".join(row[cut:] for _, row in rows)
    return Claim(
        ClaimKind.FOLLOWING, "labelled text below", expected, spans, (shows.first, last), labelled=True
    )
