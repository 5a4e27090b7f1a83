"""Everything that is wrong as one HTML page of its own, before and after, for a pull request to show."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

from blogkit.model import Judged, Judgement, Verdict
from blogkit.report.figures import STYLE as FIGURES_STYLE
from blogkit.report.figures import figure_rows
from blogkit.report.summary import Report
from blogkit.report.text import summary

_STYLE = """\
:root { color-scheme: light dark; --good: #1a7f3722; --bad: #c0392b22 }
h2 { border-bottom: 1px solid #8886; font-size: 1.15rem; margin-top: 2rem } h2 code { font-size: 1rem }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem }
pre { overflow-x: auto; padding: .6rem .8rem; margin: .25rem 0; border-radius: 4px; background: #8881 }
.says { background: var(--bad) } .shows { background: var(--good) }
del, ins { text-decoration: none; font-weight: 700 }
del { background: #c0392b55 } ins { background: #1a7f3755 }
figcaption, .label { font-size: .85rem; opacity: .8 }
"""
_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{style}</style>
<h1>{title}</h1>
<p>{summary}</p>
{body}
</html>
"""
_LONGEST = 20_000
"""Characters of a text that are shown."""


def drift_page(report: Report) -> str:
    """What is broken, post by post; a sentence where nothing is."""
    parts = [part for post in report.posts for part in _post(post)]
    body = "\n".join([*_problems(report), *parts, *figure_rows(report)])
    title = "What has drifted" if body else "Nothing has drifted"
    return _PAGE.format(title=title, style=FIGURES_STYLE + _STYLE, summary=escape(summary(report)), body=body)


def _problems(report: Report) -> Iterator[str]:
    for problem in [*report.problems, *report.links]:
        yield f"<h2>{_code(problem.path)}:{problem.line}</h2>\n<p>{escape(problem.message)}</p>"


def _post(post: Judged) -> Iterator[str]:
    path = str(post.executed.post.source.path)
    for failure in post.failures:
        place = f"{failure.path or path}:{failure.line}"
        said = escape(f"{failure.name}: {failure.message}")
        lines = post.executed.post.lines if not failure.path else []
        code = _lines(lines, failure.line, failure.line)
        yield f'<h2>{_code(place)} fails</h2>\n{code}<pre class="says">{said}</pre>'
    for verdict in post.verdicts:
        if verdict.judgement is Judgement.BROKEN:
            yield _claim(path, verdict, post.executed.post.lines)


def _claim(path: str, verdict: Verdict, lines: list[str]) -> str:
    """The statement, and beside each other what the text says and what the code shows."""
    claim = verdict.claim
    says, shows = _compared(claim.expected[:_LONGEST], verdict.actual[:_LONGEST])
    after = (
        f'<div><span class="label">the code shows</span><pre class="shows">{shows}</pre></div>'
        if verdict.actual
        else f"<p>{escape(verdict.reason)}</p>"
    )
    by_hand = f"<p>By hand: {escape(verdict.by_hand)}.</p>" if verdict.by_hand else ""
    return (
        f"<h2>{_code(f'{path}:{claim.line}')}</h2>\n{_lines(lines, *claim.subject)}"
        f'<div class="pair"><div><span class="label">the text says</span><pre class="says">{says}</pre></div>'
        f"{after}</div>{by_hand}"
    )


def _lines(lines: list[str], first: int, last: int) -> str:
    """The code that it is about."""
    code = "\n".join(lines[first - 1 : last])[:_LONGEST]
    return f"<pre>{escape(code)}</pre>\n" if code.strip() else ""


def _code(words: str) -> str:
    return f"<code>{escape(words)}</code>"


def _compared(says: str, shows: str) -> tuple[str, str]:
    """Both texts as HTML, what differs marked.

    >>> _compared("[2 4 7]", "[2 4 6]")
    ('[2 4 <del>7</del>]', '[2 4 <ins>6</ins>]')
    """
    if len(says) * len(shows) > 4_000_000:  # too long to be compared letter by letter
        return escape(says), escape(shows)
    one, other = list[str](), list[str]()
    for kind, a, b, c, d in SequenceMatcher(None, says, shows, autojunk=False).get_opcodes():
        same = kind == "equal"
        one.append(escape(says[a:b]) if same or a == b else f"<del>{escape(says[a:b])}</del>")
        other.append(escape(shows[c:d]) if same or c == d else f"<ins>{escape(shows[c:d])}</ins>")
    return "".join(one), "".join(other)
