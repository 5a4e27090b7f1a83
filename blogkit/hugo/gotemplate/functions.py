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
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

from blogkit.hugo.go_dates import go_date
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.hugo.gotemplate.values import Fields, Safe, field, go_text, is_true
from blogkit.hugo.markdown.heading_ids import anchor_name
from blogkit.hugo.markdown.summary import without_tags
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
    """Hugo's own idea of "set": zero numbers and false count as set."""
    value = given[-1] if given else None
    unset = value is None or (isinstance(value, (str, list, tuple, dict)) and not value)
    return fallback if unset else value


# --- numbers --------------------------------------------------------------------------------------


def _number(value: object) -> float:
    if isinstance(value, (bool, int, float)):
        return value
    try:
        text = str(value).strip()
        return int(text) if re.fullmatch(r"[-+]?\d+", text) else float(text)
    except ValueError as error:
        raise ShortcodeError(f'"{value}" is not a number') from error


def _fold(step: Callable[[Any, Any], Any]) -> Function:
    def fold(*values: object) -> float:
        flat = [_number(v) for value in values for v in (value if isinstance(value, list) else [value])]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        result = flat[0]
        for number in flat[1:]:
            result = step(result, number)
        return result

    return fold


def _divide(left: float, right: float) -> float:
    if right == 0:
        raise ShortcodeError("it divides by zero")
    if isinstance(left, int) and isinstance(right, int):
        return int(left / right)  # Go cuts towards zero
    return left / right


def _seq(*arguments: object) -> list[int]:
    numbers = [int(_number(a)) for a in arguments]
    first, step, last = {1: (1, 1, numbers[-1]), 2: (numbers[0], 1, numbers[-1])}.get(
        len(numbers), (numbers[0], numbers[len(numbers) // 2], numbers[-1])
    )
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
        return list(cast("Mapping[str, Any]", value).values())
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


def _dict(*pairs: object) -> dict[str, Any]:
    return {go_text(pairs[n]): pairs[n + 1] for n in range(0, len(pairs) - 1, 2)}


def _merge(*maps: object) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for one in maps:
        merged.update(cast("Mapping[str, Any]", one or {}))
    return merged


def _length(value: object) -> int:
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
        return re.compile(go_text(pattern).replace(r"\z", r"\Z"))
    except re.error as error:
        raise ShortcodeError(f'the pattern "{pattern}" is malformed: {error}') from error


def _replace_pattern(pattern: object, replacement: object, text: object, count: object = 0) -> str:
    new = re.sub(r"\$\{?(\d+)\}?", r"\\g<\1>", go_text(replacement).replace("\\", r"\\"))
    return _go_pattern(pattern).sub(new, go_text(text), count=max(0, int(_number(count))))


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
        if verb in "dxXobc":
            text = format(int(_number(value)), {"d": "d", "c": "c"}.get(verb, verb))
        elif verb in "feg":
            text = format(
                float(_number(value)), f".{precision or 6}{verb}" if verb != "g" or precision else "g"
            )
        elif verb == "q":
            text = json.dumps(go_text(value), ensure_ascii=False)
        else:
            text = go_text(value)
            text = text[: int(precision)] if precision else text
        if width:
            fill = text.zfill if "0" in flags else text.ljust if "-" in flags else text.rjust
            text = fill(int(width))
        return text

    return _VERB.sub(write, go_text(form))


def _title(text: object) -> str:
    return title_case(go_text(text))


def _humanize(text: object) -> str:
    words = go_text(text).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


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
    return Safe(json.dumps(value, indent=indent or None, ensure_ascii=False, default=go_text, sort_keys=True))


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
            "Month": lambda: date.strftime("%B"),
            "Day": lambda: date.day,
            "Unix": lambda: int(date.timestamp()),
            "AddDate": lambda years, months, days: date_fields(_moved(date, years, months, days)),
            "Before": lambda other: _number(field(other, "Unix", ())) > int(date.timestamp()),
            "After": lambda other: _number(field(other, "Unix", ())) < int(date.timestamp()),
        },
        str(date),
    )


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
    parts = urlsplit(go_text(text))
    return Fields(
        {
            "Scheme": lambda: parts.scheme,
            "Host": lambda: parts.netloc,
            "Hostname": lambda: parts.hostname or "",
            "Path": lambda: parts.path,
            "RawQuery": lambda: parts.query,
            "Fragment": lambda: parts.fragment,
            "IsAbs": lambda: bool(parts.scheme),
            "String": lambda: go_text(text),
        },
        go_text(text),
    )


def _error(form: object, *values: object) -> str:
    raise ShortcodeError(_printf(form, *values))


def _querify(*values: object) -> str:
    first, *others = values
    pairs = _dict(first, *others) if others else cast("Mapping[str, object]", first)
    return urlencode({key: go_text(pairs[key]) for key in sorted(pairs)})


_STRINGS: dict[str, Function] = {
    "Contains": lambda text, part: go_text(part) in go_text(text),
    "ContainsAny": lambda text, signs: any(s in go_text(text) for s in go_text(signs)),
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
    "Add": _fold(lambda a, b: a + b),
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
    "chomp": "TrimSpace",
    "strings.Chomp": "TrimSpace",
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
}
FUNCTIONS: dict[str, Function] = {
    "and": _and,
    "or": _or,
    "not": lambda value: not is_true(value),
    "eq": _eq,
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
    "int": lambda value: int(_number(value)),
    "float": lambda value: float(_number(value)),
    "add": _MATH["Add"],
    "sub": _MATH["Sub"],
    "mul": _MATH["Mul"],
    "div": _MATH["Div"],
    "mod": _MATH["Mod"],
    "modBool": lambda a, b: _MATH["Mod"](a, b) == 0,
    "safeHTML": _safe,
    "safeCSS": _safe,
    "safeJS": _safe,
    "safeURL": _safe,
    "safeHTMLAttr": _safe,
    "htmlEscape": lambda text: html.escape(go_text(text)),
    "htmlUnescape": lambda text: html.unescape(go_text(text)),
    "html": lambda text: Safe(html.escape(go_text(text))),
    "plainify": lambda text: without_tags(go_text(text)),
    "jsonify": _json,
    "urlize": _urlize,
    "urlquery": lambda text: quote(go_text(text), safe=""),
    "anchorize": lambda text: anchor_name(go_text(text)),
    "humanize": _humanize,
    "base64Encode": lambda text: base64.b64encode(go_text(text).encode()).decode(),
    "base64Decode": lambda text: base64.b64decode(go_text(text)).decode(errors="replace"),
    "md5": _digest("md5"),
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "dateFormat": format_date,
    "time": date_fields,
    "errorf": _error,
    "urls.Parse": parse_url,
    "path.Base": lambda text: go_text(text).rstrip("/").rsplit("/", 1)[-1],
    "path.Ext": lambda text: re.sub(
        r"^.*?(\.[^./]*)?$", lambda m: m[1] or "", go_text(text), flags=re.DOTALL
    ),
    "path.Join": lambda *parts: re.sub(r"/+", "/", "/".join(go_text(p) for p in parts if go_text(p))),
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
    "string": "cast.ToString",
    "int": "cast.ToInt",
    "float": "cast.ToFloat",
    "isset": "collections.IsSet",
}.items():
    FUNCTIONS[_long] = FUNCTIONS[_short]
