"""Values behind a name: `x + 1: 3` and `5! = 120` beside what shows them."""

import ast
import re
from collections.abc import Iterator

from blogkit.check.written.values import end_of_bracket, value_and_explanation

_SIGN = re.compile(r"\s*(?::(?=\s)|：|(?<![=<>!:+*/%|&^@-])=(?!=))\s*")
_MOST_WORDS = 5
_PARTS = frozenset(
    [
        "axis",
        "index",
        "indices",
        "position",
        "step",
        "start",
        "stop",
        "end",
        "default",
        "seed",
        "note",
        "notes",
        "example",
        "hint",
        "tip",
        "warning",
        "case",
        "line",
        "level",
        "version",
        "since",
        "key",
        "keys",
        "dim",
        "dims",
        "dimension",
        "eg",
        "from",
        "to",
        "at",
        "by",
        "limit",
        "range",
        "here",
        "see",
        "also",
        "todo",
        "base",
        "exercise",
        "python",
        "complexity",
        "usage",
        "type",
        "arguments",
        "args",
        "input",
        "inputs",
        "expected",
        "method",
        "way",
        "option",
    ]
)
"""Words before a colon that speak of something else than what is shown."""
_COLLECTIONS = frozenset({"list", "tuple", "set", "dict", "dictionary", "array", "string", "frozenset"})
"""What an assignment may be said to make: `creates a list: [1, 2]`."""
_LONGEST = 200
"""Characters of a remark that is looked through."""
_SHAPE = re.compile(r"(?P<name>\w+) (?:(?:now )?has|is of|of) (?:the )?(?=shape\s*\()")
_VERB = re.compile(r"(?P<name>[^\W\d]\w*)\s+(?:[^\W\d]+\s+){1,3}(?=[\[({'\"\d+-])")
"""A name, and a verb in any language: `rows is now [1]`."""
_POWER = re.compile(r"(?<=[\w)])\s*\^\s*(?=[\w(-])")


def value(text: str, node: ast.stmt) -> list[tuple[int, bool]]:
    """Where the value begins, and whether it is surely claimed: behind the name of what is shown.

    >>> value("7 // 2 = 3", ast.parse("print(7 // 2)").body[0])
    [(9, True)]
    >>> value("along axis: 0", ast.parse("print(rows.sum(0))").body[0])
    [(12, False)]
    """
    if "\n" in text or len(text) > _LONGEST:
        return []
    if match := _SHAPE.match(text):
        return [(match.end(), _names(match["name"], node))]
    if (match := _VERB.match(text)) and value_and_explanation(text[match.end() :]) is not None:
        return [(match.end(), _names(match["name"], node))]
    for start, end in () if _EQUIVALENT.search(text) else _signs(text):
        if value_and_explanation(text[end:]) is not None:
            label = text[:start].strip()
            group = text[end : end + 1] in {"[", "{"}
            titled = ":" in text[start:end] and _titles(label, node, group=group)
            return [(end, _names(label, node) or titled or _computes(label, node))]
    return []


_EQUIVALENT = re.compile(r"\b(?:same as|equivalent to|short(?:hand)? for|instead of)\b", re.IGNORECASE)
"""Code that does the same follows, not what is shown."""


def are_of(pairs: list[tuple[str, str]], node: ast.stmt) -> bool:
    """Whether a statement assigns or prints all of these names.

    >>> are_of([("a", "1"), ("b", "2")], ast.parse("a, b = b, a").body[0])
    True
    """
    shown = (part for one in _shown(node) for part in ast.walk(one))
    places = [*shown, *(part for one in _printed(node) for part in ast.walk(one))]
    names = {ast.unparse(one) for one in places if isinstance(one, ast.Name | ast.Attribute | ast.Subscript)}
    return bool(pairs) and {name for name, _ in pairs} <= names


def _printed(node: ast.stmt) -> list[ast.expr]:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return args
        case _:
            return []


def _computes(label: str, node: ast.stmt) -> bool:
    """Whether the words before an equals sign are calls, which are said to give it: `twice(plus(5)) = 12`."""
    try:
        said = ast.parse(label, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return isinstance(said, ast.Call) and isinstance(node, ast.Expr)


def _titles(label: str, node: ast.stmt, *, group: bool) -> bool:
    """Whether a few words before a colon say what is shown, rather than name a part of how: `axis: 0`."""
    words = re.findall(r"[^\W\d_]+", label)
    few = 0 < len(words) <= _MOST_WORDS
    made = isinstance(node, ast.Assign) and bool(words) and words[-1].lower() in _COLLECTIONS
    plain = isinstance(node, ast.Expr) and bool(words) and words[-1].lower() not in _PARTS
    return few and (made or plain or (group and _changes(node)))


def _changes(node: ast.stmt) -> bool:
    """Whether it calls a method of a name for what that does: `trees.append("oak")`."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name()))):
            return True
        case _:
            return False


def _signs(text: str) -> Iterator[tuple[int, int]]:
    """Where a name may end and its value begin: outside of brackets."""
    past = 0
    for match in _SIGN.finditer(text):
        opened = next((at for at in range(past, match.start()) if text[at] in "[({"), None)
        closed = end_of_bracket(text, opened) if opened is not None else match.start()
        if closed is not None and closed <= match.start() and match.start() > 0:
            yield match.start(), match.end()


def _names(label: str, node: ast.stmt) -> bool:
    """Whether the words before a value are the very code that is shown, or its numbers: `5!`."""
    shown = list(_shown(node))
    code = _POWER.sub(" ** ", label)
    if any(_same_code(code, one) for one in shown):
        return True
    numbers = sorted(re.findall(r"\d+(?:\.\d+)?", label))
    return (
        bool(numbers) and not re.search(r"[^\W\d_]", label) and any(_numbers(one) == numbers for one in shown)
    )


def _same_code(label: str, node: ast.expr) -> bool:
    try:
        return ast.dump(ast.parse(label, mode="eval").body) == ast.dump(_loaded(node))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _loaded(node: ast.expr) -> ast.expr:
    """What is assigned to, as it is written where it is read."""
    return ast.parse(ast.unparse(node), mode="eval").body


def _numbers(node: ast.expr) -> list[str]:
    parts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
    return sorted(str(one) for one in parts if isinstance(one, int | float) and not isinstance(one, bool))


def _shown(node: ast.stmt) -> Iterator[ast.expr]:
    """The expressions that a statement shows: what is printed, computed or assigned."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[only])):
            yield only
            if isinstance(only, ast.JoinedStr):
                yield from (part.value for part in only.values if isinstance(part, ast.FormattedValue))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name() as changed)) as value):
            yield from (value, changed)
        case ast.Expr(value=value):
            yield value
        case ast.Assign(targets=[ast.Tuple(elts=parts)]):
            yield from parts
        case ast.Assign(targets=[target], value=value):
            yield from (target, value)
        case ast.AugAssign(target=target):
            yield target
        case _:
            return
