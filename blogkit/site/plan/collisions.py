"""Two pages with one URL, and aliases that lead in a circle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from blogkit.errors import ContentError
from blogkit.site.plan.output_names import folders_that_are_files, why_no_name
from blogkit.site.plan.values import Planned, Redirect

Found = tuple[list[ContentError], list[ContentError]]
"""Errors, warnings."""


def same_path(pages: Iterable[Planned]) -> list[ContentError]:
    """Name both files where two are one page to Hugo: "trip.md" and "trip/index.md"; the first counts."""
    first: dict[str, Planned] = {}
    errors: list[ContentError] = []
    for page in pages:
        other = first.setdefault(page.path, page)
        if other is not page:
            errors.append(
                ContentError(page.place, 0, f"is the same page as {other.place}; rename one of them")
            )
    return errors


def page_collisions(pages: Iterable[Planned]) -> list[ContentError]:
    """Name both files where two pages want one output file."""
    first: dict[str, Planned] = {}
    errors: list[ContentError] = []
    for page in pages:
        if not page.build.render:
            continue
        other = first.setdefault(page.target.output, page)
        if other is not page:
            message = (
                f'has the URL "{page.url}", and so has {other.place}; give one of them another slug or url'
            )
            errors.append(ContentError(page.place, 0, message))
    return errors


def unwritable(pages: Iterable[Planned]) -> list[ContentError]:
    """Name the pages whose address no file can have, or would stand below another page's file."""
    rendered = {page.target.output: page for page in pages if page.build.render}
    errors = [
        ContentError(page.place, 0, f'has the URL "{shown(page.url)}", whose file {why}; {_REMEDY}')
        for output, page in rendered.items()
        if (why := why_no_name(output))
    ]
    for below, above in folders_that_are_files(rendered).items():
        message = f'has the URL "{rendered[below].url}", below the file of {rendered[above].place}; {_REMEDY}'
        errors.append(ContentError(rendered[below].place, 0, message))
    return errors


_REMEDY = "give it another slug or url"


def unwritable_aliases(redirects: Iterable[Redirect]) -> list[ContentError]:
    """Name the aliases that no file can have."""
    return [
        ContentError(one.source, 0, f'the alias "{shown(_name(one))}" {why}; remove it')
        for one in redirects
        if (why := why_no_name(one.output))
    ]


def shown(address: str) -> str:
    r"""An address as a message shows it: without control characters, and not longer than a line.

    >>> shown("/a\x00b/"), len(shown("x" * 999))
    ('/a�b/', 61)
    """
    plain = "".join(sign if sign.isprintable() else "\ufffd" for sign in address)
    return plain if len(plain) <= 60 else f"{plain[:40]}…{plain[-20:]}"


def alias_collisions(pages: Iterable[Planned], redirects: Sequence[Redirect]) -> Found:
    """Find aliases that cannot work: taken by a page, claimed twice, or leading in a circle."""
    taken = {page.target.output: page.place for page in pages if page.build.render}
    onward: dict[str, set[str]] = defaultdict(set)
    for redirect in redirects:
        if redirect.output in taken:
            onward[taken[redirect.output]].add(redirect.source)
    owners: dict[str, str] = {}
    errors: list[ContentError] = []
    warnings: list[ContentError] = []
    for redirect in redirects:
        page = taken.get(redirect.output, redirect.source)
        owner = owners.setdefault(redirect.output, redirect.source)
        if page != redirect.source:
            circle = _way(redirect.source, page, onward)
            (errors if circle else warnings).append(_onto_page(redirect, page, circle))
        elif owner != redirect.source:
            warnings.append(
                ContentError(redirect.source, 0, f'{owner} has the alias "{_name(redirect)}", too')
            )
    return errors, warnings


def _way(start: str, end: str, onward: Mapping[str, set[str]]) -> list[str]:
    """Follow the aliases from one page to another; empty where they do not lead there."""
    ways = [[start]]
    seen = {start}
    for way in ways:
        if way[-1] == end:
            return way
        fresh = sorted(onward.get(way[-1], set()) - seen)
        seen.update(fresh)
        ways += [[*way, place] for place in fresh]
    return []


def _onto_page(redirect: Redirect, page: str, circle: Sequence[str]) -> ContentError:
    """Tell an alias that a living page makes void from pages that claim each other's addresses."""
    name = _name(redirect)
    if circle:
        places = " -> ".join([page, *circle])
        message = f'the alias "{name}" closes a circle, {places}; remove one of them'
        return ContentError(redirect.source, 0, message)
    message = f'the alias "{name}" is the address of {page}, so nobody is sent on; remove the alias'
    return ContentError(redirect.source, 0, message)


def _name(redirect: Redirect) -> str:
    return "/" + redirect.output.removesuffix("index.html")
