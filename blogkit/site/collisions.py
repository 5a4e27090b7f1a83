"""Two pages with one URL, and aliases that lead in a circle."""

from collections.abc import Iterable, Sequence

from blogkit.model import ContentError
from blogkit.site.planned import Planned, Redirect

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


def alias_collisions(pages: Iterable[Planned], redirects: Sequence[Redirect]) -> Found:
    """Find aliases that cannot work: taken by a page, claimed twice, or leading in a circle."""
    taken = {page.target.output: page for page in pages if page.build.render}
    back = {(redirect.source, redirect.output) for redirect in redirects}
    owners: dict[str, Redirect] = {}
    errors: list[ContentError] = []
    warnings: list[ContentError] = []
    for redirect in redirects:
        page, other = taken.get(redirect.output), owners.setdefault(redirect.output, redirect)
        if page and page.place != redirect.source:
            found = _onto_page(redirect, page, back, taken)
            (errors if "circle" in found.message else warnings).append(found)
        elif other.source != redirect.source:
            warnings.append(_twice(redirect, other))
    return errors, warnings


def _onto_page(
    redirect: Redirect, page: Planned, back: set[tuple[str, str]], taken: dict[str, Planned]
) -> ContentError:
    """Tell an alias that a living page makes void from two pages that each claim the other's address."""
    own = next((output for output, one in taken.items() if one.place == redirect.source), "")
    name = "/" + redirect.output.removesuffix("index.html")
    if (page.place, own) in back:
        message = f'the aliases go in a circle: "{name}" is {page.place}, which has this page as its alias; remove one'
    else:
        message = f'the alias "{name}" is the address of {page.place}, so nobody is sent on; remove the alias'
    return ContentError(redirect.source, 0, message)


def _twice(redirect: Redirect, other: Redirect) -> ContentError:
    name = "/" + redirect.output.removesuffix("index.html")
    return ContentError(redirect.source, 0, f'{other.source} has the alias "{name}", too; remove one of them')
