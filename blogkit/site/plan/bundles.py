"""The files beside pages -> where they are published."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import PurePosixPath

from blogkit.hugo import normalized
from blogkit.site.plan.content_path import CONTENT_ENDINGS, ancestors, below_content, is_hidden
from blogkit.site.plan.values import Planned


def resources_of(
    files: Sequence[PurePosixPath],
    pages: Mapping[str, Planned],
    hidden: Collection[str],
    content_dir_of: Callable[[PurePosixPath], str],
) -> dict[str, PurePosixPath]:
    """Send each file to the folder of the nearest page above it: output -> file.

    `hidden` are the bundles that are not published: their files stay away, too. The part of a name
    below the page's folder keeps its spelling.
    """
    found: dict[str, PurePosixPath] = {}
    for file in files:
        below = below_content(file, content_dir_of(file))
        if file.suffix.lower() in CONTENT_ENDINGS or is_hidden(below):
            continue
        output = _output(below, pages, hidden)
        if output:
            found[output] = file
    return found


def _output(file: PurePosixPath, pages: Mapping[str, Planned], hidden: Collection[str]) -> str:
    folder = "" if file.parent == PurePosixPath() else f"/{file.parent}"
    above = ancestors(normalized(folder) or "/")
    if any(path in hidden for path in above):
        return ""
    for path in reversed(above):
        page = pages.get(path)
        if page:
            depth = path.count("/") if path != "/" else 0
            below = "/".join([*folder.split("/")[1 + depth :], file.name])
            return f"{page.target.feed}{below}" if page.build.resources else ""
    return ""
