"""The report as SARIF 2.1.0, which code-scanning services read."""

import json
from typing import Any
from urllib.parse import quote

from blogkit.report.findings import Finding, findings
from blogkit.report.summary import Report

RULES = {
    "broken-claim": "What the text says is not what the code shows.",
    "unstable-claim": "What the code shows differs from run to run.",
    "failing-cell": "A cell raises, and the text does not say so.",
    "drifted-figure": "A committed picture is not what the code draws.",
    "tool-failure": "The tool itself failed; nothing is wrong with the content.",
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
        "runs": [
            {"tool": {"driver": driver}, "results": [_result(found, report) for found in findings(report)]}
        ],
    }
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _result(found: Finding, report: Report) -> dict[str, Any]:
    region = {"startLine": max(found.line, 1)} | ({"startColumn": found.column} if found.column else {})
    # a URI: blanks and other signs of a file's name are escaped
    uri = quote(report.in_repository(found.path), errors="surrogateescape")
    artifact = {"uri": uri, "uriBaseId": "%SRCROOT%"}
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if found.cell:
        location["logicalLocations"] = [{"fullyQualifiedName": found.cell, "kind": "cell"}]
    return {
        "ruleId": found.rule,
        "level": found.level,
        "message": {"text": found.words},
        "locations": [location],
    }
