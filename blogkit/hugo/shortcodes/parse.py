"""Text -> pieces: plain text and shortcode calls, with the calls that stand inside others."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from blogkit.values import frozen

_OPENING = re.compile(r"\{\{([<%])")
_ESCAPED = re.compile(r"/\*(.*?)\*/([>%])\}\}", re.DOTALL)
_NAME = re.compile(r"\s*(/?)\s*([^\s/>%]+(?:/[^\s/>%]+)*)")
_PARAMETER = re.compile(
    r"""\s*(?:([A-Za-z_][\w-]*)\s*=\s*)?(?:"((?:\\.|[^"\\])*)"|`([^`]*)`|((?:(?![>%]\}\}|/\s*[>%]\}\}|\{\{[<%])[^\s"`])+))""",
    re.DOTALL,
)
_END = re.compile(r"\s*(/?)\s*([>%])\}\}")


class Bare(str):
    """A parameter without quotes: a template sees `true`, `3` and `1.5` as what they are."""

    __slots__ = ()


def typed(value: str) -> str | bool | int | float:
    """Give a parameter as a template sees it.

    >>> typed(Bare("3")), typed("3"), typed(Bare("false")), typed(Bare("1.5")), typed(Bare("oak"))
    (3, '3', False, 1.5, 'oak')
    """
    if not isinstance(value, Bare):
        return value
    if value in {"true", "false"}:
        return value == "true"
    if re.fullmatch(r"[-+]?\d{1,18}", value):
        return int(value)
    return float(value) if re.fullmatch(r"[-+]?\d*\.\d+", value) else value


@frozen
class Text:
    """Plain text; `line` counts lines of the body from 0."""

    text: str
    line: int


@frozen
class Call:
    """A shortcode as it is called."""

    name: str
    line: int
    markup: bool = False
    """Written with `{{% %}}`: what it gives is Markdown."""
    named: Mapping[str, str] = field(default_factory=dict[str, str])
    positional: tuple[str, ...] = ()
    inner: tuple["Text | Call", ...] = ()
    paired: bool = False
    """Has a closing tag."""
    indentation: str = ""
    """The white space before it on its line."""
    source: str = ""
    """The opening tag as written."""


@frozen
class Mistake:
    """A tag that cannot be read; it stays text."""

    line: int
    message: str


@frozen
class _Closing:
    name: str
    line: int


_Stack = list[tuple[Call | None, list[Text | Call]]]
"""Open calls, and what stands in each so far; the body itself is the first."""
_Piece = Text | Call | _Closing | Mistake


def parse_shortcodes(body: str) -> tuple[tuple[Text | Call, ...], tuple[Mistake, ...]]:
    """Find the shortcodes of a body.

    >>> parse_shortcodes('a {{< b c="d" >}}')[0][1].named
    {'c': 'd'}
    """
    stack: _Stack = [(None, [])]
    mistakes: list[Mistake] = []
    for piece in _pieces(body):
        if isinstance(piece, Mistake):
            mistakes.append(piece)
        elif isinstance(piece, _Closing):
            _close(stack, piece, mistakes)
        elif isinstance(piece, Call) and not piece.paired:
            stack.append((piece, []))
        else:
            stack[-1][1].append(piece)
    while len(stack) > 1:
        _flatten(stack)
    return tuple(stack[0][1]), tuple(mistakes)


def _close(
    stack: list[tuple[Call | None, list[Text | Call]]], closing: _Closing, mistakes: list[Mistake]
) -> None:
    """Pair a closing tag with the last call of its name; calls in between have no closing tag."""
    if not any(call is not None and call.name == closing.name for call, _ in stack):
        message = f'the shortcode "{closing.name}" is closed but not open; remove the closing tag'
        mistakes.append(Mistake(closing.line, message))
        return
    while True:
        call, inner = stack[-1]
        if call is not None and call.name == closing.name:
            break
        _flatten(stack)
    stack.pop()
    assert call is not None
    stack[-1][1].append(replace(call, inner=tuple(inner), paired=True))


def _flatten(stack: _Stack) -> None:
    """Make what follows a call without closing tag its siblings."""
    call, inner = stack.pop()
    assert call is not None
    stack[-1][1].extend([call, *inner])


def _pieces(body: str) -> Iterator[_Piece]:
    """Cut the body at the tags."""
    pos = counted = 0
    line = above = 0
    for opening in _OPENING.finditer(body):
        if opening.start() < pos:
            continue
        above += body.count("\n", counted, opening.start())
        counted = opening.start()
        read = _read_tag(body, opening, above)
        if read is None:
            continue
        piece, end = read
        if end < 0:
            yield piece  # it stays text
            continue
        if opening.start() > pos:
            yield Text(body[pos : opening.start()], line)
        yield piece
        line = above = above + body.count("\n", counted, end)
        pos = counted = end
    if pos < len(body):
        yield Text(body[pos:], line)


def _read_tag(
    body: str, opening: re.Match[str], line: int
) -> tuple[Text | Call | _Closing | Mistake, int] | None:
    sign = opening[1]
    escaped = _ESCAPED.match(body, opening.end())
    if escaped:
        return Text(f"{{{{{sign}{escaped[1]}{escaped[2]}}}}}", line), escaped.end()
    name = _NAME.match(body, opening.end())
    parameters = _parameters(body, name.end()) if name else None
    if not name or parameters is None:
        return _unreadable(body, opening, line)
    named, positional, end, closes_itself = parameters
    if name[1]:
        return _Closing(name[2], line), end
    source = body[opening.start() : end]
    if named and positional:
        message = f'the shortcode "{name[2]}" mixes named and positional parameters; give all of them names'
        return Mistake(line, message), end
    call = Call(
        name=name[2],
        line=line,
        markup=sign == "%",
        named=named,
        positional=positional,
        paired=closes_itself,
        indentation=_indentation(body, opening.start()),
        source=source,
    )
    return call, end


_FAR = 2000
"""How many characters behind an opening its end is looked for, to say what is wrong with it."""


def _unreadable(body: str, opening: re.Match[str], line: int) -> tuple[Mistake, int] | None:
    """Say what is wrong with a tag that no parameters can be read of; without a name it is plain text."""
    rest = body[opening.end() : opening.end() + _FAR].split("\n", 1)[0]
    if not _NAME.match(rest):
        return None
    end = f"{opening[1].replace('<', '>')}}}}}"
    remedy = f'end it with "{end}"' if end not in rest else "check its quotes"
    return Mistake(line, f"the shortcode {opening[0]}{rest.rstrip()[:40]} cannot be read; {remedy}"), -1


def _parameters(body: str, pos: int) -> tuple[dict[str, str], tuple[str, ...], int, bool] | None:
    named: dict[str, str] = {}
    positional: list[str] = []
    while True:
        end = _END.match(body, pos)
        if end:
            return named, tuple(positional), end.end(), bool(end[1])
        found = _PARAMETER.match(body, pos)
        if not found:
            return None
        quoted = re.sub(r'\\(["\\])', r"\1", found[2]) if found[2] is not None else found[3]
        value = Bare(found[4] or "") if quoted is None else quoted
        if found[1]:
            named[found[1]] = value
        else:
            positional.append(value)
        pos = found.end()


def _indentation(body: str, start: int) -> str:
    before = body[body.rfind("\n", 0, start) + 1 : start]
    return before if not before.strip() else ""
