"""Posts that wait or have expired: how many there are, and what publishes them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

from blogkit.errors import ContentError
from blogkit.site.plan.values import Plan

WITHHELD = {
    "draft": ("it is a draft", "add -D"),
    "future": ("its date is in the future", "add -F"),
    "expired": ("it has expired", "add -E"),
}
"""Why a post is not published, in words, and what publishes it."""


def left_out(plans: Sequence[Plan]) -> Mapping[str, int]:
    """Count them: "draft" -> 2."""
    withheld = ((path, why) for plan in plans for path, why in plan.unpublished.items() if why in WITHHELD)
    reasons = dict(withheld)
    counts = Counter(reasons.values())
    return {reason: counts[reason] for reason in WITHHELD if counts[reason]}


def asked_in_vain(name: str, paths: Iterable[PurePosixPath], plans: Sequence[Plan]) -> ContentError | None:
    """Why asking for `name` alone, which stands for the posts `paths`, gives nothing; None if it does."""
    reasons = [{plan.unpublished.get(path, "") for plan in plans} for path in paths]
    if any("" in found for found in reasons):
        return None
    withheld = [WITHHELD[reason] for reason in WITHHELD if any(reason in found for found in reasons)]
    if not withheld:
        return ContentError(name, 0, "makes no page; give a post, or a folder with posts")
    whys = ", ".join(why for why, _ in withheld)
    return ContentError(name, 0, f"{whys}, {' and '.join(flag for _, flag in withheld)}")
