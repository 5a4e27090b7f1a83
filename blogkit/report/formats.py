"""Judged, … -> what a person or another tool reads: one file a format."""

from collections.abc import Callable, Mapping

from blogkit.report import github, json, sarif, text
from blogkit.report.summary import Report

Format = Callable[[Report], str]
"""A report format is a function from the report to its text."""


def _junit(report: Report) -> str:
    from blogkit.report.junit import junit  # noqa: PLC0415  (its XML library costs 8 ms)

    return junit(report)


FORMATS: Mapping[str, Format] = {
    "text": text.text,
    "json": json.json,
    "junit": _junit,
    "sarif": sarif.sarif,
    "github": github.github,
}

__all__ = ["FORMATS", "Format", "Report"]
