"""Lists -> their feeds: RSS for each, Atom and JSON Feed with whole contents for the site."""

from collections.abc import Callable, Iterator, Sequence

from blogkit.page import without_buttons
from blogkit.site.plan.values import Planned
from blogkit.site.write import feeds, outputs
from blogkit.site.write.lazy import Deferred
from blogkit.site.write.look import author_of, mail_of
from blogkit.site.write.rebase import absolute_links
from blogkit.site.write.view import Assembly

FULL_FEED = 20
"""How many pages a feed has with their whole contents, where the configuration sets no limit."""


def list_feed(page: Planned, site: Assembly) -> Deferred:
    """Write the feed of a list: the home page's has all pages, a taxonomy's its terms."""
    members = site.regular if page.kind == "home" else site.members(page)
    if page.kind == "section":
        members = [one for one in members if one.kind == "page"]
    if page.kind == "taxonomy":
        members = sorted(members, key=lambda one: site.plan.places[one.path])
    limit = site.settings.rss_limit
    shown = members[:limit] if limit >= 0 else members
    full = [one for one in shown[:FULL_FEED] if one.kind == "page"]
    whole = {one.path for one in full}
    name = page.target.feed + outputs.feed_name(site.settings)
    channel = _channel(page, site, name)
    return Deferred(
        lambda: feeds.rss(channel, [_item(one, site, whole=one.path in whole) for one in shown]),
        lambda: (
            "rss",
            site.mark,
            channel,
            _marks(full, site),
            [site.listed_marks[one.path] for one in shown],
        ),
    )


def full_feeds(site: Assembly) -> Iterator[tuple[str, Deferred]]:
    """Write Atom and JSON Feed for the whole site."""
    if not outputs.home_feeds(site.plan, site.settings):
        return
    home, limit = site.plan.pages["/"], site.settings.rss_limit
    shown = site.regular[: limit if limit >= 0 else FULL_FEED]
    for file, write in (("atom.xml", feeds.atom), ("feed.json", feeds.json_feed)):
        name = site.settings.folder + file
        yield name, _full_feed(_channel(home, site, name), shown, site, write)


def _full_feed(
    channel: feeds.Channel,
    shown: Sequence[Planned],
    site: Assembly,
    write: Callable[[feeds.Channel, Sequence[feeds.Item]], bytes],
) -> Deferred:
    return Deferred(
        lambda: write(channel, [_item(page, site, whole=True) for page in shown]),
        lambda: (write.__name__, site.mark, channel, _marks(shown, site)),
    )


def _marks(shown: Sequence[Planned], site: Assembly) -> list[object]:
    """What a feed with the contents of pages depends on."""
    return [(site.listed_marks[page.path], site.content_marks[page.path]) for page in shown]


def _channel(page: Planned, site: Assembly, name: str) -> feeds.Channel:
    settings, address = site.settings, site.plan.address
    of_site = page.kind == "home" or page.title == settings.title
    title = settings.title if of_site else f"{page.title} on {settings.title}"
    described = page.front_matter.description or (site.context.description if page.kind == "home" else "")
    return feeds.Channel(
        title=title,
        page_url=address.absolute(page.url),
        feed_url=address.absolute("/" + name),
        description=described or f"Recent content {'on' if of_site else 'in'} {title}",
        language=settings.language_code or "en",
        author=author_of(settings).name,
        copyright=settings.copyright,
        mail=mail_of(settings),
    )


def _item(page: Planned, site: Assembly, *, whole: bool) -> feeds.Item:
    """What feeds say of a page; the same in each of those that it stands in."""
    key = page.path, whole
    if key not in site.feed_items:
        site.feed_items[key] = _made_item(page, site, whole=whole)
    return site.feed_items[key]


def _made_item(page: Planned, site: Assembly, *, whole: bool) -> feeds.Item:
    body, address = site.body(page), site.plan.address
    content = absolute_links(without_buttons(body.content), address, page.url) if whole else ""
    tags = [name for names in (site.terms(paths) for paths in page.terms.values()) for name, _ in names]
    return feeds.Item(
        title=page.title,
        url=address.absolute(page.url),
        date=page.front_matter.publish_date or page.date,
        updated=page.lastmod,
        summary=absolute_links(body.summary, address, page.url),
        content=content,
        tags=tuple(tags),
        author=author_of(site.settings, page.front_matter.raw).name,
    )
