"""Figure, … -> Figure, …: a picture that differs a little may only have its letters set in another way.

What draws it runs again with each of these ways, until one picture is the committed one, or has the same
words and differs all the same. So drift is told from hinting however small it is, or the letters are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from blogkit.check.compare_pictures import may_be_hinting, share_among
from blogkit.model import Figure, Judged

WAYS = (
    "no_hinting", "force_autohint", "default",
    "no_hinting-aliased", "force_autohint-aliased", "default-aliased",
)  # fmt: skip
"""What `text.hinting` may be, and `text.antialiased`. No Matplotlib has the first one by default, so that it
differs from what was drawn."""
Pictures = Mapping[PurePosixPath, bytes]
"""File below the source folder -> what a run drew for it."""
Redraw = Callable[[Sequence[Judged], str], Mapping[str, Pictures]]
"""Run posts with letters set in one way: path of a post -> its pictures."""


def looked_at_again(posts: Sequence[Judged], redraw: Redraw) -> list[Judged]:
    """The posts with their figures told apart."""
    drawings = {_path(post): [_drawn(post)] for post in posts}
    doubtful = {_path(post): frozenset(filter(is_doubtful, post.figures)) for post in posts}
    decided: dict[tuple[str, Figure], Figure] = {}
    for way in WAYS:
        waiting = [post for post in posts if doubtful[_path(post)] - {one for _, one in decided}]
        if not waiting:
            break
        for path, pictures in redraw(waiting, way).items():
            drawings[path].append(pictures)
            for figure in doubtful[path]:
                told = _told(figure, drawings[path], last=way == WAYS[-1])
                decided |= {(path, figure): told} if told else {}
    return [
        replace(post, figures=tuple(decided.get((_path(post), one), one) for one in post.figures))
        for post in posts
    ]


def is_doubtful(figure: Figure) -> bool:
    """Whether another way to set letters may be all that has changed in a picture."""
    return (
        figure.status in {"changed", "unchanged"}
        and figure.file is not None
        and figure.committed not in {None, figure.png}
        and may_be_hinting(figure.png, figure.committed or b"", figure.file)
    )


def _told(figure: Figure, drawings: Sequence[Pictures], *, last: bool) -> Figure | None:
    file = figure.file
    if file is None or figure.committed is None:
        return None
    pictures = [one[file] for one in drawings if file in one]
    share = share_among(pictures, figure.committed, file, last=last)
    if share is None:
        return None
    return replace(figure, status="changed" if share else "unchanged", difference=round(share, 6))


def _drawn(post: Judged) -> Pictures:
    return {one.file: one.png for one in post.figures if one.file and one.png}


def _path(post: Judged) -> str:
    return str(post.executed.post.source.path)
