"""What is said of the Markdown of a notebook or a script, said of the file: its cells, its lines."""

import re
from collections.abc import Sequence
from dataclasses import replace

from blogkit.errors import ContentError
from blogkit.model import Comment, Judged, Source, Verdict

_LINE = re.compile(r"\bline (\d+)(?=:| raises)")
"""As the judge names the line of a failure on which something depends."""


def in_file(error: ContentError, sources: Sequence[Source]) -> ContentError:
    """A fault at the place where its author finds it."""
    source = next((one for one in sources if str(one.path) == error.path), None)
    if source is None or not source.spots or not error.line:
        return error
    spot = source.spot(error.line)
    if not spot.cell:
        return ContentError(error.path, spot.line, error.message, error.column and error.column + spot.shift)
    return ContentError(error.path, spot.line, f"{spot.words}: {error.message}")


def told_in_file(judged: Judged) -> Judged:
    """A judged post whose reasons name lines of the file."""
    source = judged.executed.post.source
    if not source.spots:
        return judged

    def told(words: str) -> str:
        return _LINE.sub(lambda found: _named(source, int(found[1])), words)

    def verdict(one: Verdict) -> Verdict:
        return replace(one, reason=told(one.reason), by_hand=told(one.by_hand))

    def comment(one: Comment) -> Comment:
        return replace(one, why_not=told(one.why_not))

    return replace(
        judged,
        verdicts=tuple(map(verdict, judged.verdicts)),
        comments=tuple(map(comment, judged.comments)),
    )


def _named(source: Source, line: int) -> str:
    spot = source.spot(line)
    return spot.words if spot.cell else f"line {spot.line}"
