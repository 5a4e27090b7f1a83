"""Whether the text sets its reader a task: then an output is what the reader's own code is to show."""

import re

from blogkit.model import Claim, ClaimKind, Post

_WRITES = re.compile(
    r"\bplease\s+(?:write|create|implement|define)\b|\byour\s+(?:task|job|turn|assignment)\b", re.IGNORECASE
)
"""Tasks whose code nobody has written yet: a cell that runs is no part of them."""
_CHANGES = re.compile(
    r"\bplease\s+(?:fill|fix|add|encapsulate|complete|modify|change|finish|extend)\b"
    r"|\bexercise\s+template\b|\bfill\s+in\s+the\b"
    r"|\b(?:modify|change|rewrite|fix|complete|extend|write|implement)\b[^.]*\bso\s+that\b[^.]*\btests?\b"
    r"|\b(?:function|method|program|class|code|script|solution)\s+should\s+(?:work|behave|print|return|output)\b",
    re.IGNORECASE,
)
"""Tasks that a cell may be the beginning of, which runs and shows something else as yet."""
_SOLVED = re.compile(
    r"^[\W_]*(?:(?:(?:an?|the|my|our|one|possible|sample|example)\s+){0,3}(?:solution|answer)\b|"
    r"(?:参考)?答案|解答|Lösung|Solución|Solução)",
    re.IGNORECASE,
)
"""How a line begins below which the author's own code follows."""
_HEADING = re.compile(r"#{1,6}\s")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_FAR, _BEHIND = 60, 3
"""Lines above a claim, and below it, in which its task may be set."""


def sets_task(post: Post, claim: Claim, *, ran: bool) -> bool:
    """Whether the section around a block or a session asks the reader for code; `ran`: that above it runs."""
    if claim.kind not in {ClaimKind.BLOCK, ClaimKind.DOCTEST}:
        return False
    first = max(claim.line - 1 - _FAR, 0)
    above = post.lines[first : claim.line - 1]
    heading = next((n for n in range(len(above) - 1, -1, -1) if is_heading(post, first + n + 1)), 0)
    below = post.lines[claim.end_line : claim.end_line + _BEHIND + 1]
    numbered = [*enumerate(above[heading:], first + heading + 1), *enumerate(below, claim.end_line + 1)]
    prose = [(number, line) for number, line in numbered if post.fence_at(number) is None]
    solved = max((number for number, line in prose if number < claim.line and _SOLVED.match(line)), default=0)
    forms = [_CHANGES] if ran else [_CHANGES, _WRITES]
    return any(number > solved and form.search(line) for number, line in prose for form in forms)


def is_heading(post: Post, number: int) -> bool:
    """Whether a line of a post is a heading, and no comment of a fence."""
    return bool(_HEADING.match(post.lines[number - 1])) and post.fence_at(number) is None
