"""Links in a piece of HTML -> links that work elsewhere: in a feed reader, or below another base."""

import re
from urllib.parse import urljoin

from blogkit.site.address import Address

_LINK = re.compile(r"""(\s(?:href|src|poster|action)\s*=\s*)(["'])([^"'<>]*)\2""")
_HAS_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def absolute_links(html: str, address: Address, url: str) -> str:
    """Make every link of the page at `url` (below the base) work from anywhere.

    >>> absolute_links('<a href="../b/#c">b</a>', Address("https://example.org"), "/posts/a/")
    '<a href="https://example.org/posts/b/#c">b</a>'
    """
    if not address.origin:
        return html
    here = address.absolute(url)
    return _LINK.sub(lambda found: f"{found[1]}{found[2]}{urljoin(here, found[3])}{found[2]}", html)


def canonical(html: str, address: Address) -> str:
    """Do as `canonifyURLs` asks: a link that starts with a slash counts from the site's base.

    >>> canonical('<a href="/b/">b</a>', Address("https://example.org", "/blog/"))
    '<a href="https://example.org/blog/b/">b</a>'
    """

    def replaced(found: re.Match[str]) -> str:
        link = found[3]
        if not link.startswith("/") or _HAS_HOST.match(link):
            return found[0]
        inside = link.startswith(address.path)
        whole = f"{address.origin}{link}" if inside else address.absolute(link)
        return f"{found[1]}{found[2]}{whole}{found[2]}"

    return _LINK.sub(replaced, html)
