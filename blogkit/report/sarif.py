"""The report as SARIF 2.1.0, which code-scanning services read."""

import json
from collections.abc import Iterator
from typing import Any

from blogkit.model import Judgement
from blogkit.report.summary import Report
from blogkit.report.text import headline

RULES = {
    "broken-claim": "What the text says is not what the code shows.",
    "unstable-claim": "What the code shows differs from run to run.",
    "failing-cell": "A cell raises, and the text does not say so.",
    "drifted-figure": "A committed picture is not what the code draws.",
    "malformed": "The content cannot be read.",
    "broken-link": "A link leads nowhere.",
}


def sarif(report: Report) -> str:
    """One run with one result a finding."""
    driver = {
        "name": "blogkit",
        "rules": [{"id": name, "shortDescription": {"text": words}} for name, words in RULES.items()],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": list(_results(report))}],
    }
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _results(report: Report) -> Iterator[dict[str, Any]]:
    for problem in report.problems:
        yield _result("malformed", problem.path, problem.line, problem.message)
    for link in report.links:
        yield _result("broken-link", link.path, link.line, link.message)
    for post in report.posts:
        path = str(post.executed.post.source.path)
        for failure in post.failures:
            yield _result("failing-cell", path, failure.line, f"{failure.name}: {failure.message}")
        for verdict in post.verdicts:
            if verdict.judgement is Judgement.BROKEN:
                yield _result("broken-claim", path, verdict.claim.line, headline(path, verdict))
            elif verdict.judgement is Judgement.UNSTABLE:
                yield _result("unstable-claim", path, verdict.claim.line, verdict.reason, "warning")
        for figure in post.figures:
            if figure.status == "changed":
                yield _result("drifted-figure", path, figure.line, f"{figure.path} has drifted")


def _result(rule: str, path: str, line: int, message: str, level: str = "error") -> dict[str, Any]:
    region = {"startLine": max(line, 1)}
    location = {"physicalLocation": {"artifactLocation": {"uri": path}, "region": region}}
    return {"ruleId": rule, "level": level, "message": {"text": message}, "locations": [location]}
