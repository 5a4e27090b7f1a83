"""Is a page to be published? Drafts, future, expiry and `build` options."""

from datetime import datetime

from blogkit.model import FrontMatter
from blogkit.source import table
from blogkit.values import frozen


@frozen
class Build:
    """What the front matter's `build` table asks for."""

    render: bool = True
    """Write a page."""
    link: bool = True
    """Have a URL, also where no page is written."""
    listed: bool = True
    """Stand in lists, feeds and taxonomies."""
    resources: bool = True
    """Publish the files of the bundle."""


PUBLISHED = Build()
"""Everything, as for a page that says nothing."""


def why_not(front_matter: FrontMatter, now: datetime, *, drafts: bool, future: bool, expired: bool) -> str:
    """Say why a page is not published at the moment `now`: "draft", "future", "expired"; empty when it is."""
    published, expires = front_matter.publish_date, front_matter.expiry_date
    if front_matter.draft and not drafts:
        return "draft"
    if published and published > now and not future:
        return "future"
    return "expired" if expires and expires < now and not expired else ""


def build_options(front_matter: FrontMatter) -> Build:
    """Read `build` (once `_build`) and `headless`."""
    raw = front_matter.raw
    options = table(raw.get("build", raw.get("_build")))
    headless = raw.get("headless") is True
    render = _word(options.get("render", "never" if headless else "always"))
    listed = _word(options.get("list", "never" if headless else "always"))
    return Build(
        render=render == "always",
        link=render != "never",
        listed=listed == "always",
        resources=options.get("publishresources", True) is not False,
    )


def _word(value: object) -> str:
    """`true` and `false` are the older spelling."""
    if isinstance(value, bool):
        return "always" if value else "never"
    return str(value).lower()
