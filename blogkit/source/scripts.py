"""A script in Jupytext's percent format -> the Markdown that says the same, and where each line stands."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# Jupytext is untyped

import re
from collections.abc import Iterator, Sequence

from blogkit.model import Spot
from blogkit.source.notebooks import Lines, fenced, options

MARK = re.compile(r"# ?%%+(?:\s+(?P<rest>.*))?$")
"""`# %% TITLE [markdown] tags=["a"]`: the line that begins a cell. `# %%time` is a magic."""
_COMMENT = re.compile(r"# ?")
_QUOTES = re.compile(r"""\s*r?(?:\"{3}|'{3})""")


def is_script(text: str) -> bool:
    r"""Whether a Python file has cells.

    >>> is_script("import os\n# %% Trees\n1"), is_script("# %%time\n1")
    (True, False)
    """
    return any(MARK.match(line) for line in text.split("\n"))


def read_script(text: str) -> tuple[str, tuple[Spot, ...]]:
    """The Markdown of a percent script, and the spot of each of its lines."""
    rows = text.split("\n")
    header = _header(rows)
    lines: Lines = [(_uncommented(row), Spot(n)) for n, row in enumerate(rows[:header], 1)]
    marks = [n for n, row in enumerate(rows) if n >= header and MARK.match(row)]
    if any(row.strip() for row in rows[header : marks[0]]):
        lines += _code(rows, header, marks[0], "")
    for start, end in zip(marks, [*marks, len(rows)][1:], strict=True):
        lines += _cell(rows, start, end)
    return "\n".join(line for line, _ in lines), tuple(spot for _, spot in lines)


def _header(rows: Sequence[str]) -> int:
    """How many lines the header has that Jupytext writes in comments."""
    return rows.index("# ---", 1) + 1 if rows[0] == "# ---" and "# ---" in rows[1:] else 0


def _cell(rows: Sequence[str], start: int, end: int) -> Lines:
    found = MARK.match(rows[start])
    rest = (found["rest"] if found else "") or ""
    if "[raw]" in rest:
        return []
    if re.search(r"\[(?:markdown|md)\]", rest):
        return [("", Spot(start + 1)), *_prose(rows, start + 1, end), ("", Spot(end))]
    return _code(rows, start + 1, end, rest)


def _code(rows: Sequence[str], start: int, end: int, rest: str) -> Lines:
    """The lines of a cell in a fence; magics are typed, as a notebook has them."""
    from jupytext.magics import uncomment_magic  # noqa: PLC0415  (0.2 s; only scripts pay)

    typed = [str(row) for row in uncomment_magic(list(rows[start:end]), "python")]
    lines = [(row, Spot(n)) for n, row in enumerate(typed, start + 1)]
    info = "{" + " ".join(["python", *options(re.findall(r"[\w-]+", rest))]) + "}"
    return fenced(lines, info, Spot(max(start, 1)), Spot(end))


def _prose(rows: Sequence[str], start: int, end: int) -> Iterator[tuple[str, Spot]]:
    """The lines of a Markdown cell: comments, or one text in triple quotes."""
    if any(_QUOTES.match(row) for row in rows[start:end][:1]):
        for n in range(start, end):
            cut = _QUOTES.match(rows[n])
            begin = cut.end() if cut else 0
            yield re.sub(r"(?:\"{3}|'{3})\s*$", "", rows[n][begin:]), Spot(n + 1, shift=begin)
        return
    for n in range(start, end):
        line = _uncommented(rows[n])
        yield line, Spot(n + 1, shift=len(rows[n]) - len(line))


def _uncommented(row: str) -> str:
    return _COMMENT.sub("", row, count=1) if row.startswith("#") else row
