"""The posts of a blog -> how their author states what code shows."""

from collections import Counter
from collections.abc import Iterable

from blogkit.check import survey
from blogkit.model import Claim, ClaimKind, Post
from blogkit.values import frozen

_MOST = 200
"""Posts that are looked at."""
_LONGEST = 60
"""Signs of an output that stands beside its statement."""


@frozen
class Notation:
    """How outputs are stated."""

    beside: str = ""
    """The sign between a statement and its output, as "# => "; empty where outputs stand in fences."""
    fence: str = "text"
    """The language of the fences of outputs."""

    def states_beside(self, code: str, shown: str) -> bool:
        """Whether an output goes beside the last line of its cell."""
        last = code.rstrip().rpartition("\n")[2]
        plain = not last.startswith((" ", "\t", ")", "]", "}", "%", "!")) and "#" not in last
        closed = not last.rstrip().endswith((":", "\\", ";"))
        return bool(
            self.beside and plain and closed and last and "\n" not in shown and len(shown) <= _LONGEST
        )


def notation_of(posts: Iterable[Post]) -> Notation:
    """The commonest way of stating an output beside a statement, and that of the fences."""
    seen = [post for post in posts if post.cells][:_MOST]
    claims = [(post, claim) for post in seen for claim in survey(post).claims]
    beside = Counter(
        mark for post, claim in claims if claim.kind is ClaimKind.TRAILING and (mark := _mark(post, claim))
    )
    fences = Counter(
        language
        for post, claim in claims
        if claim.kind is ClaimKind.BLOCK and (language := _language(post, claim)) is not None
    )
    common = beside.most_common(1)[0][0] if beside.total() > fences.total() else ""
    return Notation(common, fences.most_common(1)[0][0] if fences else "text")


def _mark(post: Post, claim: Claim) -> str:
    """What stands between the statement and the claimed text."""
    span = claim.spans[0]
    before = post.lines[span.line - 1][: span.start]
    sign = before.rfind("#")
    return before[sign:] if sign > 0 else ""


def _language(post: Post, claim: Claim) -> str | None:
    fence = next((one for one in post.fences if one.line < claim.line < one.end_line), None)
    return fence.language if fence else None
