"""The functions of Hugo's templates that shortcodes of blogs use: name -> Python function.

Those that need the page (markdownify, relref, ...) are added for each call in `objects.py`.
"""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false
# The values of a Go template have no type until it runs: the tables below hold functions of anything.

import base64
import hashlib
import html
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast
from urllib.parse import parse_qs, quote, quote_plus, urlencode, urlsplit

from blogkit.hugo.go_dates import go_date
from blogkit.hugo.gotemplate.durations import duration, duration_fields, parse_duration
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.paths import PATHS
from blogkit.hugo.gotemplate.patterns import expanded, with_scoped_flags
from blogkit.hugo.gotemplate.sets import SETS
from blogkit.hugo.gotemplate.unmarshal import unmarshal
from blogkit.hugo.gotemplate.values import Address, Entries, Fields, Safe, Script, field, go_text, is_true
from blogkit.hugo.gotemplate.words import WORDS
from blogkit.hugo.markdown.heading_ids import anchor_name
from blogkit.hugo.markdown.summary import without_tags
from blogkit.hugo.markdown.urls import spelled_url
from blogkit.hugo.titles import title_case
from blogkit.hugo.urlize import escaped, urlize
from blogkit.source import read_date

Function = Callable[..., Any]

# --- truth and comparison -------------------------------------------------------------------------


def _and(*values: object) -> object:
    return next((v for v in values if not is_true(v)), values[-1])


def _or(*values: object) -> object:
    return next((v for v in values if is_true(v)), values[-1])


def _comparable(value: object) -> object:
    """Numbers and dates compare as such, all else as text."""
    if isinstance(value, (bool, int, float, datetime)):
        return value
    return go_text(value) if value is not None else ""


def _same(left: object, right: object) -> bool:
    a, b = _comparable(left), _comparable(right)
    if isinstance(a, bool) is not isinstance(b, bool):
        return False
    return a == b if isinstance(a, str) is isinstance(b, str) else False


def _eq(first: object, *others: object) -> bool:
    return any(_same(first, other) for other in others)


def _order(test: Callable[[Any, Any], bool]) -> Function:
    def compare(left: object, right: object) -> bool:
        a, b = _comparable(left), _comparable(right)
        if isinstance(a, str) is not isinstance(b, str):
            a, b = _number(a), _number(b)
        return test(a, b)

    return compare


_LESS = _order(lambda a, b: a < b)


def _default(fallback: object, *given: object) -> object:
    """Hugo's own idea of "set": false counts as set, a number of zero does not."""
    value = given[-1] if given else None
    return value if isinstance(value, bool) or (value is not None and is_true(value)) else fallback


# --- numbers --------------------------------------------------------------------------------------


def _number(value: object) -> float:
    if isinstance(value, (bool, int, float)):
        return value
    try:
        text = str(value).strip()
        return (
            int(text, 0 if re.match(r"[-+]?0[xXbBoO]", text) else 10)
            if _WHOLE.fullmatch(text)
            else float(text)
        )
    except ValueError as error:
        raise ShortcodeError(f'"{value}" is not a number') from error


_WHOLE = re.compile(r"[-+]?(?:\d+|0[xX][\da-fA-F]+|0[bB][01]+|0[oO][0-7]+)")


def _fold(step: Callable[[Any, Any], Any]) -> Function:
    def fold(*values: object) -> float:
        flat = [_number(v) for value in values for v in (value if isinstance(value, list) else [value])]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        result = flat[0]
        for number in flat[1:]:
            result = step(result, number)
        return result

    return fold


def _add(*values: object) -> object:
    """Add numbers, or put texts together."""
    if len(values) > 1 and all(isinstance(value, str) for value in values):
        return "".join(map(str, values))
    return _fold(lambda a, b: a + b)(*values)


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise ShortcodeError("it divides by zero")
    if isinstance(left, int) and isinstance(right, int):
        return int(left / right)  # Go cuts towards zero
    return left / right


def _seq(*arguments: object) -> list[int]:
    numbers = [int(_number(a)) for a in arguments]
    if numbers == [0]:
        return []
    first, step, last = {1: (1, 1, numbers[-1]), 2: (numbers[0], 1, numbers[-1])}.get(
        len(numbers), (numbers[0], numbers[len(numbers) // 2], numbers[-1])
    )
    if len(numbers) == 1 and last < 0:
        first = -1
    if len(numbers) < 3 and last < first:
        step = -1
    if abs(last - first) > 100_000 or step == 0:
        raise ShortcodeError("seq has too many numbers")
    return list(range(first, last + (1 if step > 0 else -1), step))


# --- collections ----------------------------------------------------------------------------------


def _items(value: object) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [one for _, one in sorted(cast("Mapping[str, Any]", value).items())]
    if isinstance(value, (list, tuple)):
        return list(cast("Sequence[Any]", value))
    raise ShortcodeError(f'"{go_text(value)}" is not a list')


def _index(value: object, *keys: object) -> object:
    for key in keys:
        if isinstance(value, Mapping):
            value = field(value, go_text(key), ())  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(value, (list, tuple, str)):
            place = int(_number(key))
            sequence = cast("Sequence[object]", value)
            value = sequence[place] if 0 <= place < len(sequence) else None
        else:
            return None
    return value


def _in(collection: object, item: object) -> bool:
    if isinstance(collection, str):
        return go_text(item) in collection
    return any(_same(one, item) and type(one) is type(item) for one in _items(collection))


def _dict(*pairs: object) -> Entries:
    return Entries({go_text(pairs[n]): pairs[n + 1] for n in range(0, len(pairs) - 1, 2)})


def _merge(*maps: object) -> dict[str, Any]:
    """Put maps over each other, and the maps in them."""
    merged: dict[str, Any] = {}
    for one in maps:
        for name, value in cast("Mapping[str, Any]", one or {}).items():
            old = merged.get(name)
            both = isinstance(old, Mapping) and isinstance(value, Mapping)
            merged[name] = _merge(old, value) if both else value
    return Entries(merged) if all(isinstance(one, Entries) for one in maps) else merged


def _length(value: object) -> int:
    """Count as Go does, which counts the bytes of a text."""
    if isinstance(value, str):
        return len(value.encode("utf-8", "surrogatepass"))
    return len(cast("Sequence[object]", value)) if value is not None else 0


def _slice_text(text: object, start: object = 0, end: object = None) -> str:
    return go_text(text)[int(_number(start)) : None if end is None else int(_number(end))]


def _substr(text: object, start: object, length: object = None) -> str:
    written, first = go_text(text), int(_number(start))
    first = max(0, len(written) + first) if first < 0 else first
    rest = written[first:]
    if length is None:
        return rest
    count = int(_number(length))
    return rest[:count]


def _delimit(values: object, sign: object, last: object = None) -> str:
    texts = [go_text(v) for v in _items(values)]
    if last is not None and len(texts) > 1:
        return go_text(sign).join(texts[:-1]) + go_text(last) + texts[-1]
    return go_text(sign).join(texts)


def _is_set(collection: object, key: object) -> bool:
    if isinstance(collection, Mapping):
        return go_text(key) in collection or go_text(key).lower() in collection
    if isinstance(collection, (list, tuple)):
        return int(_number(key)) < len(cast("Sequence[object]", collection))
    return False


def _unique(values: object) -> list[Any]:
    found: list[Any] = []
    for value in _items(values):
        if value not in found:
            found.append(value)
    return found


def _append(*arguments: object) -> list[Any]:
    """`$list | append "a" "b"`: the list comes last."""
    *new, old = arguments
    added = _items(new[0]) if len(new) == 1 and isinstance(new[0], list) else list(new)
    return _items(old) + added


def _where(values: object, key: object, *test: object) -> list[Any]:
    name = go_text(key)
    wanted = test[-1]
    sign = go_text(test[0]) if len(test) > 1 else "eq"
    tests: dict[str, Callable[[Any], bool]] = {
        "eq": lambda v: _same(v, wanted), "=": lambda v: _same(v, wanted), "==": lambda v: _same(v, wanted),
        "ne": lambda v: not _same(v, wanted), "!=": lambda v: not _same(v, wanted),
        "like": lambda v: bool(_go_pattern(wanted).search(go_text(v))),
        "in": lambda v: _in(wanted, v), "not in": lambda v: not _in(wanted, v),
        "intersect": lambda v: any(_in(wanted, one) for one in _items(v)),
        "lt": lambda v: _LESS(v, wanted), "<": lambda v: _LESS(v, wanted),
        "gt": lambda v: _LESS(wanted, v), ">": lambda v: _LESS(wanted, v),
        "le": lambda v: not _LESS(wanted, v), "<=": lambda v: not _LESS(wanted, v),
        "ge": lambda v: not _LESS(v, wanted), ">=": lambda v: not _LESS(v, wanted),
    }  # fmt: skip
    if sign not in tests:
        raise ShortcodeError(f'where with "{sign}" is not supported')
    return [item for item in _items(values) if tests[sign](_path(item, name))]


def _path(value: object, path: str) -> object:
    for name in path.strip(".").split("."):
        value = field(value, name, ())
    return value


def _sort(values: object, key: object = None, direction: object = "asc") -> list[Any]:
    def by(item: object) -> Any:  # noqa: ANN401 - whatever compares
        return _comparable(item if key in {None, "value"} else _path(item, go_text(key)))

    return sorted(_items(values), key=by, reverse=go_text(direction) == "desc")


# --- text -----------------------------------------------------------------------------------------


def _go_pattern(pattern: object) -> re.Pattern[str]:
    try:
        return re.compile(with_scoped_flags(go_text(pattern).replace(r"\z", r"\Z")))
    except re.error as error:
        raise ShortcodeError(f'the pattern "{pattern}" is malformed: {error}') from error


def _replace_pattern(pattern: object, replacement: object, text: object, count: object = 0) -> str:
    new = go_text(replacement)
    return _go_pattern(pattern).sub(
        lambda found: expanded(new, found), go_text(text), count=max(0, int(_number(count)))
    )


def _find_pattern(pattern: object, text: object, count: object = -1) -> list[str]:
    found = [m[0] for m in _go_pattern(pattern).finditer(go_text(text))]
    return found if int(_number(count)) < 0 else found[: int(_number(count))]


def _find_groups(pattern: object, text: object, count: object = -1) -> list[list[str]]:
    found = [[m[0], *(g or "" for g in m.groups())] for m in _go_pattern(pattern).finditer(go_text(text))]
    return found if int(_number(count)) < 0 else found[: int(_number(count))]


_VERB = re.compile(r"%([-+#0 ]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])")
_LONGEST = 10_000_000
"""Characters that a template may make of a text by repeating it."""
_WIDEST = 1_000_000
"""What Go's `printf` takes for the width or the precision of a value; beyond it the verb is malformed."""


def _print(*values: object) -> str:
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


def _printf(form: object, *values: object) -> str:
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
        return f"U+{int(_number(value)):04X}"
    if verb in "xX" and isinstance(value, str):
        return format(int.from_bytes(value.encode()), f"0{2 * len(value.encode())}{verb}") if value else ""
    if verb in "dxXobc":
        return format(int(_number(value)), {"d": "d", "c": "c"}.get(verb, verb))
    if verb in "feg":
        return format(float(_number(value)), f".{precision or 6}{verb}" if verb != "g" or precision else "g")
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


def _urlize(text: object) -> str:
    return escaped(urlize(go_text(text)))


def _truncate(length: object, *rest: object) -> str:
    *given, last = rest
    text, ending = go_text(last), go_text(given[0]) if given else " …"
    limit = int(_number(length))
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip() + ending


def _repeat(count: object, text: object) -> str:
    times, one = int(_number(count)), go_text(text)
    if times * len(one) > _LONGEST:
        raise ValueError(f"a text of more than {_LONGEST:,} characters")
    return one * times


def _split(text: object, sign: object) -> list[str]:
    return list(go_text(text)) if sign == "" else go_text(text).split(go_text(sign))


def _replace(text: object, old: object, new: object, count: object = -1) -> str:
    return go_text(text).replace(go_text(old), go_text(new), int(_number(count)))


def _json(*arguments: object) -> Safe:
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


def _digest(name: str) -> Function:
    return lambda text: hashlib.new(name, go_text(text).encode(), usedforsecurity=False).hexdigest()


# --- dates ----------------------------------------------------------------------------------------


_NAMED = {
    ":date_full": "Monday, January 2, 2006",
    ":date_long": "January 2, 2006",
    ":date_medium": "Jan 2, 2006",
    ":date_short": "1/2/06",
    ":time_short": "3:04 pm",
    ":time_medium": "3:04:05 pm",
}


def format_date(layout: object, value: object) -> str:
    """Write a date in Go's notation.

    >>> format_date("January 2, 2006", "2024-03-05")
    'March 5, 2024'
    """
    if isinstance(value, Fields) and "Format" in value.fields:
        return value.fields["Format"](layout)
    date = read_date(value)
    if date is None:
        raise ShortcodeError(f'"{go_text(value)}" is not a date')
    pattern = _NAMED.get(go_text(layout), go_text(layout))
    return go_date(pattern, date)


def date_fields(value: object) -> Fields:
    """Make an object of a date: `(time .Date).Year`."""
    date = read_date(value)
    if date is None:
        raise ShortcodeError(f'"{go_text(value)}" is not a date')
    return Fields(
        {
            "Format": lambda layout: format_date(layout, date),
            "Year": lambda: date.year,
            "Month": lambda: Named(date.month, date.strftime("%B")),
            "Day": lambda: date.day,
            "Hour": lambda: date.hour,
            "Minute": lambda: date.minute,
            "Second": lambda: date.second,
            "Weekday": lambda: Named((date.weekday() + 1) % 7, date.strftime("%A")),
            "YearDay": lambda: date.timetuple().tm_yday,
            "IsZero": lambda: date.year == 1,
            "Unix": lambda: int(date.timestamp()),
            "UnixMilli": lambda: int(date.timestamp()) * 10**3,
            "UnixMicro": lambda: int(date.timestamp()) * 10**6,
            "UnixNano": lambda: int(date.timestamp()) * 10**9,
            "Sub": lambda other: duration_fields(_since(date, other)),
            "Equal": lambda other: _number(field(other, "Unix", ())) == int(date.timestamp()),
            "UTC": lambda: date_fields(date.astimezone(UTC)),
            "Local": lambda: date_fields(date),
            "AddDate": lambda years, months, days: date_fields(_moved(date, years, months, days)),
            "Before": lambda other: _number(field(other, "Unix", ())) > int(date.timestamp()),
            "After": lambda other: _number(field(other, "Unix", ())) < int(date.timestamp()),
        },
        str(date),
    )


def _since(date: datetime, other: object) -> timedelta:
    return timedelta(seconds=int(date.timestamp()) - _number(field(other, "Unix", ())))


class Named(int):
    """A month or a day of the week: a number with a name."""

    def __new__(cls, number: int, name: str) -> Self:
        """Keep the name beside the number."""
        made = super().__new__(cls, number)
        made.name = name
        return made

    name: str

    def __str__(self) -> str:
        """Write the name."""
        return self.name


def _moved(date: datetime, years: int, months: int, days: int) -> datetime:
    """Go on by years, months and days; the 31st of a month that has none is in the next one, as in Go.

    >>> _moved(datetime(2024, 1, 31), 0, 1, 0)
    datetime.datetime(2024, 3, 2, 0, 0)
    """
    year, month = divmod(date.year * 12 + date.month - 1 + years * 12 + months, 12)
    return date.replace(year=year, month=month + 1, day=1) + timedelta(days=date.day - 1 + days)


# --- the rest -------------------------------------------------------------------------------------


def _safe(value: object) -> Safe:
    return Safe(go_text(value))


def parse_url(text: object) -> Fields:
    """Take a URL apart."""
    given = go_text(text)
    parts, whole = urlsplit(given), spelled_url(given)
    return Fields(
        {
            "Scheme": lambda: parts.scheme,
            "Host": lambda: parts.netloc,
            "Hostname": lambda: parts.hostname or "",
            "Path": lambda: parts.path,
            "RawQuery": lambda: parts.query,
            "Query": lambda: Fields({"Get": lambda name: parse_qs(parts.query).get(go_text(name), [""])[0]}),
            "Fragment": lambda: parts.fragment,
            "IsAbs": lambda: bool(parts.scheme),
            "String": lambda: whole,
        },
        whole,
    )


_XML_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}
_XML = re.compile("[&<>\"']")


def _join_url(*parts: object) -> str:
    flat = [go_text(one) for part in parts for one in (part if isinstance(part, list) else [part])]
    return re.sub(r"(?<!:)/{2,}", "/", "/".join(one for one in flat if one))


def _error(form: object, *values: object) -> str:
    raise ShortcodeError(_printf(form, *values))


def _querify(*values: object) -> str:
    first, *others = values
    pairs = _dict(first, *others) if others else cast("Mapping[str, object]", first)
    return urlencode({key: go_text(pairs[key]) for key in sorted(pairs)})


_STRINGS: dict[str, Function] = {
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
_MATH: dict[str, Function] = {
    "Abs": lambda value: abs(_number(value)),
    "Acos": lambda value: math.acos(_number(value)),
    "Asin": lambda value: math.asin(_number(value)),
    "Atan": lambda value: math.atan(_number(value)),
    "Atan2": lambda a, b: math.atan2(_number(a), _number(b)),
    "Cos": lambda value: math.cos(_number(value)),
    "Log": lambda value: math.log(_number(value)),
    "MaxInt64": lambda: 2**63 - 1,
    "ModBool": lambda a, b: math.fmod(_number(a), _number(b)) == 0,
    "Pi": lambda: math.pi,
    "Product": _fold(lambda a, b: a * b),
    "Sin": lambda value: math.sin(_number(value)),
    "Sum": _fold(lambda a, b: a + b),
    "Tan": lambda value: math.tan(_number(value)),
    "ToDegrees": lambda value: math.degrees(_number(value)),
    "ToRadians": lambda value: math.radians(_number(value)),
    "Add": _add,
    "Ceil": lambda value: math.ceil(_number(value)),
    "Div": _fold(_divide),
    "Floor": lambda value: math.floor(_number(value)),
    "Max": _fold(max),
    "Min": _fold(min),
    "Mod": lambda a, b: int(math.fmod(_number(a), _number(b))),
    "Mul": _fold(lambda a, b: a * b),
    "Pow": lambda a, b: float(_number(a)) ** _number(b),
    "Round": lambda value: math.floor(_number(value) + 0.5),
    "Sqrt": lambda value: math.sqrt(_number(value)),
    "Sub": _fold(lambda a, b: a - b),
}
_SHORT_STRINGS = {
    "hasPrefix": "HasPrefix",
    "hasSuffix": "HasSuffix",
    "lower": "ToLower",
    "upper": "ToUpper",
    "trim": "Trim",
    "replace": "Replace",
    "replaceRE": "ReplaceRE",
    "findRE": "FindRE",
    "findRESubmatch": "FindRESubmatch",
    "split": "Split",
    "substr": "Substr",
    "title": "Title",
    "truncate": "Truncate",
    "countwords": "CountWords",
    "countrunes": "CountRunes",
    "chomp": "Chomp",
    "slicestr": "SliceString",
}
_COLLECTIONS: dict[str, Function] = {
    "after": lambda count, values: _items(values)[int(_number(count)) :],
    "append": _append,
    "delimit": _delimit,
    "dict": _dict,
    "first": lambda count, values: _items(values)[: int(_number(count))],
    "in": _in,
    "index": _index,
    "isSet": _is_set,
    "last": lambda count, values: _items(values)[-int(_number(count)) :] if _number(count) else [],
    "merge": _merge,
    "querify": _querify,
    "reverse": lambda values: _items(values)[::-1],
    "seq": _seq,
    "slice": lambda *values: list(values),
    "sort": _sort,
    "uniq": _unique,
    "where": _where,
    **SETS,
}
FUNCTIONS: dict[str, Function] = {
    "and": _and,
    "or": _or,
    "not": lambda value: not is_true(value),
    "eq": _eq,
    "compare.Eq": _eq,
    "ne": lambda left, *rights: not any(_same(left, right) for right in rights),
    "lt": _order(lambda a, b: a < b),
    "le": _order(lambda a, b: a <= b),
    "gt": _order(lambda a, b: a > b),
    "ge": _order(lambda a, b: a >= b),
    "cond": lambda test, yes, no: yes if is_true(test) else no,
    "default": _default,
    "len": _length,
    "isset": _is_set,
    "print": _print,
    "getenv": lambda _name: "",  # the same page on every machine
    "println": lambda *values: " ".join(go_text(v) for v in values) + "\n",
    "printf": _printf,
    "string": go_text,
    "int": lambda value: int(_number(0 if value in (None, "") else value)),
    "float": lambda value: float(_number(0 if value in (None, "") else value)),
    "add": _MATH["Add"],
    "sub": _MATH["Sub"],
    "mul": _MATH["Mul"],
    "div": _MATH["Div"],
    "mod": _MATH["Mod"],
    "modBool": lambda a, b: _MATH["Mod"](a, b) == 0,
    "safeHTML": _safe,
    "safeCSS": _safe,
    "safeJS": lambda text: Script(go_text(text)),
    "safeURL": lambda text: Address(go_text(text)),
    "safeHTMLAttr": _safe,
    "htmlEscape": lambda text: html.escape(go_text(text)),
    "htmlUnescape": lambda text: html.unescape(go_text(text)),
    "html": lambda text: Safe(html.escape(go_text(text))),
    "plainify": lambda text: without_tags(go_text(text)),
    "jsonify": _json,
    "urlize": _urlize,
    "urlquery": lambda text: quote_plus(go_text(text)),
    "anchorize": lambda text: anchor_name(go_text(text)),
    "base64Encode": lambda text: base64.b64encode(go_text(text).encode()).decode(),
    "base64Decode": lambda text: base64.b64decode(go_text(text)).decode(errors="replace"),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "dateFormat": format_date,
    "time": date_fields,
    "errorf": _error,
    "urls.Parse": parse_url,
    "urls.PathEscape": lambda text: quote(go_text(text), safe="$&+:=@~"),
    "urls.JoinPath": _join_url,
    "transform.Unmarshal": unmarshal,
    "unmarshal": unmarshal,
    "transform.XMLEscape": lambda text: Safe(_XML.sub(lambda sign: _XML_SIGNS[sign[0]], go_text(text))),
    "now": lambda: date_fields(datetime.now(UTC)),
    "time.Now": lambda: date_fields(datetime.now(UTC)),
    "duration": duration,
    "time.Duration": duration,
    "time.ParseDuration": parse_duration,
    "safeJSStr": _safe,
    "safe.JSStr": _safe,
    "fmt.Println": lambda *values: " ".join(go_text(v) for v in values) + "\n",
    **PATHS,
    **WORDS,
    **_COLLECTIONS,
    **{f"collections.{name[0].upper()}{name[1:]}": function for name, function in _COLLECTIONS.items()},
    **{f"strings.{name}": function for name, function in _STRINGS.items()},
    **{f"math.{name}": function for name, function in _MATH.items()},
    **{short: _STRINGS[name] for short, name in _SHORT_STRINGS.items()},
}
"""Those that need no page."""
for _short, _long in {
    "anchorize": "urls.Anchorize",
    "urlize": "urls.URLize",
    "plainify": "transform.Plainify",
    "htmlEscape": "transform.HTMLEscape",
    "htmlUnescape": "transform.HTMLUnescape",
    "jsonify": "encoding.Jsonify",
    "base64Encode": "encoding.Base64Encode",
    "base64Decode": "encoding.Base64Decode",
    "dateFormat": "time.Format",
    "time": "time.AsTime",
    "printf": "fmt.Printf",
    "print": "fmt.Print",
    "getenv": "os.Getenv",
    "errorf": "fmt.Errorf",
    "md5": "crypto.MD5",
    "sha256": "crypto.SHA256",
    "cond": "compare.Conditional",
    "default": "compare.Default",
    "safeHTML": "safe.HTML",
    "safeCSS": "safe.CSS",
    "safeJS": "safe.JS",
    "safeURL": "safe.URL",
    "safeHTMLAttr": "safe.HTMLAttr",
    "humanize": "inflect.Humanize",
    "dict": "collections.Dictionary",
    "string": "cast.ToString",
    "int": "cast.ToInt",
    "float": "cast.ToFloat",
    "isset": "collections.IsSet",
}.items():
    FUNCTIONS[_long] = FUNCTIONS[_short]
