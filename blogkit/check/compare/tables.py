"""(claimed text, Observation) -> bool for data frames as text, HTML or Markdown tables."""

import re
from html.parser import HTMLParser

from blogkit.check.compare.text import texts
from blogkit.check.written.tokens import Token, same_tokens, tokens
from blogkit.model import Observation

Row = tuple[Token, ...]
_RULE = re.compile(r"^[\s|:+=-]+$")
_SIZE = re.compile(r"^\[?\d+ rows [x×] \d+ columns\]?$")
_SIZES = re.compile(r"(?<!\d)(\d+) rows [x×] (\d+) columns")
_MOST_ROWS = 2_000


def table(claim: str, observation: Observation) -> bool:
    """The rows of the claimed table are those of the frame, elided rows and the index aside."""
    said = rows(claim)
    sizes = _SIZES.findall(claim), _SIZES.findall(observation.text)
    if len(said) < 2 or (all(sizes) and sizes[0] != sizes[1]):
        return False
    html = observation.value.html if observation.value else ""
    shown = [rows(text) for text in (html, *texts(observation)) if text]
    return any(_same_rows(said, actual) for actual in shown if len(actual) > 1)


def rows(text: str) -> list[Row]:
    """The rows of a table in HTML, in Markdown, or of a frame printed as text; empty cells left out."""
    if re.search(r"<t[rdh]\b", text):
        cells = _html_rows(text)
    else:
        lines = (re.sub(r"\s\\$", "", line).strip() for line in text.split("\n"))
        cells = [line.replace("|", " ") for line in lines if line and not _RULE.match(line)]
    cells = [line for line in cells if line.strip() and not _SIZE.match(line.strip())]
    return [_plain(tokens(line)) for line in cells[:_MOST_ROWS]]


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
    return _match(said, actual) or _match(said, [line[1:] for line in actual[1:]], header=actual[0])


def _match(said: list[Row], actual: list[Row], header: Row | None = None) -> bool:
    """Compare row by row; `header` stands for a table whose index column is left out."""
    actual = actual if header is None else [header, *actual]
    shown = [line for line in actual if line and not _elides(line)]
    gaps = [index for index, line in enumerate(said) if _elides(line)]
    if not gaps:
        return len(said) == len(shown) and all(map(_same_row, said, shown))
    head, tail = said[: gaps[0]], said[gaps[-1] + 1 :]
    return (
        len(head) + len(tail) <= len(shown)
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
        return False
    tail = said[gap + 1 :]
    return (
        len(said) - 1 <= len(shown)
        and same_tokens(said[:gap], shown[:gap])
        and (not tail or same_tokens(tail, shown[len(shown) - len(tail) :]))
    )
