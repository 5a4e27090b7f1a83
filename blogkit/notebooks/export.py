"""A judged post -> one notebook that stands alone: outputs in place, recipes as cells, pictures attached."""

import base64
import json
import mimetypes
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from blogkit.hugo import images
from blogkit.model import ClaimKind, Fence, Judged, Result, Step, StepKind
from blogkit.page import code_cell, notebook_of, text_cell
from blogkit.values import frozen

ReadImage = Callable[[str], bytes | None]
"""The address of an image as the post has it -> its bytes; None for one from elsewhere."""


def notebook_of_post(judged: Judged, read_image: ReadImage) -> str:
    """Write the post as a notebook of version 4.5."""
    parts = list(_parts(judged))
    cells = [text_cell(f"# {judged.executed.post.front_matter.title}")]
    cells += [_cell(part, at, judged, read_image) for at, part in enumerate(parts, 1)]
    notebook = notebook_of(one for one in cells if one["source"].strip())
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


@frozen
class _Part:
    """Lines of the post that become one cell."""

    first: int
    end: int
    """The line behind the last."""
    code: str = ""
    ran: tuple[Step, Result] | None = None
    """What ran there, and what it showed."""


def _parts(judged: Judged) -> Iterator[_Part]:
    """Text and code in turn; what a cell showed stands in its outputs, and no more in the text."""
    post = judged.executed.post
    at = post.front_matter.body_line
    for part in sorted([*_cells(judged), *_recipes(judged), *_stated(judged)], key=lambda one: one.first):
        if part.first < at:
            continue
        yield _Part(at, part.first)
        yield part
        at = part.end
    yield _Part(at, len(post.lines) + 1)


def _cells(judged: Judged) -> Iterator[_Part]:
    ran = {step.line: (step, result) for step, result in _steps(judged) if step.kind is StepKind.CELL}
    for cell in judged.executed.post.cells:
        if cell.line in ran and not cell.why_not and cell.options.execute and not cell.fence.indent:
            yield _of_fence(cell.fence, cell.fence.code, ran[cell.line])


def _steps(judged: Judged) -> list[tuple[Step, Result]]:
    return list(zip(judged.executed.steps, judged.executed.results, strict=True))


def _of_fence(fence: Fence, code: str = "", ran: tuple[Step, Result] | None = None) -> _Part:
    return _Part(fence.line, fence.end_line + 1, code, ran)


def _stated(judged: Judged) -> Iterator[_Part]:
    """The fences that state outputs: as parts without code they vanish."""
    lines = {one.claim.line for one in judged.verdicts if one.claim.kind is ClaimKind.BLOCK}
    for fence in judged.executed.post.fences:
        if any(fence.line < line <= fence.end_line for line in lines):
            yield _of_fence(fence)


def _recipes(judged: Judged) -> Iterator[_Part]:
    """The images that recipes draw, where they stand alone on their lines."""
    drawn = {step.figure: (step, result) for step, result in _steps(judged) if step.kind is StepKind.RECIPE}
    for image in images(judged.executed.post):
        line = judged.executed.post.lines[image.line - 1]
        if image.path in drawn and re.fullmatch(r"\s*!\[[^\]]*\]\([^)]*\)\s*", line):
            yield _Part(image.line, image.line + 1, _recipe(drawn[image.path][0]), drawn[image.path])


def _recipe(step: Step) -> str:
    """The code of a recipe without its mark, and the blank lines that place it in its script."""
    return step.code.partition("\n")[2].strip("\n")


def _cell(part: _Part, number: int, judged: Judged, read_image: ReadImage) -> dict[str, Any]:
    if part.ran:
        return code_cell(part.code, *part.ran, number)
    stated = {(one.first, one.end) for one in _stated(judged)}
    lines = (
        [] if (part.first, part.end) in stated else judged.executed.post.lines[part.first - 1 : part.end - 1]
    )
    text, attached = _with_attachments("\n".join(lines).strip("\n"), judged, read_image)
    return text_cell(text) | ({"attachments": attached} if attached else {})


def _with_attachments(
    text: str, judged: Judged, read_image: ReadImage
) -> tuple[str, Mapping[str, Mapping[str, str]]]:
    """Take the pictures of the text into it."""
    attached: dict[str, Mapping[str, str]] = {}
    for path in _local_images(text, [image.path for image in images(judged.executed.post)]):
        data = read_image(path)
        if data is not None:
            name = re.sub(r"[^\w.-]+", "-", path.rpartition("/")[2])
            kind = mimetypes.guess_type(name)[0] or "image/png"
            attached[name] = {kind: base64.b64encode(data).decode()}
            text = text.replace(f"]({path}", f"](attachment:{name}")
    return text, attached


def _local_images(text: str, paths: Sequence[str]) -> list[str]:
    return [path for path in dict.fromkeys(paths) if f"]({path}" in text]
