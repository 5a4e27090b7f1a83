"""`<!-- check: EXPRESSION -->` in the prose -> claims."""

import re

from blogkit.check.claims.found import Found
from blogkit.model import Claim, ClaimKind, Post, Span

_CHECK = re.compile(r"<!--\s*check:\s*(?P<expression>.+?)\s*-->")


def checks(post: Post) -> Found:
    """The invisible checks of a post, fences aside."""
    inside = {line for fence in post.fences for line in range(fence.line, fence.end_line + 1)}
    return Found(
        tuple(
            _claim(number, match)
            for number, line in enumerate(post.lines, 1)
            if number not in inside and "check:" in line
            for match in _CHECK.finditer(line)
        )
    )


def _claim(line: int, match: re.Match[str]) -> Claim:
    span = Span(line, match.start("expression"), match.end("expression"))
    return Claim(ClaimKind.PROSE, "check", match["expression"], (span,), (line, line))
