"""What a build has to say beside its verdicts, and whether it was asked for."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from blogkit.errors import ContentError
from blogkit.model import Post, Request
from blogkit.pipeline.reading import folders_of
from blogkit.site import Plan, asked_in_vain
from blogkit.source import Settings, config, disk, frontmatter, modules, posts_of


def unread(request: Request, settings: Settings) -> Iterator[ContentError]:
    """What of the blog's configuration is not read."""
    there = disk.has_config(request.folder)
    return modules.unread_files(request.folder, _main(request), settings) if there else iter(())


def missing(request: Request, languages: Sequence[Settings]) -> list[ContentError]:
    """What the blog is to have, and what of it is not read: links out of it, themes, mounts."""
    settings = languages[0]
    return [
        *disk.links_out(request.folder, folders_of(request.folder, languages)),
        *unread(request, settings),
        *modules.absent_themes(request.folder, _main(request), settings),
    ]


def _main(request: Request) -> str:
    """The configuration that counts."""
    return config.config_files(set(disk.read_config(request.folder)))[0]


def asked_for(request: Request) -> Callable[[ContentError], bool]:
    """Whether `--only` asks for what is wrong at a place: in a post, or in its recipes."""
    if not request.only:
        return lambda _: True
    wanted = disk.chosen(request.folder, request.only)
    return lambda error: any(map(wanted, posts_of(PurePosixPath(error.path))))


def in_vain(
    request: Request, posts: Sequence[Post], unreadable: Sequence[ContentError], plans: Sequence[Plan]
) -> list[ContentError]:
    """What `--only` asks for and nothing is made of; what cannot be read says so itself."""
    paths = [post.source.path for post in posts]
    spoiled = [path for error in unreadable for path in posts_of(PurePosixPath(error.path))]
    named = [(name, disk.chosen(request.folder, [name])) for name in request.only]
    return [
        problem
        for name, wanted in named
        if not any(map(wanted, spoiled)) and (problem := asked_in_vain(name, filter(wanted, paths), plans))
    ]


def covered(names: Collection[str], static: Mapping[str, Path], plans: Sequence[Plan]) -> list[ContentError]:
    """Name the static files that are not published because a page or a list has their address."""
    owners = {page.target.output: page.place for plan in plans for page in plan.pages.values()}
    return [
        ContentError(f"static/{name}", 0, f"is not published: {owners.get(name, 'the site')} has its address")
        for name in sorted(static.keys() & names)
    ]


def header_doubts(posts: Sequence[Post]) -> list[ContentError]:
    """What in the headers probably says something else than its author means."""
    return [
        doubt
        for post in posts
        for doubt in frontmatter.doubts(post.source.text, post.front_matter, str(post.source.path))
    ]
