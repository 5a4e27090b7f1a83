"""Which kinds of page are written in which formats: `outputs`, `disableKinds`, `outputFormats`."""

from blogkit.site.plan.values import Plan, Planned
from blogkit.source import Settings, items, table

_DEFAULT = {"page": ("html",), "home": ("html", "rss"), "section": ("html", "rss")}
_LISTS = ("html", "rss")


def formats(page: Planned, settings: Settings) -> frozenset[str]:
    """Name the formats of a page in lower case; its own `outputs` count most."""
    asked = items(page.front_matter.raw.get("outputs")) or settings.outputs.get(page.kind)
    names = {str(name).lower() for name in asked or _DEFAULT.get(page.kind, _LISTS)}
    return frozenset(names - ({"rss"} if "rss" in settings.disable_kinds else set()))


def feed_name(settings: Settings) -> str:
    """Name the file of an RSS feed: "index.xml" unless `outputFormats` says otherwise."""
    base = table(table(settings.raw.get("outputformats")).get("rss")).get("basename")
    return f"{base or 'index'}.xml"


def home_feeds(plan: Plan, settings: Settings) -> list[tuple[str, str]]:
    """Name the feeds of the whole site and their files."""
    home = plan.pages.get("/")
    if home is None or "rss" not in formats(home, settings):
        return []
    names = [("RSS", feed_name(settings)), ("Atom", "atom.xml"), ("JSON Feed", "feed.json")]
    return [(name, settings.folder + file) for name, file in names]


def enabled(kind: str, settings: Settings) -> bool:
    """Tell whether "sitemap", "robotstxt" or "404" is wanted."""
    return kind not in settings.disable_kinds
