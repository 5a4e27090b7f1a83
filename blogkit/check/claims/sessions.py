"""Sessions in Python fences -> claims: the lines below a `>>>`."""

from blogkit.check.claims.found import Found
from blogkit.code import sessions
from blogkit.model import Cell, Claim, ClaimKind, Post, Span


def answers(post: Post, cell: Cell) -> Found:
    """One claim for each answer of a session."""
    if not sessions.is_transcript(cell.fence.code):
        return Found()
    lines = cell.fence.code.split("\n")
    return Found(
        tuple(
            _claim(post, cell, exchange, lines)
            for exchange in sessions.exchanges(cell.fence.code)
            if exchange.answer and not exchange.is_skipped
        )
    )


def _claim(post: Post, cell: Cell, exchange: sessions.Exchange, lines: list[str]) -> Claim:
    labels = [sessions.label(lines[index]) for index in exchange.answer]
    pieces = [lines[index][cut:].rstrip() for index, cut in zip(exchange.answer, labels, strict=True)]
    spans = tuple(
        _span(post, cell.line + index, piece) for index, piece in zip(exchange.answer, pieces, strict=True)
    )
    subject = (cell.line + exchange.first, cell.line + exchange.last)
    syntax = "session, any spaces" if "+NORMALIZE_WHITESPACE" in exchange.directives else "session"
    return Claim(ClaimKind.DOCTEST, syntax, "\n".join(pieces), spans, subject)


def _span(post: Post, line: int, piece: str) -> Span:
    written = post.lines[line - 1].rstrip()
    return Span(line, len(written) - len(piece), len(written))
