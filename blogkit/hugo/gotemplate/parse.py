"""Go template text -> a tree: text, actions, conditions, loops."""

import re

from blogkit.hugo.gotemplate.comments import without_comments
from blogkit.hugo.gotemplate.errors import ShortcodeError
from blogkit.values import frozen

# --- the tree -------------------------------------------------------------------------------------


@frozen
class Constant:
    """A literal."""

    value: object


@frozen
class Chain:
    """`.A.B`, `$x.A`, `$`, or fields of an expression in brackets: where it starts, and the names."""

    root: "str | Pipeline"
    """"." for the dot, "$" for the top, "$x" for a variable."""
    names: tuple[str, ...]


@frozen
class Function:
    """A function by its name, "strings.Replace" as one."""

    name: str


@frozen
class Pipeline:
    """`a | b | c`: commands, each a function or value with its arguments; maybe an assignment."""

    commands: tuple[tuple["Constant | Chain | Function | Pipeline", ...], ...]
    targets: tuple[str, ...] = ()
    declares: bool = False
    line: int = 1


@frozen
class Write:
    """Text that is written as it is."""

    text: str


@frozen
class Action:
    """A value that is written (or only assigned)."""

    pipeline: Pipeline


@frozen
class Branch:
    """`if` or `with`."""

    keyword: str
    pipeline: Pipeline
    body: "tuple[Node, ...]"
    otherwise: "tuple[Node, ...]"


@frozen
class Loop:
    """`range`."""

    pipeline: Pipeline
    body: "tuple[Node, ...]"
    otherwise: "tuple[Node, ...]"


@frozen
class Leave:
    """`break`, `continue` or `return`, which may give a value."""

    keyword: str
    pipeline: Pipeline | None = None


@frozen
class Define:
    """A template within the template: `define`, or the half of `block` that defines."""

    name: str
    body: "tuple[Node, ...]"


@frozen
class Include:
    """`template`: write another template here, with this value for its dot."""

    name: str
    pipeline: Pipeline | None = None


Node = Write | Action | Branch | Loop | Leave | Define | Include

# --- cutting into actions -------------------------------------------------------------------------

_ACTION = re.compile(
    # each sign can be read in one way only, and what was read is not given back: an action that is not closed
    # costs as much as one that is
    r"""\{\{(-\s)?\s*(/\*.*?\*/|(?>"(?:\\.|[^"\\])*"|`[^`]*`|'(?:\\.|[^'\\])*'|(?!\s-\}\}|\}\}|\{\{)[^"`'])*)\s*(\s-)?\}\}""",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"""\s+|"(?P<text>(?:\\.|[^"\\])*)"|`(?P<raw>[^`]*)`|'(?P<rune>\\.|[^'\\])'
    |(?P<number>[-+]?(?:0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?![\w]))
    |(?P<sign>:=|[|(),=])|(?P<variable>\$\w*(?:\.\w+)*)|(?P<field>(?:\.\w+)+|\.)
    |(?P<name>[A-Za-z_]\w*(?:\.\w+)*)""",
    re.VERBOSE | re.DOTALL,
)
_INCLUDE = re.compile(r"""["`](?P<name>[^"`]*)["`]\s*(?P<dot>.*)""", re.DOTALL)


@frozen
class _Piece:
    text: str
    line: int = 0
    """Of an action; 0 for plain text."""


def parse_template(text: str) -> tuple[Node, ...]:
    """Parse a template; raises ShortcodeError with the template's line for what is beyond the subset."""
    nodes, end, rest = _nodes(_pieces(without_comments(text)), 0)
    if end:
        raise ShortcodeError(f"its template has {{{{ {end} }}}} without a beginning; remove it")
    assert rest is not None
    return nodes


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    pos = counted = 0
    line = 1
    trim = False
    for action in _ACTION.finditer(text):
        _check_closed(text, pos, action.start())
        before = text[pos : action.start()]
        before = before.lstrip() if trim else before
        before = before.rstrip() if action[1] else before
        if before:
            pieces.append(_Piece(before))
        line += text.count("\n", counted, action.start())
        counted = action.start()
        if not action[2].startswith("/*") and action[2].strip():
            pieces.append(_Piece(action[2].strip(), line))
        trim = action[3] is not None
        pos = action.end()
    _check_closed(text, pos, len(text))
    rest = text[pos:].lstrip() if trim else text[pos:]
    return [*pieces, _Piece(rest)] if rest else pieces


def _check_closed(text: str, start: int, end: int) -> None:
    """Refuse an action that begins between two others and does not end."""
    at = text.find("{{", start, end)
    if at >= 0:
        message = "an action begins here that is not closed: }} or a quotation mark is missing"
        raise ShortcodeError(message, text.count("\n", 0, at) + 1)


# --- building the tree ----------------------------------------------------------------------------


def _nodes(pieces: list[_Piece], pos: int) -> tuple[tuple[Node, ...], str, int]:
    """Read nodes up to `end` or `else`: them, what ended them, and where to go on."""
    nodes: list[Node] = []
    while pos < len(pieces):
        piece = pieces[pos]
        pos += 1
        if not piece.line:
            nodes.append(Write(piece.text))
            continue
        keyword, rest = _first_word(piece.text)
        if keyword in {"end", "else"}:
            return tuple(nodes), piece.text, pos
        if keyword in {"if", "with", "range"}:
            node, pos = _block(pieces, pos, keyword, _pipeline(rest, piece.line))
            nodes.append(node)
        elif keyword in {"define", "block", "template"}:
            found, pos = _named(pieces, pos, keyword, rest)
            nodes += found
        elif keyword in {"break", "continue", "return"}:
            nodes.append(Leave(keyword, _pipeline(rest, piece.line) if rest.strip() else None))
        else:
            nodes.append(Action(_pipeline(piece.text, piece.line)))
    return tuple(nodes), "", pos


def _first_word(action: str) -> tuple[str, str]:
    """`if .x`, and `if.x` or `range(seq 2)`, too."""
    word = re.match(r"[a-z]+(?=[.(]|$)|\S+", action)
    return (word[0], action[word.end() :].lstrip()) if word else ("", "")


def _named(pieces: list[_Piece], pos: int, keyword: str, rest: str) -> tuple[list[Node], int]:
    """Read `define "x"` and `block "x" .` up to their `end`, or `template "x" .`."""
    line = pieces[pos - 1].line
    found = _INCLUDE.fullmatch(rest.strip())
    if not found:
        raise ShortcodeError(f"{{{{ {keyword} }}}} needs a name in quotes", line)
    dot = _pipeline(found["dot"], line) if found["dot"].strip() else None
    include = [] if keyword == "define" else [Include(found["name"], dot)]
    if keyword == "template":
        return [*include], pos
    body, end, pos = _nodes(pieces, pos)
    if end != "end":
        raise ShortcodeError(f"{{{{ {keyword} }}}} has no {{{{ end }}}}", line)
    return [Define(found["name"], body), *include], pos


def _block(pieces: list[_Piece], pos: int, keyword: str, pipeline: Pipeline) -> tuple[Node, int]:
    body, end, pos = _nodes(pieces, pos)
    otherwise: tuple[Node, ...] = ()
    if end.startswith("else"):
        rest = end.removeprefix("else").strip()
        if rest:
            # "else if x" is an "if" within "else", and shares its "end".
            inner, condition = _first_word(rest)
            node, pos = _block(pieces, pos, inner, _pipeline(condition, pieces[pos - 1].line))
            otherwise, end = (node,), "end"
        else:
            otherwise, end, pos = _nodes(pieces, pos)
    if end != "end":
        raise ShortcodeError(f"{{{{ {keyword} }}}} has no {{{{ end }}}}", pipeline.line)
    if keyword == "range":
        return Loop(pipeline, body, otherwise), pos
    return Branch(keyword, pipeline, body, otherwise), pos


# --- expressions ----------------------------------------------------------------------------------


def _pipeline(text: str, line: int) -> Pipeline:
    tokens = _tokens(text, line)
    targets: list[str] = []
    sign = next((i for i, t in enumerate(tokens) if t in {("sign", ":="), ("sign", "=")}), -1)
    if sign >= 0:
        targets = [value for kind, value in tokens[:sign] if kind == "variable"]
        declares = tokens[sign][1] == ":="
        tokens = tokens[sign + 1 :]
    else:
        declares = False
    commands, pos = _commands(tokens, 0, line)
    if pos < len(tokens):
        raise ShortcodeError(f'"{text}" has a bracket too many', line)
    return Pipeline(commands, tuple(targets), declares, line)


def _tokens(text: str, line: int) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    pos = 0
    while pos < len(text):
        found = _TOKEN.match(text, pos)
        if not found:
            raise ShortcodeError(f'"{text[pos:]}" cannot be read', line)
        if found.lastgroup:
            kind = found.lastgroup
            # ").Field" belongs to the bracket only without a blank between.
            glued = kind == "field" and pos > 0 and text[pos - 1] == ")"
            tokens.append(("glued" if glued else kind, found[kind]))
        pos = found.end()
    return tokens


def _commands(
    tokens: list[tuple[str, str]], pos: int, line: int
) -> tuple[tuple[tuple[Constant | Chain | Function | Pipeline, ...], ...], int]:
    commands: list[tuple[Constant | Chain | Function | Pipeline, ...]] = []
    current: list[Constant | Chain | Function | Pipeline] = []
    while pos < len(tokens):
        kind, value = tokens[pos]
        if (kind, value) == ("sign", ")"):
            break
        pos += 1
        if (kind, value) == ("sign", "|"):
            commands.append(tuple(current))
            current = []
        elif (kind, value) == ("sign", "("):
            inner, pos = _bracket(tokens, pos, line)
            current.append(inner)
        elif kind == "sign":
            continue
        else:
            current.append(_operand(kind, value))
    commands.append(tuple(current))
    if not all(commands):
        raise ShortcodeError("an expression is empty", line)
    return tuple(commands), pos


def _bracket(tokens: list[tuple[str, str]], pos: int, line: int) -> tuple[Chain | Pipeline, int]:
    commands, pos = _commands(tokens, pos, line)
    if pos >= len(tokens):
        raise ShortcodeError("a bracket is not closed", line)
    inner = Pipeline(commands, line=line)
    pos += 1
    if pos < len(tokens) and tokens[pos][0] == "glued":
        return Chain(inner, tuple(tokens[pos][1].strip(".").split("."))), pos + 1
    return inner, pos


def _operand(kind: str, value: str) -> Constant | Chain | Function:
    if kind == "text":
        return Constant(_unescaped(value))
    if kind == "raw":
        return Constant(value)
    if kind == "rune":
        return Constant(ord(_unescaped(value)))
    if kind == "number":
        return Constant(_number(value))
    if kind == "variable":
        root, *names = value.split(".")
        return Chain(root, tuple(names))
    if kind in {"field", "glued"}:
        return Chain(".", tuple(name for name in value.split(".") if name))
    return Constant(_WORDS[value]) if value in _WORDS else Function(value)


_WORDS: dict[str, object] = {"true": True, "false": False, "nil": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def _unescaped(text: str) -> str:
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), text)
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[0]), text)


def _number(text: str) -> int | float:
    return int(text, 0) if re.fullmatch(r"[-+]?(?:0x[0-9a-fA-F]+|[1-9]\d*|0)", text) else float(text)
