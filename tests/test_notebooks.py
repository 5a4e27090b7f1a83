"""Notebooks and percent scripts are judged: their comments, their Markdown, and what a notebook has saved."""

import json
from pathlib import Path
from typing import Any

import pytest

from blogkit.cli import main
from blogkit.errors import ContentError
from blogkit.source.notebooks import read_notebook
from blogkit.source.scripts import read_script

SCRIPT = '''\
# ---
# jupyter:
#   jupytext: {text_representation: {format_name: percent}}
# ---

# %% [markdown]
# # Trees
# There are 5. <!-- check: 1 + 1 == 5 -->
# %%
oaks = 41 + 1
oaks  # 43
# %% tags=["raises-exception"]
1 / 0

# %%
# %matplotlib inline
oaks + 1
# => 44
# %% [markdown]
"""
Oaks: $1 + 1 = 3$
"""
# %%
def ask():
    return nowhere
ask()
ask()  # 3
'''


def text(data: str) -> dict[str, Any]:
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {},
        "data": {"text/plain": data.splitlines(keepends=True)},
    }


def printed(data: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": data.splitlines(keepends=True)}


def error(name: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": []}


PICTURE = {
    "output_type": "display_data",
    "metadata": {},
    "data": {"image/png": "iVBORw0K", "text/plain": ["<Figure size 640x480 with 1 Axes>"]},
}


def code(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {"tags": list(tags)}}
    return cell | {"outputs": list(outputs), "source": source.splitlines(keepends=True)}


def words(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def notebook(*cells: dict[str, Any], language: str = "python") -> str:
    spec = {"kernelspec": {"name": "x", "display_name": "x", "language": language}}
    return json.dumps({"cells": cells, "metadata": spec, "nbformat": 4, "nbformat_minor": 4}, indent=1)


NOTEBOOK = notebook(
    words("# Trees\n\nThe sum is $1 + 1 = 3$."),
    code("oaks = 41 + 1\noaks  # 43", text("42")),
    code("print(oaks)\noaks + 1", printed("0\r42\n"), text("44")),
    code("1 / 0", error("ZeroDivisionError", "division by zero")),
    code("int('a')", error("ValueError", "something else")),
    code("nowhere", tags=("raises-exception",)),
    code("nowhere", error("KeyboardInterrupt", "")),
    code("'''a fence:\n```\n'''\nlost = nowhere"),
    code("lost  # 3"),
    code("print('careful')", printed("careful\n"), printed("w\n", "stderr"), PICTURE),
)


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int, int, bool], dict[str, Any]]:
    """Each claim by its file, its cell, its line in there and whether it is an output; what fails, too."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "notes").mkdir()
    (folder / "notes/trees.ipynb").write_text(NOTEBOOK)
    (folder / "notes/trees.py").write_text(SCRIPT)
    (folder / "notes/plain.py").write_text("1 / 0  # 3\n")
    (folder / "notes/r.ipynb").write_text(notebook(code("x <- 1 # 2", text("3")), language="R"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BLOGKIT_CACHE", str(folder / "cache"))
        output = folder / "report"
        main(["check", "-s", str(folder), "notes", "--format", "json", "--output", str(output)])
        report = json.loads(output.read_text())
        main(["check", "-s", str(folder), "notes", "--output", str(folder / "text")])
    found = {("text", 0, 0, False): {"text": (folder / "text").read_text()}}
    for post in report["posts"]:
        for one in [*post["claims"], *post["failures"]]:
            cell = one["cell"] or {"number": 0, "line": one["line"], "output": False}
            found[Path(post["path"]).name, cell["number"], cell["line"], cell["output"]] = one
    return found


@pytest.mark.kernel
def test_comments_prose_and_saved_outputs_of_a_notebook_are_claims(claims: dict[Any, dict[str, Any]]):
    verdicts = {
        place[1:]: one.get("verdict", one.get("name"))
        for place, one in claims.items()
        if place[0] == "trees.ipynb"
    }
    assert verdicts == {
        (1, 3, False): "broken",
        (2, 2, False): "broken",
        (2, 1, True): "holds",
        (3, 1, True): "broken",
        (4, 1, True): "holds",
        (5, 1, True): "broken",
        (8, 4, False): "NameError",
        (9, 1, False): "unchecked",
        (10, 1, True): "holds",
    }


@pytest.mark.kernel
def test_claims_of_a_script_stand_at_the_lines_of_the_file(claims: dict[Any, dict[str, Any]]):
    lines = {
        place[2]: one.get("expected", one.get("name"))
        for place, one in claims.items()
        if place[0] == "trees.py"
    }
    assert lines == {8: "1 + 1 == 5", 11: "43", 18: "44", 21: "1 + 1 = 3", 25: "NameError", 27: "3"}
    columns = {
        place[2]: one["column"] for place, one in claims.items() if place[0] == "trees.py" and "column" in one
    }
    assert SCRIPT.split("\n")[10][columns[11] - 1 :] == "43"
    assert SCRIPT.split("\n")[7][columns[8] - 1 :].startswith("1 + 1 == 5")


@pytest.mark.kernel
def test_a_line_of_a_notebook_is_that_of_its_file_too(claims: dict[Any, dict[str, Any]]):
    at = claims["trees.ipynb", 2, 2, False]["line"]
    assert NOTEBOOK.split("\n")[at - 1].strip() == '"oaks  # 43"'


@pytest.mark.kernel
def test_the_report_names_cells_and_lines(claims: dict[Any, dict[str, Any]]):
    said = claims["text", 0, 0, False]["text"]
    assert "notes/trees.ipynb:cell 2:2: says 43, shows 42\n" in said
    assert "notes/trees.ipynb:cell 3:output 1: says 42 ⏎ 44" in said
    assert "notes/trees.py:11: says 43, shows 42\n" in said
    assert "r.ipynb" not in said
    assert "plain.py" not in said


def test_what_depends_on_a_failure_names_its_cell(claims: dict[Any, dict[str, Any]]):
    assert claims["trees.ipynb", 9, 1, False]["reason"].startswith("cell 8:4: NameError")
    assert claims["trees.py", 0, 27, False]["reason"].startswith("line 25: NameError")


@pytest.mark.parametrize("damaged", ["", "{}", "[1]", '{"cells": 3, "nbformat": 4}', "{", "null"])
def test_what_is_no_notebook_is_one_line(damaged: str):
    with pytest.raises(ContentError, match=r"^a\.ipynb: is no notebook; open it in Jupyter"):
        read_notebook(damaged, "a.ipynb")


@pytest.mark.parametrize("version", [3, 4])
def test_notebooks_of_old_versions_are_read(version: int):
    cell = {"cell_type": "code", "language": "python", "metadata": {}, "input": ["1 + 1"], "outputs": []}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    read, _ = read_notebook(json.dumps(old) if version == 3 else notebook(code("1 + 1")), "a.ipynb")
    assert read.startswith("```{python}\n1 + 1\n```")


def test_lines_of_a_notebook_end_as_they_do_in_files():
    read, spots = read_notebook(notebook(code("x = 1\r\nx\r# 1")), "a.ipynb")
    assert read.split("\n")[1:4] == ["x = 1", "x", "# 1"]
    assert [spot.row for spot in spots] == [1, 1, 2, 3, 3, 0]


def test_every_line_of_a_script_knows_its_line_in_the_file():
    read, spots = read_script(
        "import os\n# %%\n# ```\nos.sep\n#%% [raw]\n# no\n# %%time\n# %% Title\n# !ls\n"
    )
    lines = read.split("\n")
    assert len(lines) == len(spots)
    assert [(line, spot.line) for line, spot in zip(lines, spots, strict=True) if "os" in line] == [
        ("import os", 1),
        ("os.sep", 4),
    ]
    assert ("!ls", 9) in [(line, spot.line) for line, spot in zip(lines, spots, strict=True)]
