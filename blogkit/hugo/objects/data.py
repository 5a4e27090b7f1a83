"""The files below data/ and i18n/ -> values that templates look things up in."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, cast

from blogkit.errors import DecodeError
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.functions import format_date
from blogkit.hugo.gotemplate.values import Fields, field, go_text
from blogkit.source import DECODERS, Words

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


def translated(files: Files, languages: Sequence[str], name: str, context: object = None) -> str:
    """Give the words for a name in the first language that has them; empty where nobody translated it.

    >>> words = (("i18n/de.json", '{"page": {"one": "eine Seite", "other": "{{ .Count }} Seiten"}}'),)
    >>> translated(words, ["de"], "page", 1), translated(words, ["fr", "de"], "page", {"Count": 3})
    ('eine Seite', '3 Seiten')
    """
    for language in languages:
        found = _words(files, language.lower()).get(name.lower())
        if found:
            return _filled(_form(found, _count(context), language), context)
    return ""


def _count(context: object) -> object:
    value = _named(context, "Count")
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _named(context: object, name: str) -> object:
    """A field of what `i18n` was given; a number stands for each."""
    if name and isinstance(context, (Mapping, Fields)):
        return field(cast("Mapping[str, object] | Fields", context), name, ())
    return context


_ONE_FORM = {"id", "ja", "ko", "lo", "ms", "my", "th", "vi", "yo", "zh"}
"""Languages that count in one form."""
_FROM_NOUGHT = {"fr", "hy", "kab", "pt"}
"""Languages in which nought is one, too."""


def _form(forms: Mapping[str, str], count: object, language: str) -> str:
    spoken = re.split("[-_]", language.lower())[0]
    single = count == 1 or (count == 0 and count is not False and spoken in _FROM_NOUGHT)
    wanted = "one" if single and spoken not in _ONE_FORM else "other"
    return forms.get(wanted) or forms.get("other") or ""


def _filled(text: str, context: object) -> str:
    """Put in what the words name: `{{ .Count }}`, `{{ .Date }}`, `{{ . }}`."""

    def value(found: re.Match[str]) -> str:
        return go_text(_named(context, found[1]))

    return re.sub(r"\{\{-?\s*\.(\w*)\s*-?\}\}", value, text)


@lru_cache(maxsize=8)
def _words(files: Files, language: str) -> dict[str, dict[str, str]]:
    """The forms of each name, those of tables below "table.name"."""
    words: dict[str, dict[str, str]] = {}
    for name, text in files:
        if PurePosixPath(name).stem.lower() != language:
            continue
        value = _decoded(name, text)
        if isinstance(value, list):  # the older form: a list of pairs
            pairs = cast("list[dict[str, Any]]", value)
            value = {str(pair.get("id")): pair.get("translation") for pair in pairs}
        words |= _flat(value)
    return words


_FORMS = {"zero", "one", "two", "few", "many", "other"}


def _flat(value: object, name: str = "") -> dict[str, dict[str, str]]:
    if not isinstance(value, dict):
        return {name: {"other": str(value)}} if name and value is not None else {}
    table = {str(key).lower(): one for key, one in cast("dict[object, object]", value).items()}
    if name and _FORMS & table.keys() and not any(isinstance(one, dict) for one in table.values()):
        return {name: {key: str(one) for key, one in table.items() if key in _FORMS}}
    found: dict[str, dict[str, str]] = {}
    for key, one in table.items():
        found |= _flat(one, f"{name}.{key}" if name else key)
    return found


def _decoded(name: str, text: str) -> object:
    try:
        return DECODERS[_LANGUAGES[PurePosixPath(name).suffix]](text)
    except DecodeError as error:
        raise ShortcodeError(f"{name}:{error.line}: {error.message}") from error


_LONG_DATES = {"ar", "de", "es", "fr", "it", "ja", "ko", "nl", "pt", "pt-br", "ru", "zh"}
"""The languages whose dates are written here as Hugo writes them."""


def format_in(language: str, layout: object, value: object) -> str:
    """Write a date in Go's notation; the long form is the language's own.

    >>> format_in("ko", ":date_long", "2024-03-05"), format_in("en", ":date_long", "2024-03-05")
    ('2024년 3월 5일', 'March 5, 2024')
    """
    if go_text(layout) == ":date_long" and language.lower() in _LONG_DATES:
        return Words(language).day(format_date("2006-01-02", value))
    return format_date(layout, value)
