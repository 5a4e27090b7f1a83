"""Whatever strangers wrote, each room that reads it says so, and soon; bench/soak has the long form."""

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.soak.fuzz import fault_of
from bench.soak.rooms import RECORD, ROOMS
from blogkit.cache.trust import read_secret
from blogkit.errors import ContentError
from blogkit.execute.soundness import has_form
from blogkit.page.mathml import FormulaError, Mathematics
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


@pytest.mark.parametrize("name", ["execution_count", "metadata", "outputs"])
def test_a_record_that_lacks_something_is_none(name: str):
    record = json.loads(RECORD)
    assert has_form(record, 1)
    del record["cells"][0][name]
    assert not has_form(record, 1)


@pytest.mark.parametrize(
    "tex",
    [
        "(" * 98,
        "(x " * 60,
        "\\langle " * 60,
        "((((((((((({" + "[" * 11 + "}",
        "{(" * 40,
        "\\a" * 9,
        "\\def\\a{((((((} \\a\\a\\a\\a",
    ],
)
def test_delimiters_that_stay_open_do_not_hold_the_build(tex: str):
    begin = time.process_time()
    mathematics = Mathematics({"a": "(" * 6})
    with suppress(FormulaError):
        mathematics.mathml(tex, display=True)
    assert time.process_time() - begin < 1


def test_the_secret_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    read_secret()
    (tmp_path / "blogkit/.secret.4194305.part").write_bytes(b"x")  # no process has a number so high
    read_secret()
    assert [path.name for path in (tmp_path / "blogkit").iterdir()] == ["secret"]
