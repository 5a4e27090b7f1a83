"""What the command line and the blog's configuration ask for where posts run."""

from pathlib import Path

from blogkit.errors import ContentError
from blogkit.execute import ExecutionSettings, Interpreter, UnfitError, executable_of, interpreter_at
from blogkit.model import Request
from blogkit.source import Settings, config, disk

COSTLY = 0.2
"""Seconds of work that are worth a kernel at rest, in a preview."""


def is_strict(settings: Settings, request: Request) -> bool:
    """Whether what differs in one way all over a page is broken, too: asked for, or the blog's wish."""
    return request.strict or settings.blogkit.get("strict") is True


def execution_settings(settings: Settings, request: Request) -> ExecutionSettings:
    """How the blog and the command line want posts to be run."""
    plain = ExecutionSettings(
        request.folder.absolute(),
        jobs=request.jobs,
        checkpoints=COSTLY if request.checkpoints else None,
        cache=request.cache,
        interpreter=interpreter_of(settings, request),
    )
    return plain.for_site(settings.blogkit)


def interpreter_of(settings: Settings, request: Request) -> Interpreter | None:
    """The interpreter that the command line or the blog names; None where neither does.

    Raises ContentError where it cannot run cells.
    """
    written = request.python or str(settings.blogkit.get("python", ""))
    if not written:
        return None
    try:
        return interpreter_at(executable_of(written, Path() if request.python else request.folder))
    except UnfitError as error:
        if request.python:
            raise ContentError("--python", 0, str(error)) from error
        path, line = config.place_of_setting(disk.read_config(request.folder), "python")
        raise ContentError(path, line, f"[params.blogkit] python: {error}") from error
