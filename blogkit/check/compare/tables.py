"""(claimed text, Observation) -> bool for data frames as text, HTML or Markdown tables."""

import re
from decimal import Decimal
from html.parser import HTMLParser

from blogkit.check.compare.text import texts
from blogkit.check.compare.wrapped import joined
from blogkit.check.written.tokens import Token, same_tokens, tokens
from blogkit.model import Observation

Row = tuple[Token, ...]
_RULE = re.compile(r"^[\s|:+=-]+$")
_SIZE = re.compile(r"^\[?\d+ rows [x×] \d+ columns\]?$")
_SIZES = re.compile(r"(?<!\d)(\d+) rows [x×] (\d+) columns")
_LONGEST = 500_000
"""Characters of what was shown beyond which it is no table that somebody quotes."""


def table(claim: str, observation: Observation) -> bool:
    """The rows of the claimed table are those of the frame, elided rows and the index aside."""
    claims = [claim] if _plain_numbers(claim) == claim else [claim, _plain_numbers(claim)]
    return any(_is_table_of(one, observation) for one in claims)


def _plain_numbers(claim: str) -> str:
    """A table of the author's with percentages and sums of money as numbers: `15%` as 0.15, `$72` as 72."""
    if not is_table(claim):
        return claim
    return _MONEY.sub("", _PERCENT.sub(lambda match: str(Decimal(match[1]).scaleb(-2)), claim))


_PERCENT = re.compile(r"(?<![\w.])(-?\d{1,20}(?:\.\d{1,20})?)\s?\\?%")
_MONEY = re.compile(r"\\?[$€£¥]\s?(?=\d)")


def _is_table_of(claim: str, observation: Observation) -> bool:
    said = rows(claim)
    sizes = _SIZES.findall(claim), _SIZES.findall(observation.text)
    if len(said) < 2 or (all(sizes) and sizes[0] != sizes[1]):
        return False
    html = observation.value.html if observation.value else ""
    written = is_table(claim)
    for text in (html, *texts(observation)):
        shown = rows(text) if 0 < len(text) <= _LONGEST else []
        if len(shown) > 1 and (_same_rows(said, shown) or (written and _is_series(said, shown, text))):
            return True
    return False


def is_table(text: str) -> bool:
    """Whether a text is a table of Markdown or HTML."""
    return bool(re.search(r"<t[rdh]\b|^\s*\|.*\|\s*$", text, re.MULTILINE))


def _is_series(said: list[Row], shown: list[Row], text: str) -> bool:
    """Whether a table states a series: a row each, or the labels above the values."""
    if not _SERIES.search(text):
        return False
    own = [row for row, line in zip(shown, _lines(text), strict=False) if not _SERIES.match(line)]
    own = own[1:] if len(own[0]) == 1 < len(own[-1]) else own  # the name of the index
    values = [row[-1:] for row in own]
    if _match(said, own) or _match(said[1:], own) or _match(said[1:], values):
        return True
    pairs = all(len(row) > 1 for row in own) and 1 < len(said) <= 2
    return pairs and (
        same_tokens(said[0], tuple(token for row in own for token in row[:-1]))
        and any(same_tokens(said[1][cut:], tuple(row[-1] for row in own)) for cut in (0, 1))
    )


_SERIES = re.compile(
    r"^(?:(?:Name: .*, )?(?:Length: \d+, )?dtype: \w+|Categories \(\d+, \w+\): .*)$", re.MULTILINE
)


def rows(text: str) -> list[Row]:
    """The rows of a table in HTML, in Markdown, or of a frame printed as text; empty cells left out."""
    return [_plain(tokens(_MISSING.sub("NaN", line))) for line in _lines(text)]


_MISSING = re.compile(r"(?<![\w<])(?:<NA>|NA|NaN|nan|NaT|None)(?![\w>])")
"""What stands for a value that is not there."""


def _lines(text: str) -> list[str]:
    if re.search(r"<t[rdh]\b", text):
        cells = _html_rows(text)
    else:
        lines = (re.sub(r"\s\\$", "", line).strip() for line in joined(text).split("\n"))
        cells = [line.replace("|", " ") for line in lines if line and not _RULE.match(line)]
    return [line for line in cells if line.strip() and not _SIZE.match(line.strip())]


def _plain(line: Row) -> Row:
    return tuple(token for token in line if token.text not in {"'", '"', "`", "*"})


class _Rows(HTMLParser):
    """Collects the text of each table row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.rows.append([])
        self._in_cell = tag in {"td", "th"} or (self._in_cell and tag not in {"tr", "table"})

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th", "tr", "table"}

    def handle_data(self, data: str) -> None:
        if self._in_cell and self.rows:
            self.rows[-1].append(data)


def _html_rows(text: str) -> list[str]:
    parser = _Rows()
    parser.feed(text)
    return [" ".join(cells) for cells in parser.rows]


def _same_rows(said: list[Row], actual: list[Row]) -> bool:
    if _match(said, actual) or _match(said, [line[1:] for line in actual[1:]], header=actual[0]):
        return True
    headless = len(said) > 1 and any(token.kind == "number" for token in said[0])
    return headless and _match(said, actual[1:])


def _match(said: list[Row], actual: list[Row], header: Row | None = None) -> bool:
    """Compare row by row; `header` stands for a table whose index column is left out."""
    actual = actual if header is None else [header, *actual]
    shown = [line for line in actual if line and not _elides(line)]
    gaps = [index for index, line in enumerate(said) if _elides(line)]
    if not gaps:
        return len(said) == len(shown) and all(map(_same_row, said, shown))
    head, tail = said[: gaps[0]], said[gaps[-1] + 1 :]
    return (
        len(gaps) < len(said)
        and len(head) + len(tail) <= len(shown)
        and all(map(_same_row, head, shown))
        and all(map(_same_row, reversed(tail), reversed(shown)))
    )


def _elides(line: Row) -> bool:
    return bool(line) and all(token.kind == "elision" or token.text == "." for token in line)


def _same_row(said: Row, shown: Row) -> bool:
    if same_tokens(said, shown):
        return True
    gap = next((index for index, token in enumerate(said) if token.kind == "elision"), None)
    if gap is None:
        return _around_gap(said, shown)
    tail = said[gap + 1 :]
    return (
        len(said) - 1 <= len(shown)
        and same_tokens(said[:gap], shown[:gap])
        and (not tail or same_tokens(tail, shown[len(shown) - len(tail) :]))
    )


def _around_gap(said: Row, shown: Row) -> bool:
    """Whether a row says only what stands on either side of the columns that a wide frame leaves out."""
    gap = next((index for index, token in enumerate(shown) if token.kind == "elision"), None)
    if gap is None:
        return False
    behind = len(shown) - gap - 1
    return (
        len(said) == len(shown) - 1
        and same_tokens(said[:gap], shown[:gap])
        and same_tokens(said[gap:], shown[len(shown) - behind :])
    )
