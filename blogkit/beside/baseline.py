"""What was wrong with a blog when its author began to check it: from then on only what is new fails.

A finding is known by what it says, not by its line, which moves with every edit. One that stands there
twice is known twice.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from blogkit.cache import sweep_beside, write_bytes
from blogkit.errors import AbsentError, ContentError, ToolError
from blogkit.model import Failure, Figure, Judged, Judgement, Verdict
from blogkit.report import Report
from blogkit.values import frozen

BASELINE = "blogkit-baseline.json"
_SCHEMA = 1
_MOST_SHOWN = 80
_REMEDY = "write it anew with --write-baseline"
_NEVER_KNOWN = (ToolError, AbsentError)
"""What says nothing about the posts."""
Thing = TypeVar("Thing")


@frozen
class Known:
    """A finding, as the baseline knows it."""

    path: str
    rule: str
    says: str
    """All that tells it from others."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What is compared."""
        return self.path, self.rule, hashlib.sha256(self.says.encode()).hexdigest()[:16]


def write_baseline(path: Path, report: Report) -> int:
    """Write down all that is wrong now; how much that is."""
    found = sorted(_all(report), key=lambda known: known.key)
    posts: dict[str, list[dict[str, str]]] = {}
    for known in found:
        entry = {"rule": known.rule, "id": known.key[2], "says": " ".join(known.says.split())[:_MOST_SHOWN]}
        posts.setdefault(known.path, []).append(entry)
    text = json.dumps({"schema": _SCHEMA, "known": posts}, indent=1, ensure_ascii=False)
    sweep_beside(path)
    write_bytes(path, (text + "\n").encode())
    return len(found)


def without_known(report: Report, path: Path) -> Report:
    """The report without what the baseline knows. Raises ContentError where that cannot be read."""
    left = _read(path)
    before = left.total()

    def is_new(known: Known) -> bool:
        if left[known.key] > 0:
            left[known.key] -= 1
            return False
        return True

    posts = [_without(post, is_new) for post in report.posts]
    problems = [one for one in report.problems if isinstance(one, _NEVER_KNOWN) or is_new(_malformed(one))]
    links = [one for one in report.links if is_new(_link(one))]
    # of a draft, or of what --only leaves out, nobody knows whether it is mended
    looked_at = {str(post.executed.post.source.path) for post in report.posts}
    mended = sum(count for (path, _, _), count in left.items() if path in looked_at)
    known = before - left.total()
    return replace(report, posts=posts, problems=problems, links=links, known=known, mended=mended)


def _read(path: Path) -> Counter[tuple[str, str, str]]:
    try:
        document: Any = json.loads(path.read_bytes())
        if document["schema"] != _SCHEMA:
            raise ContentError(str(path), 0, f"is a baseline of another version; {_REMEDY}")
        return Counter(
            (str(post), str(entry["rule"]), str(entry["id"]))
            for post, entries in document["known"].items()
            for entry in entries
        )
    except OSError as error:
        raise ContentError(str(path), 0, f"cannot be read: {error.strerror}; {_REMEDY}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ContentError(str(path), 0, f"is no baseline; {_REMEDY}") from error


def _all(report: Report) -> Iterator[Known]:
    yield from (_malformed(one) for one in report.problems if not isinstance(one, _NEVER_KNOWN))
    yield from map(_link, report.links)
    for post in report.posts:
        yield from (found for found, _ in _of_post(post))


def _without(post: Judged, is_new: Callable[[Known], bool]) -> Judged:
    gone = {id(thing) for found, thing in _of_post(post) if not is_new(found)}

    def kept(things: Sequence[Thing]) -> tuple[Thing, ...]:
        return tuple(thing for thing in things if id(thing) not in gone)

    return replace(
        post, verdicts=kept(post.verdicts), failures=kept(post.failures), figures=kept(post.figures)
    )


def _of_post(post: Judged) -> Iterator[tuple[Known, object]]:
    """What is wrong in a post, and the value that says so."""
    path, lines = str(post.executed.post.source.path), post.executed.post.lines
    for failure in post.failures:
        line = _beginning(failure, post) if failure.name == "Timeout" else failure.line
        code = lines[line - 1].strip() if line <= len(lines) else ""
        yield Known(path, "failing-cell", f"{failure.name}: {code}"), failure
    for verdict in post.verdicts:
        if verdict.judgement is Judgement.BROKEN:
            yield Known(path, "broken-claim", _said(verdict, lines)), verdict
    for figure in post.figures:
        if _drifted(figure):
            yield Known(path, "drifted-figure", figure.path), figure


def _beginning(failure: Failure, post: Judged) -> int:
    """The first line of a cell that ran too long: where it was when its time was over is chance."""
    fences = (cell.fence for cell in post.executed.post.cells)
    around = (one.line for one in fences if one.line < failure.line <= one.end_line)
    return next(around, failure.line - 1) + 1


def _said(verdict: Verdict, lines: Sequence[str]) -> str:
    first, last = verdict.claim.subject
    return "\n".join([verdict.claim.expected, *(line.strip() for line in lines[first - 1 : last])])


def _drifted(figure: Figure) -> bool:
    return figure.status == "changed"


def _malformed(error: ContentError) -> Known:
    return Known(error.path, "malformed", error.message)


def _link(error: ContentError) -> Known:
    return Known(error.path, "broken-link", error.message)
