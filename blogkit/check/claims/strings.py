"""A text in triple quotes below `# Output:` -> the claim that it makes: the words of the interpreter."""

import ast
from collections.abc import Iterator

from blogkit.check.claims import labels
from blogkit.check.claims.found import Found
from blogkit.code import Remark, Statement, Understood
from blogkit.model import Claim, ClaimKind, Span


def below(understood: Understood) -> Found:
    """One claim for each text that stands directly below nothing but a label."""
    return Found(tuple(_claims(understood)))


def stands_below(understood: Understood, remark: Remark) -> Statement | None:
    """The text in quotes that answers a label, if one does."""
    below = understood.at(remark.line + 1)
    if below is None or below.first != remark.line + 1 or below.last - below.first < 2:
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


def _claims(understood: Understood) -> Iterator[Claim]:
    for remark in understood.remarks:
        text, shows = stands_below(understood, remark), understood.above(remark.line)
        if text is not None and shows is not None:
            yield _claim(understood, text, shows)


def _claim(understood: Understood, text: Statement, shows: Statement) -> Claim:
    cell = understood.cell
    written = cell.fence.code.split("\n")
    rows = [(line, written[line - cell.line].rstrip("\r")) for line in range(text.first + 1, text.last)]
    indent = cell.fence.indent
    spans = tuple(Span(line, indent, indent + len(row)) for line, row in rows)
    last = shows.after if shows.compound else shows.last
    expected = "\n".join(row for _, row in rows)
    return Claim(
        ClaimKind.FOLLOWING, "labelled text below", expected, spans, (shows.first, last), labelled=True
    )
