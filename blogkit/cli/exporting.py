"""`export`: a post is run, and becomes a notebook that stands alone."""

import sys
from dataclasses import replace
from pathlib import Path

from blogkit import pipeline
from blogkit.cache import write_bytes
from blogkit.cli.commands import request_of
from blogkit.cli.options import Options
from blogkit.cli.output import tell
from blogkit.errors import ContentError
from blogkit.hugo import post_name
from blogkit.model import Executed, Judged, Post
from blogkit.notebooks import notebook_of_post
from blogkit.source import Places, disk, parse, read_picture


def export(options: Options) -> int:
    """Write the notebook; 1 where a cell of the post fails."""
    judged = _judged(options)
    source = judged.executed.post.source
    places = Places(options.source)

    def read_image(address: str) -> bytes | None:
        place = places.file(source, address)
        return read_picture(options.source, place) if place else None

    text = notebook_of_post(judged, read_image)
    if str(options.output) == "-":
        sys.stdout.write(text)
        return int(bool(judged.failures))
    target = options.output or Path(f"{post_name(source.path)}.ipynb")
    write_bytes(target, text.encode())
    for failure in judged.failures:
        tell(f"{failure.path or source.path}:{failure.line}: fails: {failure.name}: {failure.message}")
    print(target)
    return int(bool(judged.failures))


def _judged(options: Options) -> Judged:
    """The post as it runs today."""
    asked = replace(
        request_of(options), only=(options.path,), claims_only=True, drafts=True, future=True, expired=True
    )
    report = pipeline.build(asked).report
    if report.problems:
        raise report.problems[0]
    return report.posts[0] if report.posts else Judged(Executed(_post(options), (), ()))


def _post(options: Options) -> Post:
    """A post that has nothing to run."""
    settings = pipeline.read_settings(request_of(options))[0]
    wanted = disk.chosen(options.source, [options.path])
    paths = disk.source_paths(options.source, settings.content_dir, settings.ignore_files)
    posts = (parse(disk.read_source(options.source, path), settings.zone) for path in paths)
    found = next((post for post in posts if wanted(post.source.path)), None)
    if found is None:
        raise ContentError(
            options.path, 0, "is no post of this blog; give a path like content/posts/my-post.md"
        )
    return found
