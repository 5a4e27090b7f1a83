"""Columns -> the matrix as one HTML page of its own."""

from collections.abc import Iterator, Sequence
from html import escape

from blogkit.cli.matrix.bisect import Since
from blogkit.cli.matrix.check import Column
from blogkit.cli.matrix.table import differing, posts_of, where, word_of

_STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem;
  color-scheme: light dark }
table { border-collapse: collapse } th, td { padding: .3rem .8rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid #8886 }
.bad { background: #c0392b22 } .none { opacity: .6 } code { font-family: ui-monospace, monospace }
.scroll { overflow-x: auto }
"""
_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Posts and environments</title>
<style>
{style}</style>
<h1>Posts and environments</h1>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">post</th>{heads}</tr></thead>
<tbody>
{rows}
</tbody></table></div>
{findings}
</html>
"""


def matrix_page(columns: Sequence[Column], since: Sequence[Since] = ()) -> str:
    """Every post with every environment, and below it what breaks with what."""
    heads = "".join(f'<th scope="col">{escape(one.environment.wanted.name)}</th>' for one in columns)
    rows = "\n".join(_row(path, columns) for path in posts_of(columns))
    return _PAGE.format(
        style=_STYLE,
        heads=heads,
        rows=rows,
        findings="\n".join([*_findings(columns, since), *_troubles(columns)]),
    )


def _row(path: str, columns: Sequence[Column]) -> str:
    cells = "".join(_cell(word_of(column, path)) for column in columns)
    return f'<tr><th scope="row">{escape(path)}</th>{cells}</tr>'


def _cell(word: str) -> str:
    kind = {"ok": "", "-": ' class="none"'}.get(word, ' class="bad"')
    return f"<td{kind}>{escape(word)}</td>"


def _findings(columns: Sequence[Column], since: Sequence[Since]) -> Iterator[str]:
    for finding in differing(columns):
        yield f"<h2>{escape(finding.path)}:{finding.line}</h2>\n<ul>"
        for column, one in where(finding, columns):
            yield f"<li>{escape(column.environment.wanted.name)}: <code>{escape(one.words)}</code></li>"
        for one in since:
            if one.finding.key == finding.key:
                words = f"since {one.package} {one.first_bad}; {one.last_good} is good"
                yield f"<li><strong>{escape(words)}</strong></li>"
        yield "</ul>"


def _troubles(columns: Sequence[Column]) -> Iterator[str]:
    for column in columns:
        if column.trouble:
            yield f"<p>{escape(column.environment.wanted.name)}: {escape(column.trouble)}</p>"
