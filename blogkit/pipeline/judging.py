"""Posts -> verdicts, in the interpreter that the blog names."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from blogkit.cache import Memo
from blogkit.errors import ContentError
from blogkit.model import Judged, Post, Request
from blogkit.source import Places, Settings, disk, recipe_path

if TYPE_CHECKING:
    from blogkit.execute import Interpreter


def claims_only(settings: Settings, request: Request) -> bool:
    """Whether nothing is to be rendered: asked for, or the blog's own wish where no site is asked for."""
    wish = settings.blogkit.get("claims_only") is True
    return request.claims_only or (wish and not request.wants_site)


def judge(  # noqa: PLR0913, PLR0917  (what a run depends on)
    posts: Sequence[Post],
    settings: Settings,
    request: Request,
    memo: Memo,
    places: Places,
    meanwhile: Callable[[Iterable[tuple[str, bytes]]], None],
) -> tuple[list[Judged], list[ContentError]]:
    """The verdicts on posts, or on those asked for, and what of their recipes is malformed."""
    if not request.execute:
        return [], []
    from blogkit.check import judge_posts  # noqa: PLC0415  (0.1 s that a build without execution saves)

    wanted = disk.chosen(request.folder, request.only)
    chosen = [post for post in posts if wanted(post.source.path)]
    return judge_posts(chosen, settings, request, memo, places, meanwhile)


def whole_posts(posts: Sequence[Post], malformed: Sequence[ContentError]) -> list[Post]:
    """The posts whose recipes are not malformed."""
    spoiled = {error.path for error in malformed}
    return [post for post in posts if not spoiled & _files_of(post)]


def _files_of(post: Post) -> set[str]:
    return {str(post.source.path), str(recipe_path(post.source.path))}


def interpreter_of_blog(settings: Settings, request: Request) -> "Interpreter | None":
    """The blog's own interpreter; none where nothing runs, or ours runs it."""
    if not request.execute:
        return None
    from blogkit.check import interpreter_of  # noqa: PLC0415  (as in judge)

    return interpreter_of(settings, request)


def install_line_for(other: "Interpreter | None") -> str:
    """What installs a package there."""
    if other is None:
        return ""
    from blogkit.execute import install_line  # noqa: PLC0415  (as in judge)

    return install_line(other.executable, "").rstrip()
