"""Post, claims and recipes -> the steps a kernel runs, in the order of the text."""

import ast
import re
import textwrap
from bisect import bisect_right
from collections.abc import Sequence

from blogkit.check.claims import ASIDES, asides
from blogkit.check.claims.blocks import ANNOUNCED
from blogkit.check.compare.exceptions import announces_failure, raised_names
from blogkit.code import sessions, shell, tree_of_cell
from blogkit.kernel import TYPED
from blogkit.model import Cell, Claim, ClaimKind, Fence, Post, Step, StepKind
from blogkit.source import without_changes

NUMBER = re.compile(r"(?<![\w.])[-+−]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")


_BOUNDARY = re.compile(r"(?<=[.!?])\s+(?=[A-Z$*_`])|(?:^|\n)\s*(?:[-*+]|\d+[.)])\s+")
"""Between two sentences: behind a full stop, or where an item of a list begins."""


def steps(post: Post, claims: Sequence[Claim], recipes: Sequence[Step] = ()) -> tuple[Step, ...]:
    """Everything that runs for a post: cells, checks in the prose, and the recipes of its figures."""
    placed = sorted(enumerate(claims), key=_subject)
    cells = [_cell_step(post, cell, _within(cell.fence, placed)) for cell in post.cells if not cell.why_not]
    cells += [_shell_step(post, fence, _within(fence, placed)) for fence in post.shells]
    checks = [_check_step(post, claim) for claim in claims if claim.kind is ClaimKind.PROSE]
    beside = [_aside_step(post, aside, claims) for aside in asides.of(post)]
    return tuple(sorted([*cells, *checks, *beside, *recipes], key=lambda step: step.at))


def _subject(placed: tuple[int, Claim]) -> int:
    return placed[1].subject[0]


def _within(fence: Fence, placed: Sequence[tuple[int, Claim]]) -> tuple[Claim, ...]:
    """The claims about lines of a fence, in their first order, out of all sorted by their subjects."""
    first = bisect_right(placed, fence.line, key=_subject)
    last = bisect_right(placed, fence.end_line, lo=first, key=_subject)
    return tuple(claim for _, claim in sorted(placed[first:last], key=lambda one: one[0]))


def _aside_step(post: Post, aside: asides.Aside, claims: Sequence[Claim]) -> Step:
    """`%%aside` and the session, behind a margin that keeps IPython off its prompts."""
    mine = tuple(
        one for one in claims if one.syntax in ASIDES and aside.line <= one.subject[0] <= aside.end_line
    )
    code = "%%aside\n" + "\n".join(f"|{line}" for line in aside.text.split("\n"))
    return Step(StepKind.ASIDE, code, aside.line - 1, post.source.path, aside.at, claims=mine)


def _cell_step(post: Post, cell: Cell, claims: Sequence[Claim]) -> Step:
    fence = cell.fence
    mine = tuple(
        claim
        for claim in claims
        if claim.kind not in {ClaimKind.PROSE, ClaimKind.MATH} and claim.syntax not in ASIDES
    )
    typed = sessions.is_transcript(fence.code)
    code = _typed(fence.code) if typed else fence.code
    if not code.lstrip().startswith("%%"):
        code, _ = without_changes(code)
        code = _asking(code) if not typed and any(one.syntax == ANNOUNCED for one in mine) else code
        code += f"\n{TYPED}" if typed and not cell.options.raises else ""
    return Step(StepKind.CELL, code, cell.line, post.source.path, cell.line, cell.options, mine)


def _asking(code: str) -> str:
    """The code of a cell that prints nothing; where it ends with an assignment, the text shows its value."""
    tree = tree_of_cell(code)
    last = tree.body[-1] if tree and tree.body else None
    if not isinstance(last, ast.Assign) or "print" in code or "#" in code.rstrip().rpartition("\n")[2]:
        return code
    return code.rstrip() + "  #\n"


def _shell_step(post: Post, fence: Fence, claims: tuple[Claim, ...]) -> Step:
    code, line = shell.code(fence.code), fence.code_line
    return Step(StepKind.CELL, code, line, post.source.path, line, claims=claims)


def _typed(session: str) -> str:
    r"""The code of a `>>>` session; a comment sign in place of each answer asks the kernel for the value.

    An exception in the answer is named, so that the kernel carries on behind it.

    >>> _typed(">>> 1 + 1\n2\n>>> 1 / 0\nZeroDivisionError: division by zero\n")
    '1 + 1\n#\n1 / 0\n# ZeroDivisionError\n'
    """
    lines = sessions.code(session).split("\n")
    written = session.split("\n")
    for exchange in sessions.exchanges(session):
        if exchange.is_skipped:
            continue
        answer = "\n".join(written[line] for line in exchange.answer)
        names = raised_names(answer) or (["Exception"] if announces_failure(answer) else [])
        for line in exchange.answer:
            lines[line] = f"# {names[-1]}" if names and line == exchange.answer[-1] else "#"
    if tree_of_cell("\n".join(lines)) is None:
        for exchange in sessions.exchanges(session):
            if not _is_readable("\n".join(lines[exchange.first : exchange.last + 1])):
                _make_readable(lines, exchange)
    asked = sessions.last_unanswered(session)
    if (
        asked is not None
        and not asked.is_skipped
        and not re.match(r"\s*[%!]|.*\?\s*$|\s*$", lines[asked.last])
    ):
        lines[asked.last] += "  #"  # a fence below the session may hold the answer
    return "\n".join(lines)


def _is_readable(typed: str) -> bool:
    return tree_of_cell(textwrap.dedent(typed)) is not None


def _make_readable(lines: list[str], exchange: sessions.Exchange) -> None:
    """Have what is meant to be no Python compiled when its turn comes, so that the rest can run."""
    typed = lines[exchange.first : exchange.last + 1]
    lines[exchange.first] = f"exec(compile({chr(10).join(typed)!r}, '<stdin>', 'single'))"
    for line in range(exchange.first + 1, exchange.last + 1):
        lines[line] = ""


def _check_step(post: Post, claim: Claim) -> Step:
    """`%%check 0.5 -0.5` and the expression: the numbers are those of the sentence before it."""
    numbers = numbers_before(post, claim.line, claim.spans[0].start)
    code = f"%%check {' '.join(numbers)}\n{claim.expected}"
    # the magic's line is the first: the expression stands on the claim's own line
    return Step(StepKind.CHECK, code, claim.line - 1, post.source.path, claim.line, claims=(claim,))


def numbers_before(post: Post, line: int, column: int) -> list[str]:
    """The numbers in the sentence that ends at this place, as Python writes them."""
    lines = post.lines
    paragraph: list[str] = []
    above = line - 1
    while above >= 1 and lines[above - 1].strip():
        paragraph.insert(0, lines[above - 1])
        above -= 1
    text = "\n".join([*paragraph, lines[line - 1][:column]])
    text = re.sub(r"<!--.*?(?:-->|$)", "", text, flags=re.DOTALL).rstrip()
    sentence = _BOUNDARY.split(text)[-1]
    return [number.replace("−", "-").lstrip("+") for number in NUMBER.findall(_plain(sentence))]


def _plain(sentence: str) -> str:
    """Without inline code, formulas (but for `$0.5$`), addresses of links and thousands separators."""
    sentence = re.sub(r"\$\s*([-+−]?[\d.,]+)\s*\$", r"\1", sentence)
    sentence = re.sub(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)", " ", sentence)
    return re.sub(r"(?<=\d),(?=\d{3}\b)|(?<=\d)\\,(?=\d)", "", sentence)
