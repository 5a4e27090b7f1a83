"""Names with their values in one line of the author's words: `a=10, b=5`."""

import re

from blogkit.check.written.values import end_of_bracket, value_and_explanation

_LONGEST = 200
"""Characters of a line that is looked through."""
_NAMED = re.compile(r"\s*(?P<name>[^\W\d][\w.]*(?:\[[^\[\]]*\])?)\s*(?:=(?!=)|:|->|→)\s*(?P<value>\S.*?)\s*")


def several(text: str) -> list[tuple[str, str]]:
    """Names with their values, two at least: `a=10, b=5`; nothing where a part is anything else.

    >>> several("a = 10, rest: [2, 3]"), several("a=10, the first"), several("{'a': 1, 'b': 2}")
    ([('a', '10'), ('rest', '[2, 3]')], [], [])
    """
    if "\n" in text or len(text) > _LONGEST:
        return []
    found = [_NAMED.fullmatch(part) for part in _apart(text)]
    pairs = [(match["name"], match["value"]) for match in found if match]
    whole = all((value_and_explanation(said) or ("", said))[1] == "" for _, said in pairs)
    return pairs if len(pairs) == len(found) > 1 and whole else []


def _apart(text: str) -> list[str]:
    """What stands between commas, semicolons or `and`, outside of brackets."""
    parts: list[str] = []
    past = 0
    for match in _BETWEEN.finditer(text):
        opened = next((at for at in range(past, match.start()) if text[at] in "[({"), None)
        closed = end_of_bracket(text, opened) if opened is not None else match.start()
        if closed is not None and closed <= match.start():
            parts.append(text[past : match.start()])
            past = match.end()
    return [*parts, text[past:]]


_BETWEEN = re.compile(r"\s*[,;]\s*|\s+and\s+")
