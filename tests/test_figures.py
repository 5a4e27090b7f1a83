"""Images in the text, their recipes, and what became of them."""

import base64
import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image, ImageDraw

from blogkit.check import figures, recipes
from blogkit.errors import ContentError
from blogkit.hugo import images
from blogkit.model import Executed, Failure, Figure, Output, Result, Source, Step, StepKind
from blogkit.source import Places
from blogkit.source.posts import parse

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
    steps = recipes.recipe_steps(understood, images(understood))
    return Executed(understood, steps, (Result(), Result((output(by_recipe),))))


def run_by_cell(png: bytes) -> Executed:
    """The post, its only cell having displayed `png`."""
    understood = post()
    line = understood.cells[0].line
    return Executed(
        understood, (Step(StepKind.CELL, "", line, understood.source.path, line),), (Result((output(png),)),)
    )


def taken(executed: Executed, committed: Callable[[PurePosixPath], bytes | None]) -> list[Figure]:
    """What became of the images of a post."""
    locate = partial(Places(Path("nowhere")).file, executed.post.source)
    return [*figures.take_figures(executed, images(executed.post), locate, committed)]


def steps(body: str = BODY, script: str = RECIPES) -> tuple[Step, ...]:
    understood = post(body, script)
    return recipes.recipe_steps(understood, images(understood))


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
    first, second = steps()
    assert (first.at, second.at, first.figure) == (5, 11, "/images/x/a.png")
    for step in (first, second):
        lines = step.code.split("\n")
        assert lines[0].startswith("%%recipe ")
        assert lines[6] == "import numpy as np"
    assert first.code.split("\n")[9] == "plt.plot(np.arange(3))"
    assert second.code.split("\n")[9] == ""
    assert second.code.split("\n")[12] == "plt.plot(xs)"


def test_what_stands_above_the_first_mark_runs_before_each_recipe_at_its_own_lines():
    script = "import numpy as np\n\n# %% a.png\nplt.plot(np.arange(3))\n\n# %% b.png\nplt.plot(np.ones(3))\n"
    for step in steps(script=script):
        assert (step.line, step.code.split("\n")[1]) == (0, "import numpy as np")


def test_a_recipe_for_an_image_that_is_not_shown_is_an_error_at_its_line():
    with pytest.raises(ContentError, match=r"draws c\.png, which t\.md does not show") as caught:
        steps(script=RECIPES + "\n# %% c.png\n1\n")
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
    found = taken(executed(drawn), lambda _path: committed)
    assert {figure.path: figure.status for figure in found}["/images/x/b.png"] == status


@pytest.mark.parametrize("before", [picture(size=(99, 99)), b"\xff\xd8 of another kind"])
def test_a_picture_the_author_exported_in_another_size_is_not_held_against_the_cell(before: bytes):
    found = taken(run_by_cell(picture()), lambda _: before)
    assert [figure.status for figure in found] == ["undrawn", "undrawn"]


def test_the_cell_just_before_an_image_draws_it():
    found = taken(run_by_cell(picture()), lambda path: picture() if path.name == "b.png" else None)
    assert [(figure.path, figure.status) for figure in found] == [
        ("/images/x/a.png", "undrawn"),
        ("/images/x/b.png", "unchanged"),
    ]


def test_a_picture_that_is_not_there_yet_is_new():
    found = taken(run_by_cell(picture()), lambda _: None)
    assert [figure.status for figure in found] == ["undrawn", "new"]


FORMS = """\
![a](</images/my own.png>) ![b][ref] and
<img alt="c" src="/images/c.svg">

<div>
{{< figure
    src="/images/d.webp" >}}
</div>

| a | b |
|---|---|
| ![](/images/e.png) | `![](/images/no.png)` |

<!-- ![](/images/no.png) <img src="/images/no.png"> {{< figure src="/images/no.png" >}} -->
{{</* figure src="/images/no.png" */>}} \\![](no.png)

[ref]: /images/b.jpg "title"
"""


def test_an_image_is_what_markdown_says_is_an_image():
    found = images(post("+++\ntitle = 'T'\n+++\n" + FORMS))
    assert [(image.line, image.path) for image in found] == [
        (4, "/images/my own.png"),
        (4, "/images/b.jpg"),
        (5, "/images/c.svg"),
        (8, "/images/d.webp"),
        (14, "/images/e.png"),
    ]


TWO = "+++\ntitle = 'T'\n+++\n![](/images/a/my%20c.png) ![](/images/b/my%20c.png)\n"


@pytest.mark.parametrize(
    ("script", "drawn"),
    [
        ("# %% a/my c.png\n1\n# %% b/my%20c.png\n2\n", ["/images/a/my%20c.png", "/images/b/my%20c.png"]),
        ("# %% my c.png\n1\n# %% my c.png\n2\n", ["/images/a/my%20c.png", "/images/b/my%20c.png"]),
        ("# %% my c.png\n1\n# %% a/my c.png\n2\n", ["/images/b/my%20c.png", "/images/a/my%20c.png"]),
    ],
)
def test_one_name_in_two_folders_is_told_apart(script: str, drawn: list[str]):
    assert [step.figure for step in steps(TWO, script)] == drawn


@pytest.mark.parametrize(
    ("script", "line", "message"),
    [
        ("# %% my c.png\n1\n", 1, r"shows /images/a/my%20c\.png and /images/b/my%20c\.png; name the folder"),
        ("# %% a/my c.png\n1\n\n# %% a/my c.png\n2\n", 4, "which the recipe in line 1 draws already"),
        ("import numpy\n", 1, r"has no recipe: begin each one with a line # %% NAME\.png"),
        ("\n", 1, "has no recipe"),
        ("# %%\nimport numpy\n", 1, "has no recipe"),
    ],
)
def test_a_script_that_cannot_be_followed_is_an_error_at_its_line(script: str, line: int, message: str):
    with pytest.raises(ContentError, match=message) as caught:
        steps(TWO, script)
    assert (caught.value.path, caught.value.line) == ("content/t.figures.py", line)


def test_a_format_that_matplotlib_does_not_write_is_named():
    with pytest.raises(ContentError, match=r"writes no \.bmp pictures"):
        steps("+++\ntitle = 'T'\n+++\n![](a.bmp)\n", "# %% a.bmp\n1\n")


def test_a_recipe_that_fails_is_named_at_its_line_and_nothing_of_it_is_taken():
    ran = executed(picture())
    bad = Result((output(picture()),), failure=Failure(12, "ZeroDivisionError", "division by zero"))
    failed = replace(ran, results=(Result(), bad))
    assert [(one.path, one.line, one.name) for one in recipes.recipe_failures(failed)] == [
        ("content/t.figures.py", 8, "NoPictureError"),
        ("content/t.figures.py", 12, "ZeroDivisionError"),
    ]
    assert {figure.status for figure in taken(failed, lambda _: picture())} == {"undrawn"}


def test_what_a_failing_cell_would_have_defined_is_not_missed_once_more_by_its_recipe():
    ran = executed(b"")
    cell = Step(StepKind.CELL, "1/0\nxs = [1]", 8, ran.post.source.path, 8)
    failed = Result(failure=Failure(8, "ZeroDivisionError", "division by zero"))
    missing = Result(failure=Failure(12, "NameError", "name 'xs' is not defined"))
    both = replace(ran, steps=(cell, ran.steps[1]), results=(failed, missing))
    assert recipes.recipe_failures(both) == ()


def saved(kind: str, size: tuple[int, int] = (200, 100)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("committed", "trouble"),
    [
        (b"no picture", "is no picture"),
        (picture()[:60], "is a damaged picture"),
        (saved("jpeg"), "is a JPEG picture under the name of a PNG one"),
        (saved("png", (20_001, 1)), "has 20001 × 1 pixels, too many to compare"),
    ],
)
def test_a_file_that_cannot_be_compared_says_why_and_is_left_for_fix(committed: bytes, trouble: str):
    figure = taken(executed(picture()), lambda _: committed)[1]
    assert figure.status == "changed"
    assert figure.trouble.startswith(trouble)


@pytest.mark.parametrize(
    ("path", "address", "file"),
    [
        ("content/posts/a.md", "../../images/b.png", "static/images/b.png"),
        ("content/posts/a.md", "b.png", "static/posts/a/b.png"),
        ("content/posts/a.md", "/images/my%20b.png?v=1", "static/images/my b.png"),
        ("content/posts/a/index.md", "b.png", "content/posts/a/b.png"),
        ("content/posts/a/index.md", "../b.png", "static/posts/b.png"),
        ("content/posts/a.md", "../../../../b.png", None),
        ("content/posts/a.md", "/../../b.png", None),
        ("content/posts/a.md", "%2e%2e/../../%2e%2e/b.png", None),
    ],
)
def test_an_address_is_followed_from_the_page_and_never_out_of_the_site(
    path: str, address: str, file: str | None
):
    found = Places(Path("nowhere")).file(Source(PurePosixPath(path), ""), address)
    assert (None if found is None else str(found)) == file
