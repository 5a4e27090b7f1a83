"""Texts: what `strings.` of Hugo's templates does, and printing."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, cast

from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.functions.numbers import number
from blogkit.hugo.gotemplate.patterns import expanded, with_scoped_flags
from blogkit.hugo.gotemplate.values import Function, Safe, go_text
from blogkit.hugo.titles import title_case
from blogkit.hugo.urlize import escaped, urlize


def go_pattern(pattern: object) -> re.Pattern[str]:
    """Compile an expression of Go's; raises ShortcodeError where it is malformed."""
    try:
        return re.compile(with_scoped_flags(go_text(pattern).replace(r"\z", r"\Z")))
    except re.error as error:
        raise ShortcodeError(f'the pattern "{pattern}" is malformed: {error}') from error


def _replace_pattern(pattern: object, replacement: object, text: object, count: object = 0) -> str:
    new = go_text(replacement)
    return go_pattern(pattern).sub(
        lambda found: expanded(new, found), go_text(text), count=max(0, int(number(count)))
    )


def _find_pattern(pattern: object, text: object, count: object = -1) -> list[str]:
    found = [m[0] for m in go_pattern(pattern).finditer(go_text(text))]
    return found if int(number(count)) < 0 else found[: int(number(count))]


def _find_groups(pattern: object, text: object, count: object = -1) -> list[list[str]]:
    found = [[m[0], *(g or "" for g in m.groups())] for m in go_pattern(pattern).finditer(go_text(text))]
    return found if int(number(count)) < 0 else found[: int(number(count))]


_VERB = re.compile(r"%([-+#0 ]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])")
_LONGEST = 10_000_000
"""Characters that a template may make of a text by repeating it."""
_WIDEST = 1_000_000
"""What Go's `printf` takes for the width or the precision of a value; beyond it the verb is malformed."""


def printed(*values: object) -> str:
    """Put a blank between two values unless one is a text, as Go does."""
    return "".join(
        go_text(value)
        if not at or isinstance(value, str) or isinstance(values[at - 1], str)
        else f" {go_text(value)}"
        for at, value in enumerate(values)
    )


def _size(digits: str | None) -> int:
    """A width or a precision; one of very many digits need not be read."""
    return int(digits[:9]) if digits else 0


def printed_in(form: object, *values: object) -> str:
    """Print values in a form of Go's."""
    rest = iter(values)

    def write(found: re.Match[str]) -> str:
        flags, width, precision, verb = found.groups()
        if verb == "%":
            return "%"
        value = next(rest, "")
        if max(_size(width), _size(precision)) > _WIDEST:
            return f"%!{verb}(BADWIDTH){go_text(value)}"
        text = _verb(verb, flags, precision, value)
        if width:
            fill = text.zfill if "0" in flags else text.ljust if "-" in flags else text.rjust
            text = fill(int(width))
        return text

    return _VERB.sub(write, go_text(form))


def _verb(verb: str, flags: str, precision: str | None, value: object) -> str:
    """Write one value as a verb of `printf` has it."""
    if verb == "T":
        return _go_type(value)
    if value is None:
        return "<nil>" if verb == "v" else f"%!{verb}(<nil>)"
    if verb == "q" or (verb == "v" and "#" in flags and isinstance(value, str)):
        return _in_quotes(value)
    if verb == "U":
        return f"U+{int(number(value)):04X}"
    if verb in "xX" and isinstance(value, str):
        return format(int.from_bytes(value.encode()), f"0{2 * len(value.encode())}{verb}") if value else ""
    if verb in "dxXobc":
        return format(int(number(value)), {"d": "d", "c": "c"}.get(verb, verb))
    if verb in "feg":
        return format(float(number(value)), f".{precision or 6}{verb}" if verb != "g" or precision else "g")
    text = go_text(value)
    return text[: int(precision)] if precision else text


def _in_quotes(value: object) -> str:
    if isinstance(value, list):
        return f"[{' '.join(map(_in_quotes, cast('list[object]', value)))}]"
    return json.dumps(go_text(value), ensure_ascii=False)


def _go_type(value: object) -> str:
    """Name the type as Go does."""
    names: dict[type, str] = {
        type(None): "<nil>",
        bool: "bool",
        int: "int",
        float: "float64",
        Safe: "template.HTML",
    }
    if isinstance(value, Mapping):
        return "map[string]interface {}"
    return "[]interface {}" if isinstance(value, list) else names.get(type(value), "string")


def _title(text: object) -> str:
    return title_case(go_text(text))


def urlized(text: object) -> str:
    """Write a text as a part of an address."""
    return escaped(urlize(go_text(text)))


def _truncate(length: object, *rest: object) -> str:
    *given, last = rest
    text, ending = go_text(last), go_text(given[0]) if given else " …"
    limit = int(number(length))
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip() + ending


def _repeat(count: object, text: object) -> str:
    times, one = int(number(count)), go_text(text)
    if times * len(one) > _LONGEST:
        raise ValueError(f"a text of more than {_LONGEST:,} characters")
    return one * times


def _split(text: object, sign: object) -> list[str]:
    return list(go_text(text)) if sign == "" else go_text(text).split(go_text(sign))


def _replace(text: object, old: object, new: object, count: object = -1) -> str:
    return go_text(text).replace(go_text(old), go_text(new), int(number(count)))


def as_json(*arguments: object) -> Safe:
    """Write a value as JSON."""
    *options, value = arguments
    indent = cast("Mapping[str, Any]", options[0]).get("indent") if options else None
    text = json.dumps(
        _plain(value),
        indent=indent or None,
        separators=(",", ": " if indent else ":"),
        ensure_ascii=False,
        default=go_text,
        sort_keys=True,
    )
    return Safe(text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e"))


def _plain(value: object) -> object:
    """Numbers that are whole are written so, whatever their type."""
    if isinstance(value, Mapping):
        return {name: _plain(below) for name, below in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [_plain(below) for below in cast("list[object]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _LARGE else value


_LARGE = 1e21


def digest(name: str) -> Function:
    """Make the function that digests a text."""
    return lambda text: hashlib.new(name, go_text(text).encode(), usedforsecurity=False).hexdigest()


def _slice_text(text: object, start: object = 0, end: object = None) -> str:
    """Take a part of a text, from one position to another."""
    return go_text(text)[int(number(start)) : None if end is None else int(number(end))]


def _substr(text: object, start: object, length: object = None) -> str:
    """Take a part of a text; a start or a length below 0 counts from the end."""
    written, first = go_text(text), int(number(start))
    first = max(0, len(written) + first) if first < 0 else first
    rest = written[first:]
    if length is None:
        return rest
    count = int(number(length))
    return rest[:count]


STRINGS: dict[str, Function] = {
    "Chomp": lambda text: (
        type(text)(text.rstrip("\r\n")) if isinstance(text, Safe) else go_text(text).rstrip("\r\n")
    ),
    "Contains": lambda text, part: go_text(part) in go_text(text),
    "ContainsAny": lambda text, signs: any(s in go_text(text) for s in go_text(signs)),
    "ContainsNonSpace": lambda text: bool(go_text(text).strip()),
    "Count": lambda part, text: go_text(text).count(go_text(part)),
    "CountRunes": lambda text: len(re.sub(r"\s", "", go_text(text))),
    "CountWords": lambda text: len(go_text(text).split()),
    "FindRE": _find_pattern,
    "FindRESubmatch": _find_groups,
    "FirstUpper": lambda text: go_text(text)[:1].upper() + go_text(text)[1:],
    "HasPrefix": lambda text, part: go_text(text).startswith(go_text(part)),
    "HasSuffix": lambda text, part: go_text(text).endswith(go_text(part)),
    "Repeat": _repeat,
    "Replace": _replace,
    "ReplaceRE": _replace_pattern,
    "RuneCount": lambda text: len(go_text(text)),
    "SliceString": _slice_text,
    "Split": _split,
    "Substr": _substr,
    "Title": _title,
    "ToLower": lambda text: go_text(text).lower(),
    "ToUpper": lambda text: go_text(text).upper(),
    "Trim": lambda text, signs: go_text(text).strip(go_text(signs)),
    "TrimLeft": lambda signs, text: go_text(text).lstrip(go_text(signs)),
    "TrimPrefix": lambda part, text: go_text(text).removeprefix(go_text(part)),
    "TrimRight": lambda signs, text: go_text(text).rstrip(go_text(signs)),
    "TrimSpace": lambda text: go_text(text).strip(),
    "TrimSuffix": lambda part, text: go_text(text).removesuffix(go_text(part)),
    "Truncate": _truncate,
}
