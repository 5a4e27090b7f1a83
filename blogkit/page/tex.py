r"""TeX as authors write it for MathJax -> the TeX that the converter to MathML knows."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

REFERENCE = "\ue010"
r"""Stands before a number that `\ref` asks for: without parentheses."""


class Macro(NamedTuple):
    """A macro whose first argument may be left out: the converter knows none such."""

    arguments: int
    default: str
    body: str


Macros = dict[str, Macro]
Write = Callable[[list[str]], str]
"""The arguments of a command -> what takes the place of it all."""

_SIZES = "tiny|scriptsize|footnotesize|small|normalsize|large|Large|LARGE|huge|Huge"
_SILENT = re.compile(
    rf"\\(?:require\s*\{{[^{{}}]*\}}|vspace\*?\s*\{{[^{{}}]*\}}|(?:{_SIZES}|nobreak|hfill|hfil|allowbreak)(?![A-Za-z]))"
)
_ENVIRONMENTS = {
    "split": "aligned",
    "alignat": "align",
    "alignat*": "align*",
    "alignedat": "aligned",
    "flalign": "align",
    "flalign*": "align*",
    "xalignat": "align",
    "eqnarray": "align",
    "eqnarray*": "align*",
    "smallmatrix": "matrix",
    "displaymath": "equation*",
    "subequations": "",
    "math": "",
} | {f"{sign}matrix*": f"{sign}matrix" for sign in ("", "p", "b", "v", "V", "B")}
_WITH_COUNT = frozenset({"alignat", "alignat*", "alignedat", "xalignat"})
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}")
_NUMBERED = re.compile(r"\s*\\begin\{(?:equation|align|gather|multline)\*?\}")
_RELATION = re.compile(r"&\s*([=<>~:]+|\\[A-Za-z]+\s*|\\[^A-Za-z])\s*&")
_TAG = re.compile(r"\\(tag|label)(\*?)\s*(?=\{)")
_NAMES = {
    "mbox": "text",
    "hbox": "text",
    "textup": "text",
    "textnormal": "text",
    "textmd": "text",
    "pmb": "boldsymbol",
    "mathbbm": "mathbb",
    "mathds": "mathbb",
    "mathbbold": "mathbb",
    "autoref": "eqref",
    "cref": "eqref",
    "varlimsup": "overline{\\lim}",
    "varliminf": "underline{\\lim}",
    "centerdot": "cdot",
    "LaTeX": "mathrm{LaTeX}",
    "TeX": "mathrm{TeX}",
    "cr": "\\",
    "gt": "gt",
}
_NAME = re.compile(r"\\(" + "|".join(_NAMES) + r")(?![A-Za-z])")
_ANGLE = re.compile(r"\\(left|right|middle|[bB]igg?[lrm]?)\s*([<>])")
_ROOT = re.compile(r"\\root\s*(\{[^{}]*\}|[^\\{}]+?)\s*\\of\s*(?=(\{)?)")
_BUILD = re.compile(r"\\buildrel\s*(.+?)\\over\s*(\\[A-Za-z]+|\{[^{}]*\}|\S)")
_UNICODE = re.compile(r"\\unicode\s*\{\s*(?:x([0-9a-fA-F]+)|(\d+))\s*\}")
_VERBATIM = re.compile(r"\\verb\*?([^A-Za-z\s*])(.*?)\1")
_DEFINITION = re.compile(
    r"\\(?:re|provide)?newcommand\*?|\\(?:re|provide)command\*?|\\DeclareMathOperator(\*?)"
)
_COMMAND = re.compile(r"\s*(?:\{\s*\\([A-Za-z]+|.)\s*\}|\\([A-Za-z]+|.))")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")


def translated(tex: str, macros: Macros, *, display: bool) -> str:
    r"""Write a formula so that the converter takes it; definitions are noted in `macros`.

    >>> translated(r"\sum_{\substack{i\\j}}", {}, display=True)
    '\\sum_{\\begin{subarray}{c}i\\\\j\\end{subarray}}'
    >>> translated(r"x \tag{1}", {}, display=True)
    '\\begin{equation}x \\tag{1}\\end{equation}'
    """
    if "\\" not in tex:
        return tex
    tex = _defined(tex, macros)
    tex = _expanded(tex, macros)
    tex = _VERBATIM.sub(lambda found: rf"\texttt{{{found[2]}}}", tex)
    tex = _SILENT.sub("", tex)
    tex = _with_environments(tex)
    for name, count, write in _COMMANDS:
        tex = _each(tex, name, count, write)
    tex = _UNICODE.sub(lambda found: chr(min(int(found[1] or "0", 16) or int(found[2] or 0), 0x10FFFF)), tex)
    tex = _ROOT.sub(lambda found: rf"\sqrt[{found[1].strip('{} ')}]", tex)
    tex = _BUILD.sub(lambda found: rf"\overset{{{found[1]}}}{{{found[2]}}}", tex)
    tex = _NAME.sub(lambda found: "\\" + _NAMES[found[1]], tex)
    tex = _ANGLE.sub(lambda found: rf"\{found[1]}\{'l' if found[2] == '<' else 'r'}angle ", tex)
    tex = _each(tex, "text", 1, lambda given: _text(given[0]))
    tex = _each(tex, "ref", 1, lambda given: rf"\text{{{REFERENCE}}}\eqref{{{given[0]}}}")
    if display and r"\\" in tex and "\\def" not in tex:
        tex = _in_lines(tex)
    return _numbered(tex) if display and _TAG.search(tex) else tex


_SIGNS = re.compile(r"\\\\(?:\s*\[[^\]]*\])?|\\(begin|end|left|right)(?![A-Za-z])|\\.|([{}])", re.DOTALL)


def _in_lines(tex: str) -> str:
    r"""Give a display that breaks its lines itself, outside of any environment, one to break them in.

    >>> _in_lines(r"a \\ = b \\")
    '\\begin{gathered}a \\\\ = b\\end{gathered}'
    """
    depth, last = 0, 0
    breaks: list[int] = []
    for found in _SIGNS.finditer(tex):
        sign = found[1] or found[2] or ""
        depth += 1 if sign in {"begin", "left", "{"} else -1 if sign in {"end", "right", "}"} else 0
        if not sign and depth == 0 and found[0].startswith(r"\\"):
            breaks.append(found.start())
            last = found.end()
    if breaks and not tex[last:].strip():
        tex = tex[: breaks.pop()].rstrip()
    return rf"\begin{{gathered}}{tex}\end{{gathered}}" if breaks else tex


def argument(tex: str, at: int) -> tuple[str, int] | None:
    """The argument at a place, without its braces, and the place behind it."""
    while tex[at : at + 1].isspace():
        at += 1
    if tex[at : at + 1] != "{":
        found = re.compile(r"\\[A-Za-z]+|\\.|[^}]").match(tex, at)
        return (found[0], found.end()) if found else None
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(tex, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return tex[at + 1 : found.start()], found.end()
    return None


def _optional(tex: str, at: int) -> tuple[str, int] | None:
    """The argument in brackets at a place, if there is one."""
    found = re.compile(r"\s*\[((?:[^\[\]{}]|\{[^{}]*\})*)\]").match(tex, at)
    return (found[1], found.end()) if found else None


def _each(tex: str, name: str, count: int, write: Write) -> str:
    """Write every use of a command with its arguments anew; one in brackets is left out."""
    if f"\\{name}" not in tex:
        return tex
    pieces: list[str] = []
    at = 0
    for found in re.finditer(rf"(?<!\\)(?:\\\\)*\\{name}(?![A-Za-z])", tex):
        if found.start() < at:
            continue
        option = _optional(tex, found.end())
        end = option[1] if option else found.end()
        given: list[str] = []
        while len(given) < count and (one := argument(tex, end)):
            given.append(_each(one[0], name, count, write))
            end = one[1]
        if len(given) < count:
            break  # a brace has no end, and none of those behind it either
        pieces += [tex[at : found.end() - len(name) - 1], write(given)]
        at = end
    return "".join((*pieces, tex[at:]))


def _text(text: str) -> str:
    r"""Mathematics within text: `\text{if $x$ is}`."""
    if "$" not in text:
        return rf"\text{{{text}}}"
    parts = re.split(r"(?<!\\)\$", text)
    return "".join(
        f"{{{part}}}" if number % 2 else rf"\text{{{part}}}" for number, part in enumerate(parts) if part
    )


def _around(before: str, behind: str) -> Write:
    """The last argument between two texts."""
    return lambda given: f"{before}{given[-1]}{behind}"


def _matrix(environment: str) -> Write:
    """Plain TeX has commands where LaTeX has environments."""
    return _around(rf"\begin{{{environment}}}", rf"\end{{{environment}}}")


_inner = _around("{", "}")


def _enclosed(given: list[str]) -> str:
    kinds, body = given
    marks = {
        "updiagonalstrike": "cancel",
        "downdiagonalstrike": "bcancel",
        "box": "boxed",
        "roundedbox": "boxed",
    }
    return (
        "".join(rf"\{marks[kind]}{{" for kind in kinds.split() if kind in marks)
        + body
        + "}" * sum(kind in marks for kind in kinds.split())
    )


_COMMANDS: tuple[tuple[str, int, Write], ...] = (
    ("substack", 1, _around(r"\begin{subarray}{c}", r"\end{subarray}")),
    ("matrix", 1, _matrix("matrix")),
    ("bordermatrix", 1, _matrix("matrix")),
    ("pmatrix", 1, _matrix("pmatrix")),
    ("cases", 1, _matrix("cases")),
    ("eqalign", 1, _matrix("aligned")),
    ("displaylines", 1, _matrix("gathered")),
    ("smash", 1, _inner),
    ("mathnormal", 1, _inner),
    ("llap", 1, _inner),
    ("rlap", 1, _inner),
    ("mathllap", 1, _inner),
    ("mathrlap", 1, _inner),
    ("mathclap", 1, _inner),
    ("bbox", 1, _around(r"\boxed{", "}")),
    ("class", 2, _inner),
    ("cssId", 2, _inner),
    ("style", 2, _inner),
    ("href", 2, _inner),
    ("colorbox", 2, _around(r"\text{", "}")),
    ("fcolorbox", 3, _around(r"\boxed{\text{", "}}")),
    ("enclose", 2, _enclosed),
    ("nicefrac", 2, lambda given: rf"{{}}^{{{given[0]}}}\!/_{{{given[1]}}}"),
    ("intertext", 1, _around(r"\text{", r"}\\")),
)


# --- environments and numbers ---------------------------------------------------------------------


def _with_environments(tex: str) -> str:
    if "\\begin" not in tex:
        return tex
    if "eqnarray" in tex:
        tex = _RELATION.sub(r"&\1 ", tex)
    pieces: list[str] = []
    at = 0
    for found in _ENVIRONMENT.finditer(tex):
        kind, name = found.groups()
        if name not in _ENVIRONMENTS:
            continue
        end = found.end()
        if kind == "begin" and name in _WITH_COUNT and (count := argument(tex, end)):
            end = count[1]
        elif kind == "begin" and name.endswith("matrix*") and (option := _optional(tex, end)):
            end = option[1]
        known = _ENVIRONMENTS[name]
        pieces += [tex[at : found.start()], rf"\{kind}{{{known}}}" if known else ""]
        at = end
    return "".join((*pieces, tex[at:]))


def _numbered(tex: str) -> str:
    """Give a tag or a label an equation of its own to stand in."""
    if _NUMBERED.match(tex):
        return tex
    ends: dict[str, str] = {}
    pieces: list[str] = []
    at = 0
    for found in _TAG.finditer(tex):
        one = argument(tex, found.end())
        if one:
            ends.setdefault(found[1], f"\\{found[1]}{found[2]}{{{one[0]}}}")
            pieces.append(tex[at : found.start()])
            at = one[1]
    bare = "".join((*pieces, tex[at:])).strip()
    return rf"\begin{{equation}}{bare} {''.join(ends.values())}\end{{equation}}"


# --- definitions ----------------------------------------------------------------------------------


def _defined(tex: str, macros: Macros) -> str:
    r"""Write definitions as `\def`, which may say again what is known already, as MathJax lets authors do."""
    if "command" not in tex and "\\Declare" not in tex:
        return tex
    pieces: list[str] = []
    at = 0
    for found in _DEFINITION.finditer(tex):
        read = _definition(tex, found) if found.start() >= at else None
        if read is None:
            continue
        name, macro, has_default, end = read
        if has_default:
            macros[name] = macro
            written = ""
        else:
            macros.pop(name, None)
            given = "".join(f"#{number}" for number in range(1, macro.arguments + 1))
            written = rf"\def\{name}{given}{{{macro.body}}}"
        pieces += [tex[at : found.start()], written]
        at = end
    return "".join((*pieces, tex[at:]))


def _definition(tex: str, found: re.Match[str]) -> tuple[str, Macro, bool, int] | None:
    command = _COMMAND.match(tex, found.end())
    if command is None:
        return None
    name, end = command[1] or command[2], command.end()
    count = _COUNT.match(tex, end)
    end = count.end() if count else end
    default = _optional(tex, end) if count else None
    body = argument(tex, default[1] if default else end)
    if body is None:
        return None
    text = body[0]
    if found[0].startswith("\\Declare"):
        text = rf"\operatorname{found[1]}{{{text}}}"
    macro = Macro(int(count[1]) if count else 0, default[0] if default else "", text)
    return name, macro, default is not None, body[1]


def _expanded(tex: str, macros: Mapping[str, Macro]) -> str:
    """Put the body of macros with a default argument in their place."""
    for name, macro in macros.items():
        pieces: list[str] = []
        at = 0
        for found in re.finditer(rf"\\{re.escape(name)}(?![A-Za-z])", tex):
            if found.start() < at:
                continue
            option = _optional(tex, found.end())
            given, end = ([option[0]], option[1]) if option else ([macro.default], found.end())
            while len(given) < macro.arguments and (one := argument(tex, end)):
                given.append(one[0])
                end = one[1]
            body = re.sub(r"#(\d)", lambda n: _nth(given, int(n[1])), macro.body)  # noqa: B023  (used at once)
            pieces += [tex[at : found.start()], f"{{{body}}}"]
            at = end
        tex = "".join((*pieces, tex[at:]))
    return tex


def _nth(given: list[str], number: int) -> str:
    return given[number - 1] if number <= len(given) else ""
