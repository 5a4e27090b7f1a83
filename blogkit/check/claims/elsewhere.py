"""What a comment below a statement may be about instead: all of the statements above."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from blogkit.check.claims.found import Found
from blogkit.code import Remark, Statement, Understood
from blogkit.model import Claim

ELSEWHERE = "about others"
"""The syntax of such a claim: it is one only where it is what these show, but for a slip."""


def or_elsewhere(found: Found, understood: Understood, block: list[Remark]) -> Found:
    """The claims of a block of comments, the last with the other things that it may be about."""
    if not found.claims or found.claims[-1].spans[-1].line != block[-1].line:
        return found
    found = _one_each(found, understood)
    last = found.claims[-1]
    others = (
        _about(last, subject)
        for subject in dict.fromkeys(_subjects(last, understood, block))
        if subject != last.subject
    )
    return Found((*found.claims[:-1], replace(last, narrower=(*last.narrower, *others))), found.comments)


def or_of(found: Found, statement: Statement) -> Found:
    """The claims of comments that stand above what they are about: they may be about what is above them."""
    before = statement.first, statement.after if statement.compound else statement.last
    claims = (replace(one, narrower=(*one.narrower, _about(one, before))) for one in found.claims)
    return Found(tuple(claims), found.comments)


def _one_each(found: Found, understood: Understood) -> Found:
    """As many labelled lines as statements print above them: each may be about its own."""
    own = [one for one in found.claims if one.syntax == "labelled below"]
    shows = [
        one
        for one in understood.statements
        if isinstance(one.node, ast.Expr) and own and one.first <= own[0].subject[0]
    ][-len(own) :]
    if len(own) < 2 or len(shows) < len(own):
        return found
    places = {id(one): (shown.first, shown.last) for one, shown in zip(own, shows, strict=True)}
    claims = (
        replace(one, narrower=(*one.narrower, _about(one, places[id(one)]))) if id(one) in places else one
        for one in found.claims
    )
    return Found(tuple(claims), found.comments)


def _about(claim: Claim, subject: tuple[int, int]) -> Claim:
    return replace(claim, syntax=ELSEWHERE, subject=subject, labelled=False, narrower=())


def _stays_on_line(node: ast.stmt) -> bool:
    """Whether it prints and does not end its line: `print("oak", end=" ")`."""
    match node:
        case ast.For(body=[*_, last]) | ast.While(body=[*_, last]):
            return any(map(_stays_on_line, node.body)) or _stays_on_line(last)
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), keywords=words)):
            return any(
                word.arg == "end"
                and not (isinstance(word.value, ast.Constant) and "\n" in str(word.value.value))
                for word in words
            )
        case _:
            return False


def _one_line_of_several(
    claim: Claim, understood: Understood, block: list[Remark]
) -> Iterator[tuple[int, int]]:
    """The last calls of `print`, one for each value of a line: `1 oak`, `1, oak`."""
    parts = len(re.split(r"\s*[,;|]\s*|\s+", claim.expected.strip()[:_LONGEST]))
    apart = max((one.line for one in understood.remarks if one.line < block[0].line), default=0)
    above = [one for one in understood.statements if apart < one.first and one.last <= claim.subject[1]]
    last = above[-parts:] if 1 < parts <= len(above) else []
    if last and all(map(prints, last)):
        yield last[0].first, claim.subject[1]


_LONGEST = 200


def prints(one: Statement) -> bool:
    """Whether it is a call of `print` that shows something."""
    match one.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return bool(args)
        case _:
            return False


def _last_print(claim: Claim, understood: Understood) -> Iterator[tuple[int, int]]:
    """The last call of `print` above an assignment: one of two ways is shown, and both give it."""
    above = [one for one in understood.statements if one.last <= claim.subject[1]]
    silent = bool(above) and isinstance(above[-1].node, ast.Assign) and claim.syntax.startswith("labelled")
    yield from [(one.first, one.last) for one in above if silent and prints(one)][-1:]


def _subjects(claim: Claim, understood: Understood, block: list[Remark]) -> Iterator[tuple[int, int]]:
    """The lines that may be meant: those since the last comments, and the whole cell."""
    if len(claim.spans) == 1:  # of several statements it is one where they print one line, or a value each
        start = claim.subject[0]
        for one in reversed([one for one in understood.statements if one.last < start]):
            if not _stays_on_line(one.node):
                break
            start = one.first
        yield start, claim.subject[1]
        yield from _one_line_of_several(claim, understood, block)
        yield from _last_print(claim, understood)
        return
    above = max((one.line for one in understood.remarks if one.alone and one.line < block[0].line), default=0)
    firsts = [one.first for one in understood.statements]
    for start in (min((line for line in firsts if line > above), default=block[0].line), min(firsts)):
        if start <= claim.subject[0]:
            yield start, claim.subject[1]
