"""Judged, ... -> what a person or another tool reads: one file a format."""

from blogkit.report.diff import diff
from blogkit.report.figures import figures_page
from blogkit.report.formats import FORMATS
from blogkit.report.summary import Report

__all__ = ["FORMATS", "Report", "diff", "figures_page"]
