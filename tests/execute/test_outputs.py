"""What a cell shows reaches the page in the order and the state of a notebook's window."""

from pathlib import Path

import pytest
from post import run, texts

pytestmark = pytest.mark.kernel

CLEARED = (
    "from IPython.display import clear_output, display\n"
    "for n in range(3):\n    print('step', n)\n    clear_output(wait=True)"
)
REPLACED = "for n in range(3):\n    clear_output(wait=True)\n    print('step', n)"
UPDATED = "handle = display('first', display_id='a')\nprint('between')\nhandle.update('last')"
ELSEWHERE = "handle.update('from the next cell');"
RAW = "display({'image/png': 'aGVsbG8=', 'text/plain': 'x'}, raw=True, metadata={'image/png': {'width': 3}})"
TABLES = "display({'text/plain': 5, 'application/x.json': {'a': [1]}, 'a/b+json': [1], 'x': None}, raw=True)"
GIANT = "display({'text/html': 'x' * 10**6}, raw=True)"


def test_outputs_stand_as_the_protocol_leaves_them(root: Path):
    codes = CLEARED, REPLACED, UPDATED, ELSEWHERE, RAW, TABLES, GIANT, "print('after')"
    cleared, replaced, updated, _, raw, tables, giant, after = run(root, *codes, output=10_000).results
    assert texts(cleared) == ["step 2\n"]  # nothing came that would have cleared it
    assert texts(replaced) == ["step 2\n"]
    assert texts(updated) == ["'from the next cell'", "between\n"]
    assert raw.outputs[0].metadata == {"image/png": {"width": 3}}
    assert tables.outputs[0].data["application/x.json"] == '{"a": [1]}'
    assert texts(tables) == ["5"]
    assert "text/html" not in giant.outputs[0].data
    assert "output cut" in texts(giant)[-1]
    assert texts(after) == ["after\n"]


def test_what_is_said_on_one_stream_and_shown_keeps_its_order(root: Path):
    code = "print('a')\ndisplay('picture')\nprint('b')\n'last'"
    (result,) = run(root, code).results
    assert texts(result) == ["a\n", "'picture'", "b\n", "'last'"]


def test_what_is_written_past_python_stands_where_it_was_written(root: Path):
    past = "import os\nfor n in range(9):\n    _ = os.write(1, b'%d\\n' % n)\n    {}(n)"
    ended = "_ = os.write(1, b'end\\n')"
    shown, printed, first, second = run(
        root, past.format("display"), past.format("print"), ended, "3"
    ).results
    assert texts(shown) == [text for n in range(9) for text in (f"{n}\n", str(n))]
    assert texts(printed) == ["".join(f"{n}\n{n}\n" for n in range(9))]
    assert (texts(first), texts(second)) == (["end\n"], ["3"])


def test_what_is_said_on_two_streams_keeps_its_order_whichever_is_sent_first(root: Path):
    code = "import sys\nfor n in range(3):\n    print(n)\n    print('!', file=sys.stderr, flush=True)"
    child = "    print('child', file=sys.stderr, flush=True)\n    os._exit(0)\nelse:\n    _ = os.wait()"
    said, forked = run(root, code, "import os\nprint('parent')\nif not os.fork():\n" + child).results
    assert texts(said) == ["0\n", "!\n", "1\n", "!\n", "2\n", "!\n"]
    assert sum("parent" in text for text in texts(forked)) == 1
