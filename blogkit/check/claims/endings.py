"""Values at the end of a remark: `the first three elements [1, 2, 4]`, `first element → 3`."""

import re
from collections.abc import Iterator

from blogkit.check.claims import labels
from blogkit.check.written.values import end_of_bracket, value_and_explanation

_ARROW = re.compile(r"(?<=\s)(?:→|⇒|⟹|➜|=+>|-+>)\s+")
_QUOTED = re.compile(r"(?<=[\s:=])(?:'[^']*'|\"[^\"]*\")$")
_OPENING = re.compile(r"(?<=[\s:=])[\[({]")
_CLAUSE = re.compile(r"[;.:,)—–]\s+(?=[^\W\d])")
_CONDITION = re.compile(r"\s*(?:if|when|unless|otherwise|because|since)\b", re.IGNORECASE)
_CHANGES = re.compile(r"[-+*/%|&^@]=\s*$")
_LONGEST = 500
"""Characters of a remark that is looked through."""


def values(text: str) -> Iterator[tuple[int, bool]]:
    """Where the value begins, and whether it is surely claimed: behind an arrow that words stand before.

    >>> list(values("the first three (of 4) [1, 2, 4]")), list(values("first one -> 3"))
    ([(23, False)], [(13, True)])
    >>> list(values("the length; prints 3")), list(values("if it is empty, returns 0"))
    ([(19, True)], [])
    >>> list(values("see above (twice)")), list(values("(2, 3) -> (3, 2)"))
    ([], [(10, False)])
    """
    if "\n" in text or len(text) > _LONGEST:
        return
    arrows = [match for match in _ARROW.finditer(text) if _is_value(text[match.end() :])]
    if arrows:
        yield arrows[-1].end(), not re.search(r"[\d\[\]({})]", text[: arrows[-1].start()])
        return
    spoken = next(_behind_verbs(text), None)
    if spoken is not None:
        yield spoken, True
        return
    starts = (match.start() for match in (*_OPENING.finditer(text), *_QUOTED.finditer(text)))
    for start in starts:
        changed = _CHANGES.search(text[:start])  # code: `rows += [4]`
        if start and not changed and _ends_at(text, start) and _is_value(text[start:]):
            yield start, False
            return


def _behind_verbs(text: str) -> Iterator[int]:
    """Where a value stands behind what announces it in a second clause: `the last one; prints 3`."""
    if _CONDITION.match(text):
        return
    for clause in _CLAUSE.finditer(text):
        rest = text[clause.end() :]
        at = labels.strong(rest) or labels.weak(rest)
        if at and _is_value(rest[at:]):
            yield clause.end() + at


def _ends_at(text: str, start: int) -> bool:
    return text[start] in "'\"" or end_of_bracket(text, start) == len(text)


def _is_value(text: str) -> bool:
    return value_and_explanation(text) is not None
