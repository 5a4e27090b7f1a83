"""`<!-- check: EXPRESSION -->` in the prose -> claims."""

import re

from blogkit.claims.found import Found
from blogkit.compare.numbers import decimal
from blogkit.model import Claim, ClaimKind, Post, Span

_CHECK = re.compile(r"<!--\s*check:\s*(?P<expression>.+?)\s*-->")
_NUMBER = re.compile(r"(?<![\w.])[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w]|\.\d)")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z*_`$(])")


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


def code(post: Post, claim: Claim) -> str:
    """The expression as the kernel evaluates it: `numbers` are those of the sentence before it."""
    return f"(lambda numbers: ({claim.expected}))({sentence_numbers(post, claim)!r})"


def sentence_numbers(post: Post, claim: Claim) -> list[float | int]:
    """The numbers of the sentence that a check follows."""
    lines = post.lines
    text = lines[claim.line - 1][: claim.spans[0].start].rpartition("<!--")[0]
    above = claim.line - 2
    while above >= 0 and lines[above].strip() and not _SENTENCE.search(f"{text} "):
        text = f"{lines[above]} {text}"
        above -= 1
    sentence = _SENTENCE.split(re.sub(r"<!--.*?-->", "", text).strip())[-1]
    return numbers(sentence)


def numbers(text: str) -> list[float | int]:
    """The numbers of a text, thousands commas read; digits inside words and versions are none.

    >>> numbers("values like 0.5 and -0.5 near $x=0$, 1,234 in all, not v1.2.3")
    [0.5, -0.5, 0, 1234]
    """
    found = [match[0].replace(",", "").replace("−", "-") for match in _NUMBER.finditer(text)]
    return [
        int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
        for text in found
        if decimal(text) is not None
    ]
