"""The report as one JSON object: `docs/report.schema.json` says what each field holds."""

import json as encoder
from collections.abc import Iterator
from typing import Any

from blogkit.errors import ContentError
from blogkit.model import Failure, Figure, Judged, Judgement, Post, Verdict
from blogkit.report.summary import Report


def json(report: Report) -> str:
    """What other tools read."""
    document = {
        "schema": 1,
        "folder": report.folder,
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


def _post(judged: Judged) -> dict[str, Any]:
    post = judged.executed.post
    return {
        "path": str(post.source.path),
        "seconds": round(judged.executed.seconds, 3),
        "cached": judged.executed.cached,
        "fences": list(_fences(post)),
        "claims": [_claim(verdict, post) for verdict in judged.verdicts],
        "comments": [
            {
                **_spot(post, note.line),
                "text": note.text,
                "why_not": note.why_not,
                "rule": note.rule or None,
            }
            for note in judged.comments
        ],
        "failures": [_failure(bad, post) for bad in judged.failures],
        "figures": [_figure(figure, post) for figure in judged.figures],
        "writes": [str(file) for file in judged.executed.made],
    }


def _spot(post: Post, line: int) -> dict[str, Any]:
    """The line in the file, and in a notebook the cell and the line in it."""
    spot = post.source.spot(line)
    inside = {"number": spot.cell, "line": spot.row, "output": spot.shown} if spot.cell else None
    return {"line": spot.line, "cell": inside}


def _fences(post: Post) -> Iterator[dict[str, Any]]:
    """Each fence by its ordinal and the hash of its inner text: by these Hugo and others find it again."""
    cells = [cell.fence.line for cell in post.cells if not cell.is_output]
    for ordinal, fence in enumerate(post.fences):
        yield {
            "ordinal": ordinal,
            **_spot(post, fence.line),
            "end_line": post.source.spot(fence.end_line).line,
            "language": fence.language,
            "sha256": fence.sha256,
            "executed": cells.index(fence.line) + 1 if fence.line in cells else None,
        }


def _claim(verdict: Verdict, post: Post) -> dict[str, Any]:
    claim = verdict.claim
    return {
        **_spot(post, claim.line),
        "column": claim.column + post.source.spot(claim.line).shift,
        "end_line": post.source.spot(claim.end_line).line,
        "fence": _fence_at(post, claim.line),
        "kind": str(claim.kind),
        "syntax": claim.syntax,
        "expected": claim.expected,
        "actual": verdict.actual,
        "verdict": str(verdict.judgement),
        "agreed_by": verdict.agreed_by or None,
        "reason": verdict.reason or None,
        "rule": verdict.rule or None,
    }


def _fence_at(post: Post, line: int) -> int | None:
    """The ordinal of the fence that holds a line."""
    return next((n for n, one in enumerate(post.fences) if one.line <= line <= one.end_line), None)


def _failure(failure: Failure, post: Post) -> dict[str, Any]:
    place = {"path": failure.path, "line": failure.line} if failure.path else _spot(post, failure.line)
    return {"name": failure.name, "message": failure.message, **place}


def _figure(figure: Figure, post: Post) -> dict[str, Any]:
    return {
        **_spot(post, figure.line),
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
