"""What a terminal shows in the end."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogkit.source.terminal import Piece, pieces, shown


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("10%\r 50%\r100%\n", "100%\n"),
        ("long text\rab", "abng text"),
        ("abc\b\bX", "aXc"),
        ("\x1b[1;32mOK\x1b[0m 3 passed", "OK 3 passed"),
        ("\x1b]8;;https://e.org/\x1b\\link\x1b]8;;\x1b\\ behind", "link behind"),
        ("\x1b]0;title\x07text", "text"),
        ("one\ntwo\x1b[A\x1b[2Kup\n", "   up\ntwo"),
        ("working...\r\x1b[Kdone", "done"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("first\n\x1b[2J\x1b[Hsecond", "second"),
        ("left\x1b[2Dxy", "lexy"),
        ("\x1b[?25lbar\x1b[?25h", "bar"),
        ("\x1b[99999999999999999999C.", " ."),
        ("\x1b", ""),
    ],
)
def test_the_last_state_of_a_line_is_what_is_shown(written: str, wanted: str):
    assert shown(written) == wanted


def test_colours_and_links_stay_with_their_words():
    assert pieces("a \x1b[31mred\x1b[0m \x1b]8;;https://e.org/\x07b\x1b]8;;\x07") == [
        [Piece("a "), Piece("red", ("31",)), Piece(" "), Piece("b", (), "https://e.org/")]
    ]


@given(st.text(st.sampled_from("ab\r\n\b\x1b[]0123;KJHmABCD8\\\x07"), max_size=60))
def test_no_control_sign_is_left_and_a_second_reading_changes_nothing(written: str):
    plain = shown(written)
    assert not set(plain) & {"\r", "\b", "\x1b", "\x07"}
    assert shown(plain) == plain


def test_orders_that_move_far_take_neither_time_nor_memory():
    begin = time.process_time()
    assert len(shown("\x1b[9999B\x1b[9999Cx" * 300)) < 4_000_000
    assert time.process_time() - begin < 5
