"""Post and results -> verdicts: what the text claims, held against what the code showed."""

from blogkit.check.accept import Accepted, accept
from blogkit.check.judge.hints import hints
from blogkit.check.run import judge_posts

__all__ = ["Accepted", "accept", "hints", "judge_posts"]
