"""Report -> everything that is wrong in it, one value a place, for formats that list places."""

from collections.abc import Iterator
from dataclasses import dataclass

from blogkit.errors import ToolError, place
from blogkit.model import Judged, Judgement
from blogkit.report.summary import Report
from blogkit.report.text import figure_words, headline


@dataclass(frozen=True)
class Finding:
    """What is wrong at one place."""

    rule: str
    """The kind of finding: "broken-claim"."""
    path: str
    line: int
    message: str
    level: str = "error"
    """"error", or "warning" for what fails no build."""
    column: int = 0
    """Counted from 1; 0 where it is not known."""

    @property
    def bare(self) -> str:
        """The message without the place, for what names the place itself."""
        return self.message.removeprefix(f"{self.path}:{self.line}: ")

    @property
    def told(self) -> str:
        """As compilers say it: `path:line:column: message`."""
        return f"{place(self.path, self.line, self.column)}: {self.bare}"


def findings(report: Report) -> Iterator[Finding]:
    """Malformed files and dead links first, then post by post."""
    for problem in report.problems:
        rule = "tool-failure" if isinstance(problem, ToolError) else "malformed"
        yield Finding(rule, problem.path, problem.line, problem.message, column=problem.column)
    for link in report.links:
        yield Finding("broken-link", link.path, link.line, link.message)
    for post in report.posts:
        yield from _of_post(post, str(post.executed.post.source.path))


def _of_post(post: Judged, path: str) -> Iterator[Finding]:
    for failure in post.failures:
        yield Finding(
            "failing-cell", failure.path or path, failure.line, f"{failure.name}: {failure.message}"
        )
    for verdict in post.verdicts:
        line, column = verdict.claim.line, verdict.claim.column
        if verdict.judgement is Judgement.BROKEN:
            yield Finding("broken-claim", path, line, headline(path, verdict), column=column)
        elif verdict.judgement is Judgement.UNSTABLE:
            why = verdict.reason or "differs from run to run"
            yield Finding("unstable-claim", path, line, why, "warning", column)
    for figure in post.figures:
        if figure.status == "changed":
            yield Finding("drifted-figure", path, figure.line, figure_words(figure))
