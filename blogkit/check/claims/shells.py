"""Shell sessions that are run -> claims: the lines below a `$ `."""

from blogkit.check.claims.found import Found
from blogkit.code import sessions, shell
from blogkit.model import Claim, ClaimKind, Fence, Post, Span


def answers(post: Post) -> Found:
    """One claim for each answer."""
    return Found(
        tuple(
            _claim(post, fence, exchange)
            for fence in post.shells
            for exchange in shell.exchanges(fence.code)
            if exchange.answer
        )
    )


def _claim(post: Post, fence: Fence, exchange: sessions.Exchange) -> Claim:
    lines = fence.code.splitlines()
    pieces = [lines[index].rstrip() for index in exchange.answer]
    spans = tuple(
        _span(post, fence.code_line + index, piece)
        for index, piece in zip(exchange.answer, pieces, strict=True)
    )
    subject = (fence.code_line + exchange.first, fence.code_line + exchange.last)
    return Claim(ClaimKind.DOCTEST, "shell session", "\n".join(pieces), spans, subject)


def _span(post: Post, line: int, piece: str) -> Span:
    written = post.lines[line - 1].rstrip()
    return Span(line, len(written) - len(piece), len(written))
