"""What the syntaxes find: claims, and comments that are none."""

from collections.abc import Iterable

from blogkit.model import Claim, Comment
from blogkit.values import frozen


@frozen
class Found:
    """Claims in order of lines, and the remarks that were judged to be no claims."""

    claims: tuple[Claim, ...] = ()
    comments: tuple[Comment, ...] = ()

    def __add__(self, other: "Found") -> "Found":
        """Both, in order of lines."""
        return together([self, other])


def together(parts: Iterable[Found]) -> Found:
    """All parts, in order of lines; of many, sorted once."""
    parts = list(parts)
    claims = [claim for part in parts for claim in part.claims]
    comments = [comment for part in parts for comment in part.comments]
    return Found(
        tuple(sorted(claims, key=lambda claim: (claim.line, claim.spans[0].start))),
        tuple(sorted(comments, key=lambda comment: comment.line)),
    )
