"""Text -> tokens: numbers, words and signs, so that white space and wrapping stop mattering."""

import re
from functools import lru_cache

from blogkit.check.written.numbers import same_number
from blogkit.values import frozen

_TOKEN = re.compile(
    r"""
    (?P<elision>\.\.\.|…)
    | (?P<number>
        (?:(?<![\w)\].])[-+−](?=\.?\d))?       # a sign, unless it stands behind an operand
        (?:\d+(?:_\d+)*(?:\.(?!\.)\d*)?|\.\d+)
        (?:[eE][-+]?\d+)?
      )
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>\S)
    """,
    re.VERBOSE,
)
LIMIT = 200_000
"""Longest text, in characters, that is compared by more than equality."""


@frozen
class Token:
    """A number, a word, an elision or a single sign, and whether it touches the one before."""

    kind: str
    text: str
    glued: bool = False


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """Cut a text into tokens; remembered, because each text meets many comparators.

    >>> [token.text for token in tokens("x: [1. -2.5e3]...")]
    ['x', ':', '[', '1.', '-2.5e3', ']', '...']
    """
    return tuple(
        Token(match.lastgroup or "sign", match[0].replace("−", "-"), _glued(text, match.start()))
        for match in _TOKEN.finditer(text[:LIMIT])
    )


def _glued(text: str, start: int) -> bool:
    return start > 0 and not text[start - 1].isspace()


def same_token(claimed: Token, actual: Token) -> bool:
    """Whether two tokens mean the same, numbers to the digits claimed."""
    if claimed.kind == "number" and actual.kind == "number":
        return same_number(claimed.text, actual.text)
    return claimed.text == actual.text


def same_tokens(claimed: tuple[Token, ...], actual: tuple[Token, ...]) -> bool:
    """Whether two token rows are the same, one by one."""
    return len(claimed) == len(actual) and all(map(same_token, claimed, actual))


def matches(claimed: tuple[Token, ...], actual: tuple[Token, ...]) -> bool:
    """Whether the rows are the same where the claim elides nothing.

    A free-standing `...` stands for any number of tokens; behind a number it stands for the rest of
    its digits.

    >>> matches(tokens("[0 1 ... 9]"), tokens("[0 1 2 3 4 5 6 7 8 9]"))
    True
    >>> matches(tokens("3.162..."), tokens("3.1622776"))
    True
    """
    # Classic wildcard matching with one point of return: linear in practice, no recursion.
    here = there = 0
    resume_here, resume_there = -1, 0
    while there < len(actual):
        if here < len(claimed) and _is_cut_number(claimed, here):
            if _continues(claimed[here].text, actual[there]):
                here, there = here + 2, there + 1
                continue
        elif here < len(claimed) and claimed[here].kind == "elision":
            if actual[there].kind == "elision" and here + 1 == len(claimed):
                return True
            resume_here, resume_there = here, there
            here += 1
            continue
        elif here < len(claimed) and same_token(claimed[here], actual[there]):
            here, there = here + 1, there + 1
            continue
        if resume_here < 0:
            return False
        resume_there += 1
        here, there = resume_here + 1, resume_there
    return all(token.kind == "elision" for token in claimed[here:])


def _is_cut_number(row: tuple[Token, ...], index: int) -> bool:
    following = row[index + 1 : index + 2]
    return (
        row[index].kind == "number"
        and bool(following)
        and following[0].kind == "elision"
        and following[0].glued
    )


def _continues(beginning: str, actual: Token) -> bool:
    return actual.kind == "number" and actual.text.lstrip("+").startswith(beginning.lstrip("+"))
