"""The files below data/ and i18n/ -> values that templates look things up in."""

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, cast

from blogkit.errors import DecodeError
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import go_text
from blogkit.source import DECODERS

_LANGUAGES = {".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}
Files = tuple[tuple[str, str], ...]
"""Paths, "data/books/list.yaml", and texts."""


@lru_cache(maxsize=4)
def data_of(files: Files) -> dict[str, Any]:
    """Hang the values of files below the names of their folders.

    >>> data_of((("data/zoo/animals.json", '["dog"]'), ("data/n.toml", "a = 1")))
    {'zoo': {'animals': ['dog']}, 'n': {'a': 1}}
    """
    tree: dict[str, Any] = {}
    for name, text in files:
        _, *folders, file = PurePosixPath(name).parts
        table = tree
        for folder in folders:
            table = table.setdefault(folder, {})
        stem, value = PurePosixPath(file).stem, _decoded(name, text)
        both = isinstance(value, dict) and isinstance(table.get(stem), dict)
        table[stem] = {**table[stem], **cast("dict[str, Any]", value)} if both else value
    return tree


def translated(files: Files, language: str, name: str, count: object = None) -> str:
    """Give the words for a name in a language; empty where nobody translated it.

    >>> words = (("i18n/de.json", '{"page": {"one": "eine Seite", "other": "{{ .Count }} Seiten"}}'),)
    >>> translated(words, "de", "page", 1), translated(words, "de", "page", 3)
    ('eine Seite', '3 Seiten')
    """
    found = _words(files, language.lower()).get(name, "")
    if isinstance(found, dict):
        forms = {key.lower(): form for key, form in cast("dict[str, object]", found).items()}
        found = (forms.get("one") if count == 1 else None) or forms.get("other") or ""
    return re.sub(r"\{\{-?\s*\.(?:Count)?\s*-?\}\}", go_text(count), str(found))


@lru_cache(maxsize=4)
def _words(files: Files, language: str) -> dict[str, Any]:
    words: dict[str, Any] = {}
    for name, text in files:
        if PurePosixPath(name).stem.lower() != language:
            continue
        value = _decoded(name, text)
        if isinstance(value, list):  # the older form: a list of pairs
            pairs = cast("list[dict[str, Any]]", value)
            words |= {str(pair.get("id")): pair.get("translation") for pair in pairs}
        elif isinstance(value, dict):
            words |= cast("dict[str, Any]", value)
    return words


def _decoded(name: str, text: str) -> object:
    try:
        return DECODERS[_LANGUAGES[PurePosixPath(name).suffix]](text)
    except DecodeError as error:
        raise ShortcodeError(f"{name}:{error.line}: {error.message}") from error
