"""Numbers in sentences that no cell nearby computed are listed, and nothing else is."""

from pathlib import PurePosixPath

import pytest

from blogkit.check.judge.hints import hints
from blogkit.check.steps import steps
from blogkit.model import Executed, Printed, Result, Source
from blogkit.source.posts import parse


@pytest.mark.parametrize(
    ("sentence", "listed"),
    [
        ("The slope is 2.5 here.", []),
        ("The slope is 2.6 here.", ["2.6"]),
        ("There are 3 cases, in 2024, as `7.5` and $8.5$ show.", []),
        ("It took 17 rounds.", ["17"]),
    ],
)
def test_only_numbers_that_nobody_computed_are_hinted_at(sentence: str, listed: list[str]):
    post = parse(Source(PurePosixPath("post.md"), f"```python\nprint(slope)\n```\n\n{sentence}\n"))
    result = Result(printed=(Printed((2,), "stdout", "2.49999\n"),))
    assert [hint.text for hint in hints(Executed(post, steps(post, ()), (result,)))] == listed
