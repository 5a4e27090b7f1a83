"""The options of fences, posts and site: which there are, what each may be, and what a misspelt one means."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

from blogkit.errors import ContentError
from blogkit.values import frozen

_MOST_SLIPS = 2
_MOST = 1e8
"""Three years in seconds, 100 TB in MiB: a greater number is a slip, and no clock waits that long."""
_LIKENESS = 0.7


@frozen
class Kind:
    """What a value may be."""

    accepts: Callable[[object], bool]
    meaning: str


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _MOST


def _is_count(value: object) -> bool:
    return isinstance(value, int) and _is_number(value)


def _is_count_or_none(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text_or_texts(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(one, str) for one in cast("list[object]", value))
    )


_TRUTH = Kind(lambda value: isinstance(value, bool), "true or false")
_TEXT = Kind(lambda value: isinstance(value, str), "a text")
_TABLE = Kind(lambda value: isinstance(value, Mapping), "a table")
_SECONDS = Kind(_is_number, "a number of seconds")
_TEXTS = Kind(_is_text_or_texts, "a text or a list of texts")
_TEXT_OR_TABLE = Kind(lambda value: isinstance(value, str | Mapping), "a name, or a table with name and url")
_MIB = Kind(_is_number, "a number of MiB")

OF_POST: Mapping[str, Kind] = {
    "execute": _TRUTH,
    "timeout": _SECONDS,
    "memory": _MIB,
    "kernel": Kind(lambda value: value in ("warm", "cold"), '"warm" or "cold"'),
    "folder": _TEXT,
    "scratch": _TRUTH,
    "macros": _TABLE,
    "shell": _TRUTH,
    "stderr": Kind(lambda value: value in ("show", "hide"), '"show" or "hide"'),
    "traceback": Kind(lambda value: value in ("fold", "show", "hide"), '"fold", "show" or "hide"'),
    "fold": Kind(_is_count_or_none, "a number of lines"),
    "scripts": _TRUTH,
    "trust": Kind(lambda value: value is False, "false: nothing can make itself trusted"),
}
"""What may stand under `[params.blogkit]` in a post."""
OF_SITE: Mapping[str, Kind] = OF_POST | {
    "analytics": _TEXT,
    "author": _TEXT_OR_TABLE,
    "baseline": _TEXT,
    "cards": _TRUTH,
    "claims_only": _TRUTH,
    "comments": _TEXT,
    "css": _TEXTS,
    "icon": _TEXT,
    "llms": _TRUTH,
    "logo": _TEXT,
    "output": Kind(_is_count, "a whole number of characters"),
    "python": _TEXT,
    "search": _TRUTH,
    "strict": _TRUTH,
    "templates": _TEXT,
    "trust": _TRUTH,
}
"""What may stand there in the configuration of the site."""
OF_FENCE: Mapping[str, Kind] = {
    "execute": Kind(lambda value: str(value).lower() in {"true", "false"}, "{0}=true or {0}=false"),
    "raises": Kind(bool, '{0}="ValueError"'),
    "unstable": Kind(lambda value: str(value).lower() in {"true", "false"}, "{0}=true or {0}=false"),
    "hide": Kind(lambda value: value in {"code", "output", "all"}, '{0}="code", "output" or "all"'),
    "timeout": Kind(lambda value: _is_number(_as_number(value)), "{0}=300"),
    "stderr": Kind(lambda value: value in {"show", "hide"}, '{0}="show" or "hide"'),
    "traceback": Kind(lambda value: value in {"fold", "show", "hide"}, '{0}="fold", "show" or "hide"'),
    "fold": Kind(lambda value: str(value).isdecimal(), "{0}=40, or {0}=0 for no fold"),
}
"""The attributes of a cell that are ours; all others are Hugo's."""
_OF_OTHERS = frozenset(
    {"hidden", "hides", "title", "times", "time", "stable", "execution", "tabwidth", "linenos", "style"}
)


EMPTY = '""'


def _as_number(value: object) -> object:
    try:
        return float(str(value))
    except ValueError:
        return None


def meant(name: str, known: Iterable[str]) -> str:
    """The option that somebody meant who wrote a name; empty where it is like none.

    >>> meant("excute", OF_FENCE), meant("raise", OF_FENCE), meant("title", OF_FENCE)
    ('execute', 'raises', '')
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415  (8 ms that most builds save)

    written = name.lower()
    near = [
        one
        for one in known
        if one[0] == written[:1]
        and OSA.distance(written, one) <= _MOST_SLIPS
        and OSA.normalized_similarity(written, one) >= _LIKENESS
    ]
    return min(near, key=lambda one: OSA.distance(written, one), default="")


# --- [params.blogkit] ------------------------------------------------------------------------------


def faults_of_settings(
    own: Mapping[str, Any], known: Mapping[str, Kind], place: Callable[[str], tuple[str, int]]
) -> Iterator[ContentError]:
    """What is wrong with a table `[params.blogkit]`; `place` says where a name of it stands."""
    for name, value in own.items():
        path, line = place(name)
        kind = known.get(name)
        if kind is None:
            like = meant(name, known)
            advice = f'did you mean "{like}"?' if like else f"known are {', '.join(sorted(known))}"
            yield ContentError(path, line, f"[params.blogkit] {name} is not known; {advice}")
        elif not kind.accepts(value):
            said = str(value).lower() if isinstance(value, bool) else repr(value)
            yield ContentError(path, line, f"[params.blogkit] {name} = {said} is not {kind.meaning}")


def line_of_key(text: str, name: str) -> int:
    """The line of a key below `blogkit`; 0 where it is written in another way."""
    start = text.lower().find("blogkit")
    pattern = re.compile(rf"(?:^|[\s{{,.])[\"']?{re.escape(name)}[\"']?\s*[:=]", re.MULTILINE | re.IGNORECASE)
    found = pattern.search(text, max(start, 0)) or pattern.search(text)
    at = re.compile(r"\w").search(text, found.start()) if found else None
    return text.count("\n", 0, at.start()) + 1 if at else 0


# --- {execute=false} -------------------------------------------------------------------------------

_BARE = re.compile(r"(?<![\w.#=\"'-])([A-Za-z_]+)(?:\s*:\s*\w+)?(?=[\s,=}]|$)")


def faults_of_fence(attributes: Mapping[str, str], info: str, path: str, line: int) -> Iterator[ContentError]:
    """What is wrong with the attributes of a cell: misspelt, of another type, outside of the braces."""
    for name, value in attributes.items():
        kind = OF_FENCE.get(name)
        if kind is not None:
            if not kind.accepts(value):
                advice = kind.meaning.format(name)
                yield ContentError(path, line, f"{name}={value or EMPTY} is not known; write {advice}")
        elif name not in _OF_OTHERS and (like := meant(name, OF_FENCE)):
            yield ContentError(path, line, f'{name}={value} is not known; did you mean "{like}"?')
    braces = re.search(r"\{(.*)\}", info, re.DOTALL)
    before = info[: braces.start()] if braces else info
    for name in re.findall(r"(?<=[\s,])(\w+)\s*=", before):
        if name.lower() in OF_FENCE:
            yield ContentError(path, line, f"{name}=… stands outside of braces; write {{{name}=…}}")
    for name in _BARE.findall(_without_values(braces[1])) if braces else ():
        if name.lower() in OF_FENCE:
            advice = OF_FENCE[name.lower()].meaning.format(name.lower())
            yield ContentError(path, line, f"{name} has no value; write {advice}")


def _without_values(braces: str) -> str:
    return re.sub(r"[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|\[[^\]]*\]|[^\s,}]+)", " ", braces)


# --- <!-- check: … --> -----------------------------------------------------------------------------

_NAMED = re.compile(r"<!--\s*(?P<name>[A-Za-z]+)\s*:\s*(?P<expression>[^\n]+?)\s*-->")


def faults_of_checks(lines: Iterable[tuple[int, str]], path: str) -> Iterator[ContentError]:
    """Comments of HTML that are checks but for their name: what they hold is an expression that compares."""
    for number, line in lines:
        for match in _NAMED.finditer(line) if "<!--" in line else ():
            name = match["name"]
            if name != "check" and meant(name, ["check"]) and _compares(match["expression"]):
                yield ContentError(path, number, f'"<!-- {name}:" is not known; did you mean "<!-- check:"?')


def _compares(text: str) -> bool:
    """Whether a text is Python that says something of values."""
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.Compare | ast.Call) for node in ast.walk(tree))
