"""Images in the text, their recipes, and what became of them."""

import base64
import io
from pathlib import PurePosixPath

import pytest
from PIL import Image, ImageDraw

from blogkit.check import figures
from blogkit.errors import ContentError
from blogkit.model import Executed, Output, Result, Source, Step, StepKind
from blogkit.source.posts import images, parse

RECIPES = """\
# ---
# jupyter: {}
# ---

# %%
import numpy as np

# %% a.png
plt.plot(np.arange(3))

# %% b.png
plt.plot(xs)
"""
BODY = """\
+++
title = "T"
+++

![A](/images/x/a.png)

```python
draw()
```

{{< figure src="/images/x/b.png" >}}
"""


def post(body: str = BODY, recipes: str = ""):
    return parse(Source(PurePosixPath("content/t.md"), body, recipes))


def picture(*, moved: int = 0, size: tuple[int, int] = (200, 100)) -> bytes:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((20 + moved, 20, 60 + moved, 60), fill="blue")
    file = io.BytesIO()
    image.save(file, "png")
    return file.getvalue()


def executed(by_recipe: bytes) -> Executed:
    """The post after its second recipe drew `by_recipe`, and nothing else drew anything."""
    understood = post(recipes=RECIPES)
    steps = figures.recipe_steps(understood)
    return Executed(understood, steps, (Result(), Result((output(by_recipe),))))


def run_by_cell(png: bytes) -> Executed:
    """The post, its only cell having displayed `png`."""
    understood = post()
    line = understood.cells[0].line
    return Executed(
        understood, (Step(StepKind.CELL, "", line, understood.source.path, line),), (Result((output(png),)),)
    )


def output(png: bytes) -> Output:
    return Output("display", {"image/png": base64.b64encode(png).decode()} if png else {})


def test_images_are_found_with_their_lines_but_not_in_code_or_elsewhere():
    understood = post(BODY + "\n![](https://example.org/c.png) ![](d.png)\n\n```\n![](e.png)\n```\n")
    assert [(image.line, image.path) for image in images(understood)] == [
        (5, "/images/x/a.png"),
        (11, "/images/x/b.png"),
        (13, "d.png"),
    ]


def test_a_recipe_runs_at_its_image_with_the_lines_of_the_script():
    first, second = figures.recipe_steps(post(recipes=RECIPES))
    assert (first.at, second.at, first.figure) == (5, 11, "/images/x/a.png")
    for step in (first, second):
        lines = step.code.split("\n")
        assert lines[0].startswith("%%recipe ")
        assert lines[5] == "import numpy as np"
    assert first.code.split("\n")[8] == "plt.plot(np.arange(3))"
    assert second.code.split("\n")[8] == ""
    assert second.code.split("\n")[11] == "plt.plot(xs)"


def test_a_recipe_for_an_image_that_is_not_shown_is_an_error_at_its_line():
    with pytest.raises(ContentError, match=r"draws c\.png, which t\.md does not show") as caught:
        figures.recipe_steps(post(recipes=RECIPES + "\n# %% c.png\n1\n"))
    assert (caught.value.path, caught.value.line) == ("content/t.figures.py", 14)


@pytest.mark.parametrize(
    ("drawn", "committed", "status"),
    [
        (picture(), picture(), "unchanged"),
        (picture(), picture(moved=1), "unchanged"),
        (picture(), picture(moved=30), "changed"),
        (picture(), picture(size=(201, 100)), "changed"),
        (picture(), None, "new"),
        (b"", picture(), "undrawn"),
        (picture(), b"no picture", "changed"),
    ],
)
def test_a_figure_of_a_recipe_is_compared_with_the_committed_file(
    drawn: bytes, committed: bytes | None, status: str
):
    taken = figures.take_figures(executed(drawn), lambda _path: committed)
    assert {figure.path: figure.status for figure in taken}["/images/x/b.png"] == status


def test_a_picture_the_author_exported_in_another_size_is_not_held_against_the_cell():
    taken = figures.take_figures(run_by_cell(picture()), lambda _: picture(size=(99, 99)))
    assert [figure.status for figure in taken] == ["undrawn", "undrawn"]


def test_the_cell_just_before_an_image_draws_it():
    taken = figures.take_figures(run_by_cell(picture()), lambda path: picture() if "b.png" in path else None)
    assert [(figure.path, figure.status) for figure in taken] == [
        ("/images/x/a.png", "undrawn"),
        ("/images/x/b.png", "unchanged"),
    ]


def test_a_picture_that_is_not_there_yet_is_new():
    taken = figures.take_figures(run_by_cell(picture()), lambda _: None)
    assert [figure.status for figure in taken] == ["undrawn", "new"]
