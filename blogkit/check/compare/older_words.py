"""(claimed text, text) -> bool for values as older versions of libraries wrote them."""

import ast
import re
from collections.abc import Callable

from blogkit.check.compare.text import kept
from blogkit.check.compare.verbatim import noisy, same_form
from blogkit.check.written.collections import read, same

_OLD_PICTURE = re.compile(r"<matplotlib\.figure\.Figure at 0x[0-9a-f]+>")
_PICTURE = re.compile(rf"{_OLD_PICTURE.pattern}|<Figure size [^<>]{{1,80}}>")
_AXES = re.compile(r"(<Figure size [\d.]+x[\d.]+) with \d+ Axes>")


def older(claim: str, text: str) -> bool:
    """The same, as older versions of NumPy, pandas and JAX write the value.

    >>> older("[1.0, True]", "[np.float64(1.0), np.True_]"), older("np.float64(2.5)", "2.5")
    (True, False)
    """
    if _AXES.search(claim):  # a figure may have been cleared
        claim, text = (_AXES.sub(r"\1>", part) for part in (claim, text))
        if noisy(claim, text):
            return True
    if _OLD_PICTURE.search(claim):  # the name did not say how many axes
        claim, text = (_PICTURE.sub("<Figure>", part) for part in (claim, text))
        return noisy(claim, text)
    return same_form(
        lambda said: in_new_words(_with_points(said)),
        lambda shown: in_new_words(bare_scalars(shown)),
        claim,
        text,
    ) or (
        (
            claim.startswith("OrderedDict(")
            and text.startswith("OrderedDict(")
            and _same_collection(claim, text)
        )
        or lists_defaults(claim, bare_scalars(text))
    )


def lists_defaults(claim: str, text: str) -> bool:
    """The same call, with what scikit-learn 0.22 and older wrote of parameters that nobody has given.

    >>> lists_defaults("Fit(a=1, b=None, tol=0.1)", "Fit(a=1)"), lists_defaults("Fit(a=2, b=0)", "Fit(a=1)")
    (True, False)
    """
    said, shown = (_CALL.fullmatch(part.strip()[:_LONGEST_CALL]) for part in (claim, text))
    if said is None or shown is None or said["name"] != shown["name"]:
        return False
    whole, given = (_parameters(one["inner"]) for one in (said, shown))
    return len(given) < len(whole) and "" not in whole and given.items() <= whole.items()


_CALL = re.compile(r"(?P<name>[A-Z]\w+)\((?P<inner>[^()]*)\)")
_LONGEST_CALL = 4_000


def _parameters(inner: str) -> dict[str, str]:
    """The parameters of a call by name; one without a name stands below the empty one."""
    parts = (part.partition("=") for part in inner.split(",") if part.strip())
    return {(name.strip() if sign else ""): value.strip() for name, sign, value in parts}


def _with_points(text: str) -> str:
    """Whole floats of a series as pandas writes them now: `1.0` for `1`."""
    return _WHOLE.sub(r"\g<0>.0", text) if _OLD_SERIES.search(text) else text


_OLD_SERIES = re.compile(r"^(?:Name: .*, )?dtype: float64$", re.MULTILINE)
_WHOLE = re.compile(r"(?<=[ \t])-?\d+$", re.MULTILINE)


def _same_collection(claim: str, text: str) -> bool:
    one, other = read(claim.strip()), read(text.strip())
    return one is not None and other is not None and same(one, other)


_SCALAR = re.compile(
    r"\b(?:np|numpy)\.(?:float|int|uint|complex|longdouble|longlong|intp|str_|bytes_|bool_?|void)\d*"
    r"\((\([^()]{0,200}\)|'(?:[^'\\\n]|\\.){0,2000}'|\"(?:[^\"\\\n]|\\.){0,2000}\"|[^()'\"]{0,200})"
    r"(?:, dtype=\[[^\[\]]{0,1000}\])?\)"
)


@kept
def bare_scalars(text: str) -> str:
    """The text with NumPy's numbers and texts as NumPy 1 wrote them."""
    text = _COMPLEX.sub(r"(\1)", text)
    return re.sub(r"\b(?:np|numpy)\.(True|False)_(?!\w)", r"\1", _POINT.sub(r"\1", _SCALAR.sub(r"\1", text)))


_COMPLEX = re.compile(r"\b(?:np|numpy)\.complex\d*\(([^()]{1,80}j)\)")
_POINT = re.compile(r"\barray\((-?\d[\d.]*(?:e[-+]\d+)?)\)")
"""An array without a dimension, which was a number once."""


_MACHINE_TYPE = re.compile(
    r",\s*(?:(?:dtype=(?:bool|int32|int64)|weak_type=True)\b|shape=\(\d[\d, ]{0,60}\)(?=[,)]))"
)


def _as_dict(match: re.Match[str]) -> str:
    """An ordered dict as Python writes it since 3.12."""
    try:
        return f"OrderedDict({dict(ast.literal_eval(f'[{match[1]}]'))})"
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return match[0]


_RENAMED: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\bDeviceArray\("), "Array("),
    (re.compile(r"\b(?:Int64|UInt64|Float64)Index\("), "Index("),
    (re.compile(r"\bnumpy\.(?=[a-z])"), "np."),
    (re.compile(r"\bstr_ascii_iterator\b"), "str_iterator"),
    (re.compile(r"\bnp\.bool_(?![\w(])"), "np.bool"),
    (re.compile(r"\bTtest_\w+Result\("), "TtestResult("),
    (re.compile(r"(\b(?:mode|count)=)array\(\[(-?[\d.]+)\]\)"), r"\1\2"),
    (re.compile(r"^ +UPDATEIFCOPY : \w+(?:\n|$)", re.MULTILINE), ""),
    (re.compile(r"\b(interval\[\w+), right\]"), r"\1]"),
    (re.compile(r"(?<=\s)None$(?=[\s\S]{0,5000}^(?:Name: .*, )?dtype: \w+$)", re.MULTILINE), "NaN"),
    (re.compile(r"\btyping\.(?=[A-Z])"), ""),
    (re.compile(r"\bUnion\[([\w.]+), NoneType\]"), r"Optional[\1]"),
    (re.compile(r"\bUnion\[([\w.]+), ([\w.]+)\]"), r"\1 | \2"),
    (re.compile(r"\btimedelta\(0, (?=\d+\))"), "timedelta(seconds="),
    (re.compile(r"\btimedelta\((-?\d+), (?=\d+\))"), r"timedelta(days=\1, seconds="),
    (re.compile(r"\btimedelta\((-?[1-9]\d*)\)"), r"timedelta(days=\1)"),
    (re.compile(r"\bOrderedDict\(\[(\(.*\))\]\)"), _as_dict),
    (
        re.compile(
            r"<(\d+)x(\d+) sparse (?:matrix|array) of type '<(?:class|type) '(?:np\.)?(\w+)'>'"
            r"\s+with (\d+) stored elements[^<>]{0,80} format>"
        ),
        r"<sparse \3: \4, (\1, \2)>",
    ),
    (
        re.compile(
            r"<[A-Z][\w ]{0,60} sparse (?:matrix|array) of dtype '(\w+)'"
            r"\s+with (\d+) stored elements[^<>]{0,80} and shape \((\d+), (\d+)\)>"
        ),
        r"<sparse \1: \2, (\3, \4)>",
    ),
    (re.compile(r"<_sre\.SRE_(?=Match object;)"), "<re."),
    (re.compile(r"\b(datetime64|timedelta64)\[(?:ns|us|ms|s)(?=[\],])"), r"\1["),
    (re.compile(r"(\bdtype[:=]\s*)'?(?:object|str|string)\b'?"), r"\1object"),
    (re.compile(r"(\bdtype:\s*)int32\b"), r"\1int64"),
    (re.compile(r"\bpandas\._libs\.(?:\w+\.)+(?=[A-Z])"), "pandas."),
    (re.compile(r"(<(?:class ')?pandas\.)core\.(?:\w+\.)+(?=[A-Z])"), r"\1"),
    (re.compile(r"^(pandas\.)core\.(?:\w+\.)+(?=[A-Z]\w*$)", re.MULTILINE), r"\1"),
    (re.compile(r"(\bCategories \(\d+, )(?:str|string)\b"), r"\1object"),
    (re.compile(r"(\d non-null\s+)(?:str|string)[ \t]*$", re.MULTILINE), r"\1object"),
    (re.compile(r"^(dtypes: .*?\b)(?:str|string)(?=\(\d+\))", re.MULTILINE), r"\1object"),
    (re.compile(r"^(memory usage: )[\d.]+\+? \w+", re.MULTILINE), r"\1some"),
    (re.compile(r"^(\S.*\s)int32$(?=[^:]*^dtype: object$)", re.MULTILINE), r"\1int64"),
    (re.compile(r"^(\S.*\s)(?:str|string)$(?=[^:]*^dtype: object$)", re.MULTILINE), r"\1object"),
    (re.compile(r"^ #   Column[^\n]*\n-{3}  [^\n]*\n", re.MULTILINE), ""),
    (re.compile(r"^(?: \d+ {2,})?(\S+ +\d+ non-null) +(\w+) *$", re.MULTILINE), r"\1 \2"),
    (re.compile(r"\bdatetime\.IsoCalendarDate\(year=(\d+), week=(\d+), weekday=(\d)\)"), r"(\1, \2, \3)"),
    (re.compile(r"\b([A-Z]\w*(?:Error|Exception|Warning)\((?:'[^'\n]*'|\"[^\"\n]*\"|\d+)),\)"), r"\1)"),
    (re.compile(r"<a list of (\d+) Patch objects>"), r"<BarContainer object of \1 artists>"),
    (re.compile(r"(?<=\d\.)(?:0(?=[-+])|\s+(?=[-+]))(?=[-+]\d*\.?\d*j)"), ""),
)


@kept
def in_new_words(text: str) -> str:
    """Names that libraries have changed, and types of elements that follow from the machine."""
    text = _MACHINE_TYPE.sub("", text)
    for old, new in _RENAMED:
        text = old.sub(new, text)
    return text
