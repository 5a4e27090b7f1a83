"""The report as GitHub workflow commands, which annotate the lines of a pull request."""

from collections.abc import Iterator

from blogkit.errors import printable
from blogkit.report.findings import findings
from blogkit.report.summary import Report
from blogkit.report.text import text


def github(report: Report) -> str:
    """One command a finding, then the text report for the log."""
    return "\n".join([*_commands(report), text(report)])


def _commands(report: Report) -> Iterator[str]:
    for found in findings(report):
        path = report.in_repository(found.path)
        yield _command(found.level, path, found.line, found.words, found.column)
    for warning in report.warnings:
        yield _command("warning", report.in_repository(warning.path), warning.line, warning.message)


def _command(level: str, path: str, line: int, message: str, column: int = 0) -> str:
    # the escapes of GitHub's workflow commands
    message, path = _escaped(message), _escaped(path).replace(":", "%3A").replace(",", "%2C")
    where = f"file={path},line={max(line, 1)}" + (f",col={column}" if column else "")
    return f"::{level} {where}::{message}"


def _escaped(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
