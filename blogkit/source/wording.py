"""The page's own words in the language of the blog: the blog's i18n files first, then what is shipped."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, cast

from blogkit.errors import ContentError, DecodeError
from blogkit.source.formats import DECODERS
from blogkit.values import frozen

Files = tuple[tuple[str, str], ...]
"""Paths, "i18n/de.toml", and texts."""
FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose usual script runs from right to left."""
_DECODER = {".toml": "toml", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}
_SHIPPED = Path(__file__).with_name("words")


@frozen
class Words:
    """The words of one language.

    >>> words = Words("en-gb")
    >>> words("contents"), words("posts", 1), words("posts", 3), words.date(date(2026, 5, 3))
    ('Contents', '1 post', '3 posts', '3 May 2026')
    """

    language: str = FALLBACK
    """As HTML names it: "en", "pt-br"."""
    files: Files = ()
    """The blog's own i18n files."""

    @property
    def direction(self) -> str:
        """Where lines run: "ltr" or "rtl"."""
        main, *parts = self.language.lower().split("-")
        right = (main in RIGHT_TO_LEFT or "arab" in parts or "hebr" in parts) and "latn" not in parts
        return "rtl" if right else "ltr"

    @property
    def every(self) -> str:
        """All that may be said, in one text."""
        known = [_shipped(language) | _own(self.files, language) for language in _nearest(self.language)]
        return "".join(str(said) for words in known[:-1] or known for said in words.values())

    def __call__(self, name: str, count: int | None = None, **values: object) -> str:
        """Say a word or a sentence; `count` chooses its form where there are several."""
        said = self._said(name)
        if isinstance(said, Mapping):
            said = _form(cast("Mapping[str, object]", said), count)
        text = str(said)
        for placeholder, value in {"count": count, **values}.items():
            text = text.replace(f"{{{placeholder}}}", str(value))
        return text

    def date(self, day: date) -> str:
        """Write a day as the language does."""
        months = self._said("months")
        named = isinstance(months, list | tuple) and len(cast("Sequence[object]", months)) == 12
        month = cast("Sequence[object]", months)[day.month - 1] if named else day.month
        return self("date", day=day.day, month=month, year=day.year, number=day.month)

    def day(self, iso: str) -> str:
        """Write a day that is given as ISO 8601 writes it."""
        return self.date(date.fromisoformat(iso))

    def _said(self, name: str) -> object:
        return _said(self.language, self.files, name)


ENGLISH = Words()
"""The words where nothing else is said."""


@lru_cache(maxsize=1024)
def _said(language: str, files: Files, name: str) -> object:
    """What is said for a name, in the nearest language that has it."""
    for one in _nearest(language):
        own, shipped = _own(files, one), _shipped(one).get(name)
        # a theme's "date" is a format and its "posts" may be a heading: only plain words are shared
        shared = isinstance(_shipped(FALLBACK).get(name), str) and "{" not in _shipped(FALLBACK)[name]
        found = own.get(f"blogkit_{name}") or (own.get(name) if shared else None)
        if found and "{{" not in str(found):
            return found
        if shipped:
            return shipped
    return name


def _nearest(language: str) -> list[str]:
    """The language, the one it is a kind of, and the one that is always there.

    >>> _nearest("pt-BR")
    ['pt-br', 'pt', 'en']
    """
    parts = language.lower().replace("_", "-").split("-")
    wider = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return [*dict.fromkeys([*wider, FALLBACK])]


def _form(forms: Mapping[str, object], count: int | None) -> object:
    """The form for a number; languages with more than two forms are shipped words that need only one."""
    name = {0: "none", 1: "one"}.get(-1 if count is None else count, "other")
    return forms.get(name) or forms.get("other") or ""


@lru_cache(maxsize=64)
def _shipped(language: str) -> dict[str, Any]:
    path = _SHIPPED.joinpath(f"{language}.toml")
    return tomllib.loads(path.read_text("utf-8")) if language.isascii() and path.is_file() else {}


@lru_cache(maxsize=64)
def _own(own: Files, language: str) -> dict[str, Any]:
    """The blog's own words; the older form of Hugo's files is a list of pairs."""
    found: dict[str, Any] = {}
    for name, text in own:
        path = PurePosixPath(name)
        if path.stem.lower() != language or path.suffix not in _DECODER:
            continue
        try:
            value = DECODERS[_DECODER[path.suffix]](text)
        except DecodeError as error:
            raise ContentError(name, error.line, error.message) from error
        if isinstance(value, list):
            pairs = cast("list[dict[str, Any]]", value)
            found |= {str(pair.get("id")): pair.get("translation") for pair in pairs}
        elif isinstance(value, dict):
            found |= cast("dict[str, Any]", value)
    return found
