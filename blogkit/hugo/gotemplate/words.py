"""Numbers and words as people write them: `lang.FormatNumber`, `humanize`, `pluralize`."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs.

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from blogkit.hugo.gotemplate.values import go_text

_IRREGULAR = {
    "person": "people", "man": "men", "woman": "women", "child": "children", "tooth": "teeth", "foot": "feet",
    "mouse": "mice", "goose": "geese", "ox": "oxen", "quiz": "quizzes", "datum": "data", "index": "indices",
    "matrix": "matrices", "vertex": "vertices", "move": "moves", "leaf": "leaves", "life": "lives",
    "knife": "knives", "wife": "wives", "half": "halves", "wolf": "wolves",
    "shelf": "shelves",
}  # fmt: skip
_SAME = frozenset({"deer", "fish", "information", "news", "series", "sheep", "software", "species"})
_PLURAL = (
    (r"(analy|ba|diagno|parenthe|progno|synop|the|cri|hypothe)sis$", r"\1ses"),
    (r"([^aeiou])y$", r"\1ies"),
    (r"(s|x|z|ch|sh)$", r"\1es"),
    (r"(tomat|potat|her|ech)o$", r"\1oes"),
    (r"$", "s"),
)
_SINGULAR = (
    (r"(analy|ba|diagno|parenthe|progno|synop|the|cri|hypothe)ses$", r"\1sis"),
    (r"([^aeiou])ies$", r"\1y"),
    (r"(s|x|z|ch|sh)es$", r"\1"),
    (r"(tomat|potat|her|ech)oes$", r"\1o"),
    (r"(?<!s)s$", ""),
)


def _inflected(word: object, whole: Mapping[str, str], rules: tuple[tuple[str, str], ...]) -> str:
    text = go_text(word)
    last = re.search(r"[^\W_]+$", text)
    if not last or last[0].lower() in _SAME or last[0].lower() in whole.values():
        return text
    before, found = text[: last.start()], last[0]
    if (other := whole.get(found.lower())) is not None:
        return before + (other.capitalize() if found[0].isupper() else other)
    rule, new = next((rule, new) for rule, new in (*rules, ("$", "")) if re.search(rule, found))
    return before + re.sub(rule, new, found, count=1)


def pluralize(word: object) -> str:
    """Make the plural of an English noun.

    >>> pluralize("city"), pluralize("box"), pluralize("person"), pluralize("sheep")
    ('cities', 'boxes', 'people', 'sheep')
    """
    return _inflected(word, _IRREGULAR, _PLURAL)


def singularize(word: object) -> str:
    """Make the singular of an English noun.

    >>> singularize("cities"), singularize("cats"), singularize("people")
    ('city', 'cat', 'person')
    """
    return _inflected(word, {many: one for one, many in _IRREGULAR.items()}, _SINGULAR)


def humanize(value: object) -> str:
    """Make words of a name, and an ordinal of a number.

    >>> humanize("my-first-post"), humanize("myFirstPost"), humanize(103)
    ('My first post', 'My first post', '103rd')
    """
    text = go_text(value)
    if re.fullmatch(r"\d+", text):
        ending = {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
        return text + ("th" if text[-2:-1] == "1" else ending)
    words = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", text)
    words = " ".join(re.sub(r"[-_]", " ", words).split()).lower()
    return words[:1].upper() + words[1:]


def _number(digits: object, value: Any, minus: str = "-", point: str = ".", comma: str = ",") -> str:  # noqa: ANN401  (a number, or its text)
    places = int(go_text(digits))
    exact = Decimal(go_text(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, rest = f"{abs(exact):,.{places}f}".partition(".")
    return (minus if exact < 0 else "") + whole.replace(",", comma) + (point + rest if rest else "")


def _custom(digits: object, value: object, *options: object) -> str:
    signs = go_text(options[0]).split(go_text(options[1]) if len(options) > 1 else " ") if options else []
    minus, point, comma = signs if len(signs) == 3 else ("-", ".", ",")
    return _number(digits, value, minus, point, comma)


def _money(digits: object, currency: object, value: object) -> str:
    signs = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "CNY": "CN¥"}
    written = _number(digits, value)
    sign = signs.get(go_text(currency), go_text(currency))
    return f"-{sign}{written[1:]}" if written.startswith("-") else sign + written


WORDS: Mapping[str, Callable[..., Any]] = {
    "humanize": humanize,
    "pluralize": pluralize,
    "singularize": singularize,
    "inflect.Pluralize": pluralize,
    "inflect.Singularize": singularize,
    "lang.FormatNumber": _number,
    "lang.FormatNumberCustom": _custom,
    "lang.FormatPercent": lambda digits, value: _number(digits, value) + "%",
    "lang.FormatCurrency": _money,
    "lang.FormatAccounting": _money,
}
