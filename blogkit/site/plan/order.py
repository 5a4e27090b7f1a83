"""Hugo's order of pages: weight, then the newest, then title, then path."""

import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

_SIGNS = "_‿-‐‑–—―,;:!¡?¿.…·'‘’‚\"“”„«»()[]{}§¶@*/\\&#%‰†‡•`´˜^¯¨°©®+±÷×<=>|¦~→←↔∞¤¢$£¥€"
"""Punctuation and symbols in the order of the Unicode collation algorithm's default table."""
_PLACES = {sign: place for place, sign in enumerate(_SIGNS)}
_RANKS = {"Z": 0, "C": 0, "P": 1, "S": 2, "N": 3, "L": 4}
"""White space before punctuation before symbols before digits before letters."""
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
"""The date of a page that has none."""


def order_key(weight: int, date: datetime | None, title: str, path: str) -> tuple[Any, ...]:
    """Return a key that sorts as Hugo does; pages without a weight come after those with one."""
    seconds = -int((date - BEGINNING).total_seconds()) if date else 0
    return (weight == 0, weight, seconds, collation(title), path)


@lru_cache(maxsize=65536)
def collation(text: str) -> tuple[Any, ...]:
    """Order titles as a dictionary does: letters before accents before case.

    >>> sorted(["b", "Éa", "eb", "A", "a", "2", "(c)"], key=collation)
    ['(c)', '2', 'a', 'A', 'b', 'Éa', 'eb']
    """
    signs = unicodedata.normalize("NFD", text)
    letters = [sign for sign in signs if not unicodedata.combining(sign)]
    primary = tuple(_primary(sign) for sign in letters)
    marks = tuple(sign for sign in signs if unicodedata.combining(sign))
    return (primary, marks, tuple(sign.isupper() for sign in letters))


@lru_cache(maxsize=4096)
def _primary(sign: str) -> tuple[int, int, str]:
    place = _PLACES.get(sign, len(_SIGNS))
    rank = 1 if sign in _PLACES else _RANKS.get(unicodedata.category(sign)[0], 5)
    return rank, place, sign.casefold()
