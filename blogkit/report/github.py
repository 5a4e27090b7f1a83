"""The report as GitHub workflow commands, which annotate the lines of a pull request."""

from collections.abc import Iterator

from blogkit.model import Judgement
from blogkit.report.summary import Report
from blogkit.report.text import headline, text


def github(report: Report) -> str:
    """One command a finding, then the text report for the log."""
    return "\n".join([*_commands(report), text(report)])


def _commands(report: Report) -> Iterator[str]:
    for problem in [*report.problems, *report.links]:
        yield _command("error", problem.path, problem.line, problem.message)
    for warning in report.warnings:
        yield _command("warning", warning.path, warning.line, warning.message)
    for post in report.posts:
        path = str(post.executed.post.source.path)
        for failure in post.failures:
            yield _command("error", path, failure.line, f"{failure.name}: {failure.message}")
        for verdict in post.verdicts:
            if verdict.judgement is Judgement.BROKEN:
                line = verdict.claim.line
                yield _command("error", path, line, headline(path, verdict).removeprefix(f"{path}:{line}: "))
            elif verdict.judgement is Judgement.UNSTABLE:
                yield _command(
                    "warning", path, verdict.claim.line, verdict.reason or "differs from run to run"
                )
        for figure in post.figures:
            if figure.status == "changed":
                yield _command("error", path, figure.line, f"{figure.path} has drifted")


def _command(level: str, path: str, line: int, message: str) -> str:
    # the escapes of GitHub's workflow commands
    message = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{level} file={path},line={max(line, 1)}::{message}"
