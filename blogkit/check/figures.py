"""The pictures a post promises: what was drawn, held against the files -> Figure."""

import base64
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from blogkit.check.compare_pictures import difference
from blogkit.check.recipes import FORMATS, drawn_by
from blogkit.errors import ContentError
from blogkit.hugo import Image
from blogkit.model import Executed, Figure, Result, StepKind

Locate = Callable[[str], PurePosixPath | None]
"""An image's address as the post writes it -> its file below the source folder; None: it leads elsewhere."""
Committed = Callable[[PurePosixPath], bytes | None]
"""The bytes of a file below the source folder; None where there is none."""
_Drawn = dict[PurePosixPath, tuple[bytes, bool]]
"""File -> the picture, and whether a recipe drew it."""
_KINDS = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
"""What a cell displays -> the endings of the files it can be."""


def take_figures(
    executed: Executed, shown: Sequence[Image], locate: Locate, committed: Committed
) -> tuple[Figure, ...]:
    """What became of each image the post shows.

    Raises ContentError for an image that is drawn, but whose address leads out of the site.
    """
    pictures = _pictures_among(shown)
    drawn = _files(executed, pictures, locate)
    return tuple(_figure(image, drawn, locate(image.path), committed) for image in pictures)


def drawn_files(executed: Executed, shown: Sequence[Image], locate: Locate) -> dict[PurePosixPath, bytes]:
    """File -> the picture that a run drew for it. Raises ContentError as above."""
    return {file: data for file, (data, _) in _files(executed, _pictures_among(shown), locate).items()}


def _pictures_among(shown: Sequence[Image]) -> list[Image]:
    return [image for image in dict.fromkeys(shown) if _ending(image.path) in FORMATS]


def _files(executed: Executed, pictures: Sequence[Image], locate: Locate) -> _Drawn:
    drawn: _Drawn = {}
    for image, data, by_recipe in [*_by_cells(executed, pictures), *_by_recipes(executed, pictures)]:
        file = locate(image.path)
        if file is None:
            message = f'"{image.path}" leads out of the site, so nothing is drawn there; write /images/…'
            raise ContentError(str(executed.post.source.path), image.line, message)
        drawn[file] = data, by_recipe
    return drawn


def _ending(path: str) -> str:
    return PurePosixPath(path.partition("?")[0].partition("#")[0]).suffix.lower()


def _figure(image: Image, drawn: _Drawn, file: PurePosixPath | None, committed: Committed) -> Figure:
    if file is None or file not in drawn:
        return Figure(image.line, image.path, "undrawn", file=file)
    data, by_recipe = drawn[file]
    before = committed(file)
    if before is None:
        return Figure(image.line, image.path, "new", 1.0, data, file=file, by_recipe=by_recipe)
    found = difference(data, before, file)
    if (found.resized or found.trouble) and not by_recipe:
        # another size, or format: the author exported it by other means than the cell's own display
        return Figure(image.line, image.path, "undrawn", file=file)
    return Figure(
        image.line,
        image.path,
        "changed" if found.share or found.trouble else "unchanged",
        round(found.share, 6),
        data,
        before,
        file,
        by_recipe,
        found.trouble,
    )


def _by_recipes(executed: Executed, shown: Sequence[Image]) -> Iterator[tuple[Image, bytes, bool]]:
    images = {(image.line, image.path): image for image in shown}
    for step, result in zip(executed.steps, executed.results, strict=True):
        picture = drawn_by(result) if step.kind is StepKind.RECIPE else None
        if picture is not None:
            yield images[step.at, step.figure], base64.b64decode(picture), True


def _by_cells(executed: Executed, shown: Sequence[Image]) -> Iterator[tuple[Image, bytes, bool]]:
    """The images between a cell and the next one show the last pictures of that cell, in order."""
    post = executed.post
    results = {step.line: result for step, result in zip(executed.steps, executed.results, strict=True)
               if step.kind is StepKind.CELL}  # fmt: skip
    ends = [*(cell.fence.line for cell in post.cells), 10**9][1:]
    for cell, past in zip(post.cells, ends, strict=True):
        below = [image for image in shown if cell.line < image.line < past]
        for kind in dict.fromkeys(_KINDS.values()):
            fitting = [image for image in below if _KINDS.get(_ending(image.path)) == kind]
            if not fitting:
                continue
            last = pictures(results.get(cell.line, Result()), kind)[-len(fitting) :]
            yield from ((image, data, False) for image, data in zip(fitting, last, strict=False))


def pictures(result: Result, kind: str = "image/png") -> list[bytes]:
    """The pictures of one kind that a step displayed, in order."""
    found = [output.data[kind] for output in result.outputs if kind in output.data]
    return [data.encode() if kind == "image/svg+xml" else base64.b64decode(data) for data in found]
