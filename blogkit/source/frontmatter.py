"""Text of a Markdown file -> FrontMatter: the header in TOML, YAML, JSON, or none at all."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from blogkit.errors import ContentError, DecodeError
from blogkit.model import FrontMatter
from blogkit.source import coerce
from blogkit.source.dates import read_date
from blogkit.source.formats import decode

_DATE = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
_LASTMOD = ("lastmod", "modified", "date", "publishdate", "pubdate", "published")
_PUBLISH = ("publishdate", "pubdate", "published", "date")
_EXPIRY = ("expirydate", "unpublishdate")


def read(text: str, path: str, *, require_title: bool = False, zone: tzinfo = UTC) -> FrontMatter:
    r"""Read the header of a Markdown file; `zone` is taken for dates that name none.

    Where a date is not given, others stand in for it in Hugo's order (`lastmod` -> `date`, ...).
    Raises ContentError, with the line of the file and what to change, for a header that is malformed
    or not closed, a value that cannot be what its key asks for, and (with `require_title`) no title.

    >>> read('+++\ntitle = "Derivatives"\nmath = true\n+++\nText', "a.md").body_line
    5
    """
    header, language, first_line, body_line = _split(text, path)
    try:
        keys = decode(header, language) if language else {}
    except DecodeError as error:
        raise ContentError(path, first_line + error.line - 1, error.message, error.column) from error
    if require_title and not keys.get("title"):
        raise ContentError(path, 1, 'the front matter has no title; add one, as title = "..."')
    return _typed(keys, body_line, _Place(path, header, first_line, zone))


def read_foreign(text: str, path: str) -> FrontMatter:
    r"""Read the header of another tool's file: its title, and what it says to us; the rest may be anything.

    >>> read_foreign('---\ntitle: A\ndate: last-modified\n---\nText', "a.qmd").title
    'A'
    >>> read_foreign('---\nA rule, and no header', "README.md").body_line
    1
    """
    try:
        header, language, _, body_line = _split(text, path)
        keys = decode(header, language) if language else {}
    except (ContentError, DecodeError):
        return FrontMatter("")
    params = coerce.table(keys.get("params"))
    own = dict(coerce.table(params.get("blogkit")))
    if coerce.table(keys.get("execute")).get("eval") is False:  # Quarto
        own.setdefault("execute", False)
    title = keys.get("title")
    return FrontMatter(
        title if isinstance(title, str) else "", blogkit=own, raw={**params, **keys}, body_line=body_line
    )


def typed(keys: Mapping[str, Any], body_line: int, path: str, zone: tzinfo = UTC) -> FrontMatter:
    """Give keys their types that were decoded before: a header with what its section hands down."""
    return _typed(keys, body_line, _Place(path, "", 1, zone))


def doubts(text: str, front_matter: FrontMatter, path: str) -> tuple[ContentError, ...]:
    r"""Notice a `draft` that is no truth value to Hugo, so that the page is published.

    >>> text = "---\ndraft: yes\n---\n"
    >>> str(doubts(text, read(text, "a.md"), "a.md")[0])
    'a.md:2: "draft: yes" is a text to Hugo, and the page is published; write "draft: true" to hold it back'
    """
    draft = front_matter.raw.get("draft")
    if not isinstance(draft, str) or draft.lower() in coerce.TRUE | coerce.FALSE:
        return ()
    found = re.search(r"""^["']?draft["']?\s*[:=]""", text, re.MULTILINE | re.IGNORECASE)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    message = f'"draft: {draft}" is a text to Hugo, and the page is published; '
    return (ContentError(path, line, f'{message}write "draft: true" to hold it back'),)


def body_of(text: str, front_matter: FrontMatter) -> str:
    """Cut the header off: the text from the body's first line on."""
    pieces = text.split("\n", front_matter.body_line - 1)
    return pieces[-1] if len(pieces) == front_matter.body_line else ""


# --- finding the header --------------------------------------------------------------------------


def _split(text: str, path: str) -> tuple[str, str, int, int]:
    """Find the header: its text, its language, the line it starts on, and the line the body starts on."""
    start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    first_line = text.count("\n", 0, start) + 1
    for sign, language in (("+++", "toml"), ("---", "yaml")):
        if text.startswith(sign, start):
            return _fenced(text, path, start, first_line, sign, language)
    if text.startswith("{", start) and not text.startswith(("{{", "{%"), start):
        return _json(text, path, start, first_line)
    return "", "", 1, 1


def _fenced(  # noqa: PLR0913, PLR0917 - the pieces of one cut
    text: str, path: str, start: int, first_line: int, sign: str, language: str
) -> tuple[str, str, int, int]:
    """Cut out what stands between two `+++` or `---` lines."""
    end = re.compile(r"^" + re.escape(sign), re.MULTILINE).search(text, start + 3)
    if end is None:
        message = f'the front matter is not closed; end it with a line "{sign}"'
        raise ContentError(path, first_line, message)
    header = text[start + 3 : end.start()]
    # The rest of the opening line belongs to the header, so its line 1 is the line of the sign.
    return header, language, first_line, text.count("\n", 0, end.start()) + 2


def _json(text: str, path: str, start: int, first_line: int) -> tuple[str, str, int, int]:
    """Cut out the object: up to the bracket that closes the first one."""
    level = 0
    for token in re.finditer(r'"(?:\\.|[^"\\])*"|[{}]', text[start:], re.DOTALL):
        level += {"{": 1, "}": -1}.get(token[0], 0)
        if level == 0:
            end = start + token.end()
            return text[start:end], "json", first_line, text.count("\n", 0, end) + 2
    raise ContentError(path, first_line, 'the JSON front matter is not closed; end it with "}"')


# --- reading its keys ----------------------------------------------------------------------------


class _Place:
    """Where a header stands, to point at a key in it."""

    def __init__(self, path: str, header: str, first_line: int, zone: tzinfo) -> None:
        self.path = path
        self.header = header
        self.first_line = first_line
        self.zone = zone

    def error(self, key: str, message: str) -> ContentError:
        """Point at the line of a key."""
        found = re.search(
            rf"^\s*[\"']?{re.escape(key)}[\"']?\s*[:=]", self.header, re.MULTILINE | re.IGNORECASE
        )
        end = found.end() if found else 0
        return ContentError(self.path, self.first_line + self.header.count("\n", 0, end), message)


def _typed(keys: Mapping[str, Any], body_line: int, place: _Place) -> FrontMatter:
    try:
        return _front_matter(keys, body_line, place)
    except coerce.WrongValueError as error:
        raise place.error(error.key, str(error)) from error


_FIELDS = frozenset({
    "title", "linktitle", "date", "lastmod", "publishdate", "expirydate", "draft", "description", "summary",
    "slug", "url", "type", "layout", "weight", "menu", "menus", "build", "resources", "cascade",
})  # fmt: skip
"""What a page says of itself: a parameter of such a name is another thing. Others count below `params`."""


def _front_matter(keys: Mapping[str, Any], body_line: int, place: _Place) -> FrontMatter:
    """Give every key that has a field its type; words below `params` count, too; dates there do not."""
    params = coerce.table(keys.get("params"))
    raw = {**params, **keys, **{key: value for key, value in params.items() if key not in _FIELDS}}
    return FrontMatter(
        title=coerce.text(keys, "title"),
        date=_date(keys, _DATE, place),
        lastmod=_date(keys, _LASTMOD, place),
        publish_date=_date(keys, _PUBLISH, place),
        expiry_date=_date(keys, _EXPIRY, place),
        draft=_draft(keys),
        description=coerce.text(raw, "description"),
        summary=coerce.text(keys, "summary"),
        slug=coerce.text(keys, "slug"),
        url=coerce.text(keys, "url"),
        type=coerce.text(keys, "type"),
        layout=coerce.text(keys, "layout"),
        weight=coerce.whole(keys, "weight"),
        aliases=coerce.texts(keys, "aliases"),
        math=coerce.is_wanted(raw, "math"),
        blogkit=coerce.table(params.get("blogkit")),
        raw=raw,
        body_line=body_line,
    )


def _draft(keys: Mapping[str, Any]) -> bool:
    """`draft`, or the older `published` turned around; a text such as "yes" is no truth value to Hugo."""
    if isinstance(keys.get("published"), bool) and "draft" not in keys:
        return not keys["published"]
    return coerce.truth(keys, "draft")


def _date(keys: Mapping[str, Any], names: tuple[str, ...], place: _Place) -> datetime | None:
    """Take the first of several dates that is given."""
    for name in names:
        value = keys.get(name)
        if value is None or value == "" or isinstance(value, bool):
            continue
        found = read_date(value, place.zone)
        if found is None:
            raise place.error(
                name,
                f'"{name}" is not a date: "{value}"; write it as 2024-03-05 or 2024-03-05T07:30:00+01:00',
            )
        return found
    return None
