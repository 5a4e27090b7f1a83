"""A text of twice the size costs about twice the time; `make soak` measures all the constructs."""

import pytest

from bench.soak.growth import CONSTRUCTS, MOST, calls, factor

FEW = 2.2
"""Times as many calls, which are the same on any machine."""


def test_there_are_twenty_five_constructs():
    assert len(CONSTRUCTS) >= 25


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nested images", "headings", "begun actions", "begun shortcodes"])
def test_what_grew_too_fast_once_grows_with_its_size(name: str):
    assert any(factor(name)[1] <= MOST for _ in range(2)), "twice, since other work beside it takes time"


@pytest.mark.parametrize("name", ["nested brackets", "cells", "claims of a cell", "sessions"])
def test_twice_as_much_costs_about_twice_the_calls(name: str):
    few, many = (calls(name, count) for count in (60, 120))
    assert many <= FEW * few
