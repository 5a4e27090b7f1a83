"""The script of a post is in Jupytext's percent format, and an ordinary one is written without it."""

import sys

import jupytext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogkit.page.downloads import notebook_of, text_cell
from blogkit.page.percent import percent_script


def code_cell(source: str) -> dict[str, object]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}


LINES = st.lists(
    st.sampled_from(
        [*("x = 1", "", "    y", "# a remark", "# %% no cell", "%time x", "!ls", "x?", "ls", "a = !ls"),
         *("# + more", "def f():", "@f", "é", "$x^2$", "# # Title", "- item", "?", "  ", "\\begin{x}", "# -")]
    ),
    max_size=6,
)  # fmt: skip
CELL = st.tuples(st.booleans(), LINES.map("\n".join))


@settings(max_examples=150, deadline=None)
@given(st.lists(CELL, min_size=1, max_size=4))
def test_jupytext_reads_the_cells_back(cells: list[tuple[bool, str]]):
    made = [
        code_cell(source.replace("# %%", "#").strip() or "x")
        if is_code
        else text_cell(source.strip() or "text")
        for is_code, source in cells
    ]
    script = percent_script(notebook_of(made))
    back = jupytext.reads(script, fmt="py:percent").cells
    assert [(cell.cell_type, cell.source) for cell in back] == [
        (cell["cell_type"], cell["source"]) for cell in made
    ]


def test_an_ordinary_post_needs_no_jupytext(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "jupytext", None)
    notebook = notebook_of([text_cell("# Title"), code_cell("import numpy\n\nnumpy.ones(2)")])
    assert percent_script(notebook).startswith("# %% [markdown]\n# # Title\n\n# %%\nimport numpy")
