"""Report -> everything that is wrong in it, one value a place, for formats that list places."""

from collections.abc import Iterator
from dataclasses import replace

from blogkit.errors import ToolError, place, printable_name
from blogkit.model import Judged, Judgement, Source
from blogkit.report.summary import Report
from blogkit.report.text import figure_words, headline
from blogkit.values import frozen


@frozen
class Finding:
    """What is wrong at one place."""

    rule: str
    """The kind of finding: "broken-claim"."""
    path: str
    line: int
    """In the file; 0 where it is about the file as a whole."""
    message: str
    level: str = "error"
    """"error", or "warning" for what fails no build."""
    column: int = 0
    """Counted from 1; 0 where it is not known."""
    cell: str = ""
    """The place in a notebook: `cell 3:2`."""

    @property
    def told(self) -> str:
        """As compilers say it: `path:line:column: message`."""
        where = f"{printable_name(self.path)}:{self.cell}" if self.cell else ""
        return f"{where or place(self.path, self.line, self.column)}: {self.message}"

    @property
    def words(self) -> str:
        """The message for what names the place in the file itself."""
        return f"{self.cell}: {self.message}" if self.cell else self.message


def findings(report: Report) -> Iterator[Finding]:
    """Malformed files and dead links first, then post by post."""
    for problem in report.problems:
        rule = "tool-failure" if isinstance(problem, ToolError) else "malformed"
        yield Finding(rule, problem.path, problem.line, problem.message, column=problem.column)
    for link in report.links:
        yield Finding("broken-link", link.path, link.line, link.message)
    for post in report.posts:
        yield from _of_post(post, report.fix)


def _of_post(post: Judged, fix: str) -> Iterator[Finding]:
    source = post.executed.post.source
    for failure in post.failures:
        message = f"{failure.name}: {failure.message}"
        if failure.path:
            yield Finding("failing-cell", failure.path, failure.line, message)
        else:
            yield _finding(source, "failing-cell", failure.line, message)
    for verdict in post.verdicts:
        line, column = verdict.claim.line, verdict.claim.column
        if verdict.judgement is Judgement.BROKEN:
            yield _finding(source, "broken-claim", line, headline(verdict, fix), column)
        elif verdict.judgement is Judgement.UNSTABLE:
            why = verdict.reason or "differs from run to run"
            yield replace(_finding(source, "unstable-claim", line, why, column), level="warning")
    for figure in post.figures:
        if figure.status == "changed":
            yield _finding(source, "drifted-figure", figure.line, figure_words(figure, fix))


def _finding(source: Source, rule: str, line: int, message: str, column: int = 0) -> Finding:
    """What is wrong at a line of a post."""
    spot = source.spot(line)
    if spot.cell:  # a column of the notebook's JSON says nothing to anybody
        return Finding(rule, str(source.path), spot.line, message, cell=spot.words)
    return Finding(rule, str(source.path), spot.line, message, column=column and column + spot.shift)
