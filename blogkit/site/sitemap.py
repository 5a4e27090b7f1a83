"""Pages -> sitemap.xml."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from blogkit.site.planned import Plan, Planned
from blogkit.site.raw import table


def sitemap(plan: Plan, pages: Iterable[Planned], defaults: Mapping[str, Any]) -> bytes:
    """List the pages with the day of their last change; `sitemap.disable` in a header leaves one out."""
    entries = [_entry(page, plan, _options(page, defaults)) for page in pages]
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *[entry for entry in entries if entry],
        "</urlset>\n",
    ]
    return "\n".join(lines).encode()


def _options(page: Planned, defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {**defaults, **table(page.front_matter.raw.get("sitemap"))}


def _entry(page: Planned, plan: Plan, options: Mapping[str, Any]) -> str:
    if options.get("disable") is True:
        return ""
    priority = options.get("priority", -1)
    pieces = [
        f"<loc>{escape(plan.address.absolute(page.url))}</loc>",
        f"<lastmod>{page.lastmod.isoformat(timespec='seconds')}</lastmod>" if page.lastmod else "",
        f"<changefreq>{escape(str(options['changefreq']))}</changefreq>" if options.get("changefreq") else "",
        f"<priority>{priority}</priority>" if isinstance(priority, (int, float)) and priority >= 0 else "",
    ]
    return f"<url>{''.join(pieces)}</url>"
