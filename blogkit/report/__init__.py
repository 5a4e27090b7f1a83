"""Judged, ... -> what a person or another tool reads: one file a format."""

from blogkit.report.diff import diff
from blogkit.report.figures import figures_page
from blogkit.report.findings import findings
from blogkit.report.formats import FORMATS
from blogkit.report.summary import TOOL_FAILED, Report
from blogkit.report.text import one_line, package_of, plural

__all__ = [
    "FORMATS",
    "TOOL_FAILED",
    "Report",
    "diff",
    "figures_page",
    "findings",
    "one_line",
    "package_of",
    "plural",
]
