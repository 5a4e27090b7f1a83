"""Formulas in the prose -> claims and definitions; what they say is decided in `judge.formulas`."""

import re
from collections.abc import Iterator

from blogkit.check.claims.found import Found
from blogkit.model import Claim, ClaimKind, Post, Span
from blogkit.values import frozen

_LONGEST = 60
"""Lines of a display; more are text that lacks a closing sign."""
_INLINE = re.compile(
    r"(?<![\\$])\$\$(?P<display>[^$]+)\$\$|(?<![\\$\w])\$(?P<dollar>[^$\n]+?)(?<![\\\s])\$(?![\d$])"
    r"|\\\\?\((?P<round>.+?)\\\\?\)|\\\\?\[(?P<square>.+?)\\\\?\]"
    r"|(?P<environment>\\begin\{(?P<name>align|equation|gather|eqnarray|multline)\*?\}.+?\\end\{(?P=name)\*?\})"
)
_OPENING = re.compile(
    r"^[\s>]*(?:(?P<dollars>\$\$)|(?P<square>\\\\?\[)|(?P<environment>\\begin\{(?P<name>align|equation|gather|eqnarray|multline)(?P<star>\*?)\}))"
)
_RELATION = re.compile(r"=|\\approx|\\simeq|\\doteq|≈")


@frozen
class Formula:
    """The LaTeX text of a formula and where it stands, one span a line."""

    text: str
    spans: tuple[Span, ...]


def relations(post: Post) -> Found:
    """The formulas that relate two sides, each a claim until `judge.formulas` knows better."""
    return Found(
        tuple(
            Claim(
                ClaimKind.MATH,
                "formula",
                formula.text,
                formula.spans,
                (formula.spans[0].line, formula.spans[0].line),
                labelled=False,
            )
            for formula in formulas(post)
            if _RELATION.search(formula.text) and not formula.text.startswith("\\displaystyle ")
        )
    )


def formulas(post: Post) -> Iterator[Formula]:
    """The formulas of a post, on single lines or displayed over several, fences and inline code aside."""
    inside = {line for fence in post.fences for line in range(fence.line, fence.end_line + 1)}
    lines = post.lines
    number = post.front_matter.body_line
    while number <= len(lines):
        line = lines[number - 1]
        if number in inside or ("$" not in line and "\\" not in line):
            number += 1
        elif display := _display(lines, number, inside):
            formula, number = display
            yield formula
        else:
            yield from _on_line(number, line)
            number += 1


def _on_line(number: int, line: str) -> Iterator[Formula]:
    readable = re.sub(r"(`+).*?\1", lambda match: " " * len(match[0]), line)
    for match in _INLINE.finditer(readable):
        group = next(name for name in _GROUPS if match[name] is not None)
        text = match[group]
        start = match.start(group) + len(text) - len(text.lstrip())
        yield Formula(text.strip(), (Span(number, start, start + len(text.strip())),))


_GROUPS = ("display", "dollar", "round", "square", "environment")


def _display(lines: list[str], number: int, inside: set[int]) -> tuple[Formula, int] | None:
    """A formula that opens on a line and closes on a later one, and the line behind it."""
    opening = _OPENING.match(lines[number - 1])
    if opening is None:
        return None
    closing = _closing(opening)
    start = opening.start("environment") if opening["environment"] else opening.end()
    if closing.search(lines[number - 1], opening.end()):
        return None
    spans = [_span(number, lines[number - 1], start, len(lines[number - 1]))]
    for later in range(number + 1, min(len(lines), number + _LONGEST) + 1):
        line = lines[later - 1]
        if later in inside or (not line.strip() and not opening["dollars"]):
            return None
        if end := closing.search(line):
            spans.append(_span(later, line, 0, end.end() if opening["environment"] else end.start()))
            return _joined(spans, lines), later + 1
        spans.append(_span(later, line, 0, len(line)))
    return None


def _closing(opening: re.Match[str]) -> re.Pattern[str]:
    if opening["environment"]:
        return re.compile(rf"\\end\{{{opening['name']}{re.escape(opening['star'])}\}}")
    return re.compile(r"\$\$" if opening["dollars"] else r"\\\\?\]")


def _span(number: int, line: str, start: int, end: int) -> Span:
    """A piece of a line without the signs of a quote before it and spaces around."""
    said = line[start:end]
    lead = len(said) - len(said.lstrip(" \t>"))
    return Span(number, start + lead, max(start + lead, start + len(said.rstrip())))


def _joined(spans: list[Span], lines: list[str]) -> Formula:
    said = [span for span in spans if span.start < span.end] or spans[:1]
    kept = [span for span in spans if said[0].line <= span.line <= said[-1].line]
    text = "\n".join(lines[span.line - 1][span.start : span.end] for span in kept)
    return Formula(text, tuple(kept))
