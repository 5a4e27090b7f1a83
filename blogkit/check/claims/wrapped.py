"""Remarks beside code that go on in the comments below them."""

from collections.abc import Mapping
from itertools import takewhile

from blogkit.check.claims import labels
from blogkit.check.written.values import end_of_bracket
from blogkit.code import Remark, Understood


def lines_below(understood: Understood) -> Mapping[int, list[Remark]]:
    """The comments that go on below those beside a line: below their sign, or within their bracket."""
    alone = {remark.line: remark for remark in understood.remarks if remark.alone}
    found = {
        remark.line: _going_on(remark, _next(remark.line, alone))
        for remark in understood.remarks
        if not remark.alone
    }
    return {line: rest for line, rest in found.items() if rest}


def _next(line: int, alone: Mapping[int, Remark]) -> list[Remark]:
    """The comments on the lines next to each other below a line."""
    found: list[Remark] = []
    while line + len(found) + 1 in alone:
        found.append(alone[line + len(found) + 1])
    return found


def _going_on(remark: Remark, rest: list[Remark]) -> list[Remark]:
    return [*takewhile(lambda one: one.start == remark.start, rest)] or _closing(remark, rest)


def _closing(remark: Remark, rest: list[Remark]) -> list[Remark]:
    """The lines down to the one that closes the bracket of the first."""
    label = labels.strong(remark.text) or labels.weak(remark.text)
    text = remark.text[label:].strip().lstrip("\"'")
    if text[:1] not in {*"[({"} or end_of_bracket(text, 0) is not None:
        return []
    for index, one in enumerate(rest):
        text = f"{text}\n{one.text.strip()}"
        if end_of_bracket(text, 0) is not None:
            return rest[: index + 1]
    return []
