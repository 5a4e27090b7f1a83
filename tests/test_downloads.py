"""The notebook and the script of a post."""

import json
from pathlib import PurePosixPath

import nbformat

from blogkit.model import Executed, Judged, Output, Result, Source, Step, StepKind
from blogkit.page.downloads import downloads
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
