"""Post and results -> verdicts: what the text claims, held against what the code showed."""

from blogkit.check.judge.fix import corrected
from blogkit.check.judge.hints import hints
from blogkit.check.run import interpreter_of, judge_posts

__all__ = ["corrected", "hints", "interpreter_of", "judge_posts"]
