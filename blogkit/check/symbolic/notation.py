r"""LaTeX text -> the relations in it: rows of displays, chains of sides, macros of the page written out."""

import re
from collections.abc import Iterable, Iterator, Mapping

from blogkit.values import frozen

LONGEST = 10_000
"""Characters of a formula that are looked at."""
_MOST_EXPANSIONS = 200


@frozen
class Macro:
    r"""`\newcommand{\half}[1]{…}`: how many arguments it takes, and what it stands for."""

    arity: int
    body: str


@frozen
class Chain:
    """`a = b ≈ c`: the sides, and the relation between each side and the next, "=" or "≈"."""

    sides: tuple[str, ...]
    relations: tuple[str, ...]


_DEFINES = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*\{?\s*\\(?P<new>[A-Za-z]+)\s*\}?\s*(?:\[(?P<arity>\d)\])?\s*\{"
    r"|\\def\s*\\(?P<def>[A-Za-z]+)\s*\{"
)


def macros(text: str) -> dict[str, Macro]:
    r"""The macros that a page defines, wherever it does so.

    >>> macros(r"\newcommand{\half}{\frac{1}{2}}")
    {'half': Macro(arity=0, body='\\frac{1}{2}')}
    """
    found: dict[str, Macro] = {}
    for match in _DEFINES.finditer(text):
        body, _ = _group(text, match.end() - 1)
        if body:
            found[match["new"] or match["def"]] = Macro(int(match["arity"] or 0), body)
    return found


def expanded(text: str, known: Mapping[str, Macro]) -> str:
    r"""A formula with the page's macros written out, and no definitions of macros.

    >>> expanded(r"\half + \half", macros(r"\def\half{0.5}"))
    '0.5 + 0.5'
    """
    text = _without_definitions(text)
    if not known:
        return text
    used = re.compile(r"\\(" + "|".join(sorted(known, key=len, reverse=True)) + r")(?![A-Za-z])")
    for _ in range(_MOST_EXPANSIONS):
        match = used.search(text)
        if match is None or len(text) > LONGEST:
            break
        body, end = _written_out(text, match.end(), known[match[1]])
        text = text[: match.start()] + body + text[end:]
    return text


def _written_out(text: str, at: int, macro: Macro) -> tuple[str, int]:
    body = macro.body
    for number in range(1, macro.arity + 1):
        argument, at = _group(text, at)
        body = body.replace(f"#{number}", argument)
    return body, at


def _without_definitions(text: str) -> str:
    while match := _DEFINES.search(text):
        _, end = _group(text, match.end() - 1)
        text = text[: match.start()] + text[max(end, match.end()) :]
    return text


def _group(text: str, at: int) -> tuple[str, int]:
    """What stands in the braces that open at a place, or the next sign; and where it ends."""
    while at < len(text) and text[at].isspace():
        at += 1
    if text[at : at + 1] != "{":
        return text[at : at + 1], at + 1
    depth = 0
    for index in range(at, min(len(text), at + LONGEST)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return text[at + 1 : index], index + 1
    return "", at + 1


_LAYOUT = (
    r"align(?:ed|at|edat)?|gather(?:ed)?|split|equation|eqnarray|multline|displaymath|math|flalign"
    r"|subequations"
)
_DECORATION = re.compile(
    r"\\(?:tag|label)\*?\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|boxed|limits)(?![A-Za-z])"
    rf"|\\(?:begin|end)\{{(?:{_LAYOUT})\*?\}}(?:\{{\d\}})?"
)
_PIECE = re.compile(
    r"(?P<open>\\begin\{[^{}]*\}|\\\{|[({\[])|(?P<close>\\end\{[^{}]*\}|\\\}|[)}\]])"
    r"|(?P<row>\\\\(?:\[[^\]\n]{0,10}\])?)|(?P<align>&)"
    r"|(?P<equal>(?<![<>!:=])=(?!=))|(?P<about>\\(?:approx|simeq|doteq|approxeq)(?![A-Za-z])|≈|≃)"
    r"|(?P<stop>:=|[<>!=]=|[<>]|,(?=\s|\\)|;(?=\s|\\[a-z])|\\(?:geq?|leq?|geqslant|leqslant|lt|gt|neq?|in|notin|to"
    r"|rightarrow|Rightarrow|implies|iff|Leftrightarrow|Longrightarrow|equiv|sim|propto|coloneqq|mapsto|quad|qquad"
    r"|triangleq|ll|gg|land|wedge|therefore|because|cong|leftarrow|Leftarrow|gets)(?![A-Za-z])"
    r"|\\(?:text|textrm|mbox|mathrm)\{\s*(?:and|or|so|if|where|for|with|since|then|when|hence|thus)\b[^{}]*\}"
    r"|[⇒→≤≥≠])"
    r"|\\[A-Za-z]+|\\.|.",
    re.DOTALL,
)


def chains(text: str) -> tuple[Chain, ...]:
    r"""The chains of a formula; a row that begins with a relation goes on with the row above it.

    >>> chains(r"m \ge a = 3 \approx 4, \quad b = P(X = 1)")
    (Chain(sides=('a', '3', '4'), relations=('=', '≈')), Chain(sides=('b', 'P(X = 1)'), relations=('=',)))
    >>> chains(r"\begin{align} a &= 1 + 1 \\ &= 2 \\ b &= 3 \end{align}")
    (Chain(sides=('a', '1 + 1', '2'), relations=('=', '=')), Chain(sides=('b', '3'), relations=('=',)))
    """
    found: list[Chain] = []
    sides: list[str] = [""]
    relations: list[str] = []
    for kind, piece in [*_pieces(_DECORATION.sub(" ", text[:LONGEST])), ("stop", "")]:
        if kind == "side":
            sides[-1] += piece
        elif kind == "stop":
            found.append(Chain(tuple(map(_trimmed, sides)), tuple(relations)))
            sides, relations = [""], []
        else:
            sides.append("")
            relations.append(kind)
    return tuple(chain for chain in found if chain.relations)


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What is side, relation, or end of a chain; what stands in brackets belongs to its side."""
    depth = 0
    ended = False  # a row, unless the next one begins with a relation
    blank = True  # the side so far
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup or "", match[0]
        depth = max(0, depth + (kind == "open") - (kind == "close"))
        if depth or kind in {"open", "close", ""}:
            if ended and not piece.isspace():
                ended = False
                yield "stop", ""
            blank = blank and piece.isspace()
            yield "side", piece
        elif kind == "row":
            ended = not blank
        elif kind in {"equal", "about"}:
            ended, blank = False, True
            yield ("=" if kind == "equal" else "≈"), piece
        elif kind == "stop":
            ended, blank = False, True
            yield kind, piece


_EDGES = re.compile(r"^(?:[\s~]|\\[,;:! ])+|(?:[\s~.,;:]|\\[,;:! ]|\\\\)+$")


def _trimmed(side: str) -> str:
    return _EDGES.sub("", _EDGES.sub("", side))


_SPECIAL = re.compile(
    r"\\[pb]?mod(?![A-Za-z])|\\operatorname\{mod\}|\\(?:text|mathrm)\{[^{}]*\bmod\b|\\mathbb\s*\{?[ZF]|\\oplus|\\lor|\\bmod|\\%\s*\\%"
)


def is_of_other_arithmetic(text: str) -> bool:
    """Whether it counts in remainders or with bits: `=` means something else there."""
    return bool(_SPECIAL.search(text))


def defined_in(texts: Iterable[str]) -> dict[str, Macro]:
    """The macros of several texts, later ones on top."""
    found: dict[str, Macro] = {}
    for text in texts:
        found |= macros(text)
    return found
