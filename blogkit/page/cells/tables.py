"""The HTML of a data frame -> a book's table: numbers on the right, decimals below each other."""

import re
from collections.abc import Sequence
from functools import partial

FRAME = re.compile(r"<table\b[^>]*(?:class=\"[^\"]*\bdataframe\b|id=\"T_)[^>]*>.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_NUMBER = re.compile(r"\s*[-+\u2212]?(?:\d[\d,_]*)?(?:\.(\d*))?(?:e[-+]?\d+)?\s*%?\s*", re.IGNORECASE)
_MISSING = frozenset({"nan", "nat", "none", "null", "<na>", "&lt;na&gt;", "inf", "-inf", ""})
_NAME = re.compile(r"(?<=T_)([0-9a-f]{5})(?![0-9a-f])")
_OWN_LOOK = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)


def is_frame(html: str) -> bool:
    """Whether a display is a data frame, from pandas, its Styler or polars."""
    return FRAME.search(html) is not None


def frame_html(html: str, name: str) -> str:
    """Set the tables in a display; `name` takes the place of the Styler's, which is another in every run."""
    names = dict.fromkeys(_NAME.findall(html))
    for number, random in enumerate(names):
        html = html.replace(f"T_{random}", f"T_{name}{number or ''}")
    html = _OWN_LOOK.sub("", html)
    return FRAME.sub(lambda table: _table(table[0]), html)


def _table(html: str) -> str:
    html = html.replace(' border="1"', "", 1)
    head, behind = _parts(html)  # polars writes the types of columns as cells, in the head
    rows = [_CELL.findall(row) for row in _ROW.findall(behind)]
    body = [row for row in rows if any(tag == "td" for tag, _, _ in row)]
    widths = {len(row) for row in body}
    if len(widths) != 1 or any("colspan" in rest for row in body for _, rest, _ in row):
        return html
    columns = {
        at: places
        for at in range(widths.pop())
        if (places := _places([row[at][2] for row in body if row[at][0] == "td"])) is not None
    }
    return "".join(_ROW.sub(partial(_row, columns), part) for part in (head, behind))


def _parts(html: str) -> tuple[str, str]:
    """The head of a table, and what stands behind it."""
    end = html.find("</thead>")
    return html[: max(end, 0)], html[max(end, 0) :]


def _places(texts: Sequence[str]) -> int | None:
    """How many signs stand behind the point of a column's numbers, at most; None for a column of words."""
    found = [_NUMBER.fullmatch(text) for text in texts if text.strip().lower() not in _MISSING]
    if not found or not all(match and re.search(r"\d", match[0]) for match in found):
        return None
    return max(len(match[1]) + 1 if match and match[1] is not None else 0 for match in found)


def _row(columns: dict[int, int], row: re.Match[str]) -> str:
    at, html = -1, row[0]
    is_head = "<td" not in html

    def cell(match: re.Match[str]) -> str:
        nonlocal at
        at += 1
        tag, rest, text = match.groups()
        if at not in columns or "colspan" in rest:
            return match[0]
        rest = (
            f'{rest} class="number"' if "class=" not in rest else rest.replace('class="', 'class="number ', 1)
        )
        return f"<{tag}{rest}>{text if is_head or tag == 'th' else _padded(text, columns[at])}</{tag}>"

    return _CELL.sub(cell, html)


def _padded(text: str, places: int) -> str:
    """Blanks as wide as digits behind a number, so that its point stands below the others'.

    >>> _padded("1.5", 4) == "1.5" + 2 * chr(0x2007)
    True
    """
    found = _NUMBER.fullmatch(text)
    if not found or "e" in text.lower() or "%" in text or not places:
        return text
    have = len(found[1]) + 1 if found[1] is not None else 0
    point = "\u2008" if not have else ""
    return text.rstrip() + point + "\u2007" * (places - have - len(point))
