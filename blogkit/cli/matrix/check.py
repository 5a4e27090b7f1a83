"""An environment -> its column: what the check of the blog says there."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from blogkit.cli.children import Command
from blogkit.cli.matrix.environments import Environment
from blogkit.values import frozen


@frozen
class Finding:
    """What is wrong at one place of a post."""

    path: str
    line: int
    kind: str
    """"claim", "cell" or "figure"."""
    says: str
    """What the post says, or what fails."""
    shows: str = ""
    """What is shown in its place."""

    @property
    def key(self) -> tuple[str, int, str, str]:
        """The same in all environments."""
        return self.path, self.line, self.kind, self.says if self.kind != "cell" else ""

    @property
    def words(self) -> str:
        """In a few words.

        >>> Finding("a.md", 3, "claim", "9", "8").words
        'says 9, shows 8'
        """
        if self.kind == "claim":
            return f"says {self.says}, shows {self.shows}" if self.shows else f"says {self.says}"
        return f"fails: {self.says}" if self.kind == "cell" else f"{self.says} has drifted"


@frozen
class Column:
    """What a check says in one environment."""

    environment: Environment
    posts: Mapping[str, int]
    """The posts, and how many of their claims hold."""
    findings: tuple[Finding, ...] = ()
    trouble: str = ""
    """Why there is no check; empty where there is one."""
    seconds: float = 0.0

    def of_post(self, path: str) -> list[Finding]:
        """What is wrong in a post."""
        return [one for one in self.findings if one.path == path]


def begin_check(environment: Environment, source: Path, flags: Sequence[str] = ()) -> Command | None:
    """Begin to check the blog in an environment, beside this process; its answers are kept as ever."""
    words = ["check", "-s", str(source), "--claims-only", "--strict", "--format", "json", "--quiet"]
    return None if environment.trouble else Command([*words, "--python", environment.python, *flags])


def end_check(environment: Environment, check: Command | None) -> Column:
    """Wait for what such a check says."""
    if check is None:
        return Column(environment, {}, trouble=environment.trouble)
    status, report, words = check.ended()
    if status not in {0, 1}:
        said = words.strip().split("\n")[0] or _first_problem(report)
        return Column(environment, {}, trouble=said or f"the check ended with status {status}")
    return column_of(environment, json.loads(report))


def _first_problem(report: str) -> str:
    try:
        problems = json.loads(report)["problems"]
    except (ValueError, KeyError):
        return ""
    return next((f"{one['path']}:{one['line']}: {one['message']}" for one in problems), "")


def column_of(environment: Environment, report: Mapping[str, Any]) -> Column:
    """Read a report in JSON."""
    posts = {
        str(post["path"]): sum(claim["verdict"] == "holds" for claim in post["claims"])
        for post in report["posts"]
    }
    found = [one for post in report["posts"] for one in _findings(post)]
    seconds = sum(float(post["seconds"]) for post in report["posts"])
    return Column(environment, posts, tuple(found), seconds=seconds)


def _findings(post: Mapping[str, Any]) -> list[Finding]:
    path = str(post["path"])
    claims = [
        Finding(path, claim["line"], "claim", _short(claim["expected"]), _short(claim["actual"]))
        for claim in post["claims"]
        if claim["verdict"] == "broken"
    ]
    cells = [
        Finding(bad.get("path", path), bad["line"], "cell", _short(f"{bad['name']}: {bad['message']}"))
        for bad in post["failures"]
    ]
    figures = [
        Finding(path, figure["line"], "figure", figure["path"])
        for figure in post["figures"]
        if figure["status"] == "changed"
    ]
    return sorted([*claims, *cells, *figures], key=lambda one: one.line)


def _short(text: str) -> str:
    words = " ⏎ ".join(line.strip() for line in text.strip().split("\n"))
    return words if len(words) <= 100 else f"{words[:85]} … {words[-12:]}"
