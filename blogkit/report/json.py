"""The report as one JSON object, schema 1."""

import json as encoder
from typing import Any

from blogkit.errors import ContentError
from blogkit.model import Claim, Failure, Figure, Judged, Judgement, Verdict
from blogkit.report.summary import Report


def json(report: Report) -> str:
    """What other tools read; see the README for the fields."""
    document = {
        "schema": 1,
        "environment": dict(report.environment),
        "posts": [_post(post) for post in report.posts],
        "problems": [_place(problem) for problem in report.problems],
        "links": [_place(link) for link in report.links],
        "warnings": [_place(warning) for warning in report.warnings],
        "summary": _summary(report),
    }
    return encoder.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _summary(report: Report) -> dict[str, Any]:
    counts = {str(judgement): report.count(judgement) for judgement in Judgement}
    return {
        "posts": len(report.posts),
        "claims": report.claims,
        **counts,
        "formulas": report.formulas,
        "failures": report.failures,
        "figures": report.figures,
        "drifted": report.drifted,
        "links": len(report.links),
        "problems": len(report.problems),
        "known": report.known,
        "left_out": dict(report.left_out),
    }


def _post(post: Judged) -> dict[str, Any]:
    return {
        "path": str(post.executed.post.source.path),
        "seconds": round(post.executed.seconds, 3),
        "cached": post.executed.cached,
        "claims": [_claim(verdict, verdict.claim) for verdict in post.verdicts],
        "comments": [
            {"line": note.line, "text": note.text, "why_not": note.why_not, "rule": note.rule or None}
            for note in post.comments
        ],
        "failures": [_failure(bad) for bad in post.failures],
        "figures": [_figure(figure) for figure in post.figures],
        "writes": [str(file) for file in post.executed.made],
    }


def _claim(verdict: Verdict, claim: Claim) -> dict[str, Any]:
    return {
        "line": claim.line,
        "column": claim.column,
        "end_line": claim.end_line,
        "kind": str(claim.kind),
        "syntax": claim.syntax,
        "expected": claim.expected,
        "actual": verdict.actual,
        "verdict": str(verdict.judgement),
        "agreed_by": verdict.agreed_by or None,
        "reason": verdict.reason or None,
        "rule": verdict.rule or None,
    }


def _failure(failure: Failure) -> dict[str, Any]:
    place = {"path": failure.path} if failure.path else {}
    return {"line": failure.line, "name": failure.name, "message": failure.message, **place}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "line": figure.line,
        "path": figure.path,
        "status": "changed" if figure.status == "redrawn" else figure.status,
        "redrawn": figure.status == "redrawn",
        "file": str(figure.file) if figure.file else None,
        "difference": figure.difference,
    }


def _place(problem: ContentError) -> dict[str, Any]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column or None,
        "message": problem.message,
    }
