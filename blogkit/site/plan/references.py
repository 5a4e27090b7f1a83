"""`ref` and `relref`: a page as authors name it -> its URL."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from posixpath import join, normpath

from blogkit.hugo import normalized
from blogkit.site.plan.content_path import CONTENT_ENDINGS, parent
from blogkit.site.plan.values import Plan, Planned

_IN_LANGUAGE = re.compile(r"lang=(\S+) ")
"""In front of a path: the page of another language is meant."""


class DanglingReferenceError(LookupError):
    """A reference that leads nowhere, or to more than one page; the argument says what to change."""

    def __str__(self) -> str:
        """Show the message as it is, without the quotes of a missing key."""
        return str(self.args[0])


def resolver(plan: Plan, source: PurePosixPath | None, *, absolute: bool = False) -> Callable[[str], str]:
    """Return the function that finds a page for `relref` (or, absolute, for `ref`) on the page `source`."""
    here = plan.by_source.get(source) if source else None
    plans = {one.language: one for one in plan.languages}
    to_link = plan.address.absolute if absolute else plan.address.relative

    def resolve(reference: str) -> str:
        named = _IN_LANGUAGE.match(reference)
        wanted = plans.get(named[1].lower(), plan) if named else plan
        path, mark, anchor = reference[named.end() if named else 0 :].strip().partition("#")
        path, question, query = path.partition("?")
        if not path:
            return reference.strip()
        return to_link(find(path, wanted, here).url) + question + query + mark + anchor

    return resolve


def find(path: str, plan: Plan, here: Planned | None) -> Planned:
    """Find the page: from the folder of `here`, from the root, or by a name that only one page has.

    Raises DanglingReferenceError.
    """
    wanted = _logical(path)
    if not path.startswith("/"):
        for folder in _folders(here):
            page = plan.pages.get(normpath(join(folder, wanted)))
            if page:
                return page
    page = plan.pages.get(normpath(join("/", wanted)))
    if page:
        return page
    return _by_name(path, wanted, plan)


def page_finder(plan: Plan, source: PurePosixPath | None) -> Callable[[str], str]:
    """Return the function that finds a page for `.GetPage` and for Hugo's link hook, on the page `source`.

    They know fewer spellings than `relref`: no page by its name alone, and "../a" only with its ending.
    The function raises LookupError.
    """
    return lambda reference: plan.address.relative(nearby(reference, plan, source).url)


def nearby(reference: str, plan: Plan, source: PurePosixPath | None) -> Planned:
    """Find the page that `.GetPage` means on the page `source`; raises DanglingReferenceError."""
    here = plan.by_source.get(source) if source else None
    path = reference.rstrip("/") or "/"
    wanted = _logical(path)
    places = [] if path.startswith(".") else [normpath(join("/", wanted))]
    if here is not None and not path.startswith("/"):
        places.insert(0, normpath(join(_base_folder(here, path), wanted)))
    page = next((plan.pages[place] for place in places if place in plan.pages), None)
    if page is None:
        raise DanglingReferenceError(f'no page "{path}"')
    return page


def _base_folder(here: Planned, path: str) -> str:
    """Say where a relative path starts; only a bundle's own folder differs from the one it stands in."""
    bundled = here.source is not None and here.source.stem.lower().partition(".")[0] == "index"
    upwards = path.startswith("../") and PurePosixPath(path).suffix != ""
    return here.path if here.kind != "page" or (bundled and upwards) else parent(here.path)


def _logical(path: str) -> str:
    """Spell a reference like the paths of the plan: no ending, no index, lower case."""
    pure = PurePosixPath(normalized(path))
    if pure.suffix in CONTENT_ENDINGS:
        pure = pure.with_suffix("")
    return str(pure.parent if pure.name in {"index", "_index"} else pure)


def _folders(here: Planned | None) -> list[str]:
    """List where a relative reference may start: the folder of the page, then (for a bundle) its own."""
    if here is None:
        return []
    if here.kind != "page":
        return [here.path]
    return [parent(here.path), here.path]


def _by_name(path: str, wanted: str, plan: Plan) -> Planned:
    name = wanted.rpartition("/")[2]
    found = plan.by_name.get(name, ()) if "/" not in path.strip("/") else ()
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(sorted(page.place for page in found))
        raise DanglingReferenceError(f'"{path}" may be any of {places}; write its whole path, as "/{name}"')
    hidden = [(str(file), why) for file, why in plan.unpublished.items() if _is_meant(file, name)]
    if hidden:
        file, why = hidden[0]
        raise DanglingReferenceError(f'"{path}" is {file}, which is not published: {why}')
    raise DanglingReferenceError(f'no page "{path}"; write its path below content/, as "/posts/name.md"')


def _is_meant(file: PurePosixPath, name: str) -> bool:
    own = file.parent.name if file.stem.lower() in {"index", "_index"} else file.stem
    return normalized(own) == name
