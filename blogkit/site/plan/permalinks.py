"""A pattern such as `/:year/:slug/` and what is known of a page -> its path."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from blogkit.hugo import go_date, sanitize, urlize
from blogkit.site.plan.order import BEGINNING
from blogkit.values import frozen

_TOKEN = re.compile(r"\\:|:(\w+)(\[[^\]]+\])?")


@frozen
class Named:
    """What a pattern may ask of a page."""

    title: str
    slug: str = ""
    file_name: str = ""
    """As written; for a bundle, the name of its folder; empty for a section."""
    base_name: str = ""
    """The same, but a section has one, too."""
    date: datetime | None = None
    sections: tuple[str, ...] = ()
    section_slugs: tuple[str, ...] = ()
    keep_case: bool = False

    def spelled(self, text: str) -> str:
        """Write a title or a name as one piece of a path: a slash in it begins no folder."""
        return self._written(text.replace("/", "-"))

    def slug_or(self, text: str) -> str:
        """Write the slug, whose slashes begin folders, or a piece of a path."""
        return self._written(self.slug) if self.slug else self.spelled(text)

    def _written(self, path: str) -> str:
        return sanitize(path) if self.keep_case else urlize(path)

    @property
    def moment(self) -> datetime:
        """The date; a page without one counts as written in year 1."""
        return self.date or BEGINNING


class UnknownTokenError(Exception):
    """A pattern asks for something that no page has; the argument is the token."""


TOKENS: Mapping[str, Callable[[Named], str]] = {
    "year": lambda page: str(page.moment.year),
    "month": lambda page: f"{page.moment.month:02}",
    "monthname": lambda page: go_date("January", page.moment),
    "day": lambda page: f"{page.moment.day:02}",
    "weekday": lambda page: str(page.moment.isoweekday() % 7),
    "weekdayname": lambda page: go_date("Monday", page.moment),
    "yearday": lambda page: str(page.moment.timetuple().tm_yday),
    "section": lambda page: page.sections[0] if page.sections else "",
    "sections": lambda page: "/".join(page.sections),
    "sectionslug": lambda page: page.section_slugs[0] if page.section_slugs else "",
    "sectionslugs": lambda page: "/".join(page.section_slugs),
    "title": lambda page: page.spelled(page.title),
    "slug": lambda page: page.slug_or(page.title),
    "filename": lambda page: page.spelled(page.file_name),
    "contentbasename": lambda page: page.spelled(page.base_name),
    "slugorfilename": lambda page: page.slug_or(page.file_name),
    "slugorcontentbasename": lambda page: page.slug_or(page.base_name),
}
"""Token -> its value. `:sections[1:]` and Go's date layouts (`:2006`) come on top."""


def expand(pattern: str, page: Named) -> str:
    """Fill in a pattern. Raises UnknownTokenError.

    >>> expand("/:year/:sections[1:]/:slug/", Named("Hello World", sections=("blog", "travel")))
    '/1/travel/hello-world/'
    >>> expand("/:title/", Named("Either / or"))
    '/either-or/'
    >>> expand("/:monthname/:weekdayname/:Jan-2/", Named("a", date=datetime(2024, 3, 5)))
    '/March/Tuesday/Mar-2/'
    """
    return _TOKEN.sub(lambda found: _value(found, page), pattern)


def _value(found: re.Match[str], page: Named) -> str:
    name, chosen = found[1], found[2]
    if name is None:
        return ":"
    if chosen and name in {"sections", "sectionslugs"}:
        return "/".join(_slice(page.sections if name == "sections" else page.section_slugs, chosen[1:-1]))
    if name in TOKENS:
        return TOKENS[name](page) + (chosen or "")
    written = go_date(name, page.moment)
    if written == name:
        raise UnknownTokenError(f":{name}")
    return written + (chosen or "")


def _slice(pieces: tuple[str, ...], chosen: str) -> tuple[str, ...]:
    """Take `[0]`, `[last]`, `[1:]`, `[:last]`, `[1:2]`; what is not there is left out."""
    first, colon, end = (bound.strip() for bound in chosen.partition(":"))
    start = _index(first, len(pieces), 0)
    return pieces[start : _index(end, len(pieces), len(pieces)) if colon else start + 1]


def _index(bound: str, count: int, default: int) -> int:
    if bound == "last":
        return max(count - 1, 0)
    return int(bound) if bound.isdecimal() else default
