"""Where the site lives: `baseURL`, cut into what links need."""

from urllib.parse import urlsplit

from blogkit.values import frozen


@frozen
class Address:
    """A site's base: `origin` + `path` is its front page."""

    origin: str = ""
    """Scheme and host without a slash at the end: "https://example.org"; empty where none is configured."""
    path: str = "/"
    """With a slash at both ends."""

    def relative(self, url: str) -> str:
        """Say where a page below the base is, seen from the host: "/posts/" -> "/blog/posts/"."""
        return self.path + url.removeprefix("/")

    def absolute(self, url: str) -> str:
        """Say where a page below the base is, seen from anywhere."""
        return self.origin + self.relative(url)


NOWHERE = Address()
"""A site at the root of a host that is not named."""


def read_address(base_url: str) -> Address:
    """Understand `baseURL`, also one without a host.

    >>> read_address("https://example.org/blog").absolute("/posts/")
    'https://example.org/blog/posts/'
    """
    parts = urlsplit(base_url.strip())
    path = f"/{parts.path.strip('/')}/" if parts.path.strip("/") else "/"
    return Address(f"{parts.scheme or 'https'}://{parts.netloc}" if parts.netloc else "", path)
