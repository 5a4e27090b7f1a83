"""Post and results -> verdicts: what the text claims, held against what the code showed."""

from blogkit.check.accept import Accepted, accept
from blogkit.check.claims import survey
from blogkit.check.compare_pictures import difference_picture
from blogkit.check.judge.hints import hints
from blogkit.check.run import judge_posts
from blogkit.check.spots import in_file, told_in_file
from blogkit.check.wishes import interpreter_of

__all__ = [
    "Accepted",
    "accept",
    "difference_picture",
    "hints",
    "in_file",
    "interpreter_of",
    "judge_posts",
    "survey",
    "told_in_file",
]
