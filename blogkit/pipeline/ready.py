"""What is known of a blog before anything runs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from blogkit.cache import Memo
from blogkit.errors import ContentError
from blogkit.model import Post, Request
from blogkit.parallel import Beside
from blogkit.pipeline.planning import consented, is_published, places_of, planned_posts
from blogkit.pipeline.reading import content_files, read_posts, read_settings, sweep
from blogkit.site import Plan
from blogkit.source import Layouts, Places, Settings, disk
from blogkit.values import frozen


@frozen
class Desk:
    """What a build works with."""

    request: Request
    now: datetime
    memo: Memo
    beside: Beside


@frozen
class Ready:
    """A blog that is read and planned."""

    languages: tuple[Settings, ...]
    posts: Sequence[Post]
    """All that can be read and planned."""
    plans: list[Plan]
    published: list[Post]
    """Those that come out, their cells only where they, their sections and the site want them run."""
    files: Sequence[PurePosixPath]
    """Those below the content folders that are no pages."""
    layouts: Layouts
    places: Places
    problems: list[ContentError]
    """What is wrong with the other posts."""

    @property
    def settings(self) -> Settings:
        """Those of the default language."""
        return self.languages[0]


def make_ready(desk: Desk) -> Ready:
    """Read a blog and plan its site."""
    request = desk.request
    languages = read_settings(request)
    sweep(request, languages)
    read, unreadable = read_posts(request, languages, desk.memo, desk.beside)
    files = content_files(request, languages)
    posts, plans, unplanned = planned_posts(read, languages, request, desk.now, files)
    return Ready(
        languages,
        posts,
        plans,
        [consented(post, plans, languages[0]) for post in posts if is_published(post, plans)],
        files,
        disk.read_layouts(request.folder, languages[0].components),
        places_of(request.folder, languages, plans),
        [*unreadable, *unplanned],
    )
