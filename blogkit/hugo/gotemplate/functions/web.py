"""Addresses, and texts that are safe on a page."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

import re
from urllib.parse import parse_qs, urlsplit

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.functions.text import printed_in
from blogkit.hugo.gotemplate.values import Fields, Safe, go_text
from blogkit.hugo.markdown.urls import spelled_url


def safe_text(value: object) -> Safe:
    """Vouch for a text: it is not escaped."""
    return Safe(go_text(value))


def parse_url(text: object) -> Fields:
    """Take a URL apart."""
    given = go_text(text)
    parts, whole = urlsplit(given), spelled_url(given)
    return Fields(
        {
            "Scheme": lambda: parts.scheme,
            "Host": lambda: parts.netloc,
            "Hostname": lambda: parts.hostname or "",
            "Path": lambda: parts.path,
            "RawQuery": lambda: parts.query,
            "Query": lambda: Fields({"Get": lambda name: parse_qs(parts.query).get(go_text(name), [""])[0]}),
            "Fragment": lambda: parts.fragment,
            "IsAbs": lambda: bool(parts.scheme),
            "String": lambda: whole,
        },
        whole,
    )


XML_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
XML = re.compile("[&<>\"']")


def join_url(*parts: object) -> str:
    """Put parts of an address together."""
    flat = [go_text(one) for part in parts for one in (part if isinstance(part, list) else [part])]
    return re.sub(r"(?<!:)/{2,}", "/", "/".join(one for one in flat if one))


def fail(form: object, *values: object) -> str:
    """Raise a ShortcodeError with the words of the template."""
    raise ShortcodeError(printed_in(form, *values))
