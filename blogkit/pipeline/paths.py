"""Markdown files judged for what they are, with the blog around them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import PurePosixPath

from blogkit.cache import Memo
from blogkit.errors import collect
from blogkit.model import Post, Request
from blogkit.parallel import Beside
from blogkit.pipeline.judging import judge
from blogkit.pipeline.outcome import Outcome, unrendered
from blogkit.pipeline.planning import consented, planned_posts
from blogkit.pipeline.reading import answers, content_files, content_folders, read_posts, read_settings
from blogkit.site import Plan
from blogkit.source import Places, Settings, disk, parse


def check_paths(request: Request) -> Outcome:
    """Judge Markdown files for what they are, with the settings of the blog around them, if there is one."""
    from blogkit.check import in_file, told_in_file  # noqa: PLC0415  (as in judge)

    settings = read_settings(request)[0] if disk.has_config(request.folder) else Settings()
    paths = disk.markdown_at(request.folder, request.paths)
    sources, unreadable = collect(partial(disk.read_source, request.folder), paths)
    own = {name: settings.blogkit.get(name) for name in ("execute", "shell")}
    posts, malformed = collect(
        lambda source: parse(source, settings.zone, own, foreign=True), sources, lambda one: str(one.path)
    )
    malformed = [in_file(one, sources) for one in malformed]
    with Memo(answers(request)) as memo:
        plans = _plans_around(posts, request, memo)
        wanted = [consented(post, plans, settings) for post in posts]
        judged, spoiled = judge(wanted, settings, request, memo, Places(request.folder), lambda _: None)
    judged = [told_in_file(one) for one in judged]
    return unrendered(judged, [*unreadable, *malformed, *spoiled], (posts, []), settings, request)


def _plans_around(posts: Sequence[Post], request: Request, memo: Memo) -> list[Plan]:
    """The plans of the blog that posts are of: what its sections hand down to them counts."""
    if not disk.has_config(request.folder):
        return []
    languages = read_settings(request)
    folders = [name for name, _ in content_folders(request.folder, languages)]
    if not any(PurePosixPath(name) in post.source.path.parents for post in posts for name in folders):
        return []
    known, _ = read_posts(request, languages, memo, Beside(request.jobs))
    _, plans, _ = planned_posts(
        known, languages, request, datetime.now(UTC), content_files(request, languages)
    )
    return plans
