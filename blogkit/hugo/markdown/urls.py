"""Destinations as Hugo writes them into `href` and `src`."""

import re
from urllib.parse import quote, unquote_to_bytes

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "!#$%&'()*+,/:;=?@-._~"
_DANGEROUS = ("javascript:", "vbscript:", "file:", "data:")
_PICTURES = ("data:image/png;", "data:image/gif;", "data:image/jpeg;", "data:image/webp;")


def escape_url(url: str, kept: str = _KEPT) -> str:
    """Percent-encode what a URL may not hold; what is encoded already stays. Host names are not punycoded.

    >>> escape_url("/a b/ü%20?x=[1]")
    '/a%20b/%C3%BC%20?x=%5B1%5D'
    """
    return quote(_LONE_PERCENT.sub("%25", url), safe=kept)


_VALID = re.compile(r"(?:[\w.~$&+,/:;=@!'()*\[\]-]|%[0-9A-Fa-f]{2})*", re.ASCII)
_AUTHORITY = re.compile(r"(?:[A-Za-z][\w+.-]*:)?(?://[^/]*)?")


def spelled_url(url: str) -> str:
    """Spell an address as Go does that it has parsed: no empty anchor, one "#", and the query as it is.

    What may stand in a path stays as long as nothing stands there that may not.

    >>> spelled_url("/a(b)[1]?y=[ü]#"), spelled_url("http://e.org/a (b)[1]")
    ('/a(b)[1]?y=[ü]', 'http://e.org/a%20%28b%29%5B1%5D')
    """
    start, mark, anchor = url.partition("#")
    start, asked, query = start.partition("?")
    found = _AUTHORITY.match(start)
    above = found[0] if found else ""
    scheme, colon, host = above.partition(":")
    above = f"{scheme.lower()}{colon}{host}"
    path = start[len(above) :]
    opaque = above.endswith(":")
    path = escape_url(path) if opaque else path if _VALID.fullmatch(path) else spelled_path(path)
    spelled = f"{escape_url(above, f'{_KEPT}[]')}{path}{asked}{query}"
    if not anchor:
        return spelled
    return f"{spelled}{mark}{anchor if _VALID.fullmatch(anchor) else spelled_anchor(anchor)}"


def spelled_path(path: str) -> str:
    """Percent-encode the path of an address that is put together: all that need not stand there."""
    return quote(unquote_to_bytes(path), safe="$&+,/:;=@-_.~")


def spelled_anchor(anchor: str) -> str:
    """The same for what stands behind the "#"."""
    return quote(unquote_to_bytes(anchor), safe="$&+,/:;=?@!()*-_.~")


def is_dangerous(url: str) -> bool:
    """Say whether a destination runs code or reads local files; pictures as data are fine.

    >>> is_dangerous("JavaScript:alert(1)"), is_dangerous("data:image/png;base64,AA")
    (True, False)
    """
    lower = url.lower()
    return lower.startswith(_DANGEROUS) and not lower.startswith(_PICTURES)


UNSAFE = "#ZgotmplZ"
"""What Go's templates write where an address could run code."""


def filtered_url(url: str) -> str:
    """An address as Go's templates let it into `href` and `src`: relative, or of the web or mail.

    >>> filtered_url("/a:b"), filtered_url(" javascript:alert(1)"), filtered_url("MAILTO:me@e.org")
    ('/a:b', '#ZgotmplZ', 'MAILTO:me@e.org')
    """
    scheme, colon, _ = url.partition(":")
    safe = not colon or "/" in scheme or scheme.lower() in {"http", "https", "mailto"}
    return url if safe else UNSAFE


def template_url(url: str, kept: str = "!#$&*+,/:;=?@[]-._~%") -> str:
    """Percent-encode as Go's templates do it: with small letters. What is encoded already stays.

    >>> template_url("/a b/ü%20?x=[1]")
    '/a%20b/%c3%bc%20?x=[1]'
    """
    return "".join(c if c in kept or (c.isascii() and c.isalnum()) else _small(c) for c in url)


def _small(sign: str) -> str:
    return "".join(f"%{byte:02x}" for byte in sign.encode("utf-8", "replace"))
