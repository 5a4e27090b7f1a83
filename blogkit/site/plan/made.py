"""The files that posts wrote while they ran -> where they are published."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from blogkit.model import Executed
from blogkit.site.plan.content_path import CONTENT_ENDINGS
from blogkit.site.plan.values import Plan
from blogkit.source import Places


def made_outputs(posts: Iterable[Executed], plans: Sequence[Plan], places: Places) -> dict[str, bytes]:
    """Path below the destination -> bytes: where each would be published if it stood in the source folder.

    What a post writes beside itself is there for its page, too, whether the page has a folder or not. No file
    takes the place of a page.
    """
    resources: dict[PurePosixPath, list[str]] = {}
    for plan in plans:
        for output, file in plan.resources.items():
            resources.setdefault(file, []).append(output)
    pages = {page.target.output for plan in plans for page in plan.pages.values()}
    return {
        output: data
        for executed in posts
        for file, data in executed.made.items()
        if data is not None
        for output in [*resources.get(file, ()), *_of_folder(file, places), *_of_page(executed, file, places)]
        if output not in pages
    }


def _of_folder(file: PurePosixPath, places: Places) -> Iterator[str]:
    """Where a file of a folder of static files goes."""
    for name in places.static_dirs:
        if file.is_relative_to(name):
            yield str(file.relative_to(name))


def _of_page(executed: Executed, file: PurePosixPath, places: Places) -> Iterator[str]:
    source = executed.post.source
    if file.is_relative_to(source.path.parent) and file.suffix.lower() not in CONTENT_ENDINGS:
        output = places.output(source, str(file.relative_to(source.path.parent)))
        if output:
            yield output
