"""The notebook and the script of a post."""

import importlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import nbformat
import pytest

import build_site
from blogkit.model import WIDGET, Executed, Failure, Judged, Output, Printed, Result, Source, Step, StepKind
from blogkit.page.downloads import downloads
from blogkit.page.elsewhere import with_pictures
from blogkit.page.script import script_of
from blogkit.source.posts import parse

POST = """\
+++
title = "Nine"
+++

Some *text*.

```python
print(9)
```

The end.
"""


def test_a_post_becomes_a_notebook_with_its_outputs_and_a_script():
    post = parse(Source(PurePosixPath("content/nine.md"), POST))
    step = Step(StepKind.CELL, "print(9)\n", post.cells[0].line, post.source.path, post.cells[0].line)
    result = Result((Output("stdout", {"text/plain": "9\n"}),))
    made = downloads(Judged(Executed(post, (step,), (result,))))
    notebook = json.loads(made.notebook)
    nbformat.validate(notebook)
    assert made.name == "nine"
    kinds = [(cell["cell_type"], cell["source"]) for cell in notebook["cells"]]
    assert kinds == [
        ("markdown", "# Nine"),
        ("markdown", "Some *text*."),
        ("code", "print(9)"),
        ("markdown", "The end."),
    ]
    assert notebook["cells"][2]["outputs"] == [{"output_type": "stream", "name": "stdout", "text": "9\n"}]
    assert made.script.decode().startswith("# %% [markdown]\n# # Nine\n")
    assert "\n# %%\nprint(9)\n" in made.script.decode()


SHOWING = '''\
+++
title = "All that shows"
+++

```python
import asyncio
"a" + "b"  # is the first
```

```python
1, 2
```

1. In a list:

   ```python
   x = 3
   ```

```python {execute=false}
raise SystemExit
```

```python {raises="ZeroDivisionError"}
text = """
  kept
"""
print(text)
1 / 0
```

```python
async def later(n):
    return n * x

await later(await later(5))
```

```python
>>> x
3
>>> None
>>> [x]
[3]
```

```python
%time print("ä"); x + 1
```

```python
import sys
print("to the end", file=sys.stderr)
```
'''


@pytest.mark.kernel
def test_the_script_shows_what_the_page_shows(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text(SHOWING)
    (tmp_path / "hugo.toml").write_text('title = "T"\n')
    status = build_site.main(["build", "-s", str(tmp_path), "-d", str(tmp_path / "public")])
    assert status == 0
    script = tmp_path / "public/a/a.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split("\n") == ["'ab'", "(1, 2)", "", "  kept", "", "45", "3", "[3]", "ä", "4", ""]
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert done.stderr.endswith("to the end\n")
    notebook = json.loads((tmp_path / "public/a/a.ipynb").read_text())
    nbformat.validate(notebook)
    codes = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert "x = 3" in codes
    assert "raise SystemExit" not in codes
    assert any(cell["metadata"].get("tags") == ["raises-exception"] for cell in notebook["cells"])


def test_a_cell_that_python_refuses_stands_in_a_script_as_a_comment():
    step = Step(StepKind.CELL, "x = 1\nyield x", 1, PurePosixPath("a.md"), 1)
    assert script_of(step, Result((), Failure("SyntaxError", "", 2))) == ("# x = 1\n# yield x", set())


def test_pictures_and_figures_are_shown_by_a_script():
    def made(code: str, *outputs: Output) -> tuple[str, set[str]]:
        step = Step(StepKind.CELL, code, 1, PurePosixPath("a.md"), 1)
        return script_of(step, Result(outputs))

    picture = Output("display", {"image/png": "", "text/plain": "<Figure size 640x480 with 1 Axes>"})
    artist = Output("result", {"text/plain": "[<matplotlib.lines.Line2D>]"})
    assert made("plt.plot(x)", artist, picture) == ("plt.plot(x)\nmatplotlib.pyplot.show()", {"plot"})
    assert made("plt.plot(x)\nplt.show()", picture) == ("plt.plot(x)\nplt.show()", set())
    figure = Output("result", {"application/vnd.plotly.v1+json": "{}"})
    assert made("fig", figure) == ("fig.show()", set())
    assert made("a + b", figure) == ("(a + b).show()", set())
    assert made("for x in y:\n    display(x)")[1] == {"display"}


def test_the_notebook_holds_no_view_of_a_widget_whose_state_nobody_has():
    post = parse(Source(PurePosixPath("content/nine.md"), POST))
    step = Step(StepKind.CELL, "print(9)\n", post.cells[0].line, post.source.path, post.cells[0].line)
    view = {
        "application/vnd.jupyter.widget-view+json": '{"model_id": "a"}',
        WIDGET: "x: 3",
        "text/plain": "W()",
    }
    streams = Output("stdout", {"text/plain": "a\nb\n"}), Output("stderr", {"text/plain": "!\n"})
    printed = Printed((6,), "stdout", "a\n"), Printed((6,), "stderr", "!\n"), Printed((6,), "stdout", "b\n")
    result = Result((*streams, Output("result", view, {"a": 1})), printed)
    notebook = json.loads(downloads(Judged(Executed(post, (step,), (result,)))).notebook)
    nbformat.validate(notebook)
    *texts, value = notebook["cells"][2]["outputs"]
    assert [(one["name"], one["text"]) for one in texts] == [
        ("stdout", "a\n"),
        ("stderr", "!\n"),
        ("stdout", "b\n"),
    ]
    assert value == {
        "output_type": "execute_result",
        "execution_count": 1,
        "metadata": {"a": 1},
        "data": {"text/plain": "x: 3"},
    }


IMPORTING = """\
+++
title = "Brought along"
+++

![A point](dot.png)

```python
from helper import doubled
doubled(21)  # 42
```

```python
from pathlib import Path
text = Path("../data/a.csv").read_text()
image = Path("dots.bin").read_bytes()
print(text.count("\\n"), len(image))  # 2 256
```
"""
HELPER = '''"""Its own \\ and \'\'\'."""

# %% no mark of a cell
from packaging.version import Version
from parts.inner import two
from whole import by_name


def doubled(x):
    assert Version("2") < Version("10")
    return by_name()() * two() * x // 2
'''


@pytest.mark.kernel
def test_a_download_runs_in_an_empty_folder_with_what_its_first_cell_names(tmp_path: Path):
    content = tmp_path / "blog/content"
    (content / "parts").mkdir(parents=True)
    (content.parent / "data").mkdir()
    (content.parent / "data/a.csv").write_bytes("ä\r\n\u2028\n".encode())
    (content / "dots.bin").write_bytes(bytes(range(256)))
    (content / "a.md").write_text(IMPORTING)
    (content / "helper.py").write_text(HELPER)
    (content / "whole").mkdir()
    (content / "whole/__init__.py").write_text(
        "import importlib\ndef by_name():\n    return importlib.import_module('whole.part').two\n"
    )
    (content / "whole/part.py").write_text("def two():\n    return 2\n")
    (content / "parts/inner.py").write_text("def two():\n    return 2\n")
    (tmp_path / "blog/hugo.toml").write_text('baseURL = "https://example.org/b/"\n')
    room = tmp_path / "elsewhere"
    _without_links_checked(tmp_path)
    script = (tmp_path / "public/a/a.py").read_text()
    notebook = json.loads((tmp_path / "public/a/a.ipynb").read_text())
    nbformat.validate(notebook)
    codes = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    line = next(one for one in codes[0].split("\n") if "pip install" in one)
    assert [one.partition("==")[0] for one in line.partition("install ")[2].split()] == ["packaging"]
    assert codes[0] in script
    assert "![A point](https://example.org/b/a/dot.png)" in script
    shown = "\n".join(codes).replace("doubled(21)", "print(doubled(21))")
    for text in (script, shown):
        room.mkdir(exist_ok=True)
        assert _run_bare(text, ["packaging"], room) == "42\n2 256\n"
        assert list(room.iterdir()) == [room / "bare"]


def _without_links_checked(folder: Path) -> None:
    """Build; the picture is nowhere, which is not what this is about."""
    words = ["build", "-s", str(folder / "blog"), "-d", str(folder / "public")]
    assert build_site.main(words) in {0, 1}


def _run_bare(code: str, packages: Sequence[str], room: Path) -> str:
    """Run in an empty folder, where only the standard library and these packages can be imported."""
    bare = room / "bare"
    bare.mkdir(exist_ok=True)
    for name in packages:
        place = Path(importlib.import_module(name).__file__ or "").parent
        (bare / name).unlink(missing_ok=True)
        (bare / name).symlink_to(place)
    words = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.append({str(bare)!r})\n{code}"]
    return subprocess.run(words, capture_output=True, text=True, check=True, cwd=room).stdout


def test_only_pictures_outside_of_code_get_absolute_addresses():
    text = """\
![a](b.png "t") ![c](<d e.png>) `![a](b.png)` <img alt="x" src="f.svg">
{{< figure src="g.png" alt="h" >}}

~~~
![a](b.png)
~~~

[ref]: i.png
[page]: other/
"""
    made = with_pictures(text, lambda name: f"/x/{name}")
    assert (
        made
        == """\
![a](/x/b.png "t") ![c](</x/d e.png>) `![a](b.png)` <img alt="x" src="/x/f.svg">
{{< figure src="/x/g.png" alt="h" >}}

~~~
![a](b.png)
~~~

[ref]: /x/i.png
[page]: other/
"""
    )
