"""Judged, … -> what a person or another tool reads: one file a format."""

from collections.abc import Callable, Mapping

from blogkit.errors import printable
from blogkit.report import github, json, sarif, text
from blogkit.report.summary import Report

Format = Callable[[Report], str]
"""A report format is a function from the report to its text."""


def _junit(report: Report) -> str:
    from blogkit.report.junit import junit  # noqa: PLC0415  (its XML library costs 8 ms)

    return junit(report)


def _html(report: Report) -> str:
    from blogkit.report.drift import drift_page  # noqa: PLC0415  (only this format compares letter by letter)

    return printable(drift_page(report))


FORMATS: Mapping[str, Format] = {
    "text": text.text,
    "json": json.json,
    "junit": _junit,
    "sarif": sarif.sarif,
    "github": github.github,
    "html": _html,
}

__all__ = ["FORMATS", "Format", "Report"]
