"""Outputs -> HTML: whole or not at all, in the order of a notebook, bounded whatever a cell does."""

import base64
import json
from pathlib import PurePosixPath

import pytest

from blogkit.execute.widgets import widget_states, widget_text
from blogkit.model import Claim, ClaimKind, Output, Printed, Result, Source, Span, Step, StepKind
from blogkit.page.cells.cell import Look, Shown, cell_html
from blogkit.page.cells.kinds import Drawn, Tools, drawn
from blogkit.page.cells.order import in_order
from blogkit.page.cells.pictures import bitmap_size
from blogkit.page.cells.tables import frame_html
from blogkit.page.cells.text import text_html
from blogkit.page.cells.whole import NotShownError, whole
from blogkit.source.posts import parse

PATH = PurePosixPath("a.md")
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAEUlEQVR4nGNgYPgPRwxYOQB7dgf5kSx2WwAAAABJRU5ErkJggg=="


@pytest.mark.parametrize(
    ("html", "closed"),
    [
        ("<div><b>a</div></div>", "<div><b>a</b></div>"),
        ("</div></article>x", "x"),
        ("<p>a<p>b<ul><li>x<li>y</ul>", "<p>a<p>b<ul><li>x<li>y</ul>"),
        ("a < b & c <3", "a < b & c <3"),
        ("<svg><path d='M0>'/><g/></svg>", "<svg><path d='M0>'/><g/></svg>"),
        ("<body><p title=it's>x</p></body>", "<p title=it's>x</p>"),
        ("<style>a > b {}</style><table><tr><td>1", "<style>a > b {}</style><table><tr><td>1</table>"),
        ("<script type='application/json'>{}</script>", "<script type='application/json'>{}</script>"),
    ],
)
def test_html_ends_what_it_begins_and_nothing_else(html: str, closed: str):
    assert whole(html, scripts=False) == closed


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>a<!-- x", "a comment"),
        ("<script>let x = '", "<script>"),
        ("<textarea>x", "<textarea>"),
        ('<div class="a', "a tag"),
        ("<b", "a tag"),
        ("<script>let x = 1</script>", "scripts"),
        ("<img src=x onerror=a()>", "scripts"),
        ("<a href='java&#115;cript:x'>", "scripts"),
        ("<script src='//example.org/x.js'></script>", "another host"),
        ("<link rel=stylesheet href=https://example.org/x.css>", "another host"),
        ("<div>" * 10_000, "within each other"),
        ("<p>a</p>" * 300_000, "elements"),
        ("<a " * 300_000, "a tag"),
    ],
    ids=range(13),
)
def test_html_that_would_swallow_the_page_is_refused(html: str, reason: str):
    with pytest.raises(NotShownError, match=reason):
        whole(html, scripts=False)


def test_scripts_stand_where_the_author_lets_them():
    html = "<script>let x = '</p>'</script>"
    assert whole(html, scripts=True) == html


def _tools(**changes: object) -> Tools:
    return Tools(store=lambda ending, _data: f"output.{ending}", **changes)  # pyright: ignore[reportArgumentType]


def _shown(**data: str) -> Drawn:
    kinds = {name.replace("__", "/").replace("_", "+"): text for name, text in data.items()}
    return drawn(Output("display", kinds), _tools())


def test_a_picture_is_measured_and_one_whose_head_or_end_is_damaged_is_none():
    data = base64.b64decode(PNG)
    assert bitmap_size(data) == (4, 2)
    for damaged in (data[:18] + b"\1" + data[19:], data[:29], data[:40]):
        with pytest.raises(NotShownError, match="no picture"):
            bitmap_size(damaged)


def test_a_picture_stands_in_for_what_a_page_cannot_show():
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'></svg>"
    shown = _shown(text__html="<script src='//example.org/x.js'></script>", image__svg_xml=svg)
    image = '<img src="output.svg" alt="The picture this cell draws" width="20" height="10">'
    assert shown == Drawn(f'<div class="output">{image}</div>')


def test_latex_that_is_not_understood_leaves_its_plain_text_and_a_word():
    def refuse(_tex: str, _display: bool) -> str:
        raise NotShownError("unknown")

    output = Output("display", {"text/latex": "$x$", "text/plain": "x"})
    shown = drawn(output, _tools(math=refuse))
    assert shown.lost == ("LaTeX is not shown: unknown",)
    assert '<pre tabindex="0">x</pre>' in shown.html


def test_a_picture_beside_it_hides_no_display_that_is_more_than_a_name():
    png = Output("display", {"image/png": PNG})
    script = Output("display", {"application/javascript": "x", "text/plain": "<Javascript object>"})
    artist = Output("display", {"text/plain": "<BarContainer object of 3 artists>"})
    post = parse(Source(PATH, "```python\na\n```\n"))
    step = Step(StepKind.CELL, "a", 2, PATH, 2)
    shown = Shown(post.cells[0], step, Result((png, script, artist)))
    look = Look(lambda code, _language: code, lambda lines, _language, _attributes: "".join(lines))
    html = cell_html(shown, look, _tools()).html
    assert "JavaScript is not shown" in html
    assert "BarContainer" not in html


def _claim(line: int) -> Claim:
    return Claim(ClaimKind.TRAILING, "", "a", (Span(line, 0, 1),), (line, line))


def test_streams_take_turns_as_they_were_written_and_claims_lines_are_left_out():
    printed = (
        Printed((1,), "stdout", "a\n"),
        Printed((2,), "stderr", "careful\n"),
        Printed((3,), "stdout", "b\n"),
        Printed((4,), "stdout", "c\n"),
    )
    outputs = (
        Output("stdout", {"text/plain": "a\nb\n"}),
        Output("stderr", {"text/plain": "careful\n"}),
        Output("display", {"text/plain": "picture"}),
        Output("stdout", {"text/plain": "c\n"}),
    )
    step = Step(StepKind.CELL, "", 1, PATH, 1, claims=(_claim(3),))
    shown = [(one.kind, one.data["text/plain"]) for one in in_order(step, Result(outputs, printed))]
    assert shown == [("stdout", "a\n"), ("stderr", "careful\n"), ("display", "picture"), ("stdout", "c\n")]


def test_what_was_cleared_stays_cleared_and_a_bar_is_drawn_once():
    printed = (
        Printed((1,), "stdout", "gone\n"),
        Printed((2,), "stderr", "\r 10%"),
        Printed((3,), "stdout", "kept\n"),
        Printed((2,), "stderr", "\r100%"),
    )
    outputs = (
        Output("stderr", {"text/plain": "\r 10%\r100%"}),
        Output("stdout", {"text/plain": "kept\n"}),
    )
    step = Step(StepKind.CELL, "", 1, PATH, 1)
    shown = [one.data["text/plain"] for one in in_order(step, Result(outputs, printed))]
    assert shown == ["\r 10%\r100%", "kept\n"]


def test_colours_are_classes_and_only_safe_links_are_links():
    assert '<span class="ansi-bold ansi-red">x</span>' in text_html("\x1b[1;31mx\x1b[0m")
    assert "<a href" in text_html("\x1b]8;;https://example.org/\x1b\\x\x1b]8;;\x1b\\")
    assert "<a href" not in text_html("\x1b]8;;javascript:x\x1b\\x\x1b]8;;\x1b\\")
    assert "\\ud800" in text_html("\ud800")


def test_a_million_lines_are_folded():
    html = text_html("x\n" * 10**6, fold=40)
    assert "999,960 more lines" in html
    assert html.index("<details") < 1000


def test_decimals_stand_below_each_other_and_a_stylers_name_is_the_same_in_every_run():
    rows = "".join(f"<tr><th>{n}</th><td>{n}{'' if n else '.25'}</td></tr>" for n in range(2))
    table = f'<table border="1" class="dataframe"><tr><th></th><th>a</th></tr>{rows}</table>'
    html = frame_html(table, "x")
    assert 'border="1"' not in html
    assert '<td class="number">0.25</td>' in html
    assert '<td class="number">1\u2008\u2007\u2007</td>' in html
    assert frame_html('<table id="T_0a1b2">', "abc") == frame_html('<table id="T_fffff">', "abc")


POLARS = """<div><style>
.dataframe > thead > tr { text-align: right; }
</style>
<small>shape: (2, 3)</small><table border="1" class="dataframe"><thead><tr><th>name</th><th>height</th>\
<th>rings</th></tr><tr><td>str</td><td>f64</td><td>i64</td></tr></thead><tbody>\
<tr><td>&quot;ash&quot;</td><td>12.25</td><td>7</td></tr>\
<tr><td>&quot;oak&quot;</td><td>30.0</td><td>null</td></tr></tbody></table></div>"""


def test_polars_tables_are_set_as_those_of_pandas():
    html = frame_html(POLARS, "x")
    assert '<td class="number">30.0\u2007</td>' in html
    assert '<td class="number">12.25</td>' in html
    assert '<td class="number">null</td>' in html
    assert '<td class="number">f64</td>' in html
    assert '<th class="number">rings</th>' in html
    assert "<td>&quot;ash&quot;</td>" in html


def test_a_widget_shows_its_last_state_in_words():
    states = {
        "box": {"_model_name": "HBoxModel", "children": ["IPY_MODEL_text", "IPY_MODEL_bar"]},
        "text": {"_model_name": "HTMLModel", "value": "<b>100%</b>"},
        "bar": {"_model_name": "FloatProgressModel", "value": 3.0, "max": 3.0},
    }
    states["words"] = {"_model_name": "OutputModel", "outputs": [{"output_type": "stream", "text": "8\n"}]}
    models = {name: {"state": state} for name, state in states.items()}
    widgets = {"application/vnd.jupyter.widget-state+json": {"state": models}}
    notebook = json.loads(json.dumps({"metadata": {"widgets": widgets}}))
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "box"}}
    assert widget_text(view, widget_states(notebook)) == "100% " + "█" * 20
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "words"}}
    assert widget_text(view, widget_states(notebook)) == "8"
    assert not widget_text({"text/plain": "x"}, widget_states(notebook))
