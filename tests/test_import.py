"""Notebooks come in as posts whose outputs are claims, and posts go out as notebooks."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from blogkit.cli import main
from blogkit.notebooks import (
    Notation,
    Target,
    convert,
    read_notebook,
)
from blogkit.notebooks.drawing import part
from blogkit.notebooks.prose import prose

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
)


def text(source: str, **more: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source.splitlines(keepends=True),
        "outputs": list(outputs),
    }


def result(shown: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": [shown]}, "metadata": {}}


def printed(shown: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": [shown]}


def picture() -> dict[str, Any]:
    data = {"image/png": base64.b64encode(DOT).decode(), "text/plain": "<Figure size 640x480 with 1 Axes>"}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def raised(name: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": "", "traceback": []}


def notebook(*cells: dict[str, Any], **metadata: dict[str, str]) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}).encode()


def converted(data: bytes, notation: Notation = Notation()):  # noqa: B008  (frozen)
    target = Target(Path("content/a.md"), "+++\n+++", notation, Path("static/images/a"), "/images/a/")  # type: ignore[arg-type]
    return convert(read_notebook(data), target, lambda name: DOT if name == "there.png" else None)


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGKIT_CACHE", str(tmp_path / "cache"))
    (tmp_path / "content/posts").mkdir(parents=True)
    (tmp_path / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "T"\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


STRANGE = notebook(
    text("# Growing *trees*\n\n[Below](#How-they-grow), [it](other.ipynb) and ![a](attachment:a%20b.png)",
         attachments={"a b.png": {"image/png": base64.b64encode(DOT).decode()}}),
    text("```python\nnot_run()\n```\n\n<img src='there.png' width=3>\n\n## How they grow"),
    code("%matplotlib inline\nimport matplotlib.pyplot as plt\nx = [1, 2]"),
    code("sum(x)", result("3")),
    code("print('a')\nprint('b')\nlen(x)", printed("a\nb\n"), result("2")),
    code("plt.plot(x)\nplt.title('Two points')\nplt.show()", picture()),
    code("1 / 0", raised("ZeroDivisionError")),
    code("import nobody_has_this", printed("once upon a time\n")),
    code("2 + 2", result("5")),
)  # fmt: skip


@pytest.mark.kernel
def test_a_strange_notebook_comes_in_builds_and_is_green(blog: Path, capsys: pytest.CaptureFixture[str]):
    (blog / "trees.ipynb").write_bytes(STRANGE)
    (blog / "there.png").write_bytes(DOT)
    assert main(["import", "trees.ipynb"]) == 0
    said = capsys.readouterr()
    assert "does not run here, and is shown only: ModuleNotFoundError" in said.err
    assert "the notebook says 5, the code shows 4; restated" in said.err
    post = blog / "content/posts/trees/index.md"
    written = post.read_text()
    assert 'title = "Growing trees"' in written
    assert "[Below](#how-they-grow), it and ![a](a-b.png)" in written
    assert "```python {execute=false}\nnot_run()" in written
    assert "![Two points](figure-1.png)" in written
    assert "plt.plot" not in written
    assert '```python {raises="ZeroDivisionError"}' in written
    assert (post.parent / "a-b.png").read_bytes() == (post.parent / "there.png").read_bytes() == DOT
    assert "# %% figure-1.png\nplt.plot(x)" in post.with_name("index.figures.py").read_text()
    assert main(["build", "-d", str(blog / "out")]) == 0
    assert main(["check"]) == 0
    assert "4 claims: 3 hold, 1 unchecked; 3 figures" in capsys.readouterr().out
    # and back
    assert main(["export", str(post)]) == 0
    cells = read_notebook((blog / "trees.ipynb").read_bytes()).cells
    kept = [cell.source for cell in cells if cell.kind == "code"]
    assert any(source.startswith("plt.plot(x)") for source in kept)
    assert any(cell.attachments for cell in cells)
    assert [cell.shown for cell in cells if cell.source == "2 + 2"] == ["4"]
    assert main(["import", "trees.ipynb", "posts/again.md", "--no-execute"]) == 0
    assert "```text\n4\n```" in (blog / "content/posts/again.md").read_text()
    assert (blog / "static/images/again/a-b.png").read_bytes() == DOT


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"not json", "is no notebook: it does not hold JSON"),
        (b"[]", "is no notebook: it has no nbformat"),
        (b'{"nbformat": "4"}', "is no notebook"),
        (b'{"nbformat": 9}', "is of nbformat 9"),
        (b"\xff\xfe", "is no notebook"),
        (b"[" * 100_000, "is no notebook"),
        (notebook(kernelspec={"language": "julia", "name": "julia-1.9"}), "is a notebook of julia"),
    ],
)
def test_what_is_no_notebook_of_python_is_refused_with_one_line(
    blog: Path, capsys: pytest.CaptureFixture[str], data: bytes, remedy: str
):
    (blog / "a.ipynb").write_bytes(data)
    assert main(["import", "a.ipynb"]) == 2
    said = capsys.readouterr().err
    assert remedy in said
    assert said.count("\n") == 1
    assert list((blog / "content/posts").iterdir()) == []


def test_a_notebook_of_version_3_comes_in():
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old"]},
        {"cell_type": "code", "language": "python", "input": ["1 + 1"], "prompt_number": 1,
         "outputs": [{"output_type": "pyout", "text": ["2"], "prompt_number": 1}]},
        {"cell_type": "code", "language": "python", "input": ["print(3)"],
         "outputs": [{"output_type": "stream", "stream": "stdout", "text": ["3\n"]}]},
        {"cell_type": "code", "language": "python", "input": ["{}[1]"],
         "outputs": [{"output_type": "pyerr", "ename": "KeyError"}]},
    ]  # fmt: skip
    data = json.dumps({"nbformat": 3, "metadata": {"name": "x"}, "worksheets": [{"cells": cells}]})
    said = converted(data.encode()).text
    for part_ in ("```python\n1 + 1\n```\n\n```text\n2\n```", "```text\n3\n```", '{raises="KeyError"}'):
        assert part_ in said


def test_widgets_and_endless_outputs_are_named_in_a_line_each():
    shown = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/plain": "IntSlider(value=3)",
    }
    widget = {"output_type": "display_data", "metadata": {}, "data": shown}
    came = converted(notebook(code("slider", widget), code("print(x)", printed("x" * 5_000_000))))
    assert came.notes == (
        (0, "a widget is shown as text alone"),
        (1, "an output of 5.0 million characters is not stated"),
    )
    assert "IntSlider" not in came.text
    assert len(came.text) < 200


def test_outputs_are_stated_in_the_notation_of_the_author():
    data = notebook(
        code("sum(x)", result("3")), code("y", result("1\n2")), code("if x:\n    print(1)", printed("1\n"))
    )
    said = converted(data, Notation("# => ", "output")).text
    assert "sum(x)  # => 3\n" in said
    assert "```output\n1\n2\n```" in said
    assert "```output\n1\n```" in said


@pytest.mark.kernel
def test_the_notation_is_that_of_the_other_posts(blog: Path):
    (blog / "content/posts/a.md").write_text("+++\n+++\n```python\nx = 2\nx  # => 2\nx + 1  # => 3\n```\n")
    (blog / "b.ipynb").write_bytes(notebook(code("1 + 1", result("2"))))
    assert main(["import", "b.ipynb", "posts/b.md", "--no-execute"]) == 0
    assert "1 + 1  # => 2" in (blog / "content/posts/b.md").read_text()


PLOTS = frozenset({"plt"})


@pytest.mark.parametrize(
    ("cell", "later"),
    [
        ("fig, ax = plt.subplots()\nax.plot(x)", ["fig.savefig('a.png')"]),
        ("fig, ax = plt.subplots()\nax.plot(x)", ["def f():\n    return fig"]),
        ("plt.plot(x)\nx = 3", []),
        ("for i in x:\n    plt.plot(i)", ["print(i)"]),
        ("%time plt.plot(x)", []),
        ("plt.plot(x); y = 1", []),
        ("y = 1", []),
        ("plt.plot(", []),
    ],
)
def test_a_cell_stays_whole_where_one_half_would_miss_the_other(cell: str, later: list[str]):
    assert part(cell, PLOTS, later) is None


def test_comments_go_with_the_statement_below_them():
    found = part("# two points\nx = [1, 2]\n# a line\nplt.plot(x)\n\nx.plot()", PLOTS, [])
    assert found
    assert (found.text, found.recipe) == ("# two points\nx = [1, 2]", "# a line\nplt.plot(x)\n\nx.plot()")


@pytest.mark.parametrize(
    ("written", "hugo"),
    [
        ("\\begin{align}\na &= b\n\\end{align}", "$$\n\\begin{align}\na &= b\n\\end{align}\n$$"),
        ("a {{< b >}} c", "a {{</* b */>}} c"),
        ("[a `b` c](gone) `[a](gone)`", "a `b` c `[a](gone)`"),
        ("`![x](gone.png)` ![x](gone.png)", "`![x](gone.png)` *x*"),
        ("```py\n[a](b)\n```", "```py {execute=false}\n[a](b)\n```"),
        ("[a](https://example.org/(x)) [b](gone)", "[a](https://example.org/(x)) b"),
        ('<img alt="An oak" src="there.png"/>', "![An oak](here.png)"),
    ],
)
def test_the_markdown_of_a_notebook_becomes_that_of_hugo(written: str, hugo: str):
    assert prose(written, lambda name: "here.png" if name == "there.png" else None).text == hugo


def test_a_notebook_never_writes_over_a_post(blog: Path, capsys: pytest.CaptureFixture[str]):
    (blog / "content/posts/a.md").write_text("+++\n+++\n")
    (blog / "a.ipynb").write_bytes(notebook())
    assert main(["import", "a.ipynb", "posts/a.md"]) == 2
    assert "is there already" in capsys.readouterr().err


def test_a_post_is_exported_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "content").mkdir()
    (tmp_path / "hugo.toml").write_text('title = "B"\n')
    (tmp_path / "content/a.md").write_text('+++\ntitle = "A"\n+++\n\n```python\n1 + 1\n```\n')
    words = ["export", "content/a.md", "--no-execute", "--output", "-", "--source", str(tmp_path)]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["nbformat"] == 4
