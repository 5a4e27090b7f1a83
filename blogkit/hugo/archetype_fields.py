"""What the template of an archetype sees of a new post, and its text."""

from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from blogkit.errors import ContentError
from blogkit.hugo.archetypes import post_name
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.evaluate import Evaluation
from blogkit.hugo.gotemplate.functions import FUNCTIONS
from blogkit.hugo.gotemplate.parse import parse_template
from blogkit.hugo.gotemplate.values import Fields, Safe
from blogkit.hugo.objects.page import file_fields
from blogkit.source import Settings, Template


def filled(archetype: Template, path: PurePosixPath, now: datetime, settings: Settings) -> str:
    """Fill an archetype in for a post at a path below the content folder.

    Raises ContentError, with the line of the archetype, for what is malformed or beyond the subset.
    """
    functions = {name: _unescaped(function) for name, function in FUNCTIONS.items()}
    try:
        return Evaluation(_dot(path, now, settings), functions).run(parse_template(archetype.text))
    except ShortcodeError as error:
        raise ContentError(archetype.path, error.line, error.message) from error


def _unescaped(function: Callable[..., Any]) -> Callable[..., Any]:
    """An archetype is no HTML: nothing in it is escaped."""

    def plain(*arguments: object) -> object:
        value = function(*arguments)
        return Safe(value) if isinstance(value, str) else value

    return plain


def _dot(path: PurePosixPath, now: datetime, settings: Settings) -> Fields:
    site = {
        "Title": lambda: Safe(settings.title),
        "BaseURL": lambda: Safe(settings.base_url),
        "LanguageCode": lambda: Safe(settings.language_code),
        "Params": lambda: settings.params,
    }
    section = path.parts[0] if len(path.parts) > 1 else ""
    return Fields(
        {
            "Name": lambda: Safe(post_name(path)),
            "Date": lambda: Safe(now.isoformat(timespec="seconds")),
            "Type": lambda: Safe(section or "page"),
            "Section": lambda: Safe(section),
            "File": lambda: file_fields(str(path)),
            "Site": lambda: Fields(site),
        }
    )
