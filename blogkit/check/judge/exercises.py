"""Whether the text sets its reader a task: then an output is what the reader's own code is to show."""

import re

from blogkit.model import Claim, ClaimKind, Post

_TASK = re.compile(
    r"\bplease\s+(?:write|fill|fix|add|create|implement|encapsulate|define|complete|modify|change|finish|extend)\b"
    r"|\byour\s+(?:task|job|turn|assignment)\b|\bexercise\s+template\b|\bfill\s+in\s+the\b"
    r"|\b(?:modify|change|rewrite|fix|complete|extend|write|implement)\b[^.]*\bso\s+that\b[^.]*\btests?\b"
    r"|\b(?:function|method|program|class|code|script|solution)\s+should\s+(?:work|behave|print|return|output)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"#{1,6}\s")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_FAR, _BEHIND = 60, 3
"""Lines above a claim, and below it, in which its task may be set."""


def sets_task(post: Post, claim: Claim) -> bool:
    """Whether the section around a block or a session asks the reader for code."""
    if claim.kind not in {ClaimKind.BLOCK, ClaimKind.DOCTEST}:
        return False
    first = max(claim.line - 1 - _FAR, 0)
    above = post.lines[first : claim.line - 1]
    heading = next((n for n in range(len(above) - 1, -1, -1) if _is_heading(post, first + n + 1)), 0)
    below = post.lines[claim.end_line : claim.end_line + _BEHIND + 1]
    code = _lines_of_code(post)
    numbered = [*enumerate(above[heading:], first + heading + 1), *enumerate(below, claim.end_line + 1)]
    return any(number not in code and _TASK.search(line) for number, line in numbered)


def _is_heading(post: Post, number: int) -> bool:
    return bool(_HEADING.match(post.lines[number - 1])) and number not in _lines_of_code(post)


def _lines_of_code(post: Post) -> frozenset[int]:
    return frozenset(n for fence in post.fences for n in range(fence.line, fence.end_line + 1))
