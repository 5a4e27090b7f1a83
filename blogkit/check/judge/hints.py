"""Executed -> hints: numbers in sentences that equal nothing computed nearby; they fail no build."""

import re
from collections.abc import Iterator

from blogkit.check.written.numbers import same_number
from blogkit.check.written.tokens import tokens
from blogkit.model import Comment, Executed, Post, Result, Step, StepKind

_NUMBER = re.compile(r"(?<![\w.,/:#-])-?\d+(?:\.\d+)?(?![\w/:]|[.,]\d|-\w)")
_HIDDEN = re.compile(r"`[^`]*`|\$[^$]*\$|\]\([^)]*\)|<[^>]*>|\{\{.*?\}\}|https?://\S+")
_SMALLEST = 10
"""Whole numbers below this are counted things far more often than computed ones."""


def hints(executed: Executed) -> tuple[Comment, ...]:
    """The sentences whose number no neighbouring cell computed, printed or wrote down."""
    cells = [
        (step.line, _numbers_of(step, result))
        for step, result in zip(executed.steps, executed.results, strict=True)
        if step.kind is StepKind.CELL and result.ran
    ]
    if not cells:
        return ()
    return tuple(
        Comment(line, number, "equals nothing computed nearby")
        for line, text in _prose(executed.post)
        for number in _computed_looking(text)
        if not _is_known(number, _nearby(cells, line))
    )


def _prose(post: Post) -> Iterator[tuple[int, str]]:
    """The lines of sentences: no fences, headings, tables or quotations."""
    inside = {line for fence in post.fences for line in range(fence.line, fence.end_line + 1)}
    for number, line in enumerate(post.lines, 1):
        plain = number >= post.front_matter.body_line and number not in inside
        if plain and re.match(r"\s{0,3}[A-Za-z*_\"'(]", line) and "<!-- check:" not in line:
            yield number, _HIDDEN.sub(" ", line)


def _computed_looking(text: str) -> list[str]:
    found = [match[0] for match in _NUMBER.finditer(text)]
    return [number for number in found if "." in number or not _is_common(int(number))]


def _is_common(whole: int) -> bool:
    """Small counts, round numbers and years are rarely results."""
    return abs(whole) < _SMALLEST or whole % 10 == 0 or 1800 <= whole <= 2100


def _nearby(cells: list[tuple[int, frozenset[str]]], line: int) -> frozenset[str]:
    """The numbers of the two cells above a line and of the one below."""
    above = [numbers for start, numbers in cells if start <= line][-2:]
    below = [numbers for start, numbers in cells if start > line][:1]
    return frozenset[str]().union(*above, *below)


def _numbers_of(step: Step, result: Result) -> frozenset[str]:
    texts = [step.code, *(part.text for part in result.printed), *(one.value.repr for one in result.shown)]
    texts += [output.data.get("text/plain", "") for output in result.outputs]
    return frozenset(token.text for text in texts for token in tokens(text) if token.kind == "number")


def _is_known(number: str, computed: frozenset[str]) -> bool:
    return any(same_number(number, other) or same_number(number.lstrip("-"), other) for other in computed)
