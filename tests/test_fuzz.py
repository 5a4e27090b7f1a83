"""Whatever strangers wrote, each room that reads it says so, and soon; bench/soak has the long form."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.soak.fuzz import fault_of
from bench.soak.rooms import RECORD, ROOMS
from blogkit.errors import ContentError
from blogkit.source import frontmatter


@pytest.mark.parametrize("name", ROOMS)
def test_no_text_is_beyond_the_room_that_reads_it(name: str):
    room = ROOMS[name]
    piece = st.sampled_from(room.pieces) | st.text(max_size=3)
    texts = st.lists(piece, max_size=30).map("".join) | st.sampled_from(room.seeds)

    @settings(max_examples=60, deadline=None)
    @given(texts)
    def is_read(text: str) -> None:
        assert not fault_of(room, text)

    is_read()


def test_the_line_of_a_fault_is_the_editors_where_yaml_ends_lines_elsewhere():
    with pytest.raises(ContentError, match=r"^a\.md:3:"):
        frontmatter.read("---\na: 1 \u2028 \x85\nb: @x\nc: 1\n---\n", "a.md")


@pytest.mark.parametrize(
    "forged", ["[]", '{"cell": 7, "printed": 3}', '{"cell": 1, "shown": [{}]}', '"x"', "[" * 9999]
)
def test_notes_and_records_of_another_hand_say_nothing(forged: str):
    record = json.loads(RECORD)
    for output in record["cells"][0]["outputs"]:
        if output["output_type"] == "display_data":
            output["data"] = dict.fromkeys(output["data"], forged)
    assert not fault_of(ROOMS["records"], json.dumps(record))
    assert not fault_of(ROOMS["records"], forged)
