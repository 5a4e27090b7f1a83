"""A text of twice the size costs about twice the time; `make soak` measures all the constructs."""

import pytest

from bench.soak.growth import CONSTRUCTS, MOST, factor

pytestmark = pytest.mark.slow


def test_there_are_twenty_five_constructs():
    assert len(CONSTRUCTS) >= 25


@pytest.mark.parametrize("name", ["nested images", "headings", "begun actions"])
def test_what_grew_too_fast_once_grows_with_its_size(name: str):
    assert min(factor(name)[1] for _ in range(2)) <= MOST
