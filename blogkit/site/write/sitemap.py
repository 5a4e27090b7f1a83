"""Pages -> sitemap.xml; the sitemaps of several languages -> one that lists them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Any

from blogkit.site.plan.values import Plan, Planned
from blogkit.source import table

_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_TRANSLATED = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def sitemap(plan: Plan, pages: Iterable[Planned], defaults: Mapping[str, Any]) -> bytes:
    """List the pages with the day of their last change; `sitemap.disable` in a header leaves one out."""
    entries = [_entry(page, plan, _options(page, defaults)) for page in pages]
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        f'<urlset xmlns="{_SCHEMA}"{_TRANSLATED if plan.languages else ""}>',
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
        *[
            f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{escape(url)}"/>'
            for language, _, url in plan.translations(page)
        ],
    ]
    return f"<url>{''.join(pieces)}</url>"


def sitemap_index(sitemaps: Iterable[tuple[str, datetime | None]]) -> bytes:
    """List sitemaps: URL, and the time of the last change of a page in it."""
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        f'<sitemapindex xmlns="{_SCHEMA}">',
        *[
            f"<sitemap><loc>{escape(url)}</loc>"
            + (f"<lastmod>{date.isoformat(timespec='seconds')}</lastmod>" if date else "")
            + "</sitemap>"
            for url, date in sitemaps
        ],
        "</sitemapindex>\n",
    ]
    return "\n".join(lines).encode()
