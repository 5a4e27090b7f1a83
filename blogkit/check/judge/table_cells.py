"""(a table of the author's, Observation) -> the same table with those cells exchanged that differ."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from blogkit.check.compare.tables import rows
from blogkit.check.compare.text import digits, texts
from blogkit.check.compare.wrapped import is_wrapped
from blogkit.check.judge.case import Case
from blogkit.check.judge.patch import exchanged, placed, rounded
from blogkit.model import Observation
from blogkit.values import frozen

_MARKDOWN_ROW = re.compile(r"^[ \t>]*\|?(?P<cells>.*?)\|?[ \t]*$")
_RULE = re.compile(r"^[\s|:+=-]+$")
_HTML_ROW = re.compile(r"<tr\b.*?</tr\s*>", re.DOTALL | re.IGNORECASE)
_HTML_CELL = re.compile(r"<t[dh]\b[^>]*>(?P<text>.*?)</t[dh]\s*>", re.DOTALL | re.IGNORECASE)
_BETWEEN_BARS = r"(?:^|(?<=\|))(?:\\.|`[^`]*`|[^|\\])*"
_MARK = re.compile(r"<[^<>]*>")
_ELIDED = frozenset({"...", "…", "⋮"})


@frozen
class TableCell:
    """What stands in one cell, and where in the text of the table."""

    text: str
    start: int
    end: int


Grid = list[list[TableCell]]


def is_table(claim: str) -> bool:
    """Whether a text is a Markdown or an HTML table rather than a frame printed as text."""
    return is_html(claim) or bool(re.match(r"[ \t>]*\|", claim))


def other_columns(case: Case) -> str:
    """An author has typeset a table of columns of their choice, fewer or others than the frame has."""
    said = grid(case.claim.expected) if is_table(case.claim.expected) else []
    frames = (one.value.html for one in case.seen if one.value is not None and one.value.html)
    counts = {len(shown[0]) for shown in map(grid, frames) if shown}
    counts |= {len(rows(text)[0]) + 1 for text in case.texts if said and is_wrapped(text)}
    chosen = bool(said and counts) and not {len(said[0]), len(said[0]) + 1} & counts
    return "shows columns of the author's choice" if chosen else ""


def is_html(claim: str) -> bool:
    """Whether a text is a table in HTML."""
    return bool(re.search(r"<t[rdh]\b", claim, re.IGNORECASE))


def with_cells(claim: str, observation: Observation) -> str:
    """The author's table with the cells of the frame that is shown; empty where rows or columns differ."""
    shown = observation.value.html if observation.value else ""
    found = _with_grid(claim, _html_grid(shown)) if shown else ""
    found = found or next(filter(None, (_with_words(claim, text) for text in texts(observation))), "")
    return found if is_html(claim) else _as_wide(claim, found)


def _as_wide(claim: str, table: str) -> str:
    """The table with its cells as wide as they were, where the author's bars stand below each other."""
    before, now = claim.split("\n"), table.split("\n")
    bars = {tuple(len(cell) for cell in _cells(line)) for line in before if line.strip()}
    return "\n".join(map(_padded, before, now)) if len(bars) == 1 and len(before) == len(now) else table


def _padded(before: str, now: str) -> str:
    olds, news = _cells(before), _cells(now)
    return "|".join(map(_fitted, olds, news)) if len(olds) == len(news) else now


def _fitted(old: str, new: str) -> str:
    """A cell with the spaces that give it the width it had, as far as it has any to give."""
    width, is_right = len(old), old[:2] == "  " and old[-2:] != "  "
    if old == new or not old.endswith(" "):
        return new
    return f" {new.lstrip()}".rjust(width) if is_right else f"{new.rstrip()} ".ljust(width)


def _cells(line: str) -> list[str]:
    return re.findall(_BETWEEN_BARS, line)


def grid(text: str) -> Grid:
    """The rows of a table with their cells; rules left out."""
    return _html_grid(text) if is_html(text) else _markdown_grid(text)


def _markdown_grid(text: str) -> Grid:
    found: Grid = []
    at = 0
    for line in text.split("\n"):
        match = _MARKDOWN_ROW.match(line)
        if match and line.strip() and not _RULE.match(line):
            found.append(list(_markdown_cells(match["cells"], at + match.start("cells"))))
        at += len(line) + 1
    return found


def _markdown_cells(row: str, offset: int) -> Iterator[TableCell]:
    for match in re.finditer(_BETWEEN_BARS, row):
        yield _cell(match[0], offset + match.start())


def _html_grid(text: str) -> Grid:
    return [
        [_cell(cell["text"], row.start() + cell.start("text")) for cell in _HTML_CELL.finditer(row[0])]
        for row in _HTML_ROW.finditer(text)
    ]


def _cell(text: str, start: int) -> TableCell:
    lead = len(text) - len(text.lstrip())
    return TableCell(text.strip(), start + lead, start + lead + len(text.strip()))


def _with_grid(claim: str, shown: Grid) -> str:
    said = grid(claim)
    pairs = _paired(said, [row for row in shown if any(cell.text for cell in row)])
    if pairs is None:
        return ""
    encode = escape if is_html(claim) else in_markdown
    return _replaced(claim, ((one, encode(plain(other.text))) for one, other in pairs))


def in_markdown(text: str) -> str:
    """A text so that it can stand in a cell."""
    return text.replace("|", "\\|")


def _paired(said: Grid, shown: Grid) -> list[tuple[TableCell, TableCell]] | None:
    """Each cell with its counterpart: row by row, rows that are left out and the index aside."""
    gap = next((at for at, row in enumerate(said) if row and all(c.text in _ELIDED for c in row)), None)
    if gap is not None:
        below = len(said) - gap - 1
        inner = next(
            (at for at, row in enumerate(shown) if row and all(c.text in _ELIDED for c in row[1:])), None
        )
        shown = [row for at, row in enumerate(shown) if at != inner]
        if len(shown) < len(said) - 1:
            return None
        said, shown = [*said[:gap], *said[gap + 1 :]], [*shown[:gap], *(shown[-below:] if below else [])]
    if len(said) != len(shown):
        return None
    pairs: list[tuple[TableCell, TableCell]] = []
    for one, other in zip(said, shown, strict=True):
        without = len(other) - len(one)
        if without not in {0, 1}:
            return None
        pairs += zip(one, other[without:], strict=True)
    return pairs


def plain(cell: str) -> str:
    """What a reader sees of a cell."""
    return unescape(_MARK.sub("", cell)).strip()


def _replaced(claim: str, pairs: Iterable[tuple[TableCell, str]]) -> str:
    """The table with each cell that differs written anew, in the author's number of digits."""
    at, parts = 0, list[str]()
    for cell, shown in pairs:
        parts += [claim[at : cell.start], _written(cell.text, shown)]
        at = cell.end
    return "".join(parts) + claim[at:]


def _written(said: str, shown: str) -> str:
    if digits(plain(said), shown) or said in _ELIDED or (not said and not shown):
        return said
    inner = re.fullmatch(r"(?P<before>(?:<[^<>]*>|[*_`])*)(?P<text>.*?)(?P<behind>(?:<[^<>]*>|[*_`])*)", said)
    if inner is None or not inner["text"]:
        return shown
    new = exchanged(inner["text"], shown, rounded)
    return inner["before"] + (new if digits(new, shown) else shown) + inner["behind"]


def _with_words(claim: str, shown: str) -> str:
    """The same beside a frame printed as text, where only words can be told apart."""
    said, other = _rows_of(claim), rows(shown)
    counts = [len(placed(text)) for text, _ in said], [len(row) for row in other]
    if counts[0] != counts[1]:
        other = [other[0], *(row[1:] for row in other[1:])] if other else []
    if not said or counts[0] != [len(row) for row in other]:
        return ""
    at, parts = 0, list[str]()
    for (masked, start), row in zip(said, other, strict=True):
        parts.append(claim[at:start])
        at = start + len(masked)
        parts.append(_with_changes(claim[start:at], _changes(masked, [token.text for token in row])))
    return "".join(parts) + claim[at:]


def _rows_of(claim: str) -> list[tuple[str, int]]:
    """Each row with its marks blanked out, and where it begins."""
    if is_html(claim):
        found = [(match[0], match.start()) for match in _HTML_ROW.finditer(claim)]
        return [(_MARK.sub(lambda mark: " " * len(mark[0]), row), at) for row, at in found]
    starts = [0, *(match.end() for match in re.finditer("\n", claim))]
    lines = zip(claim.split("\n"), starts, strict=True)
    return [
        (re.sub(r"[|*`>]", " ", line), at) for line, at in lines if line.strip() and not _RULE.match(line)
    ]


def _changes(masked: str, words: list[str]) -> list[tuple[int, int, str]]:
    """The words of a row that are to be written anew, with their places."""
    return [
        (part.start, part.end, rounded(word, part.token.text) if part.token.kind == "number" else word)
        for part, word in zip(placed(masked), words, strict=True)
        if not digits(part.token.text, word)
    ]


def _with_changes(row: str, changes: list[tuple[int, int, str]]) -> str:
    for start, end, text in reversed(changes):
        row = row[:start] + text + row[end:]
    return row
