"""Which numbers a check in the prose may compare with."""

from pathlib import PurePosixPath

import pytest

from blogkit.check.steps import numbers_before
from blogkit.model import FrontMatter, Post, Source


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("It gives 0.5 and -0.5 near the kink.", ["0.5", "-0.5"]),
        ("First 3. Then it gives 0.5.", ["0.5"]),
        ("A true minus: −0.5 is one.", ["-0.5"]),
        ("For $x > 0$ the slope is 1.", ["1"]),
        ("The slope is $-0.5$ there.", ["-0.5"]),
        ("`f(3)` in [part 2](/posts/2024/) is 9.", ["2", "9"]),
        ("It takes 4,170 steps, or 1.5e-8 of them.", ["4170", "1.5e-8"]),
        ("Version v2 and x86 are names.", []),
        ("- It takes 3 steps.", ["3"]),
        ("12. It takes 3 steps.", ["3"]),
    ],
)
def test_the_numbers_of_the_sentence_before_the_check(sentence: str, numbers: list[str]):
    text = f"Another paragraph with 77.\n\n{sentence} <!-- check: True -->"
    post = Post(Source(PurePosixPath("a.md"), text), FrontMatter(""))
    assert numbers_before(post, 3, text.split("\n")[2].index("True")) == numbers


def test_an_item_of_a_list_begins_a_sentence():
    text = "- It took 4 s. <!-- check: a -->\n- **Then** it took 5 s. <!-- check: b -->"
    post = Post(Source(PurePosixPath("a.md"), text), FrontMatter(""))
    assert numbers_before(post, 2, text.split("\n")[1].index("b -->")) == ["5"]
