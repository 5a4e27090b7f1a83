"""The site is the same, byte for byte, whoever builds it where; `make soak` has all the variations."""

import pytest

from bench.soak.variations import main

pytestmark = [pytest.mark.kernel, pytest.mark.rebuild]


def test_the_site_is_the_same_elsewhere():
    names = ("as it is", "all at once")
    assert main(only=names, posts=5) == dict.fromkeys(names, True)
