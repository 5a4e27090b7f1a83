"""Sessions in Python fences -> claims: the lines below a `>>>`."""

from dataclasses import replace

from blogkit.check.claims.found import Found
from blogkit.code import sessions
from blogkit.model import Cell, Claim, ClaimKind, Post, Span


def answers(post: Post, cell: Cell) -> Found:
    """One claim for each answer of a session."""
    if not sessions.is_transcript(cell.fence.code):
        return Found()
    lines = cell.fence.code.split("\n")
    exchanges = sessions.exchanges(cell.fence.code)
    ends = [*(one.first for one in exchanges[1:]), len(lines)]
    return Found(
        tuple(
            _widest(post, cell, exchange, lines, end)
            for exchange, end in zip(exchanges, ends, strict=True)
            if exchange.answer and not exchange.is_skipped
        )
    )


def _widest(post: Post, cell: Cell, exchange: sessions.Exchange, lines: list[str], end: int) -> Claim:
    """The answer with what stands below a blank line: it may have been printed, too."""
    claim = _claim(post, cell, exchange, lines)
    below = lines[exchange.answer[-1] + 1 : end]
    rest = [index for index, line in enumerate(below, exchange.answer[-1] + 1) if line.strip()]
    if not rest or below[0].strip() or any(lines[index].lstrip().startswith("#") for index in rest):
        return claim
    wide = replace(exchange, answer=tuple(range(exchange.answer[0], rest[-1] + 1)))
    return replace(_claim(post, cell, wide, lines), narrower=(claim,))


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
