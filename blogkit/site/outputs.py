"""Which kinds of page are written in which formats: `outputs`, `disableKinds`, `outputFormats`."""

from collections.abc import Mapping
from typing import Any, cast

from blogkit.config import Settings
from blogkit.site.planned import Planned

_DEFAULT = {"page": ("html",), "home": ("html", "rss"), "section": ("html", "rss")}
_LISTS = ("html", "rss")


def formats(page: Planned, settings: Settings) -> frozenset[str]:
    """Name the formats of a page in lower case; its own `outputs` count most."""
    own: object = page.front_matter.raw.get("outputs")
    if isinstance(own, (list, tuple)):
        names = tuple(str(name).lower() for name in cast("list[object]", own))
    else:
        asked = settings.outputs.get(page.kind)
        names = tuple(name.lower() for name in asked) if asked else _DEFAULT.get(page.kind, _LISTS)
    return frozenset(names) - ({"rss"} if "rss" in settings.disable_kinds else set[str]())


def feed_name(settings: Settings) -> str:
    """Name the file of an RSS feed: "index.xml" unless `outputFormats` says otherwise."""
    base = _table(_table(settings.raw.get("outputformats")).get("rss")).get("basename")
    return f"{base or 'index'}.xml"


def enabled(kind: str, settings: Settings) -> bool:
    """Tell whether "sitemap", "robotstxt" or "404" is wanted."""
    return kind not in settings.disable_kinds


def _table(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
