"""What a comment below a statement may be about instead: all of the statements above."""

from collections.abc import Iterator
from dataclasses import replace

from blogkit.check.claims.found import Found
from blogkit.code import Remark, Understood
from blogkit.model import Claim

ELSEWHERE = "about others"
"""The syntax of such a claim: it is one only where it is what these show, but for a slip."""


def or_elsewhere(found: Found, understood: Understood, block: list[Remark]) -> Found:
    """The claims of a block of comments, the last with the other things that it may be about."""
    if not found.claims or found.claims[-1].spans[-1].line != block[-1].line:
        return found
    last = found.claims[-1]
    others = (
        replace(last, syntax=ELSEWHERE, subject=subject, labelled=False, narrower=())
        for subject in dict.fromkeys(_subjects(last, understood, block))
        if subject != last.subject
    )
    return Found((*found.claims[:-1], replace(last, narrower=(*last.narrower, *others))), found.comments)


def _subjects(claim: Claim, understood: Understood, block: list[Remark]) -> Iterator[tuple[int, int]]:
    """The lines that may be meant: those since the last comments, and the whole cell."""
    if len(claim.spans) == 1:  # one line is no account of several statements
        return
    above = max((one.line for one in understood.remarks if one.alone and one.line < block[0].line), default=0)
    firsts = [one.first for one in understood.statements]
    for start in (min((line for line in firsts if line > above), default=block[0].line), min(firsts)):
        if start <= claim.subject[0]:
            yield start, claim.subject[1]
