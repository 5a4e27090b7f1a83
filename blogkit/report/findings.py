"""Report -> everything that is wrong in it, one value a place, for formats that list places."""

from collections.abc import Iterator
from dataclasses import dataclass

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


def findings(report: Report) -> Iterator[Finding]:
    """Malformed files and dead links first, then post by post."""
    for problem in report.problems:
        yield Finding("malformed", problem.path, problem.line, problem.message)
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
        line = verdict.claim.line
        if verdict.judgement is Judgement.BROKEN:
            yield Finding("broken-claim", path, line, headline(path, verdict))
        elif verdict.judgement is Judgement.UNSTABLE:
            yield Finding(
                "unstable-claim", path, line, verdict.reason or "differs from run to run", "warning"
            )
    for figure in post.figures:
        if figure.status == "changed":
            yield Finding("drifted-figure", path, figure.line, figure_words(figure))
