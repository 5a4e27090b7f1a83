"""The pictures of a site: those drawn now, the sizes of all, and the scripts that figures need."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from blogkit.cache import Memo, digest
from blogkit.errors import ContentError
from blogkit.model import Judged, Post
from blogkit.site import Edition, Gallery, figure_scripts
from blogkit.source import Places, picture_size, picture_state, size_of_picture

if TYPE_CHECKING:
    from blogkit.execute import Interpreter


def drawn_pictures(judged: Sequence[Judged], places: Places) -> dict[str, bytes]:
    """The pictures that are published as they were drawn now: path below the destination -> bytes."""
    return {
        output: figure.png
        for post in judged
        for figure in post.figures
        if figure.status in {"new", "changed"}
        and (output := places.output(post.executed.post.source, figure.path))
    }


def gallery(judged: Sequence[Judged], memo: Memo, places: Places, drawn: Mapping[str, bytes]) -> Gallery:
    """What is known of the pictures that posts show."""
    published = {
        output: drawn.get(output) or figure.committed or figure.png
        for post in judged
        for figure in post.figures
        if figure.png and (output := places.output(post.executed.post.source, figure.path))
    }
    return Gallery(
        places.folder,
        partial(_picture_size, memo, places, drawn),
        lambda post, address: places.output(post.source, address),
        published,
        lambda output: any((places.folder / name / output).is_file() for name in places.static_dirs),
    )


def _picture_size(
    memo: Memo, places: Places, drawn: Mapping[str, bytes], post: Post, address: str
) -> tuple[int, int] | None:
    """The size of an image of the blog; none for one from elsewhere."""
    fresh = drawn.get(places.output(post.source, address) or "") if drawn else None
    if fresh is not None:
        return memo.recall(digest("size of", fresh), lambda: size_of_picture(BytesIO(fresh)))
    state = picture_state(places, post.source, address)
    return (
        memo.recall(digest("size", state), lambda: picture_size(places, post.source, address))
        if state
        else None
    )


def figure_scripts_of(
    editions: Sequence[Edition], other: "Interpreter | None", memo: Memo
) -> tuple[dict[str, Path], dict[str, bytes], list[ContentError]]:
    """The scripts that the pages' figures need, from the interpreter that ran the posts."""
    pages = [page for edition in editions for page in edition.pages]
    if not any(page.scripts for page in pages):
        return {}, {}, []
    python, paths = (other.executable, other.paths) if other else (sys.executable, tuple(sys.path))
    return figure_scripts(pages, paths, python, memo)
