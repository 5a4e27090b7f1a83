"""Judgement as the tests want it: of everything that is found in a post."""

from blogkit.check.claims import survey
from blogkit.check.judge.engine import judge
from blogkit.model import Executed, Judged


def judge_all(executed: Executed) -> Judged:
    """Find the claims of a post, and judge them."""
    return judge(executed, survey(executed.post))
