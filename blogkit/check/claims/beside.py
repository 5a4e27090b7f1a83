"""Comments beside statements -> claims: `f(3)  # Output: 9`."""

import ast
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from blogkit.check.claims import endings, labels, named
from blogkit.check.claims.found import Found, together
from blogkit.check.claims.named import are_of
from blogkit.check.claims.remarks import DIRECTIVE, comments_of, lines_claim, may_show
from blogkit.check.claims.wrapped import lines_below
from blogkit.check.compare.exceptions import RAISED
from blogkit.check.compare.values import BITS
from blogkit.check.written.pairs import several
from blogkit.check.written.values import value_and_explanation
from blogkit.code import Remark, Statement, Understood
from blogkit.model import Claim, ClaimKind, Comment, Span

_CALLOUT = re.compile(r"\s*[(\[<①-⑳]?\d{0,2}[)\]>.]?!?(?:\s*[#,]\s*\d{1,2})*\s*$")
_STEPS = re.compile(r"\s*\d{1,2}\b.*\s#\d{1,2}\b")
"""Numbers of several steps with words: `#1 make it #4 fill it`."""
_MARK = re.compile(r"\s*[(（<]\d{1,2}[)）>]!?\s*")
"""What the text below speaks of: `(3)` is no way to write a value."""
AT_END = "value at the end"
"""The syntax of a value behind words of its own."""


def beside(understood: Understood) -> Found:
    """The comments at the end of code lines."""
    remarks = [remark for remark in understood.remarks if not remark.alone]
    callouts = _callouts(remarks)
    wrapped = lines_below(understood)
    return together(
        _with_lines_below(
            understood, remark, _beside(understood, remark, callout=remark.line in callouts), wrapped
        )
        for remark in remarks
    )


def _with_lines_below(
    understood: Understood, remark: Remark, found: Found, wrapped: Mapping[int, list[Remark]]
) -> Found:
    """The same remark with the lines on which it goes on."""
    rest, statement = wrapped.get(remark.line, []), understood.at(remark.line)
    if not rest or statement is None:
        return found
    if not found.claims:
        return found + comments_of(rest, "goes on from the line above")
    at, syntax, _ = _label(remark.text)
    whole = _without_quotes(lines_claim(statement, [remark, *rest], at, f"{syntax} beside"))
    value = value_and_explanation(whole.expected) is not None and may_show(statement)
    narrower = () if value else found.claims
    return Found((replace(whole, labelled=syntax == "labelled" or value, narrower=narrower),))


def _without_quotes(claim: Claim) -> Claim:
    """The claim without the quotes that a comment of several lines sets around its bracket."""
    said = claim.expected
    if not re.fullmatch(r"(['\"])[\w.]*[\[({].*[\])}]\1", said, re.DOTALL):
        return claim
    first, *others, last = claim.spans
    spans = replace(first, start=first.start + 1), *others, replace(last, end=last.end - 1)
    return replace(claim, expected=said[1:-1], spans=spans)


def _beside(understood: Understood, remark: Remark, *, callout: bool) -> Found:
    statement = understood.at(remark.line)
    if statement is None:
        return Found()
    claim = _claim(remark, statement, ClaimKind.TRAILING, "beside")
    if isinstance(claim, Comment):
        return Found(comments=(claim,))
    if are_of(several(claim.expected), statement.node):
        return Found((replace(claim, syntax="labelled names beside", labelled=True),))
    silent = not may_show(statement) and not _spells_literal(claim, statement)
    silent = silent and (statement.compound or not RAISED.match(claim.expected))
    if callout or remark.line != statement.last or silent:
        return Found((replace(claim, labelled=claim.labelled and claim.syntax.startswith("labelled")),))
    return Found((replace(claim, narrower=_at_end(claim, statement)),))


def _at_end(claim: Claim, statement: Statement) -> tuple[Claim, ...]:
    """The value that a sentence ends with: `the first three [1, 2, 4]`, `x + 1: 3`."""
    span, *further = claim.spans
    if further or value_and_explanation(claim.expected) is not None:
        return ()
    found = named.value(claim.expected, statement.node)
    if not claim.labelled:
        found = found or [*endings.values(claim.expected)]
    return tuple(
        replace(
            claim,
            syntax=AT_END,
            expected=claim.expected[at:],
            spans=(Span(span.line, span.start + at, span.end),),
            labelled=sure or claim.labelled,  # `Output: number of lines: 3`
        )
        for at, sure in found
    )


def _callouts(remarks: list[Remark]) -> frozenset[int]:
    """Lines whose comments number the lines of the cell: `# 1`, `# 2`, `# (3)`."""
    numbered = [
        (remark, re.findall(r"\d+", remark.text)) for remark in remarks if _CALLOUT.match(remark.text)
    ]
    counted = [(remark, int(found[0])) for remark, found in numbered if found]
    steps = sorted(int(number) for _, found in numbered for number in found)
    if len(steps) > len(counted) and steps == [*range(1, len(steps) + 1)]:
        return frozenset(remark.line for remark, _ in counted)
    stepped = [remark.line for remark in remarks if _STEPS.match(remark.text)]
    rising = (
        len(remarks) == len(counted) > 1
        and counted[0][1] == 1
        and all(later[1] == earlier[1] + 1 for earlier, later in pairwise(counted))
    )
    by_line = len(remarks) == len(counted) > _FEW and len({remark.line - at for remark, at in counted}) == 1
    return frozenset([remark.line for remark, _ in counted] if rising or by_line else stepped)


_FEW = 2


def _spells_literal(claim: Claim, statement: Statement) -> bool:
    """Whether a whole number is given once more in bits: `FLAG = 4  # 0000 0100`."""
    match statement.node:
        case (
            ast.Assign(value=ast.Constant(value=int() as value))
            | ast.AnnAssign(value=ast.Constant(value=int() as value))
        ):
            return not isinstance(value, bool) and bool(BITS.fullmatch(claim.expected.strip()))
        case _:
            return False


def _claim(remark: Remark, statement: Statement, kind: ClaimKind, where: str) -> Claim | Comment:
    """Read one line of comment as a claim about a statement, or as a comment that is none."""
    text = labels.unquoted(remark.text)
    if DIRECTIVE.match(text) or not text.strip():
        return Comment(remark.line, text.strip(), "an instruction to a tool")
    if _MARK.fullmatch(text):
        return Comment(remark.line, text.strip(), "a mark that the text refers to")
    if labels.is_counterfactual(text):
        return Comment(remark.line, text.strip(), "speaks of what is not the case")
    at, syntax, labelled = _label(text)
    span = _span(replace(remark, text=text), at)
    return Claim(
        kind,
        f"{syntax} {where}",
        text[at:].strip(),
        (span,),
        (statement.first, statement.after if statement.compound else statement.last),
        labelled=labelled,
    )


def _label(text: str) -> tuple[int, str, bool]:
    """Where the value begins, the name of the syntax, and whether it is surely a claim."""
    at = labels.strong(text)
    if at and text[at:].strip():
        inner = labels.weak(text[at:])
        return at + inner, "labelled", True
    at = labels.weak(text)
    if at and value_and_explanation(text[at + labels.about(text[at:]) :]) is not None:
        return at, "arrow", True
    return (0, "bare", value_and_explanation(text) is not None) if not at else (at, "arrow", False)


def _span(remark: Remark, at: int) -> Span:
    said = remark.text[at:]
    start = remark.start + 1 + at + len(said) - len(said.lstrip())
    return Span(remark.line, start, start + len(said.strip()))
