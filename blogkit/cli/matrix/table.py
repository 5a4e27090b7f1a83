"""Columns -> the matrix as text, and as JSON."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from blogkit.cli.matrix.bisect import Since
from blogkit.cli.matrix.check import Column, Finding


def posts_of(columns: Sequence[Column]) -> list[str]:
    """Every post, once."""
    return list(dict.fromkeys(path for column in columns for path in column.posts))


def word_of(column: Column, path: str) -> str:
    """How a post fares in an environment: "ok", "2 broken", "-" where nothing ran."""
    if column.trouble or path not in column.posts:
        return "-"
    found = column.of_post(path)
    counts = {kind: sum(one.kind == kind for one in found) for kind in ("claim", "cell", "figure")}
    names = {"claim": "broken", "cell": "failing", "figure": "drifted"}
    return ", ".join(f"{count} {names[kind]}" for kind, count in counts.items() if count) or "ok"


def differing(columns: Sequence[Column]) -> list[Finding]:
    """What breaks somewhere and not everywhere, once each, then what breaks everywhere."""
    ran = [column for column in columns if not column.trouble]
    every = {one.key: one for column in reversed(ran) for one in column.findings}
    keys = [{one.key for one in column.findings} for column in ran]
    return sorted(every.values(), key=lambda one: (all(one.key in key for key in keys), one.path, one.line))


def where(finding: Finding, columns: Sequence[Column]) -> list[tuple[Column, Finding]]:
    """The environments in which it breaks, with what it is there."""
    return [(column, one) for column in columns for one in column.findings if one.key == finding.key]


def as_text(columns: Sequence[Column], since: Sequence[Since] = ()) -> str:
    """The table, what breaks with what, and what could not be made."""
    lines = [*_table(columns), ""]
    for finding in differing(columns):
        found = where(finding, columns)
        lines.append(f"{finding.path}:{finding.line}: {found[0][1].words}")
        lines += [
            f"    with {column.environment.wanted.name}{_other(one, found[0][1])}" for column, one in found
        ]
        lines += [
            f"    since {one.package} {one.first_bad} ({one.last_good} is good)"
            for one in since
            if one.finding.key == finding.key
        ]
    lines += [f"{one.environment.wanted.name}: {one.trouble}" for one in columns if one.trouble]
    return "\n".join(lines).rstrip("\n") + "\n"


def _other(one: Finding, first: Finding) -> str:
    return f": {one.words}" if one.words != first.words else ""


def _table(columns: Sequence[Column]) -> Iterator[str]:
    names = [column.environment.wanted.name for column in columns]
    rows = [[path, *(word_of(column, path) for column in columns)] for path in posts_of(columns)]
    head = ["", *names]
    widths = [max(len(row[at]) for row in [head, *rows]) for at in range(len(head))]
    for row in [head, *rows]:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def as_json(columns: Sequence[Column], since: Sequence[Since] = ()) -> str:
    """The same for other tools, schema 1."""
    document = {
        "schema": 1,
        "environments": [_environment(column) for column in columns],
        "posts": {
            path: {column.environment.wanted.name: word_of(column, path) for column in columns}
            for path in posts_of(columns)
        },
        "findings": [_finding(one, columns, since) for one in differing(columns)],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _environment(column: Column) -> dict[str, Any]:
    one = column.environment
    return {
        "name": one.wanted.name,
        "requirements": list(one.wanted.requirements),
        "python": one.wanted.python or None,
        "versions": dict(one.versions),
        "trouble": column.trouble or None,
    }


def _finding(finding: Finding, columns: Sequence[Column], since: Sequence[Since]) -> dict[str, Any]:
    found = next((one for one in since if one.finding.key == finding.key), None)
    return {
        "path": finding.path,
        "line": finding.line,
        "kind": finding.kind,
        "says": finding.says,
        "breaks_with": {column.environment.wanted.name: one.shows for column, one in where(finding, columns)},
        "since": _since(found) if found else None,
    }


def _since(found: Since) -> dict[str, str]:
    return {"package": found.package, "last_good": found.last_good, "first_bad": found.first_bad}
