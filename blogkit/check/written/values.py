"""What a value looks like in a comment, and where the explanation behind it begins."""

import re
from functools import lru_cache

_NUMBER = (
    r"[-+−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:_\d+)*)?(?:\.\d*)?(?:(?<=\d)|(?<=\d\.))"
    r"(?:[eE][-+]?\d+)?(?:\.\.\.|…)?"
)
_SCALAR = re.compile(
    rf"(?:[≈~]\s*)?(?:(?P<number>\(?{_NUMBER}\s?[-+]\s?{_NUMBER}[jJ]\)?|0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|{_NUMBER}(?:\s?%|[jJ])?|[-+−]?\d*[¼-¾⅐-⅞]|[-+]?(?:inf|nan)\b)"
    r"|(?P<word>(?:True|False|None|NaN|NaT|Ellipsis|NotImplemented)\b)"
    r"|(?P<class><(?:class|function|module|generator|enum|map|zip|filter|range|built-in|bound|memory at)\b"
    r"[^>]*(?:>[^<>]*>|>))"
    r"|(?P<quoted>[bru]?\"(?:[^\"\\]|\\.)*\"|[bru]?'(?:[^'\\]|\\.)*'))"
)
_NUMBERS = re.compile(rf"{_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER}|\s*,?\s*\.\.\.)+")
_CALL = re.compile(
    r"(?:(?:np|numpy|jnp|torch|tf|pd|sp|sympy)\.)?(?:array|Array|tensor|Tensor|DeviceArray|Matrix|float64|float32|int64"
    r"|int32|bool_|str_|torch\.Size|Size|dict_keys|dict_values|dict_items|deque|OrderedDict|Counter|defaultdict"
    r"|(?:pathlib\.)?(?:Pure)?(?:Posix|Windows)?Path|frozenset|set|Decimal|Fraction|range|Timestamp|Index)(?=\()"
)
_RAISED = re.compile(
    r"(?:(?:[\u2600-\u27BF]\uFE0F?\s+)?[Rr]aises:?\s+(?:an?\s+)?|[\u2600-\u27BF]\uFE0F?\s+)?(?:\w+\.)*(?:[A-Z]\w*(?:Error|Exception|Warning)|StopIteration|KeyboardInterrupt)(?::\s.*|\(.*\))?$"
)
_SHAPE = re.compile(r"shape\s*[:=]?\s*\(-?\d[-\d, ]*\)$", re.IGNORECASE)
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_IN_OTHER_LETTERS = (
    r"[ \t]+(?=[^\x00-\x7f])(?=[^\W\d_])"
    r"(?!(?:[은는이가을를와과로의에도]|[はがをにのとでも])\s)(?![^\n]*(?:→|->|=>))"
)
"""Words in other letters explain without a sign; behind a particle or before an arrow goes on a sentence."""
# What explains a value stands on its last line; what stands below belongs to what is claimed.
_AFTER_ANY = re.compile(
    r"[ \t]*(?:$|[\u2600-\u27BF\u2B50-\u2B59\U0001F300-\U0001FAFF]\uFE0F?\s*$"
    r"|\([^()\w]{1,5}\)$|→[ \t]*(?=[^\W\d_])"
    r"|\((?=[^()]*\w)(?:[^()]|\([^()]*\))*(?:\)|$)|!(?!\s*[:=])|;\s|<-+\s|<=\s|⬅|←|✅|✓|✔|❌|🎉|#"
    r"|[（；。]|[，、](?=\s*[^\W\d])|(?:because|since|as\b|not\b|even\b|instead\b))",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(
    r"[ \t]*(?:,\s+(?=[^\W\d])|(?:is\s)?(?:printed|returned|displayed|shown)\s*$"
    r"|=\s*(?:0[bxo][\da-fA-F_]+|[01]{4}(?:[ _]?[01]{4})*)(?=\s*(?:$|\()))"
)
_AFTER_GROUP = re.compile(
    rf"[ \t]{{2,}}(?=[^\W\d_])|{_IN_OTHER_LETTERS}"
    r"|[ \t]*(?:,\s|[–—-]+\s|:\s|<\s(?=[^\W\d]{3})|(?:is\s)?(?:printed|returned|displayed|shown)\b"
    r"|with\b|shape\b|dtype\b|of\s(?:type|shape|dtype|length)\b|[a-z]+\s*\)\s*$)",
    re.IGNORECASE,
)
_AFTER_QUOTED = re.compile(
    rf"[ \t]{{2,}}(?=[^\W\d_])|{_IN_OTHER_LETTERS}"
    r"|[ \t]*(?:,\s|[–—-]+\s|(?:is\s)?(?:printed|returned|displayed|shown)\s*$)"
)


def value_and_explanation(text: str) -> tuple[str, str] | None:
    """Split `1 (first element)` into the value and what explains it; None when it starts with no value.

    >>> value_and_explanation("[0 1 2] shape (3,)")
    ('[0 1 2]', 'shape (3,)')
    >>> value_and_explanation("3.0, the mean")
    ('3.0', ', the mean')
    >>> value_and_explanation("1-D array (vector)") is None
    True
    >>> value_and_explanation("3 apples") is None
    True
    >>> value_and_explanation("4（二进制）"), value_and_explanation("4，四")
    (('4', '（二进制）'), ('4', '，四'))
    """
    text = text.strip()
    if _RAISED.match(text) or _SHAPE.match(text):
        return text, ""
    end = _end_of_value(text)
    if end is None:
        return None
    return text[:end].rstrip(), text[end:].strip()


_REMARK = re.compile(
    r"(?<![ \t])[ \t]+(?:#(?=[ \t]|[^\W\d])|(?:<-+|←|⬅\uFE0F?)(?:[ \t]|(?=\n|$))"
    r"|[\u2600-\u27BF\u2B50-\u2B59\U0001F300-\U0001FAFF]\uFE0F?$)"
)
"""What is said beside a line of output; a picture alone is no part of it, either."""


def without_remarks(text: str) -> str:
    """Lines of output without what is said beside them: `[1 3]  # sorted`.

    >>> without_remarks("['a']  # not ['b']"), without_remarks("'a # b'")
    ("['a']", "'a # b'")
    """
    return "\n".join(map(_without_remark, text.split("\n"))) if _REMARK.search(text) else text


def _without_remark(line: str) -> str:
    marks = (match for match in _REMARK.finditer(line) if line[: match.start()].strip())
    at = next((match.start() for match in marks if _is_outside(line[: match.start()])), None)
    return line if at is None else line[:at]


_APOSTROPHE = re.compile(r"(?<=[a-z]{2})'(?=[a-z])")


def _is_outside(before: str) -> bool:
    """Whether no text is open behind what stands before."""
    return not any(_APOSTROPHE.sub("", before).count(sign) % 2 for sign in "'\"")


_WORD_BEHIND = re.compile(r"\s+(?:[—–]\s+)?(?!of\b|to\b|per\b|x\b)(?=[^\W\d]{2})")


def before_dash(text: str) -> str:
    """What a dash and words follow, whatever numbers are in these: `6` of `6 — row 1`; else empty.

    >>> before_dash("6 — row 1"), before_dash("6 - 1"), before_dash("the 6 — of row 1")
    ('6', '', 'the 6')
    """
    match = _DASH.search(text[:_LONGEST_LINE])
    return text[: match.start()].strip() if match and "\n" not in text else ""


def leading_value(text: str) -> str:
    """The value that words follow: `3` of `3 apples`; empty where there is none, or further values follow.

    >>> leading_value("3 apples"), leading_value("[1, 2] all of them"), leading_value("2 or 3")
    ('3', '[1, 2]', '')
    >>> leading_value("1 of 3"), leading_value("the 3"), leading_value("'oak' and")
    ('', '', "'oak'")
    """
    text = text.strip()
    if "\n" in text or len(text) > _LONGEST_LINE:
        return ""
    scalar = _SCALAR.match(text)
    end = scalar.end() if scalar else 0
    if text[:1] in _CLOSING:
        end = end_of_bracket(text, 0) or 0
        end = end if holds_values(text[:end] or "()") else 0
    behind = text[end:]
    end = 0 if text[:end].endswith(".") else end  # `1. First`
    plain = _WORD_BEHIND.match(behind) and not re.search(r"[\d\[\]{}'\"=<>]|\b(?:True|False|None)\b", behind)
    return text[:end] if end and plain and re.search(r"[\w'\"]", text[:end]) else ""


_LONGEST_LINE = 200
_EXPLAINS = re.compile(r"\([^\n]*[^\W\d]{3,}[^\n]*\)$")
_WIDE = re.compile(r"\s*（[^（）\n]*）$")
"""Parentheses of Chinese and Japanese texts, which no space needs to stand before."""
_DASH = re.compile(r"\s+[—–]\s+(?=[^\W\d])")


def without_explanations(text: str) -> str:
    r"""Lines of output without what stands in parentheses, or in words behind a dash, at their ends.

    >>> without_explanations("int64 (or int32, as the system is)"), without_explanations("f(the sum)")
    ('int64', 'f(the sum)')
    >>> without_explanations("sum: 3 (of all (two))\nx (last)"), without_explanations("7 — a column")
    ('sum: 3\nx', '7')
    """
    return "\n".join(map(_without_explanation, text.split("\n")))


def _without_explanation(line: str) -> str:
    line = line.rstrip()
    if (wide := _WIDE.search(line)) and wide.start() > 0:
        return line[: wide.start()]
    dash = _DASH.search(line)
    if dash and dash.start() > 0:
        return line[: dash.start()]
    depth = 0
    for at in range(len(line) - 1, 0, -1) if line.endswith(")") else ():
        depth += {")": 1, "(": -1}.get(line[at], 0)
        if depth == 0:
            explains = line[at - 1].isspace() and line[:at].strip() and _EXPLAINS.fullmatch(line[at:])
            return line[:at].rstrip() if explains else line
    return line


def _end_of_value(text: str) -> int | None:
    for end_of in (_end_of_numbers, _end_of_scalar, _end_of_group, _end_of_several):
        end = end_of(text)
        if end is not None:
            return end
    return None


def _end_of_numbers(text: str) -> int | None:
    """`1, 2, 3` and `1 2 3`: nothing but numbers, an explanation in parentheses aside."""
    match = _NUMBERS.match(text)
    if match is None:
        return None
    return match.end() if re.match(r"\s*(?:$|[(（])", text[match.end() :]) else None


def _end_of_scalar(text: str) -> int | None:
    match = _SCALAR.match(text)
    if match is None or match.end() == 0 or not re.search(r"[\w\"'¼-⅞>]", match[0]):
        return None
    rest = text[match.end() :]
    if _AFTER_ANY.match(rest) and not (match["number"] and rest[:1] == "("):
        return match.end()
    if match["number"]:
        return match.end() if _AFTER_NUMBER.match(rest) else None
    if match["quoted"] or match["word"]:
        return match.end() if _AFTER_QUOTED.match(rest) else None
    return None


def _end_of_group(text: str) -> int | None:
    call = _CALL.match(text)
    start = call.end() if call else 0
    if text[start : start + 1] not in _CLOSING:
        return None
    end = end_of_bracket(text, start)
    if end is None or (call is None and not holds_values(text[start:end])):
        return None
    rest = text[end:]
    if rest[:1] == ":" or not (_AFTER_ANY.match(rest) or _AFTER_GROUP.match(rest)):
        return None
    return end


_PART = re.compile(
    rf"{_NUMBER}|(?:True|False|None)\b|[bru]?\"(?:[^\"\\]|\\.)*\"|[bru]?'(?:[^'\\]|\\.)*'|<class '[\w.]+'>"
)
_SEPARATOR = re.compile(r"\s*,\s*|\s+")
_MOST_PARTS = 50


def _end_of_several(text: str) -> int | None:
    """Where values of any kind end that one `print` shows side by side: `1 [2, 3] True`."""
    end = count = 0
    while count < _MOST_PARTS and (past := _end_of_part(text, end)) is not None:
        count, end = count + 1, past
        separator = _SEPARATOR.match(text, end)
        if separator is None or separator.end() == len(text):
            break
        if _end_of_part(text, separator.end()) is None:
            break
        end = separator.end()
    return end if count > 1 and re.match(r"\s*(?:$|[(（])", text[end:]) else None


def is_several(text: str) -> bool:
    """Whether a text is nothing but values side by side.

    >>> is_several("1 [2, 3] True"), is_several("1 of them"), is_several("[2, 3]")
    (True, False, False)
    """
    return _end_of_several(text) == len(text)


def _end_of_part(text: str, start: int) -> int | None:
    if text[start : start + 1] in _CLOSING:
        end = end_of_bracket(text, start)
        return end if end is not None and holds_values(text[start:end]) else None
    match = _PART.match(text, start)
    return match.end() if match and match.end() > start and re.search(r"[\w'\"]", match[0]) else None


@lru_cache(maxsize=256)
def end_of_bracket(text: str, start: int) -> int | None:
    """Where the bracket that opens at `start` ends; None when it never does."""
    stack: list[str] = []
    quote = ""
    for index in range(start, len(text)):
        sign = text[index]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and not text[index - 1 : index].isalnum():
            quote = sign
        elif sign in _CLOSING:
            stack.append(_CLOSING[sign])
        elif stack and sign == stack[-1]:
            stack.pop()
            if not stack:
                return index + 1
        elif sign in "])}":
            return None
    return None


_WORDS = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|(?<![\w.])[^\W\d]\w*")
_KNOWN = frozenset(
    [
        "True",
        "False",
        "None",
        "nan",
        "inf",
        "NaN",
        "NaT",
        "array",
        "Array",
        "tensor",
        "Matrix",
        "np",
        "numpy",
        "float64",
        "float32",
        "int64",
        "int32",
        "dtype",
        "j",
        "torch",
        "jnp",
        "e",
        "pi",
        "sqrt",
        "I",
        "oo",
        "exp",
        "sin",
        "cos",
        "tan",
        "log",
        "datetime",
        "date",
        "Timestamp",
        "Decimal",
        "Fraction",
        "x",
        "y",
        "z",
        "t",
        "a",
        "b",
        "c",
        "n",
    ]
)


_REPR = re.compile(r"<class '[\w.]+'>|<[\w.<>]+(?: object)? at 0x[\da-fA-F]+>")


def holds_values(bracket: str) -> bool:
    """Whether a bracket holds values rather than the words of a remark: `[1, 'a']`, not `(see below)`.

    `(3)` and `(a)` are remarks, `[batch, time]` names axes.
    """
    inside = _REPR.sub("''", bracket[1:-1].strip())
    if bracket[0] == "(" and "," not in inside:
        return False
    words = [word for word in _WORDS.findall(inside) if word[:1] not in "\"'"]
    if not inside:
        return True
    return all(word in _KNOWN for word in words) and bool(
        re.search(r"[\d\"']|True|False|None|nan|inf", inside)
    )
