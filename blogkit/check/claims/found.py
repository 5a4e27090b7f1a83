"""What the syntaxes find: claims, and comments that are none."""

from blogkit.model import Claim, Comment
from blogkit.values import frozen


@frozen
class Found:
    """Claims in order of lines, and the remarks that were judged to be no claims."""

    claims: tuple[Claim, ...] = ()
    comments: tuple[Comment, ...] = ()

    def __add__(self, other: "Found") -> "Found":
        """Both, in order of lines."""
        return Found(
            tuple(sorted(self.claims + other.claims, key=lambda claim: (claim.line, claim.spans[0].start))),
            tuple(sorted(self.comments + other.comments, key=lambda comment: comment.line)),
        )
