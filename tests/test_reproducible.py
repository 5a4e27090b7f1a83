"""The site is the same, byte for byte, whoever builds it where; `make soak` has all the variations."""

import pytest

from bench.soak.variations import main

pytestmark = [pytest.mark.kernel, pytest.mark.rebuild]


def test_the_site_is_the_same_elsewhere():
    names = ("as it is", "another folder", "no locale", "another hash seed")
    assert main(only=names) == dict.fromkeys(names, True)
