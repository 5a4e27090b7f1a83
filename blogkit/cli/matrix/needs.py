"""The posts of a blog -> the packages that they need, of those that are installed where the posts run."""

from blogkit import pipeline
from blogkit.cache import Memo
from blogkit.check import interpreter_of
from blogkit.code import imports_of
from blogkit.execute import direct_versions
from blogkit.model import Request
from blogkit.parallel import Beside

_OURS = frozenset({"calculus-blog", "calculus_blog"})
"""No package of an index."""


def packages_of_posts(request: Request) -> list[str]:
    """Their names; what is not installed today fails today, too, and is no affair of a version."""
    languages = pipeline.read_settings(request)
    with Memo(None) as memo:
        posts, _ = pipeline.read_posts(request, languages, memo, Beside(1))
    modules: set[str] = set()
    for post in posts:
        if post.cells or post.source.recipes:
            folder = (request.folder / post.source.path).parent.resolve()
            codes = [*(cell.fence.code for cell in post.cells if not cell.why_not), post.source.recipes]
            modules |= imports_of(codes, (folder, request.folder.resolve())).modules
    other = interpreter_of(languages[0], request)
    found = direct_versions(modules, other.paths if other else None)
    return sorted(found.keys() - _OURS)
