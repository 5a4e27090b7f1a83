"""Regular expressions that are kept between commands mean what `re` makes of them."""

import re
from typing import Any

import pytest

from blogkit.cache import expressions

TEXTS = ("", "abc-12", "ÄÖ ab\nAB", "x = {1: 'y'}")


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is kept; nothing is written among the code."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(expressions, "derived", found.get)
    monkeypatch.setattr(expressions, "keep_derived", found.__setitem__)
    return found


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        (r"(?P<word>\w+)-(?P<number>\d+)", 0),
        (r"(?i:[äö]+)\s|^a(?=b)", re.MULTILINE),
        (rb"[^\x00-\x20]+?(b)?", 0),
        (r"(?<!a)(?>b|bc)\Z", re.ASCII),
        ("\n [a-z] + # letters", re.VERBOSE | re.IGNORECASE),
    ],
)
def test_an_expression_taken_from_the_file_is_that_which_re_compiles(
    pattern: str | bytes, flags: int, shelf: dict[str, Any]
) -> None:
    usual: re.Pattern[str] = re.compile(pattern, flags)  # pyright: ignore[reportAssignmentType]  (either kind)
    for _ in range(2):  # made anew, and read
        re.purge()
        with expressions.kept():
            made: re.Pattern[str] = re.compile(pattern, flags)  # pyright: ignore[reportAssignmentType]
        assert (made.flags, made.groups, made.groupindex) == (usual.flags, usual.groups, usual.groupindex)
        for text in TEXTS:
            given: str = text.encode() if isinstance(pattern, bytes) else text  # pyright: ignore[reportAssignmentType]
            assert [one.span() for one in made.finditer(given)] == [
                one.span() for one in usual.finditer(given)
            ]
    assert (pattern, flags) in shelf["expressions"]


@pytest.mark.usefixtures("shelf")
def test_what_is_no_expression_is_left_to_re() -> None:
    with expressions.kept(), pytest.raises(re.error, match="unterminated"):
        re.compile("(one half")


@pytest.mark.usefixtures("shelf")
def test_after_a_command_re_is_as_it_was() -> None:
    compiler: Any = vars(re)["_compiler"]
    before = compiler.compile
    with pytest.raises(KeyError), expressions.kept():
        raise KeyError
    assert compiler.compile is before


def test_a_python_that_was_not_tried_compiles_as_it_likes(
    monkeypatch: pytest.MonkeyPatch, shelf: dict[str, Any]
) -> None:
    monkeypatch.setattr(expressions, "FORMS", frozenset({1}))
    re.purge()
    with expressions.kept():
        assert re.compile("a+").findall("aab") == ["aa"]
    assert not shelf
