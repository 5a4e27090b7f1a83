"""Sessions that look like Python's, and are of another language."""

import re

from blogkit.check.judge.case import Case
from blogkit.model import ClaimKind

_GIVES = re.compile(r"\s*>>> (\w+) = [^=]")
_FIRST = 20
"""Claims of a session that tell what language it is in."""
_ABOVE = 5
"""Lines above a fence in which its language is named."""
_LANGUAGES = re.compile(
    r"\b(?:in|em|en|auf)\s+(python|javascript|js|node|ruby|lisp|haskell|julia|scala)\b", re.IGNORECASE
)


def other_language(case: Case) -> str:
    """A session answers an assignment with its name, `a: 6`, which Python never does, or the text says so."""
    if case.claim.kind is not ClaimKind.DOCTEST:
        return ""
    lines = case.executed.post.lines
    answers = any(
        (given := _GIVES.match(lines[one.subject[0] - 1])) and re.match(rf"{given[1]}\s*:\s", one.expected)
        for one in case.step.claims[:_FIRST]
        if one.kind is ClaimKind.DOCTEST
    )
    return "a session of another language" if answers or is_said_of_other(case) else ""


def is_said_of_other(case: Case) -> bool:
    """Whether what stands above a fence without a language ends by speaking of another than Python."""
    line = case.claim.subject[0]
    fence = case.executed.post.fence_at(line)
    if fence is None or fence.line == line or fence.language:
        return False
    above = case.executed.post.lines[max(0, fence.line - 1 - _ABOVE) : fence.line - 1]
    named = _LANGUAGES.findall(" ".join(above))
    return bool(named) and named[-1].lower() != "python"
