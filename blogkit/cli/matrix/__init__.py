"""Posts × throw-away environments -> which claim breaks with what, and since which release."""

from blogkit.cli.matrix.bisect import Since, candidates, first_release
from blogkit.cli.matrix.check import Column, Finding, begin_check, end_check
from blogkit.cli.matrix.environments import (
    Environment,
    Wanted,
    environment_at,
    find_uv,
    make_environment,
    package_name,
    releases_of,
    wanted_environments,
    with_release,
)
from blogkit.cli.matrix.needs import packages_of_posts
from blogkit.cli.matrix.page import matrix_page
from blogkit.cli.matrix.table import as_json, as_text

__all__ = [
    "Column",
    "Environment",
    "Finding",
    "Since",
    "Wanted",
    "as_json",
    "as_text",
    "begin_check",
    "candidates",
    "end_check",
    "environment_at",
    "find_uv",
    "first_release",
    "make_environment",
    "matrix_page",
    "package_name",
    "packages_of_posts",
    "releases_of",
    "wanted_environments",
    "with_release",
]
