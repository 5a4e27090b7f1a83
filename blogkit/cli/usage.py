"""Refuse flags that make no sense before any work is done, each with the remedy."""

import re
from urllib.parse import urlsplit

from blogkit.cli.options import Options
from blogkit.errors import ContentError


def refuse_nonsense(options: Options) -> None:
    """Raise ContentError for a flag whose value cannot be meant."""
    for check in (_no_flags, _output, _destination, _base_url, _executor):
        check(options)


def _no_flags(options: Options) -> None:
    """A flag that stands where a path is missing would become a folder of that name."""
    paths = {"--source": options.source, "--destination": options.destination, "--output": options.output}
    for flag, path in paths.items():
        if (options.command, flag, str(path)) == ("export", "--output", "-"):  # standard output
            continue
        if str(path).startswith("-"):
            raise ContentError(flag, 0, f"{path} is a flag, not a path; give the path (or ./{path})")


def _output(options: Options) -> None:
    path = options.output
    if path and path.is_dir():
        raise ContentError("--output", 0, f"{path} is a folder; give a file")
    if path and not path.parent.is_dir():
        raise ContentError("--output", 0, f"{path.parent} is no folder; make it, or give another file")


def _destination(options: Options) -> None:
    """What no folder can be; that it is none of the blog's is said where the blog's folders are known."""
    path = options.destination
    if path is None:
        return
    if any(one.is_file() for one in (path, *path.parents)):
        raise ContentError("--destination", 0, f"{path} is a file, or below one; give a folder")
    try:
        path.resolve()
    except RuntimeError as error:
        raise ContentError("--destination", 0, f"{path} is a link to itself; give a folder") from error


def _base_url(options: Options) -> None:
    url = options.base_url
    if not url:
        return
    try:
        sensible = url.startswith("/") or bool(urlsplit(url).scheme and urlsplit(url).netloc)
    except ValueError:  # brackets around what is no address
        sensible = False
    if not sensible:
        raise ContentError("--baseURL", 0, f"{url!r} is no address; give one like https://example.org/blog/")


def _executor(options: Options) -> None:
    if options.executor and not re.fullmatch(r"dask://[^/:\s]+:\d{1,5}", options.executor):
        raise ContentError("--executor", 0, f"{options.executor} is not known; give dask://HOST:PORT")
