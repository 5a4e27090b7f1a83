"""One notion of a line: LF, CRLF and CR end one, in the file; in here it is LF alone."""

import re

_END = re.compile(r"\r\n|\r|\n")
_MOST = 10_000
"""Lines that are put side by side; beyond that the most frequent end serves for all that is new."""


def unified(text: str) -> str:
    r"""The text with each line ended alike.

    >>> unified("a\r\nb\rc\n")
    'a\nb\nc\n'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")  # a fifth of what an expression takes


def restored(text: str, before: str) -> str:
    r"""A text of unified lines with the ends that an earlier text had: each line keeps its own.

    >>> restored("a\nB\nc\n", "a\r\nb\rc\n")
    'a\r\nB\rc\n'
    """
    ends = _END.findall(before)
    if len(set(ends)) < 2:
        return text.replace("\n", ends[0]) if ends else text
    usual = max(dict.fromkeys(ends), key=ends.count)
    old, new = _END.split(before), text.split("\n")
    chosen = [usual] * len(new)
    for start, there, length in _common(old, new):
        for offset in range(length):
            if start + offset < len(ends):
                chosen[there + offset] = ends[start + offset]
    return "".join(line + end for line, end in zip(new[:-1], chosen, strict=False)) + new[-1]


def _common(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Runs of lines that stayed: where they were, where they are, how many."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  (8 ms that most builds save)

    if len(old) + len(new) > _MOST:
        return []
    return [
        (one.src_start, one.dest_start, one.src_end - one.src_start)
        for one in Levenshtein.opcodes(old, new)
        if one.src_end - one.src_start == one.dest_end - one.dest_start
    ]
