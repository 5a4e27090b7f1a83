"""Links in a piece of HTML -> links that work elsewhere: in a feed reader, below another base, anywhere."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urljoin

from blogkit.site.plan.address import Address

_TAG = re.compile(r"""<[a-zA-Z][^\s<>"']*\s(?:[^<>"']|"[^"]*"|'[^']*')*>""")
"""A tag that may have a link: what looks like one inside a code block has no `<`."""
_LINK = re.compile(
    r"""(\s(?:href|(?:data-)?src|poster|action|(?P<several>(?:data-)?srcset))\s*=\s*)(["'])([^"'<>]*)\3"""
)
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)((?:\s+[^\s,]+)?)")
"""An address in a `srcset`, and how wide or dense its picture is."""


@lru_cache(1024)  # three feeds hold the same posts, and a preview's next build most of them again
def absolute_links(html: str, address: Address, url: str) -> str:
    """Make every link of the page at `url` (below the base) work from anywhere.

    >>> absolute_links('<a href="../b/#c">b</a>', Address("https://example.org"), "/posts/a/")
    '<a href="https://example.org/posts/b/#c">b</a>'
    """
    here = address.absolute(url)
    return _with_links(html, lambda link: joined(here, link)) if address.origin else html


def rooted(html: str, address: Address, url: str) -> str:
    """Make every link of the page at `url` work from other pages of the site, as in a summary.

    >>> rooted('<img src="a.png"> <a href="#fn:1">1</a>', Address(path="/blog/"), "/posts/a/")
    '<img src="/blog/posts/a/a.png"> <a href="/blog/posts/a/#fn:1">1</a>'
    >>> rooted('<source srcset="a.webp 640w, /b.webp 2x">', Address(path="/blog/"), "/posts/a/")
    '<source srcset="/blog/posts/a/a.webp 640w, /b.webp 2x">'
    """
    here = address.relative(url)
    return _with_links(html, lambda link: joined(here, link))


def canonical(html: str, address: Address) -> str:
    """Do as `canonifyURLs` asks: a link that starts with a slash counts from the site's base.

    >>> canonical('<a href="/b/">b</a>', Address("https://example.org", "/blog/"))
    '<a href="https://example.org/blog/b/">b</a>'
    """

    def whole(link: str) -> str:
        if not link.startswith("/") or link.startswith("//"):
            return link
        return f"{address.origin}{link}" if link.startswith(address.path) else address.absolute(link)

    return _with_links(html, whole)


def relative(html: str, address: Address, url: str) -> str:
    """Do as `relativeURLs` asks: lead from the page at `url` to the others, so that the site works anywhere.

    >>> relative('<a href="/b/"><img srcset="/c 1x, /d 2x"></a>', Address("https://example.org"), "/a/")
    '<a href="../b/"><img srcset="../c 1x, ../d 2x"></a>'
    """
    up = "../" * (url.count("/") - 1) or "./"
    base = address.path

    def shortened(link: str) -> str:
        if not link.startswith(base) or link.startswith("//"):
            return link  # an address in full stays one
        return up + link.removeprefix(base)

    return _with_links(html, shortened)


@lru_cache(8192)  # most links of a blog lead to the same places
def joined(here: str, link: str) -> str:
    """A link of the page at the address `here`, as it works from elsewhere."""
    try:
        return urljoin(here, link)
    except ValueError:
        return link  # "http://[...": no address at all, so nothing to complete


def _with_links(html: str, change: Callable[[str], str]) -> str:
    if "=" not in html:
        return html  # no attribute, as in most summaries

    def candidate(found: re.Match[str]) -> str:
        return f"{change(found[1])}{found[2]}"

    def attribute(found: re.Match[str]) -> str:
        name, several, quote, link = found.groups()
        changed = _CANDIDATE.sub(candidate, link) if several else change(link)
        return f"{name}{quote}{changed}{quote}"

    return _TAG.sub(lambda tag: _LINK.sub(attribute, tag[0]), html)
