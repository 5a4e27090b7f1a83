"""The figures that are new or have drifted, as one HTML page of its own: old, new, difference."""

import base64
import mimetypes
from collections.abc import Iterator
from html import escape

from blogkit.model import Figure
from blogkit.report.summary import Report
from blogkit.report.text import figure_words, place_in

STYLE = """\
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 100rem; padding: 0 1rem }
.row { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1rem }
figure { margin: 0 } img { max-width: 100%; background: white; border: 1px solid #ccc }
"""
_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Figures</title>
<style>
{style}</style>
<h1>Figures</h1>
{rows}
</html>
"""


def figures_page(report: Report) -> str:
    """Every figure that is new, redrawn or has drifted; a sentence where there is none."""
    rows = "\n".join(figure_rows(report)) or "<p>No figure has changed.</p>"
    return _PAGE.format(style=STYLE, rows=rows)


def figure_rows(report: Report) -> Iterator[str]:
    """A heading for each figure that changed, and its pictures in a row."""
    for post in report.posts:
        for figure in post.figures:
            if figure.status in {"changed", "redrawn", "new"}:
                words = escape(
                    f"{place_in(post.executed.post.source, figure.line)}: {figure_words(figure, report.fix)}"
                )
                yield f'<h2>{words}</h2>\n<div class="row">{"".join(_pictures(figure))}</div>'


def _pictures(figure: Figure) -> Iterator[str]:
    kind = mimetypes.guess_type(str(figure.file))[0] or "application/octet-stream"
    if figure.committed is not None:
        yield _shown("the file", figure.committed, kind)
    yield _shown("drawn now", figure.png, kind)
    if figure.committed is not None:
        from blogkit.check import difference_picture  # noqa: PLC0415  (judging is loaded only where posts ran)

        apart = difference_picture(figure.png, figure.committed)
        if apart is not None:
            yield _shown("the difference, in red", apart, "image/png")


def _shown(caption: str, data: bytes, kind: str) -> str:
    address = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    return f'<figure><img src="{address}" alt="{caption}"><figcaption>{caption}</figcaption></figure>'
