"""The recipes of a post's figures -> steps, and what went wrong with them -> Failure."""

import ast
import posixpath
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from blogkit.code import binds, tree_of, tree_of_cell, units
from blogkit.errors import ContentError
from blogkit.hugo import Image
from blogkit.model import Executed, Failure, Post, Result, Step, StepKind
from blogkit.source import recipe_path
from blogkit.values import frozen

FORMATS = frozenset(
    {
        ".avif", ".eps", ".gif", ".jpeg", ".jpg", ".pdf", ".pgf", ".png",
        ".ps", ".svg", ".svgz", ".tif", ".tiff", ".webp",
    }
)  # fmt: skip
"""What Matplotlib writes, by the endings of file names."""
FIGURE_FORMATS = "png, svg, jpg, webp and pdf"
"""Those of them to suggest."""
PERCENT = re.compile(r"#\s*%%+(?P<title>[^\[{]*)(?P<kind>\[(?:markdown|md|raw)\])?")
"""`# %% TITLE [markdown] {"tags": []}`: the mark that starts a cell."""
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")


@frozen
class _PercentCell:
    title: str
    first: int
    """The line of its mark."""
    last: int
    lines: tuple[str, ...]

    @property
    def is_recipe(self) -> bool:
        """Whether its title is the name of a picture."""
        return posixpath.splitext(self.title)[1].lower() in FORMATS

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the name of the picture."""
        return _parts(self.title)


def recipe_steps(post: Post, shown: Sequence[Image]) -> tuple[Step, ...]:
    """One step for each recipe of the script beside the post, which shows the images `shown`.

    Raises ContentError for a script without recipes, and for a recipe whose image the post does not show.
    """
    if not post.source.recipes:
        return ()
    path = recipe_path(post.source.path)
    cells = _percent_cells(post.source.recipes)
    _check_titles(cells, shown, path)
    preamble = [cell for cell in cells if not cell.is_recipe]
    recipes = [cell for cell in cells if cell.is_recipe]
    pairs = zip(recipes, _images_of(recipes, shown, post), strict=True)
    return tuple(_recipe_step(path, cell, image, preamble) for cell, image in pairs)


def _percent_cells(script: str) -> list[_PercentCell]:
    """The code cells of a script in Jupytext's percent format, with their lines in it.

    Jupytext tells no lines, and importing it takes 0.2 s before the first cell can run.
    """
    lines = script.split("\n")
    marks = {n: mark for n, line in enumerate(lines) if (mark := PERCENT.match(line))}
    begin = next(iter(marks), len(lines))
    head = [_PercentCell("", 0, begin, tuple(lines[:begin]))] if _does_something(lines[:begin]) else []
    ends = [*marks, len(lines)][1:]
    return head + [
        _PercentCell(mark["title"].strip(), start + 1, end, tuple(lines[start + 1 : end]))
        for (start, mark), end in zip(marks.items(), ends, strict=True)
        if not mark["kind"]
    ]


def _does_something(lines: Sequence[str]) -> bool:
    """Whether there is more than words about the script: a docstring, comments."""
    tree = tree_of("\n".join(lines))
    return tree is None or any(ast.get_docstring(ast.Module([one], [])) is None for one in tree.body)


def _check_titles(cells: Sequence[_PercentCell], shown: Sequence[Image], path: PurePosixPath) -> None:
    """Refuse a script that draws nothing, and a picture that Matplotlib cannot write."""
    names = {_parts(image.path)[-1:] for image in shown}
    for cell in cells:
        if not cell.is_recipe and "." in cell.title and cell.parts[-1:] in names:
            ending = posixpath.splitext(cell.title)[1]
            message = f"Matplotlib writes no {ending} pictures; it writes {FIGURE_FORMATS}"
            raise ContentError(str(path), cell.first, message)
    if not any(cell.is_recipe for cell in cells):
        message = "has no recipe: begin each one with a line # %% NAME.png, or delete the file"
        raise ContentError(str(path), 1, message)


def _parts(path: str) -> tuple[str, ...]:
    """The folders and the name of a path as a page or a title has it.

    >>> _parts("../../images/my%20curve.png?v=2")
    ('images', 'my curve.png')
    """
    plain = unquote(re.split(r"[?#]", path, maxsplit=1)[0])
    return tuple(part for part in plain.split("/") if part not in {"", ".", ".."})


def _images_of(recipes: Sequence[_PercentCell], shown: Sequence[Image], post: Post) -> list[Image]:
    """The image of each recipe: a title with more folders chooses first."""
    images = list({_parts(image.path): image for image in reversed(shown)}.values())[::-1]
    found: dict[_PercentCell, Image] = {}
    titles = dict.fromkeys(sorted((cell.parts for cell in recipes), key=len, reverse=True))
    for title in titles:
        same = [cell for cell in recipes if cell.parts == title]
        meant = [image for image in images if _parts(image.path)[-len(title) :] == title]
        _check_meant(same, meant, post)
        images = [image for image in images if image not in meant[: len(same)]]
        found |= zip(same, meant, strict=False)
    return [found[cell] for cell in recipes]


def _check_meant(same: Sequence[_PercentCell], meant: Sequence[Image], post: Post) -> None:
    """Refuse recipes of one title whose images are not as many; one is for the first image, and so on."""
    path, name = str(recipe_path(post.source.path)), same[0].title
    if not meant:
        raise ContentError(
            path, same[0].first, f"draws {name}, which {post.source.path.name} does not show; "
            f"add ![…](/images/…/{name}) to the post or delete the recipe",
        )  # fmt: skip
    if len(same) > len(meant):
        message = f"draws {name}, which the recipe in line {same[0].first} draws already; delete one of them"
        raise ContentError(path, same[len(meant)].first, message)
    if len(same) < len(meant):
        places = " and ".join(image.path for image in meant)
        message = f"draws {name}, but the post shows {places}; name the folder, too: # %% FOLDER/{name}"
        raise ContentError(path, same[0].first, message)


def _recipe_step(
    path: PurePosixPath, cell: _PercentCell, image: Image, preamble: Sequence[_PercentCell]
) -> Step:
    """The recipe's code with the preamble before it, each line at its own number in the script."""
    kept = [*(part for part in preamble if part.first < cell.first), cell]
    lines = [""] * cell.last
    for part in kept:
        lines[part.first : part.last] = part.lines
    code = "\n".join([f"%%recipe {cell.title}", *lines])
    return Step(StepKind.RECIPE, code, 0, path, image.line, figure=image.path)


def recipe_failures(executed: Executed) -> tuple[Failure, ...]:
    """What recipes raised, or that they drew nothing, at the line of the script; each cause once."""
    cells = {cell.title: cell for cell in _percent_cells(executed.post.source.recipes)}
    spoiled = _names_of_failed_cells(executed)
    found: dict[tuple[int, str, str], Failure] = {}
    for step, result in zip(executed.steps, executed.results, strict=True):
        if step.kind is not StepKind.RECIPE or not result.ran or drawn_by(result) is not None:
            continue
        failure = result.failure or Failure(0, "NoPictureError", "ends without a picture")
        undefined = _UNDEFINED.search(failure.message)
        if not (undefined and undefined[1] in spoiled):
            placed = _placed(failure, step, cells[step.code.split("\n", 1)[0].removeprefix("%%recipe ")])
            found.setdefault((placed.line, placed.name, placed.message), placed)
    return tuple(found.values())


def drawn_by(result: Result) -> str | None:
    """What a recipe drew, in base64; None where it failed or was cut short."""
    kinds = ("image/png", "application/vnd.blogkit.figure")
    pictures = (output.data[kind] for output in result.outputs for kind in kinds if kind in output.data)
    return next(pictures, None) if result.failure is None else None


def _names_of_failed_cells(executed: Executed) -> frozenset[str]:
    """What is not defined because a cell failed, which is said already."""
    failed = (
        step.code
        for step, result in zip(executed.steps, executed.results, strict=True)
        if step.kind is StepKind.CELL and (result.failure is not None or not result.ran)
    )
    trees = (tree_of_cell(code) for code in failed)
    return frozenset(name for tree in trees if tree for unit in units(tree.body) for name in binds(unit))


def _placed(failure: Failure, step: Step, cell: _PercentCell) -> Failure:
    """The failure in the script: at its line, or at the recipe's first where no line of it is to blame."""
    lines = step.code.split("\n")
    known = 0 < failure.line < len(lines) and lines[failure.line].strip()
    return replace(failure, line=failure.line if known else cell.first, path=str(step.path))
