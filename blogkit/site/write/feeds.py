"""Pages -> RSS, Atom and JSON Feed."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from html import escape

from blogkit.site.plan.order import BEGINNING
from blogkit.values import frozen


@frozen
class Item:
    """One page in a feed; all links absolute."""

    title: str
    url: str
    date: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    """HTML."""
    content: str = ""
    """HTML."""
    tags: tuple[str, ...] = ()
    author: str = ""


@frozen
class Channel:
    """What a feed says about itself."""

    title: str
    page_url: str
    """The page the feed is of."""
    feed_url: str
    description: str = ""
    language: str = "en"
    author: str = ""
    copyright: str = ""
    mail: str = ""
    """Who answers for it: "me@e.org (My Name)"."""


_RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def rss(channel: Channel, items: Sequence[Item]) -> bytes:
    """Write RSS 2.0 with the fields of Hugo's own template."""
    dated = [item.updated or item.date for item in items]
    latest = max((date for date in dated if date), default=None)
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        _RSS,
        "<channel>",
        _element("title", channel.title),
        _element("link", channel.page_url),
        _element("description", channel.description),
        "<generator>blogkit</generator>",
        _element("language", channel.language),
        *[_element(who, channel.mail) for who in ("managingEditor", "webMaster") if channel.mail],
        _element("copyright", channel.copyright) if channel.copyright else "",
        _element("lastBuildDate", _mail_date(latest)) if latest else "",
        f'<atom:link href="{escape(channel.feed_url)}" rel="self" type="application/rss+xml"/>',
        *[_rss_item(item) for item in items],
        "</channel>",
        "</rss>\n",
    ]
    return "\n".join(line for line in lines if line).encode()


@lru_cache(1024)  # a post stands in the feeds of all its tags
def _rss_item(item: Item) -> str:
    lines = [
        "<item>",
        _element("title", item.title),
        _element("link", item.url),
        _element("pubDate", _mail_date(item.date)) if item.date else "",
        _element("guid", item.url),
        _element("dc:creator", item.author) if item.author else "",
        _element("description", item.summary),
        _element("content:encoded", item.content) if item.content else "",
        "</item>",
    ]
    return "\n".join(line for line in lines if line)


def atom(channel: Channel, items: Sequence[Item]) -> bytes:
    """Write Atom 1.0 (RFC 4287) with the whole content of each page."""
    latest = max((_updated(item) for item in items), default=BEGINNING)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(channel.language)}">',
        _element("title", channel.title),
        _element("subtitle", channel.description) if channel.description else "",
        _element("id", channel.page_url),
        f'<link rel="alternate" type="text/html" href="{escape(channel.page_url)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape(channel.feed_url)}"/>',
        _element("updated", _moment(latest)),
        f"<author>{_element('name', channel.author or channel.title)}</author>",
        _element("rights", channel.copyright) if channel.copyright else "",
        *[_atom_entry(item) for item in items],
        "</feed>\n",
    ]
    return "\n".join(line for line in lines if line).encode()


def _atom_entry(item: Item) -> str:
    lines = [
        "<entry>",
        _element("title", item.title),
        _element("id", item.url),
        f'<link rel="alternate" type="text/html" href="{escape(item.url)}"/>',
        _element("published", _moment(item.date)) if item.date else "",
        _element("updated", _moment(_updated(item))),
        f"<author>{_element('name', item.author)}</author>" if item.author else "",
        *[f'<category term="{escape(tag)}"/>' for tag in item.tags],
        f'<content type="html">{_text(item.content)}</content>',
        "</entry>",
    ]
    return "\n".join(line for line in lines if line)


def json_feed(channel: Channel, items: Sequence[Item]) -> bytes:
    """Write JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page_url,
        "feed_url": channel.feed_url,
        "description": channel.description,
        "language": channel.language,
        "authors": [{"name": channel.author}] if channel.author else None,
        "items": [_json_item(item) for item in items],
    }
    return (json.dumps(_given(feed), ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(item: Item) -> dict[str, object]:
    return _given(
        {
            "id": item.url,
            "url": item.url,
            "title": item.title,
            "date_published": _moment(item.date) if item.date else None,
            "date_modified": _moment(item.updated) if item.updated else None,
            "authors": [{"name": item.author}] if item.author else None,
            "tags": list(item.tags) or None,
            "content_html": item.content,
        }
    )


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value for name, value in values.items() if value not in (None, "") or name == "content_html"
    }


def _updated(item: Item) -> datetime:
    return item.updated or item.date or BEGINNING


def _mail_date(date: datetime) -> str:
    """RFC 822, as RSS asks; the library of mail takes longer to load than a feed to write.

    >>> _mail_date(datetime.fromisoformat("2026-01-02T03:04:05+01:00"))
    'Fri, 02 Jan 2026 03:04:05 +0100'
    """
    day, month = _DAYS[date.weekday()], _MONTHS[date.month - 1]
    return f"{day}, {date.day:02} {month} {date.year:04} {date:%H:%M:%S} {date.strftime('%z') or '-0000'}"


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(date: datetime) -> str:
    """RFC 3339; RFC 4287 asks for seconds at least."""
    return date.isoformat(timespec="seconds")


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    """Escape, and drop the control characters that XML 1.0 forbids."""
    return escape(_FORBIDDEN.sub("", text), quote=False)


_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
