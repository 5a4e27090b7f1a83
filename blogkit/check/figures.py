"""The pictures a post promises: recipes -> steps, and what was drawn -> Figure."""

import base64
import io
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from blogkit.errors import ContentError
from blogkit.model import Executed, Figure, Post, Result, Step, StepKind
from blogkit.source import Image, images, recipe_path

PERCENT = re.compile(r"#\s*%%+(?P<title>[^\[{]*)(?P<kind>\[(?:markdown|md|raw)\])?")
"""`# %% TITLE [markdown] {"tags": []}`: the mark that starts a cell."""


TOLERANCE = 0.01
"""A picture has drifted when more than this share of its pixels moved visibly. Hinting moves fewer."""


VISIBLE = 48
"""Steps of 255 in a colour channel that count as a visible difference."""


def recipe_steps(post: Post) -> tuple[Step, ...]:
    """One step for each recipe of the script beside the post.

    Raises ContentError for a recipe whose image the post does not show.
    """
    if not post.source.recipes:
        return ()
    path = recipe_path(post.source.path)
    script = _percent_cells(post.source.recipes)
    preamble = [cell for cell in script if not cell.title.endswith(".png")]
    return tuple(_recipe_step(post, path, cell, preamble) for cell in script if cell.title.endswith(".png"))


@dataclass(frozen=True)
class _PercentCell:
    title: str
    first: int
    last: int
    lines: tuple[str, ...]


def _percent_cells(script: str) -> list[_PercentCell]:
    """The code cells of a script in Jupytext's percent format, with their lines in it.

    Jupytext tells no lines, and importing it takes 0.2 s before the first cell can run.
    """
    lines = script.split("\n")
    marks = {n: mark for n, line in enumerate(lines) if (mark := PERCENT.match(line))}
    ends = [*marks, len(lines)][1:]
    return [
        _PercentCell(mark["title"].strip(), start + 1, end, tuple(lines[start + 1 : end]))
        for (start, mark), end in zip(marks.items(), ends, strict=True)
        if not mark["kind"]
    ]


def _recipe_step(
    post: Post, path: PurePosixPath, cell: _PercentCell, preamble: Sequence[_PercentCell]
) -> Step:
    """The recipe's code with the preamble before it, each line at its own number in the script."""
    image = next((image for image in images(post) if posixpath.basename(image.path) == cell.title), None)
    if image is None:
        raise ContentError(
            str(path), cell.first, f"draws {cell.title}, which {post.source.path.name} does not show; "
            f"add ![…](/images/…/{cell.title}) to the post or delete the recipe",
        )  # fmt: skip
    kept = [*(part for part in preamble if part.first < cell.first), cell]
    lines = [""] * cell.last
    for part in kept:
        lines[part.first : part.last] = part.lines
    lines[0] = f"%%recipe {cell.title}"
    return Step(StepKind.RECIPE, "\n".join(lines), 1, path, image.line, figure=image.path)


def take_figures(executed: Executed, committed: Callable[[str], bytes | None]) -> tuple[Figure, ...]:
    """What became of each image the post shows.

    `committed` gives the bytes of the file that the image's path names, None where it has none.
    """
    drawn = _drawn(executed)
    return tuple(
        _figure(image, drawn.get(image.path), committed(image.path))
        for image in dict.fromkeys(images(executed.post))
        if image.path.lower().endswith(".png")
    )


def _figure(image: Image, drawn: tuple[bytes, bool] | None, committed: bytes | None) -> Figure:
    if drawn is None:
        return Figure(image.line, image.path, "undrawn")
    png, by_recipe = drawn
    if committed is None:
        return Figure(image.line, image.path, "new", 1.0, png)
    difference = picture_difference(png, committed)
    if difference is None and not by_recipe:
        # another size: the author exported it by other means than the cell's own display
        return Figure(image.line, image.path, "undrawn")
    if difference is None:
        return Figure(image.line, image.path, "changed", 1.0, png, committed)
    status = "changed" if difference > TOLERANCE else "unchanged"
    return Figure(image.line, image.path, status, round(difference, 6), png, committed)


def _drawn(executed: Executed) -> dict[str, tuple[bytes, bool]]:
    """Image path -> the picture, and whether a recipe drew it."""
    by_cell = dict(_drawn_by_cells(executed))
    by_recipe = {
        step.figure: (png, True)
        for step, result in zip(executed.steps, executed.results, strict=True)
        if step.kind is StepKind.RECIPE
        for png in pictures(result)[-1:]
    }
    return by_cell | by_recipe


def _drawn_by_cells(executed: Executed) -> Iterator[tuple[str, tuple[bytes, bool]]]:
    """The images between a cell and the next one show the last pictures of that cell, in order."""
    post = executed.post
    results = {step.line: result for step, result in zip(executed.steps, executed.results, strict=True)
               if step.kind is StepKind.CELL}  # fmt: skip
    ends = [*(cell.fence.line for cell in post.cells), 10**9][1:]
    for cell, past in zip(post.cells, ends, strict=True):
        shown = [image for image in images(post) if cell.line < image.line < past]
        made = pictures(results.get(cell.line, Result()))
        for image, png in zip(shown[: len(made)], made[-len(shown) :] if shown else [], strict=False):
            yield image.path, (png, False)


def pictures(result: Result) -> list[bytes]:
    """The PNG pictures a step displayed, in order."""
    return [
        base64.b64decode(output.data["image/png"]) for output in result.outputs if "image/png" in output.data
    ]


def picture_difference(one: bytes, other: bytes) -> float | None:
    """The share of pixels that differ visibly, 0 to 1; None when the sizes differ or one is no picture."""
    if one == other:
        return 0.0
    from PIL import Image as Picture  # noqa: PLC0415  (equal bytes, the common case, need no Pillow)
    from PIL import ImageChops, UnidentifiedImageError  # noqa: PLC0415  (the same)

    try:
        first, second = (Picture.open(io.BytesIO(data)).convert("RGB") for data in (one, other))
    except UnidentifiedImageError:
        return None
    if first.size != second.size:
        return None
    apart = ImageChops.difference(first, second)
    red, green, blue = apart.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    visible = sum(most.histogram()[VISIBLE:])
    return visible / (first.size[0] * first.size[1])
