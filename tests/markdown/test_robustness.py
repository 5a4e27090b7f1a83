"""Whatever the text, it renders, quickly, to the same HTML each time."""

import pickle
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogkit.hugo.context import Context, Rendered
from blogkit.hugo.render import render
from blogkit.source import config

LIVELY = Context(
    settings=config.read(
        {
            "hugo.toml": "enableEmoji = true\n[markup.goldmark.renderer]\nunsafe = true\n"
            "[markup.goldmark.parser.attribute]\nblock = true\n"
        }
    ),
    math_by_default=True,
)
PIECES = st.sampled_from(
    [
        "a",
        "b",
        "'",
        '"',
        "**",
        "*",
        "_",
        "~",
        "~~",
        "`",
        "```",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "[^",
        "]:",
        ":",
        "|",
        "|-",
        "-",
        "+",
        "1.",
        "#",
        ">",
        "$",
        "$$",
        "\\",
        "\\(",
        "\\[",
        "&",
        "&amp;",
        "<",
        ">",
        "<div>",
        "</div>",
        "{{<",
        ">}}",
        "{{%",
        "%}}",
        "{.c}",
        ":smile:",
        "www.a.bc",
        "https://d.ef",
        "x@y.zz",
        "...",
        "--",
        "\n",
        "\n\n",
        "\t",
        "中",
        "é",
    ]
)


def _values(rendered: Rendered) -> tuple[Rendered, list[str]]:
    """Errors have no equality of their own: compare what they say."""
    return replace(rendered, problems=()), [str(problem) for problem in rendered.problems]


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_any_text_renders_the_same_twice_and_never_fails(text: str):
    for context in (Context(), LIVELY):
        first = render(text, 1, context)
        assert _values(render(text, 1, context)) == _values(first)
        assert _values(pickle.loads(pickle.dumps(first))) == _values(first)  # noqa: S301 - our own bytes


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_unicode_renders(text: str):
    assert render(text, 1, LIVELY).html == render(text, 1, LIVELY).html


@pytest.mark.parametrize(
    "piece",
    ["[", "*a ", "`", "$", "<", "![", "\"'", "> ", "~", "{{< ", "[^a", "a@", "http://", "<b></i>", "<math "],
)
def test_long_runs_of_one_sign_take_linear_time(piece: str):
    start = time.process_time()
    render(piece * 3000, 1, LIVELY)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        "![" * 3000 + "](x)" * 3000,
        "|a" * 700 + "|\n" + "|-" * 700 + "|\n" + "|x|\n" * 700,
        "# the same\n\n" * 4000,
    ],
    ids=["images in images", "a wide table of short rows", "equal headings"],
)
def test_what_was_quadratic_takes_linear_time(text: str):
    start = time.process_time()
    assert render(text, 1, LIVELY).html
    assert time.process_time() - start < 4


def test_equal_headings_are_numbered_on():
    html = render("# a\n\n# a-1\n\n# a\n\n# a\n", 1, Context()).html
    assert [part.partition('"')[0] for part in html.split('id="')[1:]] == ["a", "a-1", "a-2", "a-3"]


def test_null_bytes_are_replaced_and_line_ends_normalised():
    html = render("a\0b\r\nc\rd", 1, Context()).html
    assert html == "<p>a\ufffdb\nc\nd</p>"
