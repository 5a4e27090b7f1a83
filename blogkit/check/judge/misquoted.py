"""Case -> whether a traceback that names the right exception quotes a line of the post with a slip."""

import re
from collections.abc import Iterator

from blogkit.check.judge.case import Case
from blogkit.check.written.tokens import tokens

_ARROW = re.compile(r"^-+> *\d+ +(?P<code>\S.*)$", re.MULTILINE)
_FRAME = re.compile(r"^ *File \"[^\"\n]*\", line \d+.*\n +(?P<code>\S.*)$", re.MULTILINE)
_LONGEST = 20_000


def misquoted(case: Case) -> str:
    """A line that is said to have raised is no line of the post, but one of these with another word in it."""
    said = case.claim.expected
    if "Traceback" not in said or len(said) > _LONGEST:
        return ""
    own = {line.strip() for cell in case.executed.post.cells for line in _typed(cell.fence.code)}
    slips = (
        code for code in _quoted(said) if code not in own and any(_differ_once(code, line) for line in own)
    )
    slip = next(slips, "")
    return f"quotes a line that the post does not have: {slip}" if slip else ""


def _typed(code: str) -> list[str]:
    return [re.sub(r"^\s*(?:>>>|\.\.\.|In \[\d*\]:) ", "", line) for line in code.split("\n")]


def _quoted(traceback: str) -> Iterator[str]:
    for form in (_ARROW, _FRAME):
        yield from (match["code"].strip() for match in form.finditer(traceback))


def _differ_once(one: str, other: str) -> bool:
    """Whether two lines are the same but for one word or number."""
    if abs(len(one) - len(other)) > len(one) // 2:
        return False
    said, written = tokens(one), tokens(other)
    return (
        len(said) == len(written) > 1
        and sum(a.text != b.text for a, b in zip(said, written, strict=True)) == 1
    )
