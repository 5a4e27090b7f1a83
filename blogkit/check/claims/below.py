"""Comments below statements -> claims, also those above that announce an output."""

import ast
import re
from dataclasses import replace
from itertools import groupby, takewhile
from textwrap import dedent

from blogkit.check.claims import elsewhere, labels
from blogkit.check.claims.found import Found, together
from blogkit.check.claims.remarks import DIRECTIVE, comments_of, indent_of, lines_claim, may_show
from blogkit.check.claims.wrapped import lines_below
from blogkit.check.compare.exceptions import RAISED
from blogkit.check.written.values import end_of_bracket, value_and_explanation, without_remarks
from blogkit.code import Remark, Statement, Understood
from blogkit.model import Claim

MARKED = "labelled mark below"
"""The syntax of what a tool has written below a statement: `#> 9`."""
_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def below(understood: Understood) -> Found:
    """The comments on lines of their own, directly below a statement."""
    return together(_below(understood, block) for block in _blocks(understood))


def _blocks(understood: Understood) -> list[list[Remark]]:
    """Comments on lines next to each other."""
    taken = {one.line for rest in lines_below(understood).values() for one in rest}
    alone = [remark for remark in understood.remarks if remark.alone and remark.line not in taken]
    keyed = groupby(enumerate(alone), key=lambda pair: pair[1].line - pair[0])
    return [[remark for _, remark in group] for _, group in keyed]


def _below(understood: Understood, block: list[Remark]) -> Found:
    statement = understood.above(block[0].line)
    ahead = _stands_above(understood, statement, block)
    if ahead is not None:
        found = _labelled_below(ahead, block, 0)
        lone = statement is not None and not _is_headed(understood, statement)
        return elsewhere.or_of(found, statement) if statement and lone else found
    if statement is None:
        return comments_of(block, "stands below no statement")
    whole = _dedented(understood, statement, block[0])
    gap = block[0].line - statement.last - 1
    labelled = [index for index, remark in enumerate(block) if labels.strong(remark.text)]
    if labelled and _is_program(block[labelled[0] :]):
        return comments_of(block, "code that is not run")
    if labelled and gap <= 2:
        found = _labelled_below(statement, block, labelled[0])
        found = found if whole is statement else _about(found, whole)
        return elsewhere.or_elsewhere(found, understood, block)
    if gap and not _is_answer_apart(understood, statement, block, gap):
        return comments_of(block, "stands apart from the statement above")
    found = _bare_below(statement, block)
    found = found if whole is statement else _about(found, whole)
    return elsewhere.or_elsewhere(found, understood, block)


def _stands_above(
    understood: Understood, statement: Statement | None, block: list[Remark]
) -> Statement | None:
    """The statement that labelled comments stand above, nearer to it than to the one before."""
    ahead = understood.at(block[-1].line + 1)
    near = statement is not None and statement.last + 1 == block[0].line
    if ahead is None or near or ahead.first != block[-1].line + 1:
        return None
    if labels.strong(block[0].text) and elsewhere.prints(ahead):
        return ahead
    arrow = _ARROW.match(block[0].text) and isinstance(ahead.node, ast.Expr | ast.AugAssign)
    below = any(one.alone and one.line == ahead.last + 1 for one in understood.remarks)
    return ahead if arrow and len(block) == 1 and not below else None


_ARROW = re.compile(r"\s*(?:=+>|-+>|→)\s*\S")


def _is_headed(understood: Understood, statement: Statement) -> bool:
    """Whether a label stands above it, too: what is said of it is said there."""
    heads = (one for one in understood.remarks if one.alone and one.line == statement.first - 1)
    return any(labels.strong(one.text) for one in heads)


def _is_program(block: list[Remark]) -> bool:
    """Whether comments are lines of code, a loop or a condition among them, which nobody runs."""
    if len(block) < _PROGRAM:
        return False
    try:
        body = ast.parse(dedent("\n".join(remark.text for remark in block))).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(one, _COMPOUND) for one in body)


_PROGRAM = 2
_COMPOUND = (*_DEFINING, ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Import, ast.ImportFrom)


def _dedented(understood: Understood, statement: Statement, remark: Remark) -> Statement:
    """The block that a remark stands below, as far to the left as its header: it is about all of `with …`."""
    column = remark.start - understood.cell.fence.indent
    around = [
        one
        for one in understood.statements
        if one.first <= statement.first and statement.after <= one.after and one.node.col_offset >= column
    ]
    if any(isinstance(one.node, _DEFINING) for one in around):
        return statement
    return min(around, key=lambda one: one.depth, default=statement)


def _about(found: Found, whole: Statement) -> Found:
    """The same claims about a whole block."""
    subject = whole.first, whole.after
    claims = (
        replace(one, subject=subject, narrower=tuple(replace(part, subject=subject) for part in one.narrower))
        for one in found.claims
    )
    return Found(tuple(claims), found.comments)


def _is_answer_apart(understood: Understood, statement: Statement, block: list[Remark], gap: int) -> bool:
    """Whether comments below one blank line may answer an expression: they head no code."""
    heads = any(one.first == block[-1].line + 1 for one in understood.statements)
    counts = re.fullmatch(r"\s*\d{1,2}\s*", block[0].text) and understood.statements[-1] is not statement
    return gap == 1 and isinstance(statement.node, ast.Expr) and not heads and not counts


def _labelled_below(statement: Statement, block: list[Remark], index: int) -> Found:
    before, head, rest = block[:index], block[index], block[index + 1 :]
    if labels.is_counterfactual(head.text):
        return comments_of(block, "speaks of what is not the case")
    at = labels.strong(head.text) or (match.end() - 1 if (match := _ARROW.match(head.text)) else 0)
    own = [head] if head.text[at:].strip() else []
    at += labels.weak(head.text[at:]) if own else 0
    lines = [*own, *_continued(head.text[at:].strip(), rest, required=not own)]
    skipped = block[index + 1 + len(lines) - len(own) :]
    if not lines:
        return comments_of(block, "a label without a value")
    claim = lines_claim(statement, lines, at if own else 0, "labelled below")
    wrapped = [*lines, *takewhile(lambda remark: not labels.strong(remark.text), skipped)]
    if len(wrapped) > len(lines):
        whole = lines_claim(statement, wrapped, at if own else 0, "labelled below")
        claim = replace(whole, narrower=(claim,))
        skipped = block[index + 1 + len(wrapped) - len(own) :]
    found = Found((claim,))
    further = _labelled_below_again(statement, skipped)
    return found + comments_of(before, "not value-shaped") + further


def _labelled_below_again(statement: Statement, block: list[Remark]) -> Found:
    labelled = [index for index, remark in enumerate(block) if labels.strong(remark.text)]
    return (
        _labelled_below(statement, block, labelled[0]) if labelled else comments_of(block, "not value-shaped")
    )


def _continued(first: str, rest: list[Remark], *, required: bool) -> list[Remark]:
    """The lines that belong to a labelled value: all below a bare label, or those that close its bracket."""
    taken: list[Remark] = []
    text = first
    for remark in rest:
        if labels.strong(remark.text):
            break
        opened = text.startswith("Traceback (most") and not RAISED.match(text.rpartition("\n")[2])
        opened = opened or (bool(text) and text[0] in "[({" and end_of_bracket(text, 0) is None)
        if not (opened or (required and _goes_on(taken, remark)) or (not required and _is_row(text, remark))):
            break
        taken.append(remark)
        text = f"{text}\n{remark.text.strip()}"
    return taken


def _goes_on(taken: list[Remark], remark: Remark) -> bool:
    """Whether a line below `# Output:` is still output: a sentence after values is not."""
    if not taken or value_and_explanation(remark.text) is not None:
        return True
    return not all(value_and_explanation(line.text) for line in taken)


def _is_row(text: str, remark: Remark) -> bool:
    """Whether the next line continues a list of values of the same kind."""
    following = value_and_explanation(remark.text)
    return following is not None and value_and_explanation(text) is not None and not following[1]


def _bare_below(statement: Statement, block: list[Remark]) -> Found:
    """Comments without a label: a claim if all of it is a value, a candidate otherwise."""
    if any(labels.is_counterfactual(remark.text) or DIRECTIVE.match(remark.text) for remark in block):
        return comments_of(block, "speaks of what is not the case")
    whole = without_remarks("\n".join(remark.text.strip() for remark in block))
    arrow = labels.weak(block[0].text)
    value = value_and_explanation(whole[arrow - indent_of(block[0].text) :] if arrow else whole)
    rows = [
        value_and_explanation(remark.text[arrow if index == 0 else 0 :]) for index, remark in enumerate(block)
    ]
    shaped = value is not None or all(rows)
    marked = labels.marks_output(block[0].text)
    syntax = MARKED if marked else "arrow below" if arrow else "bare below"
    surely = may_show(statement) and not statement.compound
    head = _leading_values(block, arrow) if not shaped else block
    if not shaped and head:
        found = lines_claim(statement, head, arrow, syntax)
        return Found((replace(found, labelled=surely),)) + comments_of(block[len(head) :], "not value-shaped")
    arrows = _with_arrows(block)
    if len(arrows) > 1:
        return _each_line(statement, arrows, block[len(arrows) :])
    claim = replace(
        lines_claim(statement, block, arrow, syntax), labelled=(shaped or marked) and may_show(statement)
    )
    leading = 0 if shaped else next((index for index, row in enumerate(rows) if row is None), 0)
    first = lines_claim(statement, block[:leading], arrow, syntax) if leading else None
    return Found((replace(claim, narrower=(replace(first, labelled=surely),) if first else ()),))


def _with_arrows(block: list[Remark]) -> list[Remark]:
    """The first lines of a block that have the same arrow each: `#> 1`, `#> 2`."""
    arrow = block[0].text[: labels.weak(block[0].text)]
    if not arrow.strip() or arrow.strip().isalpha():
        return []
    return list(takewhile(lambda remark: remark.text.startswith(arrow.rstrip()), block))


def _each_line(statement: Statement, lines: list[Remark], rest: list[Remark]) -> Found:
    """Answers with an arrow each: one text, or each line one that was shown."""
    each = [_answer(statement, remark) for remark in lines]
    text = "\n".join(one.expected for one in each)
    spans = tuple(one.spans[0] for one in each)
    shaped = each[0].syntax == MARKED or value_and_explanation(text) is not None
    whole = replace(each[0], expected=text, spans=spans, labelled=shaped)
    is_open = any(end_of_bracket(one.expected, 0) is None for one in each if one.expected[:1] in {*"[({"})
    surely = whole.labelled and may_show(statement)
    found = replace(whole, labelled=surely, narrower=() if is_open else tuple(each))
    return Found((found,)) + comments_of(rest, "not value-shaped")


def _answer(statement: Statement, remark: Remark) -> Claim:
    """One line with an arrow."""
    marked = labels.marks_output(remark.text)
    syntax = MARKED if marked else "arrow below"
    claim = lines_claim(statement, [remark], labels.weak(remark.text), syntax)
    shaped = marked or value_and_explanation(claim.expected) is not None
    return replace(claim, labelled=shaped and may_show(statement))


def _leading_values(block: list[Remark], arrow: int) -> list[Remark]:
    """The longest run of lines from the first that reads as one bracketed value."""
    for count in range(len(block) - 1, 0, -1):
        text = "\n".join(
            remark.text[arrow if index == 0 else 0 :].strip() for index, remark in enumerate(block[:count])
        )
        if (
            text[:1] in {"[", "(", "{"}
            and end_of_bracket(text, 0) == len(text)
            and value_and_explanation(text)
        ):
            return block[:count]
    return []
